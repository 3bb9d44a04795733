"""The laws over configurations that hypothesis draws: few by default, many with -m many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from guinet.core.context import Context
from guinet.core.gradient_law import TOLERANCE, check_module, draw_case
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.modules import modules
from tests.modules.drawing import configurations
from tests.modules.judges import compare_with_onnx, compare_with_pytorch, stays_finite

TYPES = list(modules.types().values())
each_type = pytest.mark.parametrize("module_type", TYPES, ids=lambda t: t.type_name())
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
FEW = settings(
    max_examples=4, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
MANY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=SLOW)


def obeys_the_laws(module: Module, specs: Specs, seed: int, training: bool, opset: int) -> None:
    """Hold one configuration against its shape rule, derivative, PyTorch and onnxruntime."""
    for count in (1, 3):
        case = draw_case(module, specs, count, seed)
        outputs, _, _ = module.forward(case.inputs, case.weights, case.state, Context(training))
        for y, rule in zip(outputs, module.infer(specs), strict=True):
            assert y.shape == ((count, *rule.shape) if rule.batched else rule.shape)
            assert rule.low is None or np.min(y) >= rule.low - 1e-9
            assert rule.high is None or np.max(y) <= rule.high + 1e-9
        compare_with_pytorch(module, specs, case, training, "float64", 1e-9)
        compare_with_pytorch(module, specs, case, training, "float32", 1e-5)
    assert check_module(module, specs, seed) < TOLERANCE
    compare_with_onnx(module, specs, case, opset)
    stays_finite(module, specs, case, training, "both signs")


@each_type
@FEW
@given(data=st.data())
def test_laws_hold(module_type: type[Module], data: st.DataObject) -> None:
    _drawn(module_type, data)


@each_type
@pytest.mark.many
@pytest.mark.timeout(1800)
@MANY
@given(data=st.data())
def test_laws_hold_for_many(module_type: type[Module], data: st.DataObject) -> None:
    _drawn(module_type, data)


def _drawn(module_type: type[Module], data: st.DataObject) -> None:
    module, specs = data.draw(configurations(module_type))
    seed = data.draw(st.integers(0, 2**16))
    training, opset = data.draw(st.booleans()), data.draw(st.sampled_from((17, 21)))
    note(f"{module!r} {specs} seed {seed} training {training} opset {opset}")
    obeys_the_laws(module, specs, seed, training, opset)
