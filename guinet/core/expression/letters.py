"""Names of Greek letters, and how a name is written in mathematics."""

from __future__ import annotations

import re

__all__ = ["GREEK", "spelled"]

_SMALL = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω",
}  # fmt: skip
_LARGE = {
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

GREEK = _SMALL | _LARGE
"""From the name of a letter, which is also its command in LaTeX, to the letter."""

_PARTS = re.compile(r"(.*?)_?(\d*)", re.DOTALL)


def spelled(name: str) -> str:
    """Return a name in LaTeX: ``beta`` as β, ``x1`` and ``x_1`` with an index, words upright."""
    stem, _, index = name.strip("_").partition("_")
    if not index:
        found = _PARTS.fullmatch(stem)
        assert found is not None  # anything is some text and some digits
        stem, index = found[1], found[2]
    written = _word(stem)
    if not index:
        return written
    inner = _word(index.replace("_", ","))
    return f"{written}_{inner}" if len(inner) == 1 else f"{written}_{{{inner}}}"


def _word(word: str) -> str:
    if word in GREEK:
        return f"\\{word}"
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word}}}"
