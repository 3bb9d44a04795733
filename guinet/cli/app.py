"""The table of commands, and what happens when one fails."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from guinet.cli import bench, check, edit, examples, gradcheck, modules, train
from guinet.core.errors import GuinetError, TrainingError
from guinet.core.memory import OUT_OF_MEMORY

__all__ = ["application", "run"]

application = typer.Typer(
    name="guinet",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"guinet {version('guinet')}")
        raise typer.Exit


@application.callback()
def about(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Draw a neural network, press play, watch the gradients flow.

    guinet [FILE] opens the editor. FILE is a path or example:NAME.
    """


application.command("edit")(edit.edit)
application.command("train")(train.train)
application.command("check")(check.check)
application.command("modules")(modules.list_modules)
application.command("gradcheck")(gradcheck.gradcheck)
application.command("examples")(examples.list_examples)
application.command("bench")(bench.bench)

_COMMANDS = ("edit", "train", "check", "modules", "gradcheck", "examples", "bench")


def run(arguments: list[str] | None = None) -> None:
    """Run a command; exit with 0 done, 1 project or data at fault, 2 wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or (words[0] not in _COMMANDS and not words[0].startswith("-")):
        words.insert(0, "edit")
    try:
        application(words, prog_name="guinet")
    except GuinetError as error:
        node = error.node if isinstance(error, TrainingError) else ""
        place = f"{node}: " if node and node not in str(error) else ""
        typer.echo(f"guinet: {place}{error}", err=True)
        raise SystemExit(1) from None
    except MemoryError:
        typer.echo(f"guinet: {OUT_OF_MEMORY}", err=True)
        raise SystemExit(1) from None
    except OSError as error:
        from guinet.project.atomic import os_reason

        # Of files guinet speaks itself; this is the output: a full disk behind a redirection.
        typer.echo(f"guinet: the output cannot be written: {os_reason(error)}.", err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
