"""The picture of the program is painted, whatever is in the file, and the program ends."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage

from guinet.document.document import Document

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_that_learns_more_is_painted_and_nobody_is_asked(tmp_path, qapp):
    document = Document()
    document.open("example:xor")
    recipe = document.project.recipe.replace(epochs=1_000_000)
    document.apply(replace(document.project, recipe=recipe), "More epochs")
    document.save(tmp_path / "net.guinet", None)
    picture = tmp_path / "net.png"
    arguments = ["-o", picture, "--file", tmp_path / "net.guinet", "--epochs", "3"]
    result = subprocess.run(
        [sys.executable, "-m", "guinet.gui.picture", *map(str, arguments), "--size", "1200x800"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1200, 800)
