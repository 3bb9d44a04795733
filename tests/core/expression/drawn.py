"""Formulas that nobody wrote down."""

from __future__ import annotations

from hypothesis import strategies as st

from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.tree import Node, binary, call, name, negative, number

NUMBERS = (0.0, 0.5, 1.0, 2.0, 3.0, 10.0, 0.1, 1e-05, 12345.678, 1e20)


def trees(
    names: tuple[str, ...] = ("x", "z", "beta"), functions: tuple[str, ...] = tuple(FUNCTIONS)
) -> st.SearchStrategy[Node]:
    """Draw trees as the grammar can read them."""
    leaves = st.sampled_from([name(word) for word in (*names, "pi", "e")]) | st.sampled_from(
        [number(value) for value in NUMBERS]
    )

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.builds(negative, inner),
            st.builds(binary, st.sampled_from("+-*/^"), inner, inner),
            st.sampled_from(functions).flatmap(
                lambda word: st.builds(call, st.just(word), *[inner] * FUNCTIONS[word].arity)
            ),
        )

    return st.recursive(leaves, larger, max_leaves=12)
