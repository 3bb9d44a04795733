"""Fixes that bring fields of the data into the graph, shared by several rules."""

from __future__ import annotations

from guinet.core.module import Module
from guinet.core.source import Source
from guinet.graph.edits import add_node, connect
from guinet.graph.facts import Facts
from guinet.graph.model import Edge, Graph
from guinet.graph.ports import output_ports
from guinet.graph.problem import Fix
from guinet.modules import modules

__all__ = ["add_source", "is_target", "make_source", "target_field"]


def is_target(module: Module) -> bool:
    """Whether the module brings in what the network should say."""
    return isinstance(module, Source) and module.type_name() == "Target"


def make_source(facts: Facts, type_name: str) -> Module | None:
    """Return an Input or Target that reads the likeliest field, None if there is no such type."""
    source_type = modules.get(type_name)
    if source_type is None:
        return None
    field = target_field(facts) if type_name == "Target" else _input_field(facts)
    return source_type() if field is None else source_type(field=field)


def add_source(
    facts: Facts,
    type_name: str,
    node: str | None = None,
    port: str | None = None,
    **settings: str,
) -> tuple[Fix, ...]:
    """Return the fix that adds an Input or Target to the outermost graph.

    Parameters
    ----------
    type_name
        ``"Input"`` or ``"Target"``.
    node, port
        Id of the node and the port to which it is joined, if any.
    settings
        Its settings besides the field.
    """
    module = make_source(facts, type_name)
    if module is None:
        return ()
    module = module.replace(**settings)

    def apply(graph: Graph) -> Graph:
        graph, source = add_node(graph, module)
        if node is None or port is None:
            return graph
        output = output_ports(graph, source)[0].name
        return connect(graph, Edge(source.id, output, node, port))

    return (Fix(f"Add {type_name}", apply),)


def target_field(facts: Facts) -> str | None:
    """Return the field that is likeliest to be the target, None if nothing is known."""
    fields = facts.fields or {}
    read = {_field(node.module) for node in facts.sources if not is_target(node.module)}
    free = [name for name in fields if name not in read] or list(fields)
    # What is called y is meant; else labels are more likely a target than numbers.
    ranked = sorted(free, key=lambda name: (name != "y", fields[name].kind != "class"))
    return ranked[0] if ranked else None


def _input_field(facts: Facts) -> str | None:
    fields = facts.fields or {}
    read = {_field(node.module) for node in facts.sources if is_target(node.module)}
    free = [name for name in fields if name not in read] or list(fields)
    ranked = sorted(free, key=lambda name: (name != "x", fields[name].kind == "class"))
    return ranked[0] if ranked else None


def _field(module: Module) -> str:
    return module.field if isinstance(module, Source) else ""
