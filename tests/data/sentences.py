"""What a source says that cannot be read."""

from __future__ import annotations

import pytest

from guinet.core.errors import DataError
from guinet.data.base import DataSource

__all__ = ["sentence_of"]


def sentence_of(source: DataSource, most: int = 400) -> str:
    """Return the one sentence that loading a source ends in; shorter than so many letters."""
    with pytest.raises(DataError) as caught:
        source.load()
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < most
    assert caught.value.__cause__ is None
    return message
