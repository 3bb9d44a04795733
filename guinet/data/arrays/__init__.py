"""Arrays in files: checked by their headers before room is made for them."""
