"""Finding the types of a kind without a list: one new file is one new type."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from guinet.core.configured import Configured

__all__ = ["Registry"]

C = TypeVar("C", bound=Configured)


class Registry(Generic[C]):
    """The concrete subclasses of ``base`` in a package and in installed plugins.

    The package is walked at first use, so that importing guinet stays light.

    Parameters
    ----------
    base
        The class all members derive from.
    package
        Dotted name of the package whose files are searched, folders included.
    group
        Entry-point group through which other distributions add theirs. An entry point names
        a class, or a module whose subclasses of ``base`` are all taken.
    """

    def __init__(self, base: type[C], package: str, group: str | None = None) -> None:
        self.base = base
        self._package = package
        self._group = group
        self._types: dict[str, type[C]] | None = None
        self.broken: dict[str, str] = {}

    def types(self) -> dict[str, type[C]]:
        """Return all types by name, in alphabetical order."""
        if self._types is None:
            found: dict[str, type[C]] = {}
            for module in self._walk():
                found |= self._concrete(module)
            for name, plugin_type in self._plugins():
                if found.get(name, plugin_type) is not plugin_type:
                    home = found[name].__module__
                    self.broken[name] = (
                        f"{plugin_type.__module__} has a {name}, but {home} has one already."
                    )
                elif defects := plugin_type.defects():
                    self.broken[name] = " ".join(defects)
                else:
                    found[name] = plugin_type
            self._types = dict(sorted(found.items()))
        return self._types

    def names(self) -> list[str]:
        """Return the names of all types, in alphabetical order."""
        return list(self.types())

    def get(self, name: str) -> type[C] | None:
        """Return the type of that name, or None."""
        return self.types().get(name)

    def forget(self) -> None:
        """Search again at the next use (a plugin was installed)."""
        self._types = None
        self.broken.clear()

    def _walk(self) -> Iterator[object]:
        package = importlib.import_module(self._package)
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{self._package}."):
            yield importlib.import_module(info.name)

    def _plugins(self) -> Iterator[tuple[str, type[C]]]:
        if self._group is None:
            return
        for point in entry_points(group=self._group):
            try:
                loaded = point.load()
            except (Exception, SystemExit) as error:  # a plugin's defect must not stop guinet
                reason = str(error) or type(error).__name__
                self.broken[point.name] = f"The plugin {point.value} cannot be loaded: {reason}"
                continue
            if inspect.ismodule(loaded):
                yield from self._concrete(loaded, deep=True).items()
            elif inspect.isclass(loaded) and issubclass(loaded, self.base):
                yield loaded.type_name(), loaded
            else:
                self.broken[point.name] = f"{point.value} is not a {self.base.__name__}."

    def _concrete(self, module: object, *, deep: bool = False) -> dict[str, type[C]]:
        """Return the types defined in a module; if ``deep``, also below it (re-exported)."""
        home = getattr(module, "__name__", "")
        return {
            member.type_name(): member
            for member in vars(module).values()
            if inspect.isclass(member)
            and issubclass(member, self.base)
            and not inspect.isabstract(member)
            and member is not self.base
            and not member.__name__.startswith("_")
            and (member.__module__ == home or (deep and member.__module__.startswith(f"{home}.")))
        }
