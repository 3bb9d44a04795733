"""A virtual screen with a window manager, a mouse and a keyboard that a test can move."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TOOLS = ("Xvfb", "openbox", "xdotool", "xprop", "import")
PATIENCE_S = 30.0


def missing_tools() -> list[str]:
    """Return the programs that this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def wait_until(condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """Return the first true value of the condition, or fail with what was waited for."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


class Screen:
    """One X display; pictures of it go to ``pictures``, those on the way only where asked for."""

    def __init__(self, display: str, pictures: Path, *, on_the_way: bool = False) -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.pictures = pictures
        self._on_the_way = on_the_way
        self._count = 0

    def _do(self, *words: object) -> str:
        result = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return result.stdout

    def answers(self) -> bool:
        """Whether the window manager has taken the screen over."""
        command = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return "window id" in result.stdout

    def picture(self, name: str) -> None:
        """Keep a screenshot of what a test has come to, where somebody asked to see it."""
        if self._on_the_way:
            self.keep(name)

    def keep(self, name: str) -> None:
        """Keep a screenshot."""
        self._count += 1
        path = self.pictures / f"{self._count:02}-{name}.png"
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=20)

    def move(self, x: float, y: float, steps: int = 12) -> None:
        """Move the mouse as a hand does, in small steps, as often as a mouse tells of them."""
        place = dict(
            line.split("=") for line in self._do("getmouselocation", "--shell").splitlines()
        )
        from_x, from_y = int(place["X"]), int(place["Y"])
        words: list[object] = []
        for step in range(1, steps + 1):
            part = step / steps
            to = round(from_x + (x - from_x) * part), round(from_y + (y - from_y) * part)
            words += ["mousemove", *to, "sleep", 0.008]
        self._do(*words)

    def click(self, x: float, y: float, button: int = 1) -> None:
        """Click once."""
        self.move(x, y)
        self._do("click", button)
        time.sleep(0.05)

    def double_click(self, x: float, y: float) -> None:
        """Click twice."""
        self.move(x, y)
        self._do("click", "--repeat", 2, "--delay", 60, 1)
        time.sleep(0.05)

    def press(self, x: float, y: float) -> None:
        """Press the left button there and hold it."""
        self.move(x, y)
        self._do("mousedown", 1)
        time.sleep(0.05)

    def release(self) -> None:
        """Let the left button go."""
        time.sleep(0.1)
        self._do("mouseup", 1)
        time.sleep(0.05)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag with the left button."""
        self.press(*start)
        self.move(start[0] + (end[0] > start[0]) * 16 - 8, start[1] + 4, steps=4)
        self.move(*end, steps=20)
        self.release()

    def keys(self, *keys: str) -> None:
        """Press key combinations, e.g. ``"ctrl+s"``."""
        self._do("key", "--delay", 12, *keys)
        time.sleep(0.05)

    def hold(self, key: str) -> None:
        """Press a key and keep it down."""
        self._do("keydown", key)

    def let_go(self, key: str) -> None:
        """Release a key that is held."""
        self._do("keyup", key)
        time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type text."""
        self._do("type", "--delay", 12, text)
        time.sleep(0.05)


@contextmanager
def virtual_screen(
    pictures: Path, size: str = "1600x1000", *, on_the_way: bool = False
) -> Iterator[Screen]:
    """Start an X server on a free display, with a window manager."""
    pictures.mkdir(parents=True, exist_ok=True)
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writer),
            "-screen",
            "0",
            f"{size}x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    # To the end of the line: a server that cannot finish its line dies of it.
    with os.fdopen(reader) as line:
        number = line.readline().strip()
    assert number, "the virtual screen did not start"
    screen = Screen(f":{number}", pictures, on_the_way=on_the_way)
    manager = subprocess.Popen(
        ["openbox"],
        env=screen.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(screen.answers, "the virtual screen")
        yield screen
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=10)


class Program:
    """guinet running on a screen, with a probe that tells where things are."""

    def __init__(self, screen: Screen, folder: Path, *arguments: str) -> None:
        self.screen = screen
        self._report = folder / "report.json"
        self._report.unlink(missing_ok=True)
        self._log = (screen.pictures / "output.txt").open("a")
        environment = screen.environment | {
            "GUINET_CONFIG_DIR": str(folder / "config"),
            "HOME": str(folder),
            "GUINET_PROBE": str(self._report),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.e2e.probed", *arguments],
            env=environment,
            cwd=Path(__file__).resolve().parents[2],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        wait_until(self.state, "the window")

    def state(self) -> dict[str, Any]:
        """Return the newest report of the probe; empty before the first."""
        try:
            report: dict[str, Any] = json.loads(self._report.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return report

    def wait(self, condition: Callable[[dict[str, Any]], Any], what: str) -> Any:
        """Wait until the report fulfils a condition."""
        return wait_until(lambda: condition(self.state() or {}), what)

    def later(self) -> dict[str, Any]:
        """Return a report that was begun after this call, so after what was done before it."""
        number = self.state()["number"]
        state: dict[str, Any] = self.wait(
            lambda s: s if s.get("number", 0) > number + 1 else None, "another report"
        )
        return state

    def place(self, name: str) -> tuple[float, float]:
        """Return where something is on the screen, once two new reports agree that it stays there.

        What has just been typed or dropped may still be moving what lies around it.
        """
        self.wait(lambda s: name in s.get("places", {}), f"{name} on screen")
        end = time.monotonic() + PATIENCE_S
        earlier = self.later()
        while time.monotonic() < end:
            least = earlier["number"]
            now = self.wait(
                lambda s, least=least: s if s.get("number", 0) > least else None, "another report"
            )
            if now["places"].get(name) == earlier["places"].get(name) is not None:
                x, y = now["places"][name]
                return x, y
            earlier = now
        raise AssertionError(f"waited in vain for {name} to stay where it is")

    def ended(self) -> int:
        """Wait for the end and return the exit status."""
        status = self.process.wait(timeout=PATIENCE_S)
        self._log.close()
        return status

    def kill(self) -> None:
        """End it whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if not self._log.closed:
            self._log.close()
