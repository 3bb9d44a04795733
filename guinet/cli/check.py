"""``guinet check``: what the rules say about a project."""

from __future__ import annotations

import typer

from guinet.cli.arguments import File, Json
from guinet.cli.output import print_json

__all__ = ["check"]


def check(file: File, json: Json = False) -> None:
    """Check a network and print every problem with what would help."""
    from guinet.data.prepare import describe
    from guinet.graph.check import check as check_graph
    from guinet.project.file import load

    loaded = load(file)
    problems = check_graph(loaded.project.graph, describe(loaded.project.data))
    for notice in loaded.notices:
        typer.echo(f"guinet: {notice}", err=True)
    for problem in problems:
        if json:
            print_json(
                {
                    "severity": problem.severity,
                    "rule": problem.rule,
                    "path": problem.path,
                    "port": problem.port,
                    "message": problem.message,
                    "hint": problem.hint,
                    "fixes": [fix.label for fix in problem.fixes],
                }
            )
        else:
            place = f"{problem.path}: " if problem.path else ""
            typer.echo(f"{problem.severity}: {place}{problem.message} {problem.hint}".rstrip())
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
    if not problems and not json:
        typer.echo("No problems.")
