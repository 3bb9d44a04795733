"""The table of kernels is right, and plugins are not taken for what they are not."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from guinet.engine.compiled.fusions import FUSIONS, fusions_for
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels import KERNELS, kernel_for
from guinet.modules import modules
from guinet.modules.activation.relu import ReLU as Own


@pytest.mark.parametrize("end", FUSIONS)
def test_every_fusion_is_found_by_the_kernel_it_ends_in(end: str) -> None:
    kind = type(end, (Kernel,), {})
    (fusion,) = fusions_for([kind])
    assert end in inspect.getsource(inspect.getmodule(fusion))
    assert list(fusions_for([Kernel])) == []


@pytest.mark.parametrize("name", KERNELS)
def test_every_entry_is_a_kernel_of_a_module(name: str) -> None:
    kernel = kernel_for(modules.types()[name])
    assert kernel is not None
    assert issubclass(kernel, Kernel)
    assert kernel.__doc__


def test_a_module_of_the_same_name_from_elsewhere_has_no_kernel() -> None:
    class ReLU(Own):
        """Another one."""

    ReLU.__module__ = "elsewhere"
    assert kernel_for(Own) is not None
    assert kernel_for(ReLU) is None


def test_kernels_are_read_when_they_are_needed() -> None:
    code = (
        "import sys, guinet.engine.network; "
        "print([m for m in sys.modules if m.endswith(('kernels.lstm', 'kernels.conv2d'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
