"""``guinet bench``: how fast a training step is, against PyTorch where that is installed."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guinet.cli.arguments import Json
from guinet.cli.output import print_json

if TYPE_CHECKING:
    from guinet.bench.result import Result
    from guinet.bench.study import Study

__all__ = ["bench"]

_LEAST_WIDTH = 150


def bench(
    only: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Measure these alone, for example a10adam,b64sgd."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Blocks of steps of each contestant.")] = 7,
    seconds: Annotated[
        float, typer.Option(min=0.01, max=60.0, help="Length of a block; 0.2 to 0.45 is best.")
    ] = 0.3,
    no_torch: Annotated[
        bool, typer.Option("--no-torch", help="Measure guinet alone, without PyTorch.")
    ] = False,
    scaling: Annotated[
        bool,
        typer.Option("--scaling", help="Measure how cost grows with nodes and with the batch."),
    ] = False,
    json: Json = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table in Markdown, with the machine.")
    ] = False,
    readme: Annotated[
        Path | None, typer.Option(help="Write that table between the two comments in this file.")
    ] = None,
) -> None:
    """Measure the time of a training step, against PyTorch's.

    A step copies the batch in, runs forward and backward and updates the weights. Each engine
    runs in a process of its own, and they take turns. PyTorch is the fastest of one and two
    threads, with the default and the fused optimizer, and channels_last on images. A ratio of
    2 says that guinet takes half the time; a floor counts as held within 5 %. The whole table
    takes about a quarter of an hour; leave the machine alone meanwhile.
    """
    if json and (markdown or readme):
        raise typer.BadParameter("JSON and Markdown exclude each other.", param_hint="--json")
    from guinet.bench.study import growth_study, race_study
    from guinet.cli.page import Page

    if scaling:
        study = growth_study(rounds=rounds, seconds=seconds)
    else:
        study = race_study(rounds=rounds, seconds=seconds, pytorch=_pytorch(no_torch))
    names = _chosen(only, study.names)
    page = None if readme is None else Page(readme)
    if json:
        _print_records(study, names)
        return
    results = [study.measure(name) for name in _with_progress(names)]
    rows = [study.cells(name, result) for name, result in zip(names, results, strict=True)]
    _print_notices(results)
    if page is not None:
        page.write(_section(study, rows))
    elif markdown:
        typer.echo(_section(study, rows), nl=False)
    else:
        _print_table(study, rows)


def _pytorch(unwanted: bool) -> bool:
    """Return whether PyTorch takes part; say so if it cannot."""
    from guinet.bench.machine import has_pytorch

    if unwanted or has_pytorch():
        return not unwanted
    typer.echo(
        "guinet: PyTorch is not installed, so guinet is measured alone; "
        "pip install torch brings the comparison.",
        err=True,
    )
    return False


def _chosen(only: str | None, known: Collection[str]) -> list[str]:
    if only is None:
        return list(known)
    names = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        said = f"there is no {', '.join(unknown)}" if unknown else "it names nothing"
        raise typer.BadParameter(f"{said}; there are: {', '.join(known)}.", param_hint="--only")
    return names


def _print_records(study: Study, names: Sequence[str]) -> None:
    from guinet.bench.machine import this_machine

    print_json({"machine": this_machine().as_record()})
    results = []
    for name in _with_progress(names):
        results.append(study.measure(name))
        print_json(study.record(name, results[-1]))
    _print_notices(results)


def _print_notices(results: Sequence[Result]) -> None:
    for result in results:
        for notice in result.notices:
            typer.echo(f"guinet: {notice}", err=True)
    disturbed = ", ".join(result.workload.name for result in results if result.disturbed)
    if disturbed:
        typer.echo(
            "guinet: Other programs kept the processor busy, so these numbers are rough: "
            f"{disturbed}.",
            err=True,
        )


def _print_table(study: Study, rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from guinet.bench.machine import this_machine

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in study.headings:
        first = heading == study.headings[0]
        table.add_column(heading, justify="left" if first else "right", no_wrap=not first)
    for row in rows:
        table.add_row(*row)
    # Numbers are never cut: a narrow terminal, or a pipe, gets longer lines.
    console = Console()
    Console(width=max(console.width, _LEAST_WIDTH)).print(table)
    typer.echo(f"{this_machine().text()}.\n{study.explanation}")


def _section(study: Study, rows: Sequence[Sequence[str]]) -> str:
    from datetime import date

    from guinet.bench.machine import this_machine
    from guinet.bench.table import markdown

    introduction = f"Measured on {date.today().isoformat()}: {this_machine().text()}."
    return f"{introduction} {study.explanation}\n\n{markdown(study.headings, rows)}"


@contextmanager
def _bar() -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as progress:
        yield progress


def _with_progress(names: Sequence[str]) -> Iterator[str]:
    """Yield the names while a bar on standard error tells which one is measured."""
    with _bar() as progress:
        task = progress.add_task("", total=len(names))
        for name in names:
            progress.update(task, description=name)
            yield name
            progress.advance(task)
