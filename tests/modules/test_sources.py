"""Input and Target: from stored values to what the graph computes with."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change
from guinet.core.errors import DataError, ShapeError
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.modules.data.input import Input
from guinet.modules.data.target import Target

LABELS = FieldSpec((), "class", ("a", "b", "c"))
TWO = FieldSpec((), "class", ("no", "yes"))
both = pytest.mark.parametrize("source", [Input(), Target()], ids=["Input", "Target"])


def test_the_fields_they_read_by_default() -> None:
    assert Input().field == "x"
    assert Target().field == "y"


@both
def test_the_form_offers_the_fields_of_the_data(source: Source) -> None:
    assert type(source).fields["field"].schema()["role"] == "field"


@both
def test_numbers_pass_in_the_dtype_of_the_run(source: Source) -> None:
    spec = FieldSpec((2,))
    found = source.encode(np.array([[1, 2], [3, 4]]), spec, "float32")
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [[1, 2], [3, 4]])
    assert source.infer((spec,)) == (spec,)


@both
@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.float64])
def test_labels_become_one_hot(source: Source, dtype: type) -> None:
    found = source.encode(np.array([2, 0, 1, 2], dtype), LABELS, "float64")
    np.testing.assert_array_equal(found, np.eye(3)[[2, 0, 1, 2]])
    (spec,) = source.infer((LABELS,))
    assert (spec.shape, spec.kind, spec.classes) == ((3,), "class", ("a", "b", "c"))
    assert (spec.low, spec.high) == (0.0, 1.0)


@both
def test_one_hot_rows_stay(source: Source) -> None:
    rows = np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
    np.testing.assert_array_equal(source.encode(rows, LABELS, "float64"), rows)
    np.testing.assert_array_equal(source.encode(rows, FieldSpec((3,), "class"), "float64"), rows)


def test_an_index_stays_whole_in_an_input() -> None:
    spec = FieldSpec((2,), "index", low=0, high=9)
    found = Input().encode(np.array([[1.0, 9.0]]), spec, "float32")
    assert found.dtype == np.int64
    assert Input().infer((spec,)) == (spec,)


def test_a_sequence_of_labels_becomes_one_hot() -> None:
    spec = FieldSpec((4,), "index", low=0, high=2)
    found = Target().encode(np.array([[2, 0, 1, 1], [0, 0, 2.0, 1]]), spec, "float32")
    np.testing.assert_array_equal(found, np.eye(3)[[[2, 0, 1, 1], [0, 0, 2, 1]]])
    assert found.dtype == np.float32
    assert Target().infer((spec,)) == (FieldSpec((4, 3), "class", ("0", "1", "2"), 0.0, 1.0),)


def test_an_index_per_sample_becomes_one_hot() -> None:
    spec = FieldSpec((), "index", ("a", "b", "c"))
    np.testing.assert_array_equal(Target().encode([2, 0], spec, "float64"), np.eye(3)[[2, 0]])
    assert Target().infer((spec,)) == (FieldSpec((3,), "class", ("a", "b", "c"), 0.0, 1.0),)


def test_a_map_of_labels_has_its_classes_where_images_have_channels() -> None:
    spec = FieldSpec((2, 5), "index", low=0, high=2)
    labels = np.random.default_rng(0).integers(0, 3, (4, 2, 5))
    found = Target().encode(labels, spec, "float64")
    np.testing.assert_array_equal(found, np.moveaxis(np.eye(3)[labels], -1, 1))
    assert Target().infer((spec,))[0].shape == (3, 2, 5)


def test_class_k_is_the_number_k() -> None:
    """A smallest value above 0 (0 is kept for padding, say) changes nothing."""
    spec = FieldSpec((2,), "index", low=1, high=3)
    assert Target().infer((spec,))[0].shape == (2, 4)
    np.testing.assert_array_equal(Target().encode([[1, 3]], spec, "float64")[0], np.eye(4)[[1, 3]])


def test_an_index_of_two_as_one_number() -> None:
    target, spec = Target(encoding="binary"), FieldSpec((3,), "index", low=0, high=1)
    np.testing.assert_array_equal(
        target.encode([[0, 1, 1]], spec, "float64"), [[[0.0], [1.0], [1.0]]]
    )
    assert target.infer((spec,)) == (FieldSpec((3, 1), "class", ("0", "1"), 0.0, 1.0),)
    with pytest.raises(
        ShapeError, match="encodes two classes as binary, and the field y has 3"
    ) as caught:
        target.infer((FieldSpec((3,), "index", low=0, high=2),))
    assert caught.value.suggestions == (Change("encoding", "one-hot"),)


@pytest.mark.parametrize("range_", [{}, {"low": 0}, {"low": -1, "high": 3}, {"high": np.inf}])
def test_an_index_has_to_say_how_many_classes_there_are(range_: dict[str, float]) -> None:
    with pytest.raises(ShapeError, match="numbered from 0 to a highest one") as caught:
        Target().infer((FieldSpec((3,), "index", **range_),))  # type: ignore[arg-type]
    assert "low 0" in caught.value.hint


def test_two_classes_as_one_number() -> None:
    target = Target(encoding="binary")
    for values in ([0, 1, 1], [[0], [1], [1]], [[1, 0], [0, 1], [0, 1]]):
        found = target.encode(np.array(values), TWO, "float32")
        np.testing.assert_array_equal(found, [[0], [1], [1]])
        assert found.dtype == np.float32
    (spec,) = target.infer((TWO,))
    assert spec == FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0)


def test_binary_leaves_numbers_alone() -> None:
    spec = FieldSpec((2,))
    assert Target(encoding="binary").infer((spec,)) == (spec,)


def test_binary_is_for_two_classes() -> None:
    with pytest.raises(
        ShapeError, match="encodes two classes as binary, and the field y has 3"
    ) as caught:
        Target(encoding="binary").infer((LABELS,))
    assert caught.value.suggestions == (Change("encoding", "one-hot"),)


@pytest.mark.parametrize(
    ("source", "spec", "values", "message"),
    [
        (Input(), FieldSpec((2,)), [[1.0]], "field x must be N × 2, and the batch is N × 1"),
        (Input(), FieldSpec((2,)), 1.0, "the batch is a single number"),
        (Input(field="words"), FieldSpec((2,)), [["a", "b"]], "field words must hold numbers"),
        (Input(), FieldSpec((2,)), [[1j, 2j]], "must hold numbers, not complex128"),
        (Target(), LABELS, [0, 3], "3 classes, numbered 0 to 2; the label 3 is none of them"),
        (Target(), LABELS, [-1], "the label -1 is none"),
        (Target(), LABELS, [0.5], "whole numbers, not 0.5"),
        (Target(), LABELS, [np.nan], "whole numbers, not nan"),
        (Target(), LABELS, [[1.0, 0.0]], "must be N × 3, and the batch is N × 2"),
        (Target(encoding="binary"), TWO, [2], "2 classes, numbered 0 to 1; the label 2"),
        (Target(encoding="binary"), TWO, [[1, 0, 0]], "must be N × 1, and the batch is N × 3"),
        (Input(), FieldSpec((1,), "index", low=0, high=4), [[5]], "at most 4, not 5"),
        (Input(), FieldSpec((1,), "index", low=0, high=4), [[-1]], "at least 0, not -1"),
        (Input(), FieldSpec((1,), "index"), [[1e300]], "whole numbers"),
        (Target(), FieldSpec((2,), "index", high=4), [[0, 5]], "numbered 0 to 4; the label 5 is"),
        (Target(), FieldSpec((2,), "index", high=4), [[0, -1]], "the label -1 is none of them"),
        (Target(), FieldSpec((2,), "index", high=4), [[0, 0.5]], "whole numbers, not 0.5"),
        (Target(), FieldSpec((2,), "index", high=4), [[0]], "must be N × 2, and the batch is N"),
    ],
)
def test_what_does_not_fit_is_told(
    source: Source, spec: FieldSpec, values: object, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        source.encode(np.array(values), spec, "float32")
    assert message in str(caught.value)


def test_an_empty_batch_is_no_mistake() -> None:
    assert Target().encode(np.zeros(0, int), LABELS, "float32").shape == (0, 3)
    spec = FieldSpec((2,), "index", low=0, high=4)
    assert Input().encode(np.zeros((0, 2), int), spec, "float32").shape == (0, 2)


@pytest.mark.parametrize("high", [65536, 10**9, 1e300])
def test_more_classes_than_could_be_encoded_are_refused_at_once(high: float) -> None:
    with pytest.raises(ShapeError, match="classes apart, and Target encodes 65536 at most") as told:
        Target().infer((FieldSpec((3,), "index", low=0, high=high),))
    assert len(str(told.value)) < 200
