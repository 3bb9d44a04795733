"""The table of workloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from guinet.bench.architectures.base import Architecture
from guinet.bench.architectures.recurrent import Recurrent
from guinet.bench.architectures.residual import Residual
from guinet.bench.architectures.stack import Stack, Step, conv, linear, plain, pool
from guinet.bench.architectures.transformer import Transformer
from guinet.bench.workload import Floors, Workload
from guinet.core.spec import FieldSpec

__all__ = ["WORKLOADS", "perceptron"]

_DIGIT = FieldSpec((), "class", tuple("0123456789"))


def perceptron(*sizes: int, activation: str = "ReLU") -> Stack:
    """Return Linear modules with activations between, and the cross-entropy of ten classes."""
    return _stack((sizes[0],), *_dense(sizes[1:], activation))


def _dense(sizes: Iterable[int], activation: str) -> tuple[Step, ...]:
    """Return Linear modules with an activation between each two."""
    pairs = ((linear(size), *plain(activation)) for size in sizes)
    return tuple(chain.from_iterable(pairs))[:-1]


def _stack(shape: tuple[int, ...], *steps: Step) -> Stack:
    return Stack(FieldSpec(shape), _DIGIT, "CrossEntropyLoss", steps)


def _convolutional(shape: tuple[int, ...], channels: tuple[int, ...], *sizes: int) -> Stack:
    """Return convolutions, each with ReLU and pooling, then Linear modules with ReLU between."""
    steps = chain.from_iterable((conv(size), *plain("ReLU"), pool()) for size in channels)
    return _stack(shape, *steps, *plain("Flatten"), *_dense(sizes, "ReLU"))


def _pooled(shape: tuple[int, ...], *convolutions: Step) -> Stack:
    """Return convolutions, each with ReLU, the mean over the image, and ten classes."""
    steps = chain.from_iterable((step, *plain("ReLU")) for step in convolutions)
    mean = Step("AdaptiveAvgPool2d", {"output_size": 1})
    return _stack(shape, *steps, mean, *plain("Flatten"), linear(10))


def _block(width: int) -> Transformer:
    sequence = FieldSpec((64, width))
    return Transformer(sequence, sequence, "MSELoss")


_TINY = Stack(
    FieldSpec((2,)),
    FieldSpec((1,), low=0.0, high=1.0),
    "BCEWithLogitsLoss",
    _dense((8, 8, 1), "Tanh"),
)
_TINY_FLOORS = Floors(10, 10, 15)
_SMALL, _SMALL_FLOORS = perceptron(64, 128, 64, 10), Floors(3, 3, 4.5)
_MIDDLE, _MIDDLE_FLOORS = perceptron(784, 256, 128, 10), Floors(0.75, 1.2, 1.4)
_DIGITS = _convolutional((1, 8, 8), (16, 32), 10)
_MNIST = _convolutional((1, 28, 28), (32, 64), 128, 10)
_RESIDUAL = Residual(FieldSpec((3, 32, 32)), _DIGIT, "CrossEntropyLoss", 32, 10)
_WIDE = _pooled((64, 16, 16), conv(128), conv(256))
_POINTWISE = _pooled((32, 16, 16), conv(64, 1), conv(64, 1), conv(64, 1))
_DEPTHWISE = _pooled(
    (32, 16, 16), conv(32, groups=32), conv(64, 1), conv(64, groups=64), conv(64, 1)
)
_LSTM = Recurrent(FieldSpec((50, 32)), _DIGIT, "CrossEntropyLoss", 128, 10)
_DEEP = Transformer(FieldSpec((64, 64)), _DIGIT, "CrossEntropyLoss", blocks=3, classes=10)


def _both(
    name: str, title: str, architecture: Architecture, batch_size: int, floors: Floors
) -> Iterable[Workload]:
    for optimizer, spoken in (("sgd", "SGD"), ("adam", "Adam")):
        yield Workload(
            f"{name}{optimizer}",
            f"{title}, batch {batch_size}, {spoken}",
            architecture,
            batch_size,
            optimizer,
            floors,
        )


_ALL = (
    *_both("a10", "perceptron 2-8-8-1", _TINY, 10, _TINY_FLOORS),
    *_both("a32", "perceptron 2-8-8-1", _TINY, 32, _TINY_FLOORS),
    *_both("b64", "perceptron 64-128-64-10", _SMALL, 64, _SMALL_FLOORS),
    *_both("B128", "perceptron 784-256-128-10", _MIDDLE, 128, _MIDDLE_FLOORS),
    Workload("c", "two convolutions on 8×8 digits, batch 64", _DIGITS, 64, floors=Floors(3, 4, 6)),
    Workload(
        "d", "two convolutions on 28×28 digits, batch 64", _MNIST, 64, floors=Floors(0.8, 1.4, 2)
    ),
    Workload(
        "e",
        "four convolutions with BatchNorm and a skip, 32×32×3, batch 32",
        _RESIDUAL,
        32,
        floors=Floors(0.55, 1.1, 1.5),
    ),
    Workload(
        "f64", "transformer block, D 64, T 64, batch 16", _block(64), 16, floors=Floors(0.6, 1.3, 2)
    ),
    Workload(
        "f128",
        "transformer block, D 128, T 64, batch 16",
        _block(128),
        16,
        floors=Floors(0.6, 1.3, 1.6),
    ),
    Workload("wide", "convolutions 64→128→256 on 16×16, batch 32", _WIDE, 32),
    Workload("pointwise", "three 1×1 convolutions on 16×16, batch 32", _POINTWISE, 32),
    Workload("depthwise", "two depthwise separable convolutions, batch 32", _DEPTHWISE, 32),
    Workload("lstm", "LSTM with 128 units, T 50, batch 32", _LSTM, 32),
    Workload("transformer3", "three transformer blocks, D 64, T 64, batch 16", _DEEP, 16),
)

WORKLOADS: Mapping[str, Workload] = {workload.name: workload for workload in _ALL}
"""By name, in the order of the table."""
