"""The plan: a program as flat lists of calls over arrays that were laid out beforehand.

A small network computes for ten or twenty microseconds; a loop over its modules, each of which
makes new arrays, takes ten times that. So everything that can be decided before training is:
where each array lies, which NumPy function reads and writes which of them, and in what order.
What is left for a training step is ``for step in steps: step()``, twice.

**An example.** Input x (2 features), Linear to 3, ReLU, Linear to 1, MSELoss against a Target y,
in batches of 4, becomes these calls (arrays are named with their shapes)::

    forward                                          backward
    h ← [W₁|b₁] (3, 3) · [x; 1] (3, 4)               dp ← e · 2/4
    h ← maximum(h, 0)             in place           [dW₂|db₂] ← dp (1, 4) · [h; 1]ᵀ (4, 4)
    p ← [W₂|b₂] (1, 4) · [h; 1] (4, 4)               [dh; ·] ← [W₂|b₂]ᵀ (4, 1) · dp
    e ← p - y                                        passed ← h > 0
    L ← e · e                                        dh ← dh · passed      in place
    L ← L · 1/4                                      [dW₁|db₁] ← dh (3, 4) · [x; 1]ᵀ (4, 3)

Each is a `functools.partial` of a NumPy function over arrays that exist. Four things make the
lists this short:

- *The samples lie innermost* (`layout`): features are (F + 1, N), the last row all ones, so the
  bias is a column of the weights and needs no call of its own, on neither way.
- *What nobody needs is overwritten*: the ReLU works in place, since its derivative follows from
  its own output and Linear's does not need its own.
- *The first contribution to a gradient assigns, later ones add*: nothing is cleared.
- *What no weight needs is left out*: here the gradient of x. It is computed in *observed* steps,
  whose lists are the same calls in the same order, with others between them that measure what
  flows along the edges; the numbers that train the network are the same bit for bit.

**How a plan is made**, once for each size of batch:

1. `choice` gives every node of the `Program` a kernel by its module's type (`kernels/`), or
   `ByReference`, which runs the module's own code on views of the plan's arrays. Then each of
   the `fusions/` looks for its pattern. The result is an `Assignment`.
2. `structure` follows from it: who reads what, which value may be overwritten, where gradients
   go, and which *row kernels* follow the rows of another node.
3. `values` lays out a `Tensor` for every output, in the memory of an `Arena`.
4. `compiler` walks the nodes once forward and once back. Each kernel sees its `Site` and takes
   its calls down on a `Tape`; on the way back `way_back` hands out a `Contribution` for each
   gradient that somebody wants.
5. The two tapes become a `Plan`, each in a plain and an observed version.

**Pieces.** Where tensors are larger than the cache, a kernel writes some rows at a time and says
so (`Site.finished`). Row kernels that follow, such as activations, then take down their calls for
these rows at once, and those that follow them. So the list runs through a chain of nodes piece by
piece, while the piece is in the cache; on the way back likewise, after `Contribution.done`.

**Parts.** A plan may compute only some samples of a batch (`part`), so that several processes
share a step (`guinet.engine.team`). Means are then taken over the whole batch, what couples
samples goes through an `exchange`, and the gradients of all parts are added.

`executor` keeps the plans by size of batch. What a plan has overwritten or fused away it computes
anew by the reference when someone asks: same samples, same weights, same random numbers.
"""
