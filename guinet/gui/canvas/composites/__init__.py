"""Composites on the canvas: entered, left, made, unmade, and the bar that says where one is."""

from __future__ import annotations

from guinet.gui.canvas.composites.breadcrumbs import Breadcrumbs
from guinet.gui.canvas.composites.commands import CompositeCommands

__all__ = ["Breadcrumbs", "CompositeCommands"]
