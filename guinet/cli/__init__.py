"""The commands."""

from __future__ import annotations

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ``guinet [FILE]`` without a command opens the editor."""
    from guinet.cli.app import run

    run(arguments)
