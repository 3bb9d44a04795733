"""Search to add: a field at the pointer that finds a module, and joins it with what is in hand."""
