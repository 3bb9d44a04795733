"""Numbers as people read them: few digits, a true minus, no jumping widths."""

from __future__ import annotations

import math

__all__ = [
    "count",
    "counted",
    "number",
    "percent",
    "power",
    "rate",
    "short",
    "size",
    "unbroken",
    "unmarked",
]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST_PLAIN = 1e5
_SMALLEST_PLAIN = 1e-3


def number(value: float, digits: int = 4) -> str:
    """Write a number with a fixed count of significant digits.

    Parameters
    ----------
    value
        Any float; not a number is written as ``–``.
    digits
        Significant digits, trailing zeros included, so that live numbers keep their width.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value):.{digits - 1}e}".partition("e")
    rounded = float(f"{mantissa}e{exponent}")
    if _SMALLEST_PLAIN <= rounded < _LONGEST_PLAIN:
        text = f"{abs(value):.{max(0, digits - 1 - int(exponent))}f}"
    else:
        text = f"{mantissa}×{power(int(exponent))}"
    return f"−{text}" if value < 0 else text


def short(value: float) -> str:
    """Write a number with two significant digits, for tags and axes."""
    return number(value, 2)


def power(exponent: int) -> str:
    """Write a power of ten: ``10⁻³``."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def count(value: float) -> str:
    """Write how many: ``105``, ``2.57k``, ``12.4k``, ``3.1M``."""
    size = abs(value)
    for limit, factor, unit in ((999.5, 1, ""), (999.5e3, 1e3, "k"), (999.5e6, 1e6, "M")):
        if size < limit:
            return _trimmed(value / factor) + unit
    return f"{_trimmed(value / 1e9)}G"


def counted(amount: int, noun: str) -> str:
    """Write an amount with its noun: ``1 node``, ``3 nodes``."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


def unmarked(name: str) -> str:
    """Write a name for a button or a menu, where an ampersand marks the letter after it."""
    return name.replace("&", "&&")


def unbroken(sentence: str) -> str:
    """Keep shapes in a sentence together where its lines end: ``N × 8`` is one word."""
    return sentence.replace(" × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}")


def percent(fraction: float) -> str:
    """Write a part of one: ``95.0 %``."""
    return "–" if math.isnan(fraction) else f"{100 * fraction:.1f} %".replace("-", "−")


def rate(per_s: float) -> str:
    """Write how often something happens in a second, without its unit: ``2.31k``."""
    return "–" if math.isnan(per_s) else count(per_s)


def size(size_bytes: int) -> str:
    """Write an amount of memory: ``640 B``, ``12.4 kB``, ``3.1 MB``."""
    return f"{size_bytes} B" if size_bytes < 1000 else f"{_spaced(count(size_bytes))}B"


def _spaced(text: str) -> str:
    return f"{text[:-1]} {text[-1]}" if text[-1:].isalpha() else text


def _trimmed(value: float) -> str:
    text = f"{value:.3g}" if abs(value) < 999.5 else f"{value:.0f}"
    return text.replace("-", "−")
