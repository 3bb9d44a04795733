"""One small broken graph per rule, with what the rule has to say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node, remove_nodes
from guinet.graph.model import Composite, Edge, Graph, Node
from guinet.graph.placeholder import Placeholder
from tests.graph.graphs import FIELDS, with_nested_composite

CLASSES = {"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("a", "b", "c"))}
IMAGES = {"x": FieldSpec((1, 8, 8)), "y": FieldSpec((2,))}


@dataclass(frozen=True)
class Broken:
    """A graph with one thing wrong."""

    graph: Callable[[], Graph]
    rule: str
    path: str
    message: str
    fixes: tuple[str, ...] = ()
    port: str | None = None
    severity: str = "error"
    fields: dict[str, FieldSpec] | None = field(default_factory=lambda: dict(FIELDS))


def chain(**out: object) -> GraphBuilder:
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=8, name="hidden")
    settings = {"out_features": 2, **out}
    p = b.add("Linear", b.add("ReLU", h, name="relu"), name="out", **settings)
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b


def joined(graph: Graph, *edges: Edge) -> Graph:
    return replace(graph, edges=(*graph.edges, *edges))


def penalised() -> Graph:
    b = GraphBuilder()
    b.add("L2Penalty", b.add("Linear", b.add("Input"), out_features=2, name="out"), name="small")
    return b.build()


def pairs() -> Graph:
    b = GraphBuilder()
    x = b.add("Input")
    both = [b.add("Linear", x, out_features=3, name=name) for name in ("left", "right")]
    b.add("CosineEmbeddingLoss", *both, b.add("Target"), name="loss")
    return b.build()


def cyclic() -> Graph:
    b = GraphBuilder()
    total = b.add("Add", b.add("Input"), name="sum")
    p = b.add("Linear", b.add("ReLU", total, name="relu"), out_features=2, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return joined(b.build(), Edge("n3", "y", "n2", "x2"))


def cyclic_inside() -> Graph:
    inner = GraphBuilder()
    total = inner.add("Add", inner.add("Inlet", name="x"), name="sum")
    inner.add("Outlet", inner.add("ReLU", total, name="relu"), name="y")
    b = GraphBuilder()
    b.define("loop", joined(inner.build(), Edge("n3", "y", "n2", "x2")))
    b.add("MSELoss", b.add("loop", b.add("Input"), name="use"), b.add("Target"), name="loss")
    return b.build()


def cyclic_through_a_composite() -> Graph:
    b = GraphBuilder()
    inner = GraphBuilder()
    inner.add("Outlet", inner.add("ReLU", inner.add("Inlet", name="x"), name="r"), name="y")
    b.define("cell", inner.build())
    total = b.add("Add", b.add("Input"), name="sum")
    p = b.add("cell", total, name="use")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return joined(b.build(), Edge("n3", "y", "n2", "x2"))


def without(builder: GraphBuilder, name: str) -> Graph:
    graph = builder.build()
    node = graph.by_name(name)
    assert node is not None
    return remove_nodes(graph, [node.id])


def shared(*types: str, widths: tuple[int, ...] = (4, 4)) -> Graph:
    b = GraphBuilder()
    h = b.add("Input")
    for name, type_name, width in zip("ab", types, widths, strict=True):
        sizes = {"out_features": width} if type_name == "Linear" else {}
        h = b.add(type_name, h, name=name, share="tied", **sizes)
    b.add("MSELoss", b.add("Linear", h, out_features=2), b.add("Target"), name="loss")
    return b.build()


def with_values(**values: object) -> Graph:
    graph = with_nested_composite()
    use = graph.nodes["n2"]
    use = replace(use, module=use.module.replace(values=values))
    return replace(graph, nodes={**graph.nodes, "n2": use})


def with_placeholder(**settings: object) -> Graph:
    graph = chain().build()
    relu = graph.nodes["n3"]
    module = Placeholder(input_names=["x"], output_names=["y"], **settings)
    return replace(graph, nodes={**graph.nodes, "n3": replace(relu, module=module)})


def recursive() -> Graph:
    inner = Graph({"n1": Node("n1", "again", CompositeUse(definition="c1"))})
    graph = replace(chain().build(), composites={"c1": Composite("c1", "loop", inner)})
    return add_node(graph, CompositeUse(definition="c1"), name="use")[0]


def renamed(node_id: str, name: str) -> Graph:
    graph = chain().build()
    node = replace(graph.nodes[node_id], name=name)
    return replace(graph, nodes={**graph.nodes, node_id: node})


def with_inlet() -> Graph:
    b = GraphBuilder()
    b.add("MSELoss", b.add("Linear", b.add("Inlet", name="inlet"), out_features=2), b.add("Target"))
    b.add("MSELoss", b.add("Linear", b.add("Input"), out_features=2), b.add("Target"))
    return b.build()


def classifier(loss: str, *, softmax: bool = False, **settings: object) -> Graph:
    b = GraphBuilder()
    p = b.add("Linear", b.add("Input"), out_features=3, name="scores")
    p = b.add("Softmax", p, name="softmax") if softmax else p
    if loss:
        b.add(loss, p, b.add("Target"), name="loss", **settings)
    return b.build()


def skip() -> Graph:
    b = GraphBuilder()
    x = b.add("Input")
    narrow = b.add("Linear", x, out_features=3, name="narrow")
    total = b.add("Add", x, b.add("ReLU", narrow, name="relu"), name="sum")
    p = b.add("Linear", total, out_features=2)
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


def sigmoid_out() -> Graph:
    b = GraphBuilder()
    p = b.add("Sigmoid", b.add("Linear", b.add("Input"), out_features=2), name="sigmoid")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


def one_output() -> Graph:
    b = GraphBuilder()
    p = b.add("Linear", b.add("Input"), out_features=1, name="out")
    b.add("BCEWithLogitsLoss", p, b.add("Target"), name="loss")
    return b.build()


def unused_composite() -> Graph:
    graph = with_nested_composite()
    graph, use = add_node(graph, CompositeUse(definition="c2"), name="idle")
    return joined(graph, Edge("n1", "y", use.id, "x"))


def without_edge(graph: Graph, target: str, port: str) -> Graph:
    edge = graph.edge_into(target, port)
    return replace(graph, edges=tuple(e for e in graph.edges if e != edge))


def three_terms() -> Graph:
    b = GraphBuilder()
    x = b.add("Input")
    total = b.add("Add", x, x, x, name="sum")
    b.add("MSELoss", b.add("Linear", total, out_features=2), b.add("Target"))
    return b.build()


def outlet_outside() -> Graph:
    b = chain()
    b.add("Outlet", b.add("Input", name="again"), name="outlet")
    return b.build()


def labels_in() -> Graph:
    b = GraphBuilder()
    p = b.add("Linear", b.add("Input", field="y"), out_features=3)
    b.add("CrossEntropyLoss", p, b.add("Target"))
    return b.build()


def unreachable() -> Graph:
    b = chain()
    b.add("ReLU", b.add("Input", name="again"), name="idle")
    return b.build()


BROKEN = {
    "empty": Broken(Graph, "empty", "", "The graph is empty.", ("Add Input",)),
    "cycle": Broken(
        cyclic,
        "cycle",
        "sum",
        "There is a cycle: sum → relu → sum.",
        (
            "Remove wire relu → sum",
            "Remove wire sum → relu",
        ),
    ),
    "cycle inside": Broken(
        cyclic_inside,
        "cycle",
        "use.sum",
        "There is a cycle: use.sum → use.relu → use.sum.",
        (
            "Remove wire relu → sum",
            "Remove wire sum → relu",
        ),
    ),
    "cycle through a composite": Broken(
        cyclic_through_a_composite,
        "cycle",
        "sum",
        "There is a cycle: sum → use → sum.",
        ("Remove wire use → sum", "Remove wire sum → use"),
    ),
    "missing input": Broken(
        lambda: without(chain(), "relu"),
        "missing-input",
        "out",
        "Nothing arrives at the input x of out.",
        ("Connect hidden",),
        port="x",
    ),
    "missing target": Broken(
        lambda: without(chain(), "target1"),
        "missing-input",
        "loss",
        "Nothing arrives at the input target of loss.",
        ("Add Target",),
        port="target",
    ),
    "missing input of a composite": Broken(
        lambda: without_edge(with_nested_composite(), "n2", "x"),
        "missing-input",
        "first",
        "Nothing arrives at the input x of first.",
        ("Connect input1",),
        port="x",
    ),
    "missing input of Add": Broken(
        lambda: without_edge(three_terms(), "n2", "x3"),
        "missing-input",
        "sum",
        "Nothing arrives at the input x3 of sum.",
        ("Connect input1", "Remove input x3"),
        port="x3",
    ),
    "no input": Broken(
        lambda: without(chain(), "input1"),
        "no-input",
        "",
        "There is no Input, so no data enter the network.",
        ("Add Input",),
    ),
    "no loss": Broken(
        lambda: without(chain(), "loss"),
        "no-loss",
        "",
        "There is no loss, so nothing says what the network should learn.",
        ("Add MSELoss",),
    ),
    "no loss for classes": Broken(
        lambda: classifier(""),
        "no-loss",
        "",
        "There is no loss, so nothing says what the network should learn.",
        ("Add CrossEntropyLoss",),
        fields=CLASSES,
    ),
    "no loss after Softmax": Broken(
        lambda: classifier("", softmax=True),
        "no-loss",
        "",
        "There is no loss, so nothing says what the network should learn.",
        ("Add CategoricalCrossEntropy",),
        fields=CLASSES,
    ),
    "no loss for whole numbers": Broken(
        lambda: classifier(""),
        "no-loss",
        "",
        "There is no loss, so nothing says what the network should learn.",
        ("Add CrossEntropyLoss",),
        fields={"x": FieldSpec((4,)), "y": FieldSpec((), "index", low=0, high=2)},
    ),
    "only a penalty": Broken(
        penalised,
        "only-penalties",
        "small",
        "small is a penalty, and no loss compares the network with a target.",
        ("Add MSELoss",),
        severity="warning",
    ),
    "class weights of another number": Broken(
        lambda: classifier("CrossEntropyLoss", class_weight=(1, 2)),
        "shape",
        "loss",
        "CrossEntropyLoss has class weights for 2 classes, and the prediction N × 3 has 3.",
        ("Clear class_weight of loss", "Remove wire scores → loss"),
        port="prediction",
        fields=CLASSES,
    ),
    "pairs with a target of two numbers": Broken(
        pairs,
        "shape",
        "loss",
        "CosineEmbeddingLoss needs one target for each pair, N or N × 1, and gets N × 2.",
        ("Set encoding of target1 to binary", "Remove wire target1 → loss"),
        port="target",
        fields={"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("apart", "alike"))},
    ),
    "whole numbers of unknown range": Broken(
        lambda: classifier("CrossEntropyLoss"),
        "shape",
        "target1",
        "The field y holds whole numbers, and it does not say that they are classes, numbered "
        "from 0 to a highest one.",
        port="y",
        fields={"x": FieldSpec((4,)), "y": FieldSpec((), "index")},
    ),
    "unknown field": Broken(
        lambda: chain().build(),
        "field",
        "target1",
        "target1 reads the field 'y', which the data do not have.",
        ("Use field x", "Use field z"),
        fields={"x": FieldSpec((4,)), "z": FieldSpec((2,))},
    ),
    "no fields at all": Broken(
        lambda: chain().build(),
        "field",
        "input1",
        "input1 reads the field 'x', and there are no data yet.",
        fields={},
    ),
    "image into Linear": Broken(
        lambda: chain().build(),
        "shape",
        "hidden",
        "Linear reads N × F or N × T × F and gets N × 1 × 8 × 8.",
        ("Insert Flatten", "Remove wire input1 → hidden"),
        port="x",
        fields=IMAGES,
    ),
    "prediction of another width": Broken(
        lambda: chain(out_features=3).build(),
        "shape",
        "loss",
        "MSELoss compares like with like: the prediction is N × 3 and the target N × 2.",
        (
            "Set out_features of out to 2",
            "Insert Linear with out_features 2",
            "Remove wire out → loss",
        ),
        port="prediction",
    ),
    "one output for two classes": Broken(
        one_output,
        "shape",
        "loss",
        "BCEWithLogitsLoss has a single prediction here, and the target is N × 2: its two classes "
        "in two numbers.",
        (
            "Set encoding of target1 to binary",
            "Set out_features of out to 2",
            "Insert Linear with out_features 2",
            "Remove wire target1 → loss",
        ),
        port="target",
        fields={"x": FieldSpec((4,)), "y": FieldSpec((), "class", ("no", "yes"))},
    ),
    "width inside a composite": Broken(
        lambda: with_values(width=6),
        "shape",
        "first.sum",
        "Add needs equal shapes: x1 is N × 4 and x2 is N × 6.",
        ("Set width of first to 4",),
        port="x2",
    ),
    "skip of another width": Broken(
        skip,
        "shape",
        "sum",
        "Add needs equal shapes: x1 is N × 4 and x2 is N × 3.",
        ("Set out_features of narrow to 4", "Remove wire relu → sum"),
        port="x2",
    ),
    "indices as numbers": Broken(
        lambda: chain().build(),
        "kind",
        "hidden",
        "Linear takes numbers or class labels at x and gets integer indices.",
        ("Use field y", "Use field z", "Remove wire input1 → hidden"),
        port="x",
        fields={"x": FieldSpec((4,), "index"), "y": FieldSpec((2,)), "z": FieldSpec((5,))},
    ),
    "shared weights of two shapes": Broken(
        lambda: shared("Linear", "Linear", widths=(4, 3)),
        "share",
        "b",
        "b is to share the weights of a, but theirs are weight 4 × 4, bias 4 and its own would "
        "be weight 3 × 4, bias 3.",
        ("Take the settings of a", "Stop sharing weights"),
    ),
    "shared weights of two types": Broken(
        lambda: shared("Linear", "ReLU"),
        "share",
        "b",
        "b and a have one share tag, tied, but are of different types, so they share nothing.",
        ("Stop sharing weights",),
        severity="warning",
    ),
    "not installed": Broken(
        lambda: with_placeholder(missing="Conv9d"),
        "placeholder",
        "relu",
        "relu is of type Conv9d, which is not installed.",
        ("Remove relu",),
    ),
    "too new": Broken(
        lambda: with_placeholder(missing="ReLU", raw_version=7),
        "placeholder",
        "relu",
        "relu was saved by version 7 of ReLU, and version 1 is installed.",
        ("Remove relu",),
    ),
    "inlet outside": Broken(
        with_inlet,
        "composite-port",
        "inlet",
        "inlet is a port of a composite, but stands in no composite.",
        ("Replace with Input", "Remove inlet"),
    ),
    "outlet outside": Broken(
        outlet_outside,
        "composite-port",
        "outlet",
        "outlet is a port of a composite, but stands in no composite.",
        ("Remove outlet",),
    ),
    "two of one name": Broken(
        lambda: renamed("n3", "hidden"),
        "name",
        "hidden",
        "Two nodes are named hidden.",
        ("Rename to relu1",),
    ),
    "dot in a name": Broken(
        lambda: renamed("n3", "a.b"),
        "name",
        "a.b",
        "A node's name must not contain a dot or a colon: 'a.b'.",
        ("Rename to relu1",),
    ),
    "composite inside itself": Broken(
        recursive,
        "composite",
        "use.again",
        "again is the composite loop inside itself.",
        ("Remove again",),
    ),
    "composite not defined": Broken(
        lambda: add_node(chain().build(), CompositeUse(definition="c9"), name="use")[0],
        "composite",
        "use",
        "use uses a composite that is not defined in this graph.",
        ("Remove use",),
    ),
    "unknown exposed setting": Broken(
        lambda: with_values(height=3),
        "value",
        "first",
        "block has no setting height; there are: width.",
        ("Clear height of first",),
    ),
    "exposed setting out of range": Broken(
        lambda: with_values(width=0),
        "value",
        "first.cell.linear",
        "Linear.out_features must be at least 1, not 0.",
        ("Clear width of first",),
    ),
    "edge without an end": Broken(
        lambda: joined(chain().build(), Edge("n1", "y", "n4", "nope")),
        "edge",
        "out",
        "An edge leads from input1 (y) to out (nope), but one of its ends does not exist.",
        ("Remove edge",),
    ),
    "edge drawn twice": Broken(
        lambda: joined(chain().build(), Edge("n1", "y", "n2", "x")),
        "edge",
        "hidden",
        "The input x has two edges; the first one counts.",
        ("Remove edge",),
    ),
    "labels as input": Broken(
        labels_in,
        "labels",
        "input1",
        "input1 shows the network the class labels y.",
        ("Use field x",),
        severity="warning",
        fields=CLASSES,
    ),
    "scores where probabilities are read": Broken(
        lambda: classifier("CategoricalCrossEntropy"),
        "advice",
        "loss",
        "CategoricalCrossEntropy reads probabilities, and the prediction can be any number.",
        ("Insert Softmax", "Replace with CrossEntropyLoss"),
        port="prediction",
        severity="warning",
        fields=CLASSES,
    ),
    "target out of reach": Broken(
        sigmoid_out,
        "advice",
        "loss",
        "The prediction cannot rise above 1, but targets reach up to 3.",
        port="prediction",
        severity="warning",
        fields={"x": FieldSpec((4,)), "y": FieldSpec((2,), low=0.0, high=3.0)},
    ),
    "unreachable": Broken(
        unreachable,
        "unreachable",
        "idle",
        "idle does not lead to a loss, so it takes no part in training.",
        ("Remove idle", "Remove all 2 that lead nowhere"),
        severity="warning",
    ),
    "unreachable composite": Broken(
        unused_composite,
        "unreachable",
        "idle",
        "idle does not lead to a loss, so it takes no part in training.",
        ("Remove idle",),
        severity="warning",
    ),
}
