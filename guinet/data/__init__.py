"""Where data come from and how they are split, scaled and encoded."""

from __future__ import annotations

import importlib

from guinet.core.registry import Registry
from guinet.data.base import DataSource

__all__ = ["DataSource", "sources"]

# The folder has the registry's name, and Python binds a folder to that name in here when it is
# first imported. That has to happen before the registry takes the name, not after.
importlib.import_module("guinet.data.sources")
sources: Registry[DataSource] = Registry(DataSource, "guinet.data.sources")
