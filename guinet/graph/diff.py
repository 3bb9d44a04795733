"""What changed between two graphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from guinet.graph.model import Edge, Graph

__all__ = ["GraphDiff", "diff"]


@dataclass(frozen=True)
class GraphDiff:
    """Differences by id; false where there are none.

    Attributes
    ----------
    added, removed
        Nodes that are new, or gone.
    changed
        Nodes that exist in both and differ in name, module, share tag, learning rate or
        whether they are bypassed.
    added_edges, removed_edges
        Edges that are new, or gone.
    composites_changed
        Ids of composite definitions that are new, gone or different.
    """

    added: frozenset[str] = field(default_factory=frozenset)
    removed: frozenset[str] = field(default_factory=frozenset)
    changed: frozenset[str] = field(default_factory=frozenset)
    added_edges: frozenset[Edge] = field(default_factory=frozenset)
    removed_edges: frozenset[Edge] = field(default_factory=frozenset)
    composites_changed: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(
            self.added
            or self.removed
            or self.changed
            or self.added_edges
            or self.removed_edges
            or self.composites_changed
        )


def diff(before: Graph, after: Graph) -> GraphDiff:
    """Return what changed; graphs that share structure are compared quickly."""
    if before is after:
        return GraphDiff()
    old, new = before.nodes, after.nodes
    kept = () if old is new else old.keys() & new.keys()
    changed = frozenset(
        node_id
        for node_id in kept
        if old[node_id] is not new[node_id] and old[node_id] != new[node_id]
    )
    same_edges = before.edges is after.edges
    old_edges = frozenset() if same_edges else frozenset(before.edges)
    new_edges = frozenset() if same_edges else frozenset(after.edges)
    return GraphDiff(
        added=frozenset(new.keys() - old.keys()),
        removed=frozenset(old.keys() - new.keys()),
        changed=changed,
        added_edges=new_edges - old_edges,
        removed_edges=old_edges - new_edges,
        composites_changed=_composites_changed(before, after),
    )


def _composites_changed(before: Graph, after: Graph) -> frozenset[str]:
    old, new = before.composites, after.composites
    if old is new:
        return frozenset()
    return frozenset(
        key
        for key in old.keys() | new.keys()
        if old.get(key) is not new.get(key) and old.get(key) != new.get(key)
    )
