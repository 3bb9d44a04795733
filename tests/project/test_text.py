"""What no file may contain, told with its place."""

from __future__ import annotations

import pytest

from guinet.core.errors import FileError
from guinet.project import text
from guinet.project.text import read_text

FAULTS = {
    b'{"a": 1, "a": 2}': "the outermost value has the name 'a' twice",
    b'{"x": [{"a": 1, "a": 2}]}': r"x\[0\] has the name 'a' twice",
    b'{"x": NaN}': "x is not a finite number",
    b'{"x": [1, Infinity]}': r"x\[1\] is not a finite number",
    b'{"x": -Infinity}': "x is not a finite number",
    b'{"x": 1e999}': "x is not a finite number",
    b'{"x": ' + b"9" * 5000 + b"}": "x is not a finite number of reasonable length",
    b'{"x": "\\ud800"}': "x contains half of a character",
    b'{"x": {"\\udc00": 1}}': "contains half of a character",
    b'{"a b": [NaN]}': r"\['a b'\]\[0\] is not a finite number",
    b"{\n\n  oops": "line 3, column 3 is not JSON",
    b"": "line 1, column 1 is not JSON",
    b"\x00\x01\x02": "line 1, column 1 is not JSON",
    b'{\n"a": "\xff"}': "line 2 is not UTF-8",
    b"[" * 100 + b"]" * 100: "is nested deeper than 64 levels",
    b"[" * 500_000: "is nested deeper than 64 levels",
    b'{"a":' * 500_000: "is nested deeper than 64 levels",
}


@pytest.mark.parametrize("data", FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_with_its_place(data: bytes) -> None:
    with pytest.raises(FileError, match=FAULTS[data]):
        read_text(data)


def test_plain_json_is_read_with_or_without_a_byte_order_mark() -> None:
    assert read_text('\ufeff{"a": [1, 2.5, "ä", null]}'.encode()) == {"a": [1, 2.5, "ä", None]}


def test_a_file_that_is_too_large_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_BYTES", 10)
    assert read_text(b"[1, 2, 3 ]") == [1, 2, 3]
    with pytest.raises(FileError, match="larger than"):
        read_text(b"[1, 2, 3  ]")
