"""The canvas: cards, edges and the gestures that edit them."""
