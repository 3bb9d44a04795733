"""Paths of data files: relative in a file, so that a folder can move; absolute in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from guinet.data.base import DataSource
from guinet.project.project import Project

__all__ = ["absolute_paths", "relative_paths"]


def relative_paths(project: Project, folder: Path) -> Project:
    """Return the project as it is saved in ``folder``: what lies in or below it is relative."""

    def relative(text: str) -> str:
        path = Path(text).expanduser().absolute()
        for start in (path, path.parent.resolve() / path.name):
            for end in (folder, folder.resolve()):
                if start.is_relative_to(end):
                    return start.relative_to(end).as_posix()
        return path.as_posix()

    return _with_source(project, project.data.source.with_paths(relative))


def absolute_paths(project: Project, folder: Path) -> Project:
    """Return the project as it was read from ``folder``."""
    return _with_source(project, project.data.source.resolved(folder))


def _with_source(project: Project, source: DataSource) -> Project:
    if source is project.data.source:
        return project
    return replace(project, data=project.data.replace(source=source))
