"""The open project: history, clipboard, settings."""
