"""How fast a training step is: the engine raced against PyTorch, and its growth with size.

Each contestant runs in a process of its own (``python -m guinet.bench.contestant``): BLAS and
OpenMP threads busy-wait after a call, so two engines in one process would spoil each other's
times. PyTorch is imported in such a process alone, and only where it is installed.
"""
