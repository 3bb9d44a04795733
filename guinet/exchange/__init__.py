"""Other people's formats, read and written; nothing that is read is ever executed."""
