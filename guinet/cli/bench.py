"""``guinet bench``: how fast a training step is, against PyTorch where that is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guinet.cli.arguments import Json
from guinet.cli.output import print_json

if TYPE_CHECKING:
    from guinet.bench.result import Result

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
    """Measure the time of a training step, as a ratio to PyTorch at its best.

    A step copies the batch in, runs forward and backward and updates the weights. Each engine
    runs in a process of its own, and they take turns. PyTorch is the fastest of one and two
    threads, with the default and the fused optimizer, and channels_last on images. A ratio of
    2 says that guinet takes half the time; a floor counts as held within 5 %. The whole table
    takes about ten minutes; leave the machine alone meanwhile.
    """
    if json and (markdown or readme):
        raise typer.BadParameter("JSON and Markdown exclude each other.", param_hint="--json")
    study = _growth(rounds, seconds) if scaling else _race(rounds, seconds, _pytorch(no_torch))
    names = _chosen(only, study.names)
    page = None if readme is None else _Page(readme)
    if json:
        _print_records(study, names)
        return
    rows = []
    for name in _with_progress(names):
        result = study.measure(name)
        rows.append(study.cells(name, result))
        _print_notices(result)
    if page is not None:
        page.write(_section(study, rows))
    elif markdown:
        typer.echo(_section(study, rows), nl=False)
    else:
        _print_table(study, rows)


@dataclass(frozen=True)
class _Study:
    """One of the two tables: what it measures, and how that becomes rows.

    Parameters
    ----------
    names
        Of what can be measured.
    measure
        From a name to what was measured.
    headings, cells
        Of the columns, and a row of them.
    record
        The row for JSON.
    explanation
        How to read the table.
    """

    names: Sequence[str]
    measure: Callable[[str], Result]
    headings: Sequence[str]
    cells: Callable[[str, Result], list[str]]
    record: Callable[[str, Result], dict[str, Any]]
    explanation: str


def _race(rounds: int, seconds: float, pytorch: bool) -> _Study:
    from guinet.bench.race import measure
    from guinet.bench.table import HEADINGS, cells, record
    from guinet.bench.workloads import WORKLOADS

    return _Study(
        tuple(WORKLOADS),
        lambda name: measure(WORKLOADS[name], rounds=rounds, seconds=seconds, pytorch=pytorch),
        HEADINGS,
        lambda _, result: cells(result),
        lambda _, result: record(result),
        "Times are those of a training step; ratios are PyTorch's time over guinet's, with their "
        "quartiles; memory is guinet's peak over PyTorch's. A floor counts as held within 5 %.",
    )


def _growth(rounds: int, seconds: float) -> _Study:
    from guinet.bench.growth import HEADINGS, cells, record
    from guinet.bench.race import measure_alone
    from guinet.bench.scaling import SCALING

    return _Study(
        tuple(SCALING),
        lambda name: measure_alone(SCALING[name].workload, rounds=rounds, seconds=seconds),
        HEADINGS,
        lambda name, result: cells(SCALING[name], result),
        lambda name, result: record(SCALING[name], result),
        "Times are those of a training step of guinet in one process.",
    )


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


def _print_records(study: _Study, names: Sequence[str]) -> None:
    from guinet.bench.machine import this_machine

    print_json({"machine": this_machine().as_record()})
    for name in _with_progress(names):
        result = study.measure(name)
        print_json(study.record(name, result))
        _print_notices(result)


def _print_notices(result: Result) -> None:
    for notice in result.notices:
        typer.echo(f"guinet: {notice}", err=True)
    if result.disturbed:
        typer.echo(
            f"guinet: {result.workload.name}: other programs kept the processor busy all the "
            "time, so these numbers are rough.",
            err=True,
        )


def _print_table(study: _Study, rows: Sequence[Sequence[str]]) -> None:
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


def _section(study: _Study, rows: Sequence[Sequence[str]]) -> str:
    from datetime import date

    from guinet.bench.machine import this_machine
    from guinet.bench.table import markdown

    introduction = f"Measured on {date.today().isoformat()}: {this_machine().text()}."
    return f"{introduction} {study.explanation}\n\n{markdown(study.headings, rows)}"


class _Page:
    """A file with a place for the table, refused before anything is measured."""

    def __init__(self, path: Path) -> None:
        from guinet.core.errors import FileError
        from guinet.project.atomic import os_reason

        self._path = path
        try:
            self._text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = os_reason(error) if isinstance(error, OSError) else "it is not UTF-8 text"
            raise FileError(f"{path} cannot be read: {reason}.") from None
        self._with("")

    def write(self, section: str) -> None:
        """Put the section in its place."""
        from guinet.project.atomic import write_files

        write_files([(self._path, self._with(section).encode())], backup=False)

    def _with(self, section: str) -> str:
        from guinet.bench.readme import with_section
        from guinet.core.errors import FileError

        try:
            return with_section(self._text, section)
        except FileError as error:
            raise FileError(f"{self._path}: {error}") from None


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
