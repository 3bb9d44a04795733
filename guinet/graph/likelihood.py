"""What people commonly put next: a declared order, for whoever has a wire in hand."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.graph.fitting import Fitting
from guinet.modules.data.target import Target
from guinet.modules.linear.embedding import Embedding
from guinet.modules.merge.flatten import Flatten

__all__ = ["unlikelihood"]

_C = Category

_AFTER: dict[Category, tuple[Category, ...]] = {
    _C.DATA: (_C.CONVOLUTION, _C.SEQUENCE, _C.LINEAR, _C.NORMALISATION, _C.MERGE),
    _C.LINEAR: (_C.ACTIVATION, _C.NORMALISATION, _C.NOISE, _C.MERGE, _C.LINEAR),
    _C.CONVOLUTION: (_C.ACTIVATION, _C.NORMALISATION, _C.DOWN_SAMPLING, _C.CONVOLUTION, _C.MERGE),
    _C.ACTIVATION: (_C.CONVOLUTION, _C.LINEAR, _C.DOWN_SAMPLING, _C.NOISE, _C.NORMALISATION),
    _C.NORMALISATION: (_C.ACTIVATION, _C.CONVOLUTION, _C.LINEAR, _C.SEQUENCE, _C.NOISE),
    _C.DOWN_SAMPLING: (_C.CONVOLUTION, _C.MERGE, _C.LINEAR, _C.NORMALISATION, _C.NOISE),
    _C.UP_SAMPLING: (_C.CONVOLUTION, _C.MERGE, _C.ACTIVATION),
    _C.NOISE: (_C.CONVOLUTION, _C.LINEAR, _C.SEQUENCE, _C.MERGE),
    _C.MERGE: (_C.ACTIVATION, _C.CONVOLUTION, _C.LINEAR, _C.NORMALISATION, _C.DOWN_SAMPLING),
    _C.SEQUENCE: (_C.LINEAR, _C.SEQUENCE, _C.NORMALISATION, _C.MERGE, _C.NOISE),
    _C.COMPOSITE: (_C.COMPOSITE, _C.CONVOLUTION, _C.LINEAR, _C.DOWN_SAMPLING, _C.MERGE),
}
# Where what a module gives says more than its family.
_AFTER_TYPE: dict[type[Module], tuple[Category, ...]] = {
    Embedding: (_C.SEQUENCE, _C.CONVOLUTION, _C.NORMALISATION, _C.LINEAR),
    Target: (_C.LOSS,),
    Flatten: (_C.LINEAR, _C.NOISE, _C.NORMALISATION),
}

_BEFORE: dict[Category, tuple[Category, ...]] = {
    _C.LINEAR: (_C.ACTIVATION, _C.MERGE, _C.NOISE, _C.DATA, _C.SEQUENCE, _C.LINEAR),
    _C.CONVOLUTION: (_C.ACTIVATION, _C.DOWN_SAMPLING, _C.DATA, _C.NORMALISATION, _C.UP_SAMPLING),
    _C.ACTIVATION: (_C.LINEAR, _C.CONVOLUTION, _C.NORMALISATION, _C.MERGE),
    _C.NORMALISATION: (_C.CONVOLUTION, _C.LINEAR, _C.MERGE, _C.ACTIVATION),
    _C.DOWN_SAMPLING: (_C.ACTIVATION, _C.CONVOLUTION, _C.NORMALISATION),
    _C.UP_SAMPLING: (_C.ACTIVATION, _C.CONVOLUTION, _C.NORMALISATION),
    _C.NOISE: (_C.ACTIVATION, _C.MERGE, _C.DOWN_SAMPLING),
    _C.MERGE: (_C.CONVOLUTION, _C.LINEAR, _C.ACTIVATION, _C.NORMALISATION),
    _C.SEQUENCE: (_C.LINEAR, _C.SEQUENCE, _C.DATA, _C.NORMALISATION),
    _C.LOSS: (_C.LINEAR, _C.ACTIVATION, _C.DATA),
    _C.COMPOSITE: (_C.COMPOSITE, _C.ACTIVATION, _C.CONVOLUTION, _C.DATA),
}

# Among those of one family, the ones that are met most often.
_COMMON = (
    "Input",
    "Target",
    "Linear",
    "Conv2d",
    "Embedding",
    "ReLU",
    "Tanh",
    "Sigmoid",
    "GELU",
    "LeakyReLU",
    "SiLU",
    "Softmax",
    "MaxPool2d",
    "AvgPool2d",
    "BatchNorm",
    "LayerNorm",
    "Dropout",
    "Flatten",
    "Add",
    "Concat",
    "CrossEntropyLoss",
    "MSELoss",
    "BCEWithLogitsLoss",
    "HalfSquaredError",
    "CategoricalCrossEntropy",
    "LSTM",
    "GRU",
    "MultiheadAttention",
    "Conv1d",
    "ConvTranspose2d",
    "Upsample",
    "Reshape",
    "Multiply",
)
_PLACE = {name: place for place, name in enumerate(_COMMON)}


def unlikelihood(fitting: Fitting, module: Module) -> tuple[int, int]:
    """Return how far down something belongs among what could be joined with what is in hand.

    Smaller comes first: how far down its family is, and itself in the family.
    """
    return _family(fitting, module), _PLACE.get(module.type_name(), len(_PLACE))


def _family(fitting: Fitting, module: Module) -> int:
    giver, taker = fitting.giver, fitting.taker
    if giver is not None:
        if taker is None and _suits(fitting, module):
            return -1
        order = _AFTER_TYPE.get(type(giver.module)) or _AFTER.get(giver.module.category, ())
    elif taker is not None:
        if fitting.hand.target == (taker.id, "target"):
            return -1 if isinstance(module, Target) else 1
        if isinstance(module, Target):
            return len(_BEFORE)
        order = _BEFORE.get(taker.module.category, ())
    else:
        # Nothing in hand: what brings data in comes first while there is none of it yet.
        return int(isinstance(module, Source) and fitting.has(type(module)))
    return order.index(module.category) if module.category in order else len(order)


def _suits(fitting: Fitting, module: Module) -> bool:
    """Whether a loss would compare what is in hand with right answers of the same shape."""
    spec, giver = fitting.spec, fitting.giver
    if not isinstance(module, Loss) or spec is None or giver is None:
        return False
    targets = (spec,) if isinstance(giver.module, Target) else fitting.targets
    if isinstance(giver.module, Source) and spec not in targets:
        return False
    kinds = {target.kind for target in targets if target.shape == spec.shape}
    if "class" in kinds:
        return module.task == "classification" and module.separate == (spec.shape == (1,))
    return "float" in kinds and module.task == "regression"
