"""Channels laid out as pixels, and pixels gathered as channels."""

from __future__ import annotations

from guinet.core.types import Array

__all__ = ["to_channels", "to_pixels"]


def to_pixels(x: Array, factor: int) -> Array:
    """Return (N, C, H r, W r) from (N, C r², H, W): each r² channels as r × r pixels."""
    count, _, height, width = x.shape
    parts = x.reshape(count, -1, factor, factor, height, width)
    return parts.transpose(0, 1, 4, 2, 5, 3).reshape(count, -1, height * factor, width * factor)


def to_channels(y: Array, factor: int) -> Array:
    """Return (N, C r², H, W) from (N, C, H r, W r): each r × r pixels as r² channels."""
    count, channels, height, width = y.shape
    parts = y.reshape(count, channels, height // factor, factor, width // factor, factor)
    return parts.transpose(0, 1, 3, 5, 2, 4).reshape(count, -1, height // factor, width // factor)
