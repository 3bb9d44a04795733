"""What the data panel offers of the split."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from guinet.data.prepare import prepare
from guinet.data.sources.iris import Iris
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.sine_wave import SineWave
from guinet.data.spec import DataSpec
from tests.gui.panels.data_panels import panel, settle

__all__ = ["panel"]


def test_shares_of_classes_are_kept_only_where_there_are_any(panel, editor, qtbot):
    for source in (SineWave(), Iris(), NoisyLine(), Iris()):
        spec = DataSpec(source=source)
        editor.apply(lambda project, spec=spec: replace(project, data=spec), "Use other data")
        settle(panel, qtbot)
        without, with_shares = (
            prepare(spec.replace(stratify=on)).train_index for on in (False, True)
        )
        box = panel.split_form.editor("stratify")
        assert box.isEnabled() != np.array_equal(without, with_shares)
        reason = "These data have no classes whose shares could be kept."
        assert box.toolTip() == (DataSpec.stratify.doc if box.isEnabled() else reason)
        box.click()
        assert editor.project.data.stratify == box.isEnabled()
