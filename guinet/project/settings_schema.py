"""Configured values (modules, optimizers, sources ...) between memory and JSON."""

from __future__ import annotations

from typing import Any, TypeVar

from guinet.core.configured import Configured
from guinet.core.errors import FileError, GuinetError, HyperparameterError
from guinet.core.fields import Field, PartField
from guinet.core.registry import Registry
from guinet.project.cursor import Cursor, shown

__all__ = ["configured_from_json"]

C = TypeVar("C", bound=Configured)


def configured_from_json(kind: type[C], cursor: Cursor) -> C:
    """Build a configured value from an object of settings; those left out have defaults.

    The inverse is the property `Configured.settings`.

    Raises
    ------
    FileError
        With the place of the setting that is not known or not acceptable.
    """
    settings: dict[str, Any] = {}
    for name, item in cursor.entries():
        field = kind.fields.get(name)
        if field is None:
            known = ", ".join(kind.fields) or "none"
            raise item.error(f"is not a setting of {kind.type_name()}; there are: {known}")
        settings[name] = _setting(field, item)
    try:
        return kind(**settings)
    except HyperparameterError as error:
        raise FileError(f"{cursor.place}.{error.field} {error.reason}") from None
    except GuinetError as error:
        raise cursor.error(f"is not acceptable: {str(error).rstrip('.')}") from None


def _setting(field: Field[Any], cursor: Cursor) -> Any:
    if isinstance(field, PartField):
        return _part(field.registry, cursor)
    try:
        value = field.parse(cursor.value)
    except ValueError as error:
        raise cursor.error(str(error)) from None
    # A form may hand over "8"; in a file a number is written as one.
    if isinstance(cursor.value, str) and not isinstance(value, str):
        raise cursor.error(f"must be a number, not {shown(cursor.value)}")
    return value


def _part(registry: Registry[Any], cursor: Cursor) -> Configured:
    if isinstance(cursor.value, str):  # a name alone: all settings are the defaults
        cursor = Cursor({"type": cursor.value}, cursor.place)
    elif not isinstance(cursor.value, dict):
        raise cursor.error(f"must be the name of a type or an object, not {shown(cursor.value)}")
    entries = dict(cursor.entries())
    if "type" not in entries:
        raise cursor.error("lacks 'type'")
    name = entries["type"].text()
    kind: type[Configured] | None = registry.get(name)
    if kind is None:
        known = ", ".join(registry.names())
        raise entries["type"].error(f"must be one of {known}, not {shown(name)}")
    rest = {key: value for key, value in cursor.value.items() if key != "type"}
    return configured_from_json(kind, Cursor(rest, cursor.place))
