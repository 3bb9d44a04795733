"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from guinet.gui.format import count, number, percent, power, short, size, unbroken, unmarked


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.02312, "0.02312"),
        (0.6037, "0.6037"),
        (4.794, "4.794"),
        (12.5, "12.50"),
        (-0.25, "−0.2500"),
        (1234.0, "1234"),
        (98765.0, "98765"),
        (0.99999, "1.000"),
        (0.00099999, "0.001000"),
        (0.00012345, "1.234×10⁻⁴"),
        (-3.1e-12, "−3.100×10⁻¹²"),
        (123456.0, "1.235×10⁵"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5629, "0.56"), (0.02441, "0.024"), (2.6e-5, "2.6×10⁻⁵"), (12.6, "13"), (1.0, "1.0")],
)
def test_short(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (24, "24"),
        (999, "999"),
        (1000, "1k"),
        (2570, "2.57k"),
        (12_400, "12.4k"),
        (999_499, "999k"),
        (999_600, "1M"),
        (3_100_000, "3.1M"),
        (2_000_000_000, "2G"),
    ],
)
def test_count(value: float, text: str) -> None:
    assert count(value) == text


def test_power_and_percent() -> None:
    assert power(-3) == "10⁻³"
    assert power(12) == "10¹²"
    assert percent(0.9504) == "95.0 %"
    assert percent(math.nan) == "–"


def test_live_numbers_keep_their_width() -> None:
    assert {len(number(value)) for value in (0.1, 0.12, 0.123, 0.1234, 0.12345)} == {6}


def test_size() -> None:
    assert [size(n) for n in (0, 999, 1000, 12_400, 3_100_000, 2 * 10**9)] == [
        "0 B",
        "999 B",
        "1 kB",
        "12.4 kB",
        "3.1 MB",
        "2 GB",
    ]


def test_names_keep_their_ampersand_where_it_marks_a_letter() -> None:
    assert unmarked("Größe & Maß") == "Größe && Maß"


def test_a_shape_stays_together_where_a_line_ends() -> None:
    assert len(unbroken("at x and gets N × 8.").split(" ")) == 5
