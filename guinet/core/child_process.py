"""Starting a process of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection

__all__ = ["start_module"]

# One BLAS thread: more would fight with the window and with each other for the cores, and gain
# nothing at these sizes. The thresholds keep glibc from giving large arrays back to the system
# after each step; they are the most that it accepts.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 25),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}


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
    folders = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 ("" is cwd)
    environment = os.environ | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(folders)}
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
