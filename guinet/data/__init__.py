"""Where data come from and how they are split, scaled and encoded."""

from __future__ import annotations

from guinet.core.registry import Registry
from guinet.data.base import DataSource

__all__ = ["DataSource", "sources"]

sources: Registry[DataSource] = Registry(DataSource, "guinet.data.sources")
