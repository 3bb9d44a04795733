"""Putting a composite into a person's own library, and taking one out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from guinet.core.errors import FileError
from guinet.graph.definition import Definition, adopt, definition_of
from guinet.graph.edits import add_node, connect
from guinet.graph.model import Edge, Graph
from guinet.graph.ports import input_ports
from guinet.modules import modules
from guinet.modules.data.input import Input
from guinet.project.annotations import Annotations
from guinet.project.atomic import backup_of, os_reason
from guinet.project.file import SUFFIX, save
from guinet.project.folders import composites_folder
from guinet.project.library import Entry, flaw_of, read_library
from guinet.project.project import Layout, Project

__all__ = ["remove_composite", "save_composite", "takes_place_of"]


def save_composite(
    graph: Graph,
    composite_id: str,
    *,
    layout: Layout | None = None,
    annotations: Mapping[str, Annotations] | None = None,
    title: str = "",
    description: str = "",
    overwrite: bool = False,
) -> Path:
    """Put a composite of a graph into the person's own library.

    Parameters
    ----------
    graph
        The outermost graph, which has the definition.
    composite_id
        Which one.
    layout, annotations
        Where its cards stand, and the comment frames and collapsed cards, by the id of the
        definition.
    title, description
        For people.
    overwrite
        Whether a composite of this name in the person's library is replaced; the former file
        is kept as backup.

    Returns
    -------
    path
        The file.

    Raises
    ------
    FileError
        If the name is taken or not acceptable, the composite is not whole, or the file cannot
        be written.
    GraphError
        If the graph has no such definition.
    """
    definition = definition_of(graph, composite_id)
    flaw = flaw_of(definition)
    if flaw:
        raise FileError(f"{definition.name} cannot be put into the library: {flaw}")
    path = _place_for(definition.name, overwrite=overwrite)
    project = _in_use(definition)
    inside = definition.composites
    scopes = {scope: places for scope, places in (layout or {}).items() if scope in inside}
    project = replace(
        project,
        layout={**project.layout, **scopes},
        annotations={scope: a for scope, a in (annotations or {}).items() if scope in inside},
        title=title or definition.name,
        description=description,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"The folder {path.parent} cannot be made: {os_reason(error)}.") from None
    save(project, path)
    return path


def remove_composite(entry: Entry) -> Path:
    """Take a composite out of the person's own library; projects that have it keep it.

    Returns
    -------
    backup
        Where the file is kept.

    Raises
    ------
    FileError
        If it comes with guinet, or the file cannot be moved.
    """
    if entry.origin != "personal":
        raise FileError(f"{entry.name} comes with guinet and stays in the library.")
    kept = backup_of(entry.path)
    try:
        entry.path.replace(kept)
    except OSError as error:
        raise FileError(f"{entry.path} cannot be removed: {os_reason(error)}.") from None
    return kept


def takes_place_of(name: str) -> Entry | None:
    """Return the person's own composite that one of this name would replace, or None.

    Raises
    ------
    FileError
        If no composite of the person's can have this name.
    """
    if name in modules.types():
        raise FileError(f"There is a module named {name}; give the composite another name.")
    other = next((entry for entry in read_library().entries if entry.name == name), None)
    if other is not None and other.origin == "guinet":
        raise FileError(f"guinet comes with a composite {name}; give yours another name.")
    return other


def _place_for(name: str, *, overwrite: bool) -> Path:
    other = takes_place_of(name)
    if other is not None and not overwrite:
        raise FileError(
            f"Your library has a composite {name} already; give this one another name, or "
            "replace the other."
        )
    if other is not None:
        return other.path
    stem, number = _file_stem(name), 1
    path = composites_folder() / f"{stem}{SUFFIX}"
    while os.path.lexists(path):
        number += 1
        path = path.with_name(f"{stem}-{number}{SUFFIX}")
    return path


def _file_stem(name: str) -> str:
    """Return a name for a file: ``residual-block`` for ``ResidualBlock``."""
    stem = ""
    for before, letter in zip(" " + name, name, strict=False):
        if letter.isupper() and before.islower():
            stem += "-"
        stem += letter.lower() if letter.isalnum() else "-"
    return "-".join(part for part in stem.split("-") if part)[:80] or "composite"


def _in_use(definition: Definition) -> Project:
    """Return a project that shows the composite behind an Input."""
    graph, _ = adopt(Graph(), definition)
    graph, source = add_node(graph, Input())
    graph, use = add_node(graph, definition.use)
    for port in input_ports(graph, use)[:1]:
        graph = connect(graph, Edge(source.id, "y", use.id, port.name))
    return Project(graph, {"": {source.id: (0.0, 0.0), use.id: (176.0, 0.0)}})
