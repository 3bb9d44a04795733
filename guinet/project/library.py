"""The library of composites: those that come with guinet, and a person's own.

A file of the library is an ordinary project. The *last* definition in it is what it offers;
the definitions before it are those that it needs. The graph around them shows it in use, so
that the file opens, plays and can be explained like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from guinet.core.errors import FileError
from guinet.core.fields import shortened
from guinet.core.resources import resource
from guinet.graph.composite import CompositeUse
from guinet.graph.definition import Definition, adopt, definition_of
from guinet.graph.edits import add_node
from guinet.graph.exposed import exposed_fields, exposed_targets
from guinet.graph.flatten import flatten_fully
from guinet.graph.model import Graph, Node
from guinet.graph.names import name_fault
from guinet.graph.ports import input_ports, output_ports
from guinet.modules import modules
from guinet.project.annotations import Annotations
from guinet.project.atomic import os_reason
from guinet.project.checkpoint import read_bytes
from guinet.project.file import SUFFIX
from guinet.project.folders import composites_folder
from guinet.project.migrations import migrate
from guinet.project.project import Layout, Project
from guinet.project.schema import from_json
from guinet.project.text import MAX_BYTES, read_text

__all__ = [
    "Entry",
    "Library",
    "add_definition",
    "composite",
    "composites",
    "entry_of",
    "flaw_of",
    "read_library",
]

MAX_FILES = 500
"""Most files of one folder that are looked at."""

Origin = Literal["guinet", "personal"]


@dataclass(frozen=True, eq=False)
class Entry:
    """A composite of the library.

    Attributes
    ----------
    name
        What the composite is called, e.g. ``"ResidualBlock"``; unique in the library, and no
        module has it.
    title, description
        For people; the first line of the description says in a sentence what it does.
    origin
        Whether it comes with guinet or is the person's own.
    path
        The file.
    definition
        The composite with the definitions that it needs.
    layout, annotations
        Where the cards stand inside the definitions, and the comment frames and collapsed
        cards there, by the id of the definition.
    """

    name: str
    title: str
    description: str
    origin: Origin
    path: Path
    definition: Definition = field(repr=False)
    layout: Layout = field(default_factory=dict, repr=False)
    annotations: Mapping[str, Annotations] = field(default_factory=dict, repr=False)

    @property
    def summary(self) -> str:
        """The first line of the description, or the title where there is none."""
        return self.description.partition("\n")[0] or self.title

    def describe(self) -> dict[str, Any]:
        """Describe the composite for programs, as JSON can hold it.

        Returns
        -------
        dict
            What `guinet.core.module.Module.describe` returns, as far as a composite has it,
            and with title, origin and path. A field is the exposed setting: its name and
            default are the composite's, and its doc where that has one; the rest is that of the
            inner hyperparameter;
            ``sets`` says which ones it sets, as ``"node.hyperparameter"``.
        """
        graph, use = self.placed()
        composite = self.definition.composite
        targets = exposed_targets(composite)
        fields = [
            field.schema()
            | {
                "name": name,
                "default": field.to_json(value),
                "sets": [f"{composite.graph.nodes[e.node].name}.{e.field}" for e in targets[name]],
            }
            for name, (field, value) in exposed_fields(
                self.definition.composites, self.definition.use
            ).items()
        ]
        return {
            "name": self.name,
            "category": use.module.category.value,
            "summary": self.summary,
            "doc": self.description,
            "fields": fields,
            "inputs": [port.describe() for port in input_ports(graph, use)],
            "outputs": [port.describe() for port in output_ports(graph, use)],
            "title": self.title,
            "origin": self.origin,
            "path": str(self.path),
        }

    def placed(self) -> tuple[Graph, Node]:
        """Return a graph with one use of the composite and nothing else, and that use."""
        graph, _ = adopt(Graph(), self.definition)
        return add_node(graph, self.definition.use)


@dataclass(frozen=True)
class Library:
    """What the library holds at one moment.

    Attributes
    ----------
    entries
        guinet's own first, each group by the alphabet.
    broken
        One sentence per file that offers nothing, for the person.
    """

    entries: tuple[Entry, ...] = ()
    broken: tuple[str, ...] = ()

    def get(self, name: str) -> Entry | None:
        """Return the composite of a name, or of a file's name without its ending; or None."""
        by_file = {entry.path.stem: entry for entry in reversed(self.entries)}
        return {**by_file, **{entry.name: entry for entry in self.entries}}.get(name)


