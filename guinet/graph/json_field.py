"""Settings whose names are not known to the code: a frozen mapping, and the field for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guinet.core.fields import Field

__all__ = ["FrozenMapping", "JsonField"]


class FrozenMapping(Mapping[str, Any]):
    """A mapping of JSON values that cannot change and can be hashed.

    Raises
    ------
    ValueError
        If a value cannot be held by JSON; the text is the end of a sentence.
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        values = dict(values or {})
        if not all(isinstance(name, str) for name in values):
            raise ValueError("must have names that are text")
        try:
            # Through text and back: a private copy, tuples become lists as in a file.
            text = json.dumps(values, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise ValueError("must hold only numbers, text, lists, true and false") from None
        self._values: dict[str, Any] = json.loads(text)
        # Compared as text, because True equals 1 in Python but not in a file.
        self._text = json.dumps(self._values, sort_keys=True)

    def __getitem__(self, name: str) -> Any:
        """Return one value."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names in the order given."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        """Compare names and values, the order left aside."""
        return isinstance(other, FrozenMapping) and self._text == other._text

    def __hash__(self) -> int:
        """Hash names and values."""
        return hash(self._text)

    def __repr__(self) -> str:
        """Write it like a dict."""
        return repr(self._values)

    def to_json(self) -> dict[str, Any]:
        """Return a copy that may be changed."""
        copy: dict[str, Any] = json.loads(json.dumps(self._values))
        return copy


class JsonField(Field[FrozenMapping]):
    """Several settings by name, as JSON can hold them."""

    type_name = "mapping"

    def __init__(self, *, doc: str) -> None:
        super().__init__(FrozenMapping(), doc=doc)

    def parse(self, value: object) -> FrozenMapping:
        """Accept any mapping from text to what JSON can hold."""
        if isinstance(value, FrozenMapping):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"must map names to values, not {value!r}")
        return FrozenMapping(value)

    def to_json(self, value: FrozenMapping) -> dict[str, Any]:
        """Return a plain dict."""
        return value.to_json()
