"""What went wrong in training, as people are told of it."""

from __future__ import annotations

import sys
import traceback

from guinet.core.errors import GuinetError, TrainingError
from guinet.core.memory import OUT_OF_MEMORY
from guinet.graph.analysis import Analysis
from guinet.training.messages import Failed

__all__ = ["in_words", "require_no_error"]


def in_words(error: Exception) -> Failed:
    """Say what went wrong; the traceback of a defect goes to standard error."""
    if isinstance(error, GuinetError):
        return Failed(str(error), getattr(error, "node", ""))
    if isinstance(error, MemoryError):
        return Failed(OUT_OF_MEMORY)
    if isinstance(error, OSError):
        return Failed(f"The system refused: {error}.")
    traceback.print_exception(error, file=sys.stderr)
    return Failed(f"Training stopped by a defect: {type(error).__name__}: {error}.")


def require_no_error(analysis: Analysis) -> None:
    """Refuse a graph that cannot be trained, with the first of its problems."""
    for problem in analysis.problems:
        if problem.severity == "error":
            raise TrainingError(f"{problem.message} {problem.hint}".rstrip(), problem.path)
