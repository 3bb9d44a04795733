"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["File", "Json"]

File = Annotated[str, typer.Argument(metavar="FILE", help="A .guinet file, or example:NAME.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")]
