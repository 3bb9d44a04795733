"""Instruments without their cards."""

from __future__ import annotations

import pytest

from guinet.gui import theme


@pytest.fixture(autouse=True)
def small_cards(qapp) -> None:
    """Show all of a card here."""


@pytest.fixture(autouse=True, params=["dark", "light"])
def in_both_themes(request, qapp, monkeypatch):
    """Paint everything in both themes."""
    before = theme.current().name
    theme.set_theme(request.param)
    yield
    theme.set_theme(before)
