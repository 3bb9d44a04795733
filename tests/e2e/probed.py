"""The real program, with a probe beside it that reports what is where and what is so.

Run as ``python -m tests.e2e.probed [FILE]``; the report goes to the file in GUINET_PROBE.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QTabBar, QWidget

from guinet.graph.ports import input_ports, output_ports
from guinet.gui import app, window
from guinet.gui.panels.array_view import ArrayView
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.panels.runbar import RunBar
from guinet.project.schema import to_json


class Probe(QObject):
    """Writes a report twenty times a second."""

    def __init__(self, main: window.MainWindow, file: Path) -> None:
        super().__init__(main)
        self._main = main
        self._file = file
        self._number = 0
        timer = QTimer(self)
        timer.timeout.connect(self.report)
        timer.start(50)

    def report(self) -> None:
        """Write what is so now; the file appears whole or not at all."""
        main = self._main
        editor, bridge = main.editor, main.bridge
        checkpoint = bridge.checkpoint()
        self._number += 1
        report: dict[str, Any] = {
            "number": self._number,
            "places": self._places(),
            "nodes": {n.name: n.module.type_name() for n in editor.graph.nodes.values()},
            "edges": [
                f"{editor.graph.nodes[e.source].name}.{e.source_port}"
                f" > {editor.graph.nodes[e.target].name}.{e.target_port}"
                for e in editor.graph.edges
            ],
            "selected": sorted(
                editor.graph.nodes[id].name for id in editor.selected if id in editor.graph.nodes
            ),
            "can_undo": editor.document.can_undo,
            "can_redo": editor.document.can_redo,
            "problems": [f"{p.path}: {p.message}" for p in editor.problems],
            "fixes": [fix.label for p in editor.problems for fix in p.fixes],
            "source": editor.project.data.source.type_name(),
            "run": bridge.run_state,
            "pid": bridge.pid,
            "processes": bridge.preparation.workers if bridge.preparation else 0,
            "epochs": len(bridge.history),
            "history": [round(e.metrics["train_loss"], 9) for e in bridge.history],
            "weights": {name: float(abs(array).sum()) for name, array in checkpoint.weights.items()}
            if checkpoint
            else {},
            "project": to_json(editor.project),
            "path": str(editor.document.path or ""),
            "dirty": editor.document.dirty,
            "status": main.statusBar().currentMessage(),
            "verdict": self._verdict(),
            "picked": self._picked(),
            "banner": [line.sentence for line in main.banner.lines],
            "dialog": self._dialog(),
            "search": self._search(),
        }
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(report))
        part.replace(self._file)

    def _verdict(self) -> str:
        """Return what is said about the wire in the air."""
        verdict = getattr(self._main.canvas._hand.gesture, "_verdict", None)
        return "" if verdict is None else f"{verdict.level}: {verdict.reason}"

    def _picked(self) -> list[str]:
        """Return where the picked weights of the inspector stand, and what their fields say."""
        views = self._main.findChildren(ArrayView)
        shown = [view.picked for view in views if view.picked.isVisible()]
        return [f"{picked.place.text()}: {picked.field.text()}" for picked in shown]

    def _arrays(self) -> dict[str, tuple[int, int]]:
        """Return the middle of the first cell of each array in the inspector that is in sight."""
        places = {"inspector": self._middle(self._main.docks["inspector"])}
        for view in self._main.findChildren(ArrayView):
            corner = QPoint(5, 5)
            if view.isVisible() and view.picture.visibleRegion().contains(corner):
                places[f"array:{view._name.text()}"] = self._point(view.picture, corner)
        return places

    def _search(self) -> list[str]:
        """Return what the search of the canvas lists: name, what comes of it, and what does not."""
        popup = self._main.canvas.searching.popup
        if popup is None:
            return []
        found = []
        for row in popup.listing.rows:
            said = row.result if row.fits else "does not fit"
            found.append(
                ": ".join(part for part in (f"{row.name} {row.shown}".strip(), said) if part)
            )
        return found

    def _dialog(self) -> str:
        modal = QApplication.activeModalWidget()
        return modal.windowTitle() if modal is not None else ""

    def _places(self) -> dict[str, tuple[int, int]]:
        main, places = self._main, {}
        for node in main.editor.graph.nodes.values():
            card = main.canvas.card(node.id)
            ports = [("in", port.name) for port in input_ports(main.editor.graph, node)]
            ports += [("out", port.name) for port in output_ports(main.editor.graph, node)]
            for side, name in ports:
                point = card.port_at(name, is_input=side == "in")
                if point is not None:
                    places[f"{side}:{node.name}.{name}"] = self._point(
                        main.canvas.viewport(), main.canvas.mapFromScene(point)
                    )
            rect = card.scene_rect()
            head = main.canvas.mapFromScene(rect.center().x(), rect.top() + 24)
            places[f"node:{node.name}"] = self._point(main.canvas.viewport(), head)
        empty = self._empty_place()
        if empty is not None:
            places["canvas:empty"] = self._point(main.canvas.viewport(), empty)
        places["canvas"] = self._point(
            main.canvas.viewport(), main.canvas.viewport().rect().center()
        )
        places |= self._palette()
        places |= self._found()
        places |= self._arrays()
        for bar in main.findChildren(QTabBar):
            for index in range(bar.count()):
                if bar.isVisible():
                    places[f"tab:{bar.tabText(index).partition(' ')[0]}"] = self._point(
                        bar, bar.tabRect(index).center()
                    )
        for button in main.findChildren(QPushButton):
            if button.isVisible() and button.text():
                places[f"button:{button.text()}"] = self._middle(button)
        run_bar = main.findChild(RunBar)
        if run_bar is not None:
            places["play"] = self._middle(run_bar.play)
        places["source"] = self._middle(main.docks["data"].widget().source)
        modal = QApplication.activeModalWidget()
        if modal is not None:
            for button in modal.findChildren(QPushButton):
                if button.isVisible():
                    places[f"dialog:{button.text().replace('&', '')}"] = self._middle(button)
        return places

    def _empty_place(self) -> QPoint | None:
        """Return a place of the canvas where nothing lies."""
        canvas = self._main.canvas
        room = canvas.viewport().rect().adjusted(60, 60, -60, -60)
        for y in range(room.bottom(), room.top(), -40):
            for x in range(room.left(), room.right(), 40):
                place = QPoint(x, y)
                child = canvas.childAt(canvas.viewport().mapTo(canvas, place))
                point = canvas.event_point(place)
                covered = canvas.canvas.card_at(point, 40.0) or canvas.canvas.layer.at(point, 40.0)
                if child is canvas.viewport() and not covered:
                    return place
        return None

    def _palette(self) -> dict[str, tuple[int, int]]:
        panel = self._main.findChild(PalettePanel)
        if panel is None:
            return {}
        model, view, places = panel.view.model(), panel.view, {"search": self._middle(panel.search)}
        for row in range(model.rowCount()):
            heading = model.index(row, 0)
            for number in range(model.rowCount(heading)):
                index: QModelIndex = model.index(number, 0, heading)
                rect = view.visualRect(index)
                if rect.isValid() and view.viewport().rect().contains(rect.center()):
                    places[f"palette:{index.data()}"] = self._point(view.viewport(), rect.center())
        return places

    def _found(self) -> dict[str, tuple[int, int]]:
        popup = self._main.canvas.searching.popup
        if popup is None:
            return {}
        places = {"popup": self._middle(popup.field), "popup:chip": self._middle(popup.chip)}
        rows, model = popup.rows, popup.rows.model()
        for number in range(model.rowCount()):
            rect = rows.visualRect(model.index(number, 0))
            if rows.viewport().rect().contains(rect.center()):
                name = model.index(number, 0).data()
                places[f"popup:{name}"] = self._point(rows.viewport(), rect.center())
        return places

    def _middle(self, widget: QWidget) -> tuple[int, int]:
        return self._point(widget, widget.rect().center())

    @staticmethod
    def _point(widget: QWidget, point: QPoint) -> tuple[int, int]:
        place = widget.mapToGlobal(point)
        return place.x(), place.y()


def main() -> int:
    """Start guinet with a probe."""
    original = window.MainWindow.__init__

    def probed(self: window.MainWindow, *arguments: Any) -> None:
        original(self, *arguments)
        Probe(self, Path(os.environ["GUINET_PROBE"]))

    window.MainWindow.__init__ = probed  # type: ignore[method-assign]
    return app.run(sys.argv[1] if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    sys.exit(main())
