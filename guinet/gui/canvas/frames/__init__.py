"""Comment frames on the canvas: titled rectangles behind the cards."""
