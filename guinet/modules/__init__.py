"""The module library: one file per module, found without a list.

Other distributions add theirs through the entry-point group ``guinet.modules``.
"""

from __future__ import annotations

from guinet.core.module import Module
from guinet.core.registry import Registry

__all__ = ["modules"]

modules: Registry[Module] = Registry(Module, "guinet.modules", "guinet.modules")
