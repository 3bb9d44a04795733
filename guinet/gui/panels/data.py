"""The data panel: where samples come from, how they are split and scaled, and a look at them."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from guinet.core.errors import DataError, HyperparameterError
from guinet.core.spec import label_field
from guinet.data import sources
from guinet.data.augmentation import Augmentation, is_image
from guinet.data.base import DataSource
from guinet.data.opening import can_open, endings, kind_for, reads
from guinet.data.prepare import PreparedData
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.data.spec import DataSpec
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.forms import Form
from guinet.gui.forms.editors import ChoiceEditor
from guinet.gui.forms.rows import part_choices
from guinet.gui.panels.data_augment import AugmentBar
from guinet.gui.panels.data_columns import ColumnFacts, ColumnsEditor
from guinet.gui.panels.data_files import (
    ChangedNotice,
    FileWatch,
    file_name,
    read_again_button,
)
from guinet.gui.panels.data_loading import DataLoader
from guinet.gui.panels.data_noise import MakingBar
from guinet.gui.panels.data_preview import DataPreview
from guinet.gui.panels.data_summary import DataSummary
from guinet.gui.panels.widgets import Column, Hairline, Section, label

__all__ = ["DataPanel"]

_WIDE, _VERY_WIDE = 620, 1240
_OPTIONS_PX, _SUMMARY_PX = 296, 250
_SOON_MS = 50
_LEAST_PX = 48
_CLASSLESS = "These data have no classes whose shares could be kept."
_UNLIMITED = 16777215


class DataPanel(QWidget):
    """Options, preview and summary; side by side in a wide dock, else one below the other."""

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shown: DataSpec | None = None
        self._prepared: PreparedData | None = None
        self._awaited: DataSpec | None = None
        self._just_read = False
        self.setAcceptDrops(True)
        self.setMinimumSize(168, 120)
        self.loader = DataLoader(self)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        self.watch = FileWatch(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._make_options()
        self.preview = DataPreview()
        self.preview.words.button.clicked.connect(self.choose_file)
        self.preview.drawing.drawn.connect(
            lambda points, words: self._change_source("points", words, points=points)
        )
        self.preview.drawing.class_wanted.connect(self._add_class)
        self.making = MakingBar()
        self.making.tried.connect(self._try_noise)
        self.making.given_up.connect(self._forget)
        self.making.noise_set.connect(
            lambda noise: self._change_source("noise", "Change noise", noise=noise)
        )
        self.making.seed_set.connect(
            lambda seed: self._change_source("seed", "Regenerate the data", seed=seed)
        )
        self._connect_files(editor)
        self.moved = AugmentBar()
        self.moved.changed.connect(self._show_again)
        self.summary = DataSummary()
        self._lay_out()
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self._forget)
        self.refresh()

    def _connect_files(self, editor: Editor) -> None:
        """Join what concerns files: how far they are read, whether they changed."""
        reading = self.preview.reading
        self.loader.progressed.connect(reading.show_part)
        self.loader.cancelled.connect(lambda _: reading.give_up())
        reading.cancelled.connect(self.loader.cancel)
        self.changed_notice = ChangedNotice()
        self.watch.changed.connect(
            lambda changed: self.changed_notice.show_for(editor.project.data.source, changed)
        )
        for asked in (reading.wanted, self.changed_notice.wanted, self.read_again.clicked):
            asked.connect(lambda *_: editor.document.refresh_data())

    def _make_options(self) -> None:
        self.source = ChoiceEditor(part_choices(DataSpec.source))
        self.source.setAccessibleName("Data set")
        self.source.offered.connect(self._on_source)
        self.about = label("", "muted", wrap=True)
        self.path_form = Form()
        self.source_form = Form()
        for form in (self.path_form, self.source_form):
            form.changed.connect(self._on_source_form)
        self.columns = ColumnsEditor()
        self.columns.features_changed.connect(
            lambda names: self._change_source("features", "Change features", features=names)
        )
        self.columns.target_changed.connect(
            lambda name, names: self._change_source(
                "target", "Change target", target=name, features=names
            )
        )
        self.columns.categories_changed.connect(
            lambda names: self._change_source("categories", "Change categories", categories=names)
        )
        self.columns.task_changed.connect(
            lambda task: self._change_source("task", "Change task", task=task)
        )
        self.read_again = read_again_button()
        self.split_form = Form()
        self.augment_form = Form()
        for form in (self.split_form, self.augment_form):
            form.changed.connect(self._on_split)

    def _lay_out(self) -> None:
        self._options = Column(_OPTIONS_PX)
        first = Section()
        for widget in (self.source, self.about, self.path_form, self.columns, self.source_form):
            first.body.addWidget(widget)
        first.body.addWidget(self.read_again, 0, Qt.AlignmentFlag.AlignLeft)
        second = Section("Split and scaling", line=False)
        second.body.addWidget(self.split_form)
        self.augmentation = Section("Augmentation of training images", line=False)
        self.augmentation.body.addWidget(self.augment_form)
        self._preparing = (second, self.augmentation)
        self._more = Column(_OPTIONS_PX)
        for section in (first, *self._preparing):
            self._options.add(section)
        self._between = Hairline()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._options)
        self._row.addWidget(self._more)
        self._row.addWidget(self._between)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.changed_notice)
        middle.addWidget(self.making)
        middle.addWidget(self.moved)
        middle.addWidget(self.preview, 1)
        self._row.addWidget(self._middle, 1)
        self._summary_column = Column(_SUMMARY_PX)
        self._summary_column.add(self.summary)
        self._row.addWidget(self._summary_column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._row)

    def refresh(self) -> None:
        """Show the data spec as it is, and load the data if somebody looks."""
        spec = self._editor.project.data
        source = spec.source
        assert isinstance(source, DataSource)
        self.source.set_value(source.type_name())
        self.about.setText(type(source).summary())
        tabular = isinstance(source, CsvFile)
        without = {"path", "features", "categories", "target"} if tabular else set()
        self.path_form.setVisible(tabular)
        if tabular:
            self.path_form.show_configured(source, without=set(source.fields) - {"path"})
        self.source_form.setVisible(bool(set(source.fields) - without))
        self.source_form.show_configured(source, without=without)
        self._show_columns(source)
        self.read_again.setVisible(bool(file_name(source)))
        self.making.show_source(source)
        augments = set(Augmentation.fields)
        self.split_form.show_configured(spec, without={"source"} | augments)
        fields = self._editor.fields
        classless = bool(fields) and label_field(fields) is None
        self.split_form.withhold("stratify", _CLASSLESS if classless else "")
        self.augment_form.show_configured(spec, without=set(spec.fields) - augments)
        images = any(map(is_image, fields.values()))
        self.augmentation.setVisible(images or spec.augmentation.is_on)
        self._load(spec)
        self._share_height()

    def choose_file(self) -> None:
        """Ask for a file and use it."""
        path = self.ask()
        if path:
            self.use_file(path)

    def ask(self) -> str:
        """Ask for a file or folder; empty if the person thought better of it."""
        if reads(type(self._editor.project.data.source)) == "folder":
            return QFileDialog.getExistingDirectory(self, "Choose a folder of data")
        path, _ = QFileDialog.getOpenFileName(
            self, "Choose a file of data", "", f"Data ({_patterns()});;All files (*)"
        )
        return path

    def use_file(self, path: str) -> None:
        """Take a file or folder as the source; settings of another one are forgotten."""
        kind = kind_for(Path(path), type(self._editor.project.data.source))
        self._apply(f"Use {Path(path).name}", "", source=kind(**{kind.path_field: path}))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and folders of data."""
        if _dropped_data(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Use what was dropped."""
        path = _dropped_data(event)
        if path:
            self.use_file(path)
            event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        """Load what is not loaded yet, unless the panel is hidden again at once."""
        super().showEvent(event)
        self._soon.start()
        self.watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look after files no longer."""
        super().hideEvent(event)
        self.watch.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the three parts for the width there is."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._summary_column.setVisible(self.width() >= 860 or not wide)
        self._between.setVisible(not wide)
        self._spread()
        self._share_height()

    def _spread(self) -> None:
        """In a very wide dock, which is low as a rule, put the options into two columns."""
        two = self.width() >= _VERY_WIDE
        self._more.setVisible(two)
        for place, section in enumerate(self._preparing):
            if two:
                self._more.put(place, section)
            else:
                self._options.put(1 + place, section)

    def _share_height(self) -> None:
        """In a narrow dock, give options and summary what they need and the preview the rest."""
        spare = max(0, self.height() - self._middle.minimumSizeHint().height())
        for column, part, share in ((self._options, 0.42, 0.6), (self._summary_column, 0.25, 0.4)):
            if self.width() >= _WIDE:
                column.setMinimumHeight(0)
                column.setMaximumHeight(_UNLIMITED)
            else:
                most = min(self.height() * part, max(spare * share, _LEAST_PX))
                column.setFixedHeight(min(column.needed_height, int(most)))

    def _show_columns(self, source: DataSource) -> None:
        kinds: dict[str, tuple[bool, bool]] = {}
        if isinstance(source, CsvFile) and source.path and not source.awaits_reading():
            with contextlib.suppress(DataError):  # the preview says why
                kinds = source.column_kinds()
        self.columns.setVisible(bool(kinds))
        if isinstance(source, CsvFile) and kinds:
            facts = {name: ColumnFacts(*known) for name, known in kinds.items()}
            self.columns.show_columns(facts, source.features, source.target)

    def _load(self, spec: DataSpec) -> None:
        # A large file is read in any case: before that, nothing is known of its columns.
        awaited = spec.source.awaits_reading()
        if spec == self._shown or not (self.isVisible() or awaited):
            return
        self._awaited = spec if awaited else None
        self._shown, self._prepared = spec, None
        self.preview.words.button.hide()
        source = spec.source
        self.watch.follow(source)
        kind = reads(type(source))
        self.preview.words.button.setText(f"Choose a {kind} …")
        if source.group == "File" and not file_name(source):
            self.preview.say("No data yet.", f"Choose a {kind}, or drop one here.")
            self.preview.words.button.show()
            self.summary.clear()
            return
        if isinstance(source, DrawnPoints):
            self.preview.show_drawing(source)
        elif awaited:
            self.preview.begin_reading(file_name(source))
            self.summary.clear()
        elif not source.instant or source.is_large():
            self.preview.say("Loading …", "The first time takes a moment.")
            self.summary.clear()
        self.loader.load(spec)

    def _try_noise(self, noise: float) -> None:
        """Show what a noise makes of the samples; the project stays as it is."""
        spec = self._editor.project.data
        self._shown = spec.replace(source=spec.source.replace(noise=noise))
        self.loader.load(self._shown)

    def _on_loaded(self, spec: DataSpec, prepared: PreparedData) -> None:
        if spec == self._shown:
            self._prepared = prepared
            self.moved.show_for(prepared)
            self._show_again()
            self.summary.show_data(prepared, spec.scaling, drawn=self.preview.is_plane)
            self._share_height()
            if spec == self._awaited:
                self._awaited = None
                # What the data offer is known only now; here it is shown already.
                self._just_read = True
                self._editor.document.refresh_data()
                self._just_read = False

    def _show_again(self) -> None:
        if self._prepared is not None:
            seed = self._editor.project.recipe.seed
            self.preview.show_data(self._prepared, seed, self.moved.epoch)

    def _on_failed(self, spec: DataSpec, reason: str) -> None:
        if spec == self._shown:
            if not isinstance(spec.source, DrawnPoints):
                self.preview.say("These data cannot be used", reason)
            self.preview.words.button.setVisible(bool(reads(type(spec.source))))
            self.summary.clear()

    def _on_project_changed(self, diff: object) -> None:
        if getattr(diff, "data_changed", False):
            if self._editor.project.data == self._shown and not self._just_read:
                self._shown = None  # the same source is to be read again
            self.refresh()

    def _forget(self) -> None:
        self._shown = None
        self.refresh()

    def _on_source(self, name: str) -> None:
        chosen = sources.get(name)
        if chosen is not None and type(self._editor.project.data.source) is not chosen:
            self._apply(f"Use {chosen.title}", "", source=chosen())

    def _on_source_form(self, path: str, source: DataSource) -> None:
        self._apply(f"Change {path} of the data", f"data.source.{path}", source=source)

    def _on_split(self, path: str, spec: DataSpec) -> None:
        value = getattr(spec, path)
        self._apply(f"Change {path.replace('_', ' ')}", f"data.{path}", **{path: value})

    def _change_source(self, name: str, words: str, **changes: object) -> None:
        source = self._editor.project.data.source
        # Strokes and draws are steps of their own, each to be taken back by itself.
        merge = "" if name in ("points", "seed") else f"data.source.{name}"
        self._apply(words, merge, source=source.replace(**changes))

    def _add_class(self) -> None:
        count = len(self._editor.project.data.source.specs()["y"].classes or ())
        self._change_source("classes", "Add a class", classes=count + 1)

    def _apply(self, words: str, merge: str, **changes: object) -> None:
        try:
            spec = self._editor.project.data.replace(**changes)
        except HyperparameterError as error:
            self.preview.say("These data cannot be used", str(error))
            return
        self._editor.apply(lambda project: replace(project, data=spec), words, merge=merge)


def _patterns() -> str:
    return " ".join(sorted({f"*{ending}" for ending in endings()}))


def _dropped_data(event: QDropEvent) -> str:
    """Return the path of the data in a drag; empty if it carries none."""
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if can_open(Path(path))), "")
