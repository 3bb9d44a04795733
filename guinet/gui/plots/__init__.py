"""The plots dock: a board of tiles, each with one plot of the run or of the network.

A tile is one file in `tiles/`, found by walking that folder. The board shows those that were
chosen, or those that are usual for the network at hand, and only what can be seen is computed.
"""
