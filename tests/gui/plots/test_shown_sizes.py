"""The lines by node are the sizes that the engine measured, each under its own name."""

from __future__ import annotations

import numpy as np

from guinet.gui import format as fmt
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.tiles.gradient_norms import GradientNormsTile
from guinet.gui.plots.tiles.update_ratios import UpdateRatiosTile
from guinet.gui.sight import Sight
from tests.gui.canvas.depth_ruler.stood import Stood


def test_gradients_and_steps_stand_by_their_nodes(qtbot):
    stood = Stood(qtbot)
    sight = Sight(stood.editor, stood.bridge)
    sight.look = lambda owner, views: None
    desk = Desk(stood.editor, stood.bridge, sight)
    tiles = [GradientNormsTile(desk), UpdateRatiosTile(desk)]
    for tile in tiles:
        qtbot.addWidget(tile)
    before = stood.session.network.weights
    stood.advance()
    after = stood.session.network.weights
    for tile in tiles:
        tile.refresh()
    gradients, updates = (tile.plot.data for tile in tiles)
    wanted: dict[str, float] = {}
    for edge, (_, back) in stood.reference().items():
        node = stood.editor.graph.nodes[edge.target].name
        wanted[node] = float(np.fmax(back, wanted.get(node, 0.0)))
    wanted = {name: size for name, size in wanted.items() if size > 0}
    assert gradients.keys() == wanted.keys()
    for name, size in wanted.items():
        np.testing.assert_allclose(gradients[name][1], [size], rtol=1e-4)
        drawn = 10.0 ** tiles[0].plot._lines[name].getData()[1]
        np.testing.assert_allclose(drawn, [size], rtol=1e-4)
    for name in ("fc1", "fc2", "skip", "out"):
        own = [key for key in before if key.startswith(f"{name}.")]
        step = np.concatenate([(after[key] - before[key]).ravel() for key in own])
        size = np.concatenate([before[key].ravel() for key in own])
        ratio = float(np.linalg.norm(step) / np.linalg.norm(size))
        np.testing.assert_allclose(updates[name][1], [ratio], rtol=1e-2)
    place = (0.1, float(np.log10(wanted["fc2"])))
    tiles[0].plot.pointed.emit(place)
    assert tiles[0].caption.text() == f"fc2: {fmt.number(wanted['fc2'], 3)}"
    stood.bridge.shutdown()
    sight.shutdown()
