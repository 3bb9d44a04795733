"""Finding out whether there is a screen that Qt can reach.

Qt aborts the whole process where a system library or the display is missing, with a message
that blames the wrong part. So this looks first, and says what is missing and how to get it.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path

__all__ = ["missing_for_a_window"]

# Library -> the Debian and Ubuntu package that brings it.
_ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
_X11 = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
_HEADLESS = "To train without a window: guinet train FILE."
_PLATFORMS_WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb")


def missing_for_a_window() -> str | None:
    """Return what keeps a window from opening, in words, or None."""
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    headless = platform in _PLATFORMS_WITHOUT_SCREEN
    if not headless:
        trouble = _display_trouble()
        if trouble is not None:
            return f"{trouble} {_HEADLESS}"
    on_x11 = not headless and not os.environ.get("WAYLAND_DISPLAY")
    return _library_trouble(_ALWAYS | (_X11 if on_x11 else {}))


def _library_trouble(libraries: dict[str, str]) -> str | None:
    missing = [library for library in libraries if not _loads(library)]
    if not missing:
        return None
    packages = " ".join(libraries[library] for library in missing)
    return (
        f"The window needs {', '.join(missing)}, which this system lacks. "
        f"On Debian and Ubuntu: sudo apt install {packages}. {_HEADLESS}"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _display_trouble() -> str | None:
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    display = os.environ.get("DISPLAY", "")
    if not display:
        return "There is no display (DISPLAY and WAYLAND_DISPLAY are not set)."
    if not _answers(display):
        return f"The display {display} does not answer."
    return None


def _answers(display: str) -> bool:
    """Whether an X server listens there: a local socket, or the port of a remote one."""
    match = re.fullmatch(r"(?:unix)?(?P<host>.*):(?P<number>\d+)(?:\.\d+)?", display)
    if match is None:
        return True  # a form this does not know; Qt will tell
    host, number = match["host"], int(match["number"])
    try:
        if host:
            with socket.create_connection((host, 6000 + number), timeout=2):
                return True
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108  (where X servers put their sockets)
        address = path if Path(path).exists() else f"\0{path}"
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(address)
            return True
    except OSError:
        return False
