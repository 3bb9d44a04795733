"""The project and the bridge that tests of panels have, too."""

from tests.gui.panels.conftest import bridge, client, editor, project

__all__ = ["bridge", "client", "editor", "project"]
