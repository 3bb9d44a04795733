"""``guinet modules``: the module library."""

from __future__ import annotations

import typer

from guinet.cli.arguments import Json
from guinet.cli.output import print_json

__all__ = ["list_modules"]


def list_modules(json: Json = False) -> None:
    """List all modules by family, with what each does."""
    from guinet.core.category import Category
    from guinet.modules import modules

    types = modules.types()
    order = list(Category)
    for module in sorted(types.values(), key=lambda m: (order.index(m.category), m.type_name())):
        if json:
            print_json(module.describe())
        else:
            typer.echo(f"{module.category:<18}{module.type_name():<26}{module.summary()}")
    for name, reason in modules.broken.items():
        typer.echo(f"guinet: plugin {name}: {reason}", err=True)
