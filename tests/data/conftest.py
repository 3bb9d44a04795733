"""Tables on disk for the tests of data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guinet.data.sources.csv_file import CsvFile


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., CsvFile]:
    """Write text or bytes to a file and return the source that reads it."""

    def write(content: str | bytes, **options: object) -> CsvFile:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CsvFile(path=str(path), **options)

    return write
