"""The frozen graph: nodes, edges, composites; edits, rules, order, shape inference."""
