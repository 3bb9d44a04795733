"""Keys and mouse gestures as text: their grammar, the person's own choice, how they read.

`Bindings` says which row of the tables in `guinet.gui.actions` listens to what. Everything that
shows or takes a key or a gesture asks it, so that a change acts everywhere at once.
"""
