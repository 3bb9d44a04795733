"""``guinet modules``: the module library, composites included."""

from __future__ import annotations

import typer

from guinet.cli.arguments import Json
from guinet.cli.output import print_json

__all__ = ["list_modules"]


def list_modules(json: Json = False) -> None:
    """List the modules by family, and the library's composites."""
    from guinet.core.category import Category
    from guinet.modules import modules
    from guinet.project.library import read_library

    order = [category.value for category in Category]
    library = read_library()
    known = [module.describe() for module in modules.types().values()]
    known += [entry.describe() for entry in library.entries]
    for record in sorted(known, key=lambda record: order.index(record["category"])):
        if json:
            print_json(record)
        else:
            typer.echo(f"{record['category']:<18}{record['name']:<26}{record['summary']}")
    for name, reason in modules.broken.items():
        typer.echo(f"guinet: plugin {name}: {reason}", err=True)
    for sentence in library.broken:
        typer.echo(f"guinet: {sentence}", err=True)
