"""Networks described once: `graph` draws them, `guinet.bench.pytorch.twins` builds the twin.

A node has the name of its twin's attribute, so that weights carry over by name.
"""
