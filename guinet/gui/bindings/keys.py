"""Keys as text: ``Ctrl+Shift+Z``, ``F2``, ``L``; one spelling for each."""

from __future__ import annotations

__all__ = ["MODIFIERS", "canonical_keys", "is_single_key", "split_modifiers"]

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
"""In the order in which Qt writes them; on a Mac Ctrl is the command key."""

_NAMES = {
    "Return": "Enter",  # two keys of one meaning; people say Enter
    "Delete": "Del",
    "Escape": "Esc",
    "Backtab": "Tab",
    "PageUp": "PgUp",
    "PageDown": "PgDown",
}
_SAFE_ALONE = {"Esc", "Del", "Backspace", "Home", "End", "Menu", "Ins", "PgUp", "PgDown", "Pause"}


def split_modifiers(text: str) -> tuple[frozenset[str], str]:
    """Return the modifiers that a binding begins with, and the rest."""
    held: set[str] = set()
    while True:
        first, plus, rest = text.partition("+")
        name = first.strip().capitalize()
        if not plus or not rest or name not in MODIFIERS:
            return frozenset(held), text.strip()
        held.add(name)
        text = rest


def canonical_keys(text: str) -> str:
    """Return the one spelling of a combination of keys; empty if there is no key in it."""
    held, key = split_modifiers(text)
    key = _NAMES.get(key, key)
    if not key or key.rstrip("+").capitalize() in MODIFIERS:
        return ""
    key = key.upper() if len(key) == 1 else key[0].upper() + key[1:]
    return "+".join([name for name in MODIFIERS if name in held] + [key])


def is_single_key(text: str) -> bool:
    """Whether the keys are what one types in a text or a list: a letter, perhaps with Shift."""
    held, key = split_modifiers(text)
    function = key.startswith("F") and key[1:].isdigit()
    return not (held - {"Shift"}) and not function and key not in _SAFE_ALONE
