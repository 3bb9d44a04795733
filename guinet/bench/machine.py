"""The machine on which something was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["Machine", "has_pytorch", "this_machine"]


@dataclass(frozen=True)
class Machine:
    """What a time depends on beside the program.

    Parameters
    ----------
    cpu
        The processor's name.
    cores
        Processors that the system offers.
    system
        Operating system and architecture.
    python, numpy
        Versions.
    blas
        Name, version and kernels of NumPy's BLAS.
    pytorch
        Version, or None where it is not installed.
    """

    cpu: str
    cores: int
    system: str
    python: str
    numpy: str
    blas: str
    pytorch: str | None

    def as_record(self) -> dict[str, Any]:
        """Return the parameters by name, for JSON."""
        return asdict(self)

    def text(self) -> str:
        """Return the machine in a line."""
        cores = "1 core" if self.cores == 1 else f"{self.cores} cores"
        pytorch = f"PyTorch {self.pytorch}" if self.pytorch else "no PyTorch"
        return (
            f"{self.cpu}, {cores}, {self.system}; Python {self.python}, NumPy {self.numpy} "
            f"({self.blas}), {pytorch}"
        )


def has_pytorch() -> bool:
    """Return whether PyTorch is installed, without loading it."""
    return find_spec("torch") is not None


def this_machine() -> Machine:
    """Describe the machine at hand."""
    return Machine(
        cpu=_cpu(),
        cores=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        numpy=version("numpy"),
        blas=_blas(),
        pytorch=_pytorch(),
    )


def _pytorch() -> str | None:
    if not has_pytorch():
        return None
    try:
        return version("torch")
    except PackageNotFoundError:
        return "of unknown version"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _blas() -> str:
    import numpy  # noqa: F401  (its BLAS is there once it is loaded)
    from threadpoolctl import threadpool_info

    for library in threadpool_info():
        if library["user_api"] == "blas":
            words = (library["internal_api"], library["version"], library.get("architecture"))
            return " ".join(word for word in words if word)
    return "BLAS unknown"
