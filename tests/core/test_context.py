"""Randomness depends on seed, path and step, and on nothing else."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from guinet.core.context import Context, RestartingGenerator, generator


def numbers(seed: int = 1, path: str = "block1.drop", step: int = 7) -> list[float]:
    return generator(seed, path, step).random(5, dtype=np.float32).tolist()


def test_the_same_place_and_moment_draw_the_same_numbers() -> None:
    assert numbers() == numbers()


@pytest.mark.parametrize(
    "other",
    [{"seed": 2}, {"seed": -1}, {"path": "block1.drop2"}, {"path": ""}, {"step": 8}, {"step": 0}],
)
def test_any_other_place_or_moment_draws_others(other: dict[str, object]) -> None:
    assert not set(numbers()) & set(numbers(**other))  # type: ignore[arg-type]


def test_steps_do_not_overlap() -> None:
    """A step's stream is not the next one's, shifted: many numbers are drawn in one step."""
    first = generator(1, "a", 1).integers(2**63, size=20_000)
    second = generator(1, "a", 2).integers(2**63, size=20_000)
    assert not np.intersect1d(first, second).size


def test_another_process_draws_the_same() -> None:
    code = (
        "import numpy as np; from guinet.core.context import generator;"
        "print(generator(1, 'block1.drop', 7).random(5, dtype=np.float32).tolist())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(numbers())


def test_the_numbers_of_a_release_stay_those_of_the_next() -> None:
    """Saved seeds keep their meaning; changing the generator would change every run."""
    assert generator(0, "dropout1", 3).integers(2**32, size=3).tolist() == [
        1550107923,
        1460635448,
        3891993924,
    ]


def test_a_context_gives_the_generator_of_its_place_each_time() -> None:
    ctx = Context(training=True, seed=1, path="block1.drop", step=7)
    assert ctx.rng.random(5, dtype=np.float32).tolist() == numbers()
    assert ctx.rng.random(5, dtype=np.float32).tolist() == numbers()


def test_numbers_are_evenly_spread() -> None:
    values = np.concatenate([generator(0, "node", step).random(100) for step in range(200)])
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.var() == pytest.approx(1 / 12, rel=0.03)


def test_a_generator_set_back_draws_what_a_new_one_does() -> None:
    restarting = RestartingGenerator(3, "block1.drop")
    for step in (5, 0, 5, 2**40, 1):
        expected = generator(3, "block1.drop", step)
        found = restarting.at(step)
        # An odd number of short draws leaves half of a word behind.
        for count in (3, 1000, 1):
            np.testing.assert_array_equal(
                found.random(count, dtype=np.float32), expected.random(count, dtype=np.float32)
            )
        assert found.integers(2**31) == expected.integers(2**31)
        np.testing.assert_array_equal(found.standard_normal(7), expected.standard_normal(7))
