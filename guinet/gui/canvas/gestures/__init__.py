"""What a hand can do on the canvas: one class per gesture, and the choice among them."""
