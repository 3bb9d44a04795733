"""The layered layout: where cards stand so that a graph reads from left to right.

`arrange.tidy` is what others call. It parts the graph (`parts`), puts what a frame holds into
one box (`frames`), and draws each part in the four steps of Sugiyama: `cycles`, `ranks`,
`order`, and the coordinates, `columns` across and `straight`, `settle` and `heights` down.
Numbers and plain lists, no Qt.
"""