def read_library() -> Library:
    """Return what the library holds now; a file that has not changed is not read again."""
    entries: list[Entry] = []
    broken: list[str] = []
    owners: dict[str, str] = dict.fromkeys(modules.names(), "a module")
    folders: tuple[tuple[Origin, Path], ...] = (
        ("guinet", resource("composites")),
        ("personal", composites_folder()),
    )
    for origin, folder in folders:
        found: list[Entry] = []
        for result in _read_folder(folder, origin):
            if isinstance(result, str):
                broken.append(result)
            elif result.name in owners:
                broken.append(
                    f"{result.path.name}: {result.name} is the name of {owners[result.name]} "
                    "already; rename the composite."
                )
            else:
                owners[result.name] = f"the composite in {result.path.name}"
                found.append(result)
        entries += sorted(found, key=lambda entry: entry.name.casefold())
    return Library(tuple(entries), tuple(broken))


def entry_of(graph: Graph, definition: str) -> Entry | None:
    """Return what the library has of a definition in a graph, or None if that is another one.

    Parameters
    ----------
    graph
        The outermost graph.
    definition
        Id of the definition.
    """
    composite = graph.composites.get(definition)
    entry = None if composite is None else read_library().get(composite.name)
    if entry is None:
        return None
    after, ids = adopt(graph, entry.definition)
    same = after is graph and ids[entry.definition.composite.id] == definition
    return entry if same else None


def composites() -> list[Entry]:
    """Return the composites of the library, guinet's own first."""
    return list(read_library().entries)


def composite(name: str) -> Definition:
    """Return a composite of the library, for `guinet.GraphBuilder.define`.

    Parameters
    ----------
    name
        Its name (``"ResidualBlock"``), or that of its file (``"residual-block"``).

    Raises
    ------
    FileError
        If there is none of that name.
    """
    library = read_library()
    entry = library.get(name) if isinstance(name, str) else None
    if entry is None:
        known = ", ".join(entry.name for entry in library.entries) or "none"
        raise FileError(
            f"There is no composite {shortened(name)} in the library; there are: {known}."
        )
    return entry.definition


def add_definition(project: Project, entry: Entry) -> tuple[Project, CompositeUse]:
    """Add a composite of the library to a project, with all that is drawn of its inside.

    Returns
    -------
    project
        With the definitions that it did not have.
    use
        The module to place.
    """
    graph, ids = adopt(project.graph, entry.definition)
    layout = {ids[scope]: places for scope, places in entry.layout.items()}
    annotations = {ids[scope]: drawn for scope, drawn in entry.annotations.items()}
    use = entry.definition.use.replace(definition=ids[entry.definition.composite.id])
    project = replace(
        project,
        graph=graph,
        layout={**layout, **project.layout},
        annotations={**annotations, **project.annotations},
    )
    return project, use


def _read_folder(folder: Path, origin: Origin) -> Iterator[Entry | str]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except FileNotFoundError:
        return
    except OSError as error:
        yield f"The folder of composites {folder} cannot be read: {os_reason(error)}."
        return
    if len(files) > MAX_FILES:
        yield f"{folder} holds more than {MAX_FILES} composites; the first ones are listed."
    for path in files[:MAX_FILES]:
        try:
            state = path.stat()
        except OSError:  # a link to nowhere, or it is gone by now
            yield f"{path.name}: there is no such file."
            continue
        yield _read(path, origin, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2 * MAX_FILES)
def _read(path: Path, origin: Origin, _changed_ns: int, _size: int) -> Entry | str:
    """Read a file; a fault is one sentence, and is kept like anything else that was read."""
    try:
        if not path.is_file():  # to open a pipe would wait for ever
            raise FileError("it is not a plain file.")
        project = from_json(migrate(read_text(read_bytes(path, MAX_BYTES))))
        if not project.graph.composites:
            raise FileError("it defines no composite.")
        *_, last = project.graph.composites
        definition = definition_of(project.graph, last)
        flaw = flaw_of(definition)
        if flaw:
            raise FileError(flaw)
    except FileError as error:
        return f"{path.name}: {error}"
    inside = definition.composites
    return Entry(
        name=definition.name,
        title=project.title or definition.name,
        description=project.description,
        origin=origin,
        path=path,
        definition=definition,
        layout={scope: each for scope, each in project.layout.items() if scope in inside},
        annotations={scope: each for scope, each in project.annotations.items() if scope in inside},
    )


def flaw_of(definition: Definition) -> str:
    """Say what keeps a composite from being used by its name, wherever that is; or nothing."""
    fault = name_fault(definition.name)
    if fault:
        return f"the name of its composite {fault}: {definition.name!r}."
    graph, _ = adopt(Graph(), definition)
    graph, _ = add_node(graph, definition.use)
    faults = (fault.message for fault in flatten_fully(graph).faults if fault.rule == "composite")
    return next(faults, "")
