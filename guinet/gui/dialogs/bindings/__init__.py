"""The sheet of keys and gestures, on which each of them can be changed."""

from __future__ import annotations

from guinet.gui.dialogs.bindings.sheet import BindingsSheet

__all__ = ["BindingsSheet"]
