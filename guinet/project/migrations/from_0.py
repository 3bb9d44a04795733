"""Format 0: nodes carried their positions, and edges were text.

Never released; it is here so that migrating is proven before the first change of format.
"""

from __future__ import annotations

from typing import Any

__all__ = ["migrate"]


def migrate(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON as format 1 has it; the argument stays as it is.

    ``modules`` become ``nodes``, ``kind`` becomes ``type``, ``x`` and ``y`` move to the
    layout, and an edge ``"n1.y -> n2.x"`` becomes a list of four.
    """
    new = {name: value for name, value in raw.items() if name not in ("modules", "edges")}
    new["format"] = 1
    new["nodes"] = []
    positions = {}
    for module in raw["modules"]:
        node = {name: value for name, value in module.items() if name not in ("kind", "x", "y")}
        node["type"] = module["kind"]
        new["nodes"].append(node)
        if "x" in module and "y" in module:
            positions[module["id"]] = [module["x"], module["y"]]
    new["edges"] = [_ends(edge) for edge in raw.get("edges", [])]
    if positions:
        new["layout"] = {"": positions}
    return new


def _ends(edge: str) -> list[str]:
    source, arrow, target = edge.partition(" -> ")
    if not arrow:
        raise ValueError(f"the edge {edge[:40]!r} has no arrow")
    return [*source.split(".", 1), *target.split(".", 1)]
