"""The table in README, between two comments that nobody sees."""

from __future__ import annotations

from guinet.core.errors import FileError

__all__ = ["BEGIN", "END", "with_section"]

BEGIN = "<!-- guinet bench -->"
END = "<!-- end of guinet bench -->"


def with_section(text: str, section: str) -> str:
    """Return a text with a section in place of what stands between the comments.

    Raises
    ------
    FileError
        If the comments are not there, each once and in this order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise FileError(
            f"The file has no place for the table: put {BEGIN} and {END} on lines of their own, "
            "each once."
        )
    return f"{before}{BEGIN}\n{section.strip()}\n{END}{after}"
