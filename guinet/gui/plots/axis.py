"""Ticks in the manner of the house. Importing this imports pyqtgraph."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg

from guinet.gui import format as fmt
from guinet.gui import theme

__all__ = ["Axis"]

_TICK_PX = 20


class Axis(pg.AxisItem):
    """Ticks with two digits, percentages where the numbers are parts of one.

    Attributes
    ----------
    percent
        Whether they are parts of one.
    whole
        Whether they are counts, so that there is nothing between two of them.
    """

    percent = False
    whole = False

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)  # which would write its label anew for each range

    def dress(self) -> None:
        """Take the colours and the type of the theme."""
        self.setStyle(tickFont=theme.font(10, tabular=True), tickLength=0, tickTextOffset=6)
        self.setPen(pg.mkPen(theme.colour("border"), width=1))
        self.setTextPen(theme.colour("muted"))  # after the line, whose colour names would take

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[Any]:
        """Keep the coarse ticks only; finer grids are noise behind the curves."""
        levels: list[Any] = super().tickValues(minVal, maxVal, size)
        if self.whole:
            levels = [level for level in levels if level[0] >= 1.0]
            levels = levels or [(1.0, list(range(math.ceil(minVal), math.floor(maxVal) + 1)))]
        count = 0
        for place, (_, values) in enumerate(levels):
            count += len(values)
            if count >= 3:
                return levels[: place + 1]
        return levels

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the ticks."""
        if self.logMode:
            return [self._write(10.0**value) for value in values]
        if self.percent:
            digits = 0 if spacing >= 0.01 else 1
            return [f"{100 * value:.{digits}f} %".replace("-", "−") for value in values]
        return [self._write(value) for value in values]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the ticks of a logarithmic axis."""
        return [self._write(10.0**value) for value in values]

    def logTickValues(self, minVal: float, maxVal: float, size: float, stdTicks: Any) -> Any:
        """Put ticks at 1, 2 and 5 of each decade if there is room; else at some decades alone."""
        stride = max(1, math.ceil((maxVal - minVal) * _TICK_PX / max(size, 1.0)))
        first = math.floor(minVal / stride) * stride
        decades = range(first, math.ceil(maxVal) + 1, stride)
        wide = size >= 3 * (maxVal - minVal) * _TICK_PX
        steps = (1, 2, 5) if wide and maxVal - minVal <= 2.5 else (1,)
        ticks = [d + math.log10(s) for d in decades for s in steps]
        shown = [tick for tick in ticks if minVal <= tick <= maxVal]
        return [(None, shown if len(shown) >= 2 else _round_between(minVal, maxVal))]

    @staticmethod
    def _write(value: float) -> str:
        if value == 0:
            return "0"
        if 1e-3 <= abs(value) * (1 + 1e-9) < 1e4:
            return f"{value:.4g}".replace("-", "−")
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        mantissa = mantissa.removesuffix(".0").replace("-", "−")
        power = fmt.power(int(exponent))
        # pyqtgraph leaves out what is wider than the axis, so every letter counts.
        return (
            mantissa.removesuffix("1") + power if mantissa in ("1", "−1") else f"{mantissa}×{power}"
        )


def _round_between(low: float, high: float) -> list[float]:
    """Return where round numbers stand between two ends of a logarithmic axis less than one wide.

    Equal steps of the logarithm, as pyqtgraph takes, would be written 0.7079 and 0.6918.
    """
    first, last = 10.0**low, 10.0**high
    rough = (last - first) / 4
    decade = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    step = next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= rough)
    numbers = range(math.ceil(first / step), math.floor(last / step) + 1)
    return [math.log10(number * step) for number in numbers if number > 0]
