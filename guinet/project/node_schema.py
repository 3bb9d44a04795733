"""Nodes between memory and JSON; types that are not installed are kept as they are."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

from guinet.core.module import Module
from guinet.graph.composite import CompositeUse
from guinet.graph.learning_rate_factor import LEARNING_RATE_FACTOR
from guinet.graph.model import Edge, Node
from guinet.graph.names import name_fault
from guinet.graph.placeholder import Placeholder
from guinet.modules import modules
from guinet.project.cursor import Cursor, shown
from guinet.project.settings_schema import configured_from_json

__all__ = ["id_from_json", "node_from_json", "node_to_json"]

_ID = re.compile(r"[^\s/]{1,64}")
_PORTS = 1000
_OPTIONAL = (
    "type version settings composite values inputs outputs share learning_rate_factor bypassed"
)


def node_to_json(node: Node, edges: Iterable[Edge]) -> dict[str, Any]:
    """Return a node as JSON.

    Parameters
    ----------
    edges
        The edges of its graph: a placeholder's ports are written only where these do not
        tell them.
    """
    raw: dict[str, Any] = {"id": node.id, "name": node.name}
    module = node.module
    if isinstance(module, CompositeUse):
        raw["composite"] = module.definition
        _put(raw, "values", module.values.to_json())
    elif isinstance(module, Placeholder):
        raw["type"] = module.missing
        _put_version(raw, module.raw_version)
        _put(raw, "settings", module.raw.to_json())
        inputs, outputs = _ports_in_use(node.id, edges)
        if (module.input_names, module.output_names) != (inputs, outputs):
            raw["inputs"], raw["outputs"] = list(module.input_names), list(module.output_names)
    else:
        raw["type"] = module.type_name()
        _put_version(raw, module.version)
        _put(raw, "settings", module.settings)
    if node.share is not None:
        raw["share"] = node.share
    if node.learning_rate_factor != LEARNING_RATE_FACTOR.default:
        raw["learning_rate_factor"] = node.learning_rate_factor
    if node.bypassed:
        raw["bypassed"] = True
    return raw


def node_from_json(cursor: Cursor, edges: Iterable[Edge]) -> Node:
    """Build a node; an unknown type, or a version from the future, becomes a placeholder.

    Raises
    ------
    FileError
        With the place of what is not acceptable.
    """
    parts = cursor.members("id name", _OPTIONAL)
    node_id = id_from_json(parts["id"])
    name = parts["name"].text()
    fault = name_fault(name)
    if fault:
        raise parts["name"].error(fault)
    share = parts["share"].text() if "share" in parts else None
    factor = _factor(parts)
    bypassed = "bypassed" in parts and parts["bypassed"].truth()
    if "composite" in parts:
        return Node(node_id, name, _use(parts), share, factor, bypassed)
    if "type" not in parts:
        raise cursor.error("lacks 'type' or 'composite'")
    return Node(node_id, name, _module(node_id, parts, edges), share, factor, bypassed)


def id_from_json(cursor: Cursor) -> str:
    """Return the id of a node or a composite: 1 to 64 signs, no space, no slash."""
    node_id = cursor.text()
    if not _ID.fullmatch(node_id):
        raise cursor.error(f"must be 1 to 64 signs without space or slash, not {shown(node_id)}")
    return node_id


def _put(raw: dict[str, Any], name: str, settings: dict[str, Any]) -> None:
    if settings:
        raw[name] = settings


def _put_version(raw: dict[str, Any], version: int) -> None:
    if version != 1:
        raw["version"] = version


def _factor(parts: dict[str, Cursor]) -> float:
    if "learning_rate_factor" not in parts:
        return LEARNING_RATE_FACTOR.default
    cursor = parts["learning_rate_factor"]
    try:
        return LEARNING_RATE_FACTOR.parse(cursor.number(sys.float_info.max))
    except ValueError as reason:
        raise cursor.error(str(reason)) from None


def _use(parts: dict[str, Cursor]) -> CompositeUse:
    for name in ("type", "version", "settings"):
        if name in parts:
            raise parts[name].error("does not go with 'composite'")
    definition = id_from_json(parts["composite"])
    values = parts.get("values", Cursor({}))
    return CompositeUse(
        definition=definition, values={name: item.value for name, item in values.entries()}
    )


def _module(node_id: str, parts: dict[str, Cursor], edges: Iterable[Edge]) -> Module:
    type_name = parts["type"].text()
    if not type_name:
        raise parts["type"].error("must not be empty")
    version = parts["version"].whole(1, 10**6) if "version" in parts else 1
    settings = parts.get("settings", Cursor({}, parts["type"].place))
    names = dict(settings.entries())
    kind = modules.get(type_name)
    if kind is None or version > kind.version:
        inputs, outputs = _ports_in_use(node_id, edges)
        if "inputs" in parts:
            inputs = tuple(item.text() for item in parts["inputs"].items(_PORTS))
        if "outputs" in parts:
            outputs = tuple(item.text() for item in parts["outputs"].items(_PORTS))
        return Placeholder(
            missing=type_name,
            raw={name: item.value for name, item in names.items()},
            raw_version=version,
            input_names=inputs,
            output_names=outputs,
        )
    if version < kind.version:
        settings = Cursor(_migrated(kind, settings, version), settings.place)
    return configured_from_json(kind, settings)


def _migrated(kind: type[Module], settings: Cursor, version: int) -> dict[str, Any]:
    try:
        return dict(kind.migrate(dict(settings.value), version))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The code of a plugin meets values that nobody has checked yet.
        raise settings.error(
            f"cannot be translated from version {version} of {kind.type_name()} ({error})"
        ) from None


def _ports_in_use(node_id: str, edges: Iterable[Edge]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    inputs = dict.fromkeys(edge.target_port for edge in edges if edge.target == node_id)
    outputs = dict.fromkeys(edge.source_port for edge in edges if edge.source == node_id)
    return tuple(inputs), tuple(outputs)
