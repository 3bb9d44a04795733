"""What can be seen in a network: pictures and numbers computed from it while it trains.

A *view* (`view.View`) is a question: a frozen value that names what is looked at. It computes its
answer from a `scene.Scene`: the network with the weights of one moment, and its data. One view
with its result stands in one file of `views/`; the result is a small dataclass of arrays.

The *observer* (`observer`, a process of its own with low priority) holds a scene, gets the newest
weights from the window, which has them from the training process anyway, and computes the views
that somebody looks at. So training waits for no picture. `client.ObserverClient` is its other end.

To add something that can be seen, add a file to `views/`; whoever shows it says so to
`guinet.gui.sight.Sight`.
"""
