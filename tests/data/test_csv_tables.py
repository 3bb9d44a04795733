"""Sound CSV files: whatever way they are written, the numbers arrive."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from guinet.core.errors import DataError
from guinet.data.prepare import describe, prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.spec import DataSpec

RNG = np.random.default_rng(7)
FRAME = pd.DataFrame(
    {
        "width, cm": RNG.normal(size=40).round(3),
        "height": RNG.integers(0, 1000, 40),
        "tiny": RNG.normal(size=40) * 1e-9,
        "kind": RNG.choice(["bee", "ant", 'the "fly"', "wasp; large"], 40),
    }
)


def assert_is_frame(source: CsvFile) -> None:
    data = source.load()
    expected = FRAME.to_numpy()[:, :3].astype(float)
    np.testing.assert_allclose(data.arrays["x"], expected, rtol=1e-12)
    assert data.specs["y"].classes == tuple(sorted(FRAME["kind"].unique()))
    names = [data.specs["y"].classes[label] for label in data.arrays["y"]]
    assert names == FRAME["kind"].tolist()


@pytest.mark.parametrize("quoting", [0, 1, 2])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("separator", "decimal"),
    [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), (" ", "."), (" ", ",")],
)
def test_what_pandas_writes_is_read(
    tmp_path: Path, separator: str, decimal: str, line_end: str, quoting: int
) -> None:
    path = tmp_path / "t.csv"
    FRAME.to_csv(
        path,
        sep=separator,
        decimal=decimal,
        lineterminator=line_end,
        quoting=quoting,
        index=False,
    )
    source = CsvFile(path=str(path))
    assert_is_frame(source)
    assert source.column_names() == tuple(FRAME.columns)
    assert source.load().columns == {"x": tuple(FRAME.columns[:3]), "y": ("kind",)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("größe,Art\n1.5,Käfer\n2.5,Fliege\n", encoding=encoding)
    data = CsvFile(path=str(path)).load()
    assert data.columns["x"] == ("größe",)
    assert data.specs["y"].classes == ("Fliege", "Käfer")
    options = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "cp1252": "windows-1252"}
    assert CsvFile(path=str(path), encoding=options[encoding]).column_names()[0] == "größe"


def test_a_table_without_header_is_named_by_number(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    FRAME.to_csv(path, header=False, index=False)
    assert_is_frame(CsvFile(path=str(path)))
    assert CsvFile(path=str(path)).column_names()[2] == "column 3"


def test_the_row_index_of_pandas_is_no_feature_unless_chosen(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    FRAME.to_csv(path)
    assert_is_frame(CsvFile(path=str(path)))
    chosen = CsvFile(path=str(path), features=["column 1"]).load()
    assert chosen.arrays["x"][:, 0].tolist() == list(range(40))


def test_header_can_be_forced_both_ways(table) -> None:
    years = "2019,2020\n1.5,2.5\n3.5,4.5\n"
    assert table(years).load().count == 3
    source = table(years, header="yes")
    assert source.column_names() == ("2019", "2020")
    assert source.load().count == 2
    words = "a,b\nc,d\n"
    assert table(words, task="none").column_names() == ("a", "b")
    assert table(words, header="no").load().specs["y"].classes == ("b", "d")


def test_spaces_align_columns_and_quotes_keep_them(table) -> None:
    data = table('  a    b  name\n 1.5   2  "x  y"\n 10.25 3   z\n').load()
    assert data.arrays["x"].tolist() == [[1.5, 2], [10.25, 3]]
    assert data.specs["y"].classes == ("x  y", "z")


def test_space_around_cells_blank_lines_and_a_last_delimiter_do_not_matter(table) -> None:
    data = table("\n a , b , c ,\n\n 1 , 2 , 0.5 ,\n , , ,\n 3 , 4 , 1.5 ,\n\n").load()
    assert data.arrays["x"].tolist() == [[1, 2], [3, 4]]
    assert data.arrays["y"].tolist() == [[0.5], [1.5]]


def test_features_and_target_are_chosen_by_name_in_the_order_chosen(table) -> None:
    data = table("a,b,c\n1,2,3\n4,5,6\n", features=["c", "a"], target="b").load()
    assert data.arrays["x"].tolist() == [[3, 1], [6, 4]]
    assert data.arrays["y"].tolist() == [[2], [5]]
    assert data.columns == {"x": ("c", "a"), "y": ("b",)}


def test_faults_in_columns_not_used_do_not_matter(table) -> None:
    text = "id,a,b\nx1,1,2.5\n,2,3.5\nx3,3,inf\n"
    data = table(text, features=["a"], target="a", task="none").load()
    assert data.arrays["x"].tolist() == [[1], [2], [3]]
    assert "y" not in data.arrays


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        ([0, 1, 0, 1], "auto", ("0", "1")),
        ([-1, 1, -1, 1], "auto", ("-1", "1")),
        ([10, 9, 10, 9], "auto", ("9", "10")),
        (["1.0", "2.0", "1", "2"], "auto", ("1", "2")),
        ([1, 2, 3, 4], "auto", None),
        ([1, 2, 3, 4], "classification", ("1", "2", "3", "4")),
        ([0.5, 1.5, 0.5, 1.5], "auto", None),
        ([0.5, 1.5, 0.5, 1.5], "classification", ("0.5", "1.5")),
        ([0, 1, 0, 1], "regression", None),
        (["b", "a", "b", "1"], "auto", ("1", "a", "b")),
        (["1", "2", "2", "a"], "classification", ("1", "2", "a")),
        (["True", "False", "True", "True"], "auto", ("False", "True")),
    ],
)
def test_targets_become_classes_by_the_documented_rule(table, values, task, classes) -> None:
    text = "x,y\n" + "".join(f"{number}.5,{value}\n" for number, value in enumerate(values))
    data = table(text, task=task).load()
    assert data.specs["y"].classes == classes
    if classes is None:
        assert data.arrays["y"][:, 0].tolist() == values
    else:
        named = [classes[label] for label in data.arrays["y"]]
        assert named == [str(value).removesuffix(".0") for value in values]


def test_more_than_twenty_whole_numbers_are_a_number(table) -> None:
    def text(distinct: int) -> str:
        return "x,y\n" + "".join(f"{n}.5,{n % distinct}\n" for n in range(100))

    assert table(text(20)).load().specs["y"].kind == "class"
    assert table(text(21)).load().specs["y"].kind == "float"


def test_text_features_become_zeros_and_ones(table) -> None:
    data = table("a,colour,y\n1,red,0.5\n2,blue,1.5\n3,red,2.5\n").load()
    assert data.columns["x"] == ("a", "colour=blue", "colour=red")
    assert data.arrays["x"].tolist() == [[1, 0, 1], [2, 1, 0], [3, 0, 1]]
    assert data.specs["x"].shape == (3,)


def test_fifty_categories_are_read_and_fifty_one_are_not(table) -> None:
    def text(count: int) -> str:
        return "c,y\n" + "".join(f"t{n % count},{n}.5\n" for n in range(200))

    assert table(text(50)).load().specs["x"].shape == (50,)
    with pytest.raises(DataError, match=r"line 2: the column 'c' .* more than 50"):
        table(text(51)).load()


def test_lines_with_missing_values_can_be_left_out(table) -> None:
    text = "a,b,y\n1,,0.5\n2,3,NA\n4,5,1.5\n6,?,2.5\n7,8,3.5\n"
    data = table(text, missing="drop").load()
    assert data.arrays["x"].tolist() == [[4, 5], [7, 8]]
    assert data.arrays["y"].tolist() == [[1.5], [3.5]]
    with pytest.raises(DataError, match=r"line 2: the column 'b' has no value, and 2 more"):
        table(text).load()
    # In a column that is not used nothing is missing.
    assert table(text, features=["a"], missing="drop").load().count == 4


def test_a_class_that_only_dropped_lines_have_is_no_class(table) -> None:
    data = table("a,y\n1,u\n,v\n2,w\n3,u\n", missing="drop").load()
    assert data.specs["y"].classes == ("u", "w")
    assert data.arrays["y"].tolist() == [0, 1, 0]


def test_a_large_table_is_read_in_pieces(table) -> None:
    count = 120_000
    rows = (f"{n},{n % 7},{'even' if n % 2 == 0 else 'odd'}\n" for n in range(count))
    data = table("a,b,y\n" + "".join(rows)).load()
    assert data.arrays["x"][:, 0].tolist() == list(range(count))
    assert data.specs["y"].classes == ("even", "odd")
    np.testing.assert_array_equal(data.arrays["y"], np.arange(count) % 2)


def test_texts_that_begin_late_in_a_column_of_numbers_are_reported_with_their_line(table) -> None:
    lines = [f"{n},{n}.5\n" for n in range(250_000)]
    lines[210_000] = "oops,1\n"
    with pytest.raises(DataError, match=r"line 210002: the column 'a' has the text 'oops'"):
        table("a,b\n" + "".join(lines)).load()


def test_the_table_is_kept_until_the_file_changes(table) -> None:
    source = table("a,y\n1,0.5\n2,1.5\n")
    assert source.load().count == 2
    path = Path(source.path)
    before = path.stat()
    path.write_text("a,y\n3,0.5\n4,1.5\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert source.load().arrays["x"].tolist() == [[3], [4]]
    path.unlink()
    with pytest.raises(DataError, match="There is no file"):
        source.load()


def test_arrays_given_away_are_not_those_that_are_kept(table) -> None:
    source = table("a,y\n1,0.5\n2,1.5\n")
    first = source.load()
    first.arrays["x"][:] = 99
    first.arrays["y"][:] = 99
    assert source.load().arrays["x"].tolist() == [[1], [2]]
    assert source.load().arrays["y"].tolist() == [[0.5], [1.5]]


def test_relative_paths_stand_in_the_working_directory(
    table, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = table("a,y\n1,0.5\n2,1.5\n")
    monkeypatch.chdir(Path(source.path).parent)
    assert CsvFile(path="table.csv").load().count == 2


def test_describing_and_preparing_agree(table) -> None:
    spec = DataSpec(source=table("a,c,y\n1,u,0.5\n2,v,1.5\n3,u,2.5\n4,v,4\n"), validation=0.25)
    assert describe(spec) == prepare(spec).fields
    assert describe(spec)["x"].shape == (3,)


def test_memory_stays_near_the_size_of_the_numbers(table) -> None:
    source = table("a,b,c,d\n" + "1.25,2.5,3.75,4.5\n" * 50_000)
    tracemalloc.start()
    source.load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6


@pytest.mark.parametrize("how", ["mean", "median"])
def test_missing_values_are_filled_from_the_training_part(table, how: str) -> None:
    lines = ["size,kind,y"] + [f"{n * n},{'uv'[n % 2]},{n}.5" for n in range(20)]
    lines[4], lines[8], lines[12] = ",u,3.5", "NA,v,7.5", "121,,11.5"
    source = table("\n".join(lines), missing=how)
    data = prepare(DataSpec(source=source, scaling="none", validation=0.5))
    frame = pd.read_csv(source.path)
    train = frame["size"].iloc[data.train_index]
    expected = frame["size"].fillna(getattr(train, how)())
    size = data.columns["x"].index("size")
    for index, part in ((data.train_index, data.train), (data.validation_index, data.validation)):
        np.testing.assert_allclose(part["x"][:, size], expected.iloc[index], rtol=1e-6)
    texts = source.load().arrays["x"][:, [n for n in range(3) if n != size]]
    assert texts.sum(axis=1).tolist() == [1.0] * 11 + [0.0] + [1.0] * 8


def test_a_feature_without_any_value_cannot_be_filled(table) -> None:
    source = table("a,b,y\n1,,0.5\n2,,1.5\n3,,2.5\n", missing="mean")
    with pytest.raises(DataError, match="The feature 'b' has no value in the training part"):
        prepare(DataSpec(source=source))
