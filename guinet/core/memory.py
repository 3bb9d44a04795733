"""How much memory there is, and what is said where it does not suffice."""

from __future__ import annotations

import os

__all__ = ["OUT_OF_MEMORY", "machine_memory"]

OUT_OF_MEMORY = "There is not enough memory. Take a smaller batch or narrower modules."


def machine_memory() -> int | None:
    """Return the memory of the machine in bytes, or None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None
