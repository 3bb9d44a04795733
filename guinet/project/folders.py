"""Where guinet keeps what belongs to a person rather than to a project."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = ["composites_folder", "config_folder", "state_folder"]

OVERRIDE = "GUINET_CONFIG_DIR"
"""Environment variable: a folder to use instead of the system's."""

COMPOSITES_OVERRIDE = "GUINET_COMPOSITES"
"""Environment variable: a folder to use for a person's composites."""


def config_folder() -> Path:
    """Return the folder of the settings; it need not exist yet."""
    override = os.environ.get(OVERRIDE)
    return Path(override) if override else platformdirs.user_config_path("guinet", appauthor=False)


def state_folder() -> Path:
    """Return the folder of work in progress; it need not exist yet."""
    override = os.environ.get(OVERRIDE)
    if override:
        return Path(override) / "state"
    return platformdirs.user_state_path("guinet", appauthor=False)


def composites_folder() -> Path:
    """Return the folder of a person's own composites; it need not exist yet."""
    own, override = os.environ.get(COMPOSITES_OVERRIDE), os.environ.get(OVERRIDE)
    if own:
        return Path(own)
    if override:
        return Path(override) / "composites"
    return platformdirs.user_data_path("guinet", appauthor=False) / "composites"
