"""``guinet examples``: the networks that come with guinet."""

from __future__ import annotations

import typer

from guinet.cli.arguments import Json
from guinet.cli.output import print_json

__all__ = ["list_examples"]


def list_examples(json: Json = False) -> None:
    """List the examples; open one with ``guinet example:NAME``."""
    from guinet.project.examples import examples

    found = examples()
    width = max(len(example.name) for example in found) + 2
    for example in found:
        if json:
            print_json(
                {
                    "name": example.name,
                    "title": example.title,
                    "description": example.description,
                    "path": str(example.path),
                }
            )
        else:
            typer.echo(f"example:{example.name:<{width}}{example.title}")
