"""Frozen objects made of declared fields: modules, optimizers, schedules, data sources."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, Self

from guinet.core.errors import HyperparameterError
from guinet.core.fields import Field, shortened

__all__ = ["Configured"]


class Configured:
    """An immutable value described by its `Field` declarations.

    Two objects are equal when type and settings are equal. Settings are checked when the
    object is made, so that an object that exists is valid.

    Raises
    ------
    HyperparameterError
        For an unknown setting or a value that its field refuses.
    """

    fields: ClassVar[dict[str, Field[Any]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Collect the fields in the order of declaration, inherited ones first."""
        super().__init_subclass__(**kwargs)
        inherited: dict[str, Field[Any]] = {}
        for base in reversed(cls.__mro__[1:]):
            inherited.update(vars(base).get("fields", {}))
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for name in own:
            hidden = next(
                (vars(base)[name] for base in cls.__mro__[1:] if name in vars(base)), None
            )
            if hidden is not None and not isinstance(hidden, Field):
                raise TypeError(f"{cls.__name__}.{name} would hide what every such type has.")
        cls.fields = inherited | own

    # `self` is positional only, so that even a setting of that name in a damaged file is answered
    # in words.
    def __init__(self, /, **settings: Any) -> None:
        for name in settings:
            if name not in self.fields:
                known = ", ".join(self.fields) or "none"
                raise HyperparameterError(
                    self.type_name(),
                    name if name.isidentifier() and len(name) <= 40 else shortened(name),
                    f"is not a setting; there are: {known}.",
                )
        for name, field in self.fields.items():
            value = settings.get(name, field.default)
            try:
                self.__dict__[name] = field.parse(value)
            except ValueError as reason:
                raise HyperparameterError(self.type_name(), name, f"{reason}.") from None

    @classmethod
    def type_name(cls) -> str:
        """Return the name under which files and registries know the type."""
        return cls.__name__

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the documentation."""
        return cls.help_text().partition("\n")[0]

    @classmethod
    def help_text(cls) -> str:
        """Return the documentation, without indentation."""
        return inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def defects(cls) -> tuple[str, ...]:
        """Say what the declaration lacks, for types that come from elsewhere; empty: nothing."""
        missing = sorted(getattr(cls, "__abstractmethods__", ()))
        if missing:
            return (f"{cls.type_name()} does not define {', '.join(missing)}.",)
        found = [] if cls.summary() else [f"{cls.type_name()} has no documentation."]
        try:
            cls()
        except HyperparameterError as error:
            found.append(f"A default is not acceptable: {error}")
        return tuple(found)

    @property
    def settings(self) -> dict[str, Any]:
        """All settings by name, as JSON can hold them."""
        return {name: field.to_json(self.__dict__[name]) for name, field in self.fields.items()}

    def replace(self, /, **changes: Any) -> Self:
        """Return a copy with some settings changed."""
        return type(self)(**({name: self.__dict__[name] for name in self.fields} | changes))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a configured object is a value."""
        raise AttributeError(f"{self.type_name()} is frozen; use replace({name}=...).")

    def __delattr__(self, name: str) -> None:
        """Refuse: a configured object is a value."""
        raise AttributeError(f"{self.type_name()} is frozen; {name} stays.")

    def __eq__(self, other: object) -> bool:
        """Compare type and settings."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """Hash type and settings."""
        return hash((type(self), tuple(self.__dict__.values())))

    def __repr__(self) -> str:
        """Write the constructor's call, defaults left out."""
        parts = (
            f"{name}={self.__dict__[name]!r}"
            for name, field in self.fields.items()
            if self.__dict__[name] != field.default
        )
        return f"{self.type_name()}({', '.join(parts)})"
