"""Starting a process of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection

__all__ = ["child_environment", "start_module"]

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

# They keep glibc from giving large arrays back to the system after each step, and are the most
# that it accepts.
_THRESHOLDS = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}


def child_environment(blas_threads: int) -> dict[str, str]:
    """Return the environment of a process that finds what this one finds, wherever that is.

    Parameters
    ----------
    blas_threads
        Threads of each of its products.
    """
    folders = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 ("" is cwd)
    threads = dict.fromkeys(_THREADS, str(blas_threads))
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(folders)}


def start_module(
    module: str, *arguments: str, descriptors: Collection[int] = ()
) -> subprocess.Popen[bytes]:
    """Run a module in a new interpreter, with pipes at its standard input and output.

    It finds what this process finds, wherever that came from, and runs nothing of this
    process's own program: no fork, no second import of ``__main__``.

    Parameters
    ----------
    module, arguments
        What runs, and what it is told.
    descriptors
        Open files that it inherits besides, under the same numbers.

    Raises
    ------
    OSError
        If the process cannot be started.
    """
    if not sys.executable:
        raise OSError("this Python does not know its own program")
    # One BLAS thread: more would fight with the window and with each other for the cores, and
    # gain nothing at these sizes.
    environment = child_environment(blas_threads=1) | _THRESHOLDS
    return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if sys.stderr is not None else subprocess.DEVNULL,
        env=environment,
        pass_fds=descriptors,
        bufsize=0,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
