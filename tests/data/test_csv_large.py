"""Large tables: read in pieces, plain ones by NumPy, with little memory."""

from __future__ import annotations

import importlib
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pandas
import pytest

from guinet.core.errors import DataError
from guinet.data.kept import KeptData
from guinet.data.prepare import NotReadYetError, describe, prepare
from guinet.data.progress import ReadingCancelledError, reporting
from guinet.data.sources.csv_file import CsvFile
from guinet.data.spec import DataSpec
from guinet.data.tables import rows as rows_module
from guinet.data.tables import table as tables
from guinet.data.tables.column import ColumnBuilder
from guinet.data.tables.growing import Growing
from guinet.data.tables.table import Style, Table, read_table

csv_file = importlib.import_module("guinet.data.sources.csv_file")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_kept", {})


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def read(path: Path, monkeypatch: pytest.MonkeyPatch, *, quick: bool, cells: int = 60) -> Table:
    """Read a file in small pieces, with NumPy's help or without."""
    with monkeypatch.context() as patch:
        patch.setattr(tables, "_kept", {})
        patch.setattr(rows_module, "_CELLS_AT_ONCE", cells)
        if not quick:
            patch.setattr(rows_module.Rows, "_quickly", lambda *_: None)
        return read_table(path, Style())


def assert_equal(one: Table, other: Table) -> None:
    assert list(one.columns) == list(other.columns)
    np.testing.assert_array_equal(one.lines, other.lines)
    for a, b in zip(one.columns.values(), other.columns.values(), strict=True):
        np.testing.assert_array_equal(a.numbers, b.numbers)
        np.testing.assert_array_equal(a.missing, b.missing)
        assert (a.texts, a.first_text) == (b.texts, b.first_text)
        assert (a.codes is None) == (b.codes is None)
        if a.codes is not None:
            np.testing.assert_array_equal(a.codes, b.codes)


def cell(rng: random.Random, kind: int, decimal: str) -> str:
    number = f"{rng.uniform(-100, 100):.3f}".replace(".", decimal)
    if kind == 1 and rng.random() < 0.1:
        return rng.choice(["", "NA", "?", "nan"])
    if kind == 2:
        return rng.choice(["red", "blue", "3", '"a, b"', " green ", ""])
    if kind == 3 and rng.random() < 0.02:
        return rng.choice(["1e400", "inf", "1e39", "1_000", "text", '"two\nlines"'])
    return number if rng.random() < 0.9 else f" {rng.randint(-5, 5)} "


@pytest.mark.parametrize("seed", range(40))
def test_what_numpy_reads_is_what_python_reads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    decimal = rng.choice([".", "."]) if seed % 4 else ","
    delimiter = ";" if decimal == "," else rng.choice([",", "\t", ";"])
    kinds = [rng.randrange(4) if seed % 3 else 0 for _ in range(rng.randint(2, 5))]
    end = rng.choice(["\n", "\r\n", "\r"])
    lines = [delimiter.join(f"c{number}" for number in range(len(kinds)))]
    for _ in range(rng.randint(30, 120)):
        lines.append(delimiter.join(cell(rng, kind, decimal) for kind in kinds))
        if rng.random() < 0.03:
            lines.append(rng.choice(["", delimiter * (len(kinds) - 1), "  "]))
    path = write(tmp_path / "t.csv", end.join(lines) + rng.choice(["", end]))
    assert_equal(
        read(path, monkeypatch, quick=True), read(path, monkeypatch, quick=False, cells=10**6)
    )


@pytest.mark.parametrize(("word", "missing"), [("nan", True), ("NaN", True), ("inf", False)])
def test_what_numpy_takes_for_a_number_and_a_table_does_not(
    word: str, missing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["a,b", *["1,2"] * 100]
    lines[80] = f"1,{word}"
    path = write(tmp_path / "t.csv", "\n".join(lines))
    column = read(path, monkeypatch, quick=True).columns["b"]
    assert column.missing[79] == missing
    assert np.isinf(column.numbers[79]) != missing
    assert np.isfinite(np.delete(column.numbers, 79)).all()


def test_plain_lines_are_read_by_numpy_also_beside_columns_of_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(f"{n},{n / 7:.4f},{'ab'[n % 2]}\n" for n in range(300))
    path = write(tmp_path / "t.csv", "n,x,kind\n" + body)
    quickly = rows_module.Rows._quickly
    blocks = []

    def counted(self, *rest):
        blocks.append(quickly(self, *rest))
        return blocks[-1]

    monkeypatch.setattr(rows_module.Rows, "_quickly", counted)
    table = read(path, monkeypatch, quick=True)
    # The first piece shows which column has texts; from then on it is quick.
    assert blocks[0] is None
    assert len(blocks) == 15
    assert all(block is not None for block in blocks[1:])
    assert table.columns["kind"].texts == ("a", "b")
    assert table.columns["n"].numbers.tolist() == list(range(300))


def test_what_pandas_writes_is_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    frame = pandas.DataFrame(
        {
            "a": rng.normal(size=500),
            "b": rng.integers(0, 9, 500),
            "c": np.where(rng.random(500) < 0.1, np.nan, rng.normal(size=500)),
            "d": rng.choice(["x", 'quoted "y"', "z, w"], 500),
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    table = read(tmp_path / "t.csv", monkeypatch, quick=True)
    for name in "abc":
        np.testing.assert_array_equal(table.columns[name].numbers, frame[name])
    texts = table.columns["d"]
    assert texts.codes is not None
    assert [texts.texts[code] for code in texts.codes] == frame["d"].tolist()


def test_a_fault_deep_in_a_file_is_named_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["a,b"] + ["1,2"] * 500
    for damaged, words in (("1,2,3", "3 cells where"), ('1,"2', "a quote opens here")):
        lines[400] = damaged
        path = write(tmp_path / "t.csv", "\n".join(lines))
        with pytest.raises(DataError, match=f"line 401: {words}"):
            read(path, monkeypatch, quick=True)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_are_counted_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str, end: str
) -> None:
    monkeypatch.setattr("guinet.data.tables.text._CHUNK", 7)
    content = end.join(["a,ä", *["1,2"] * 30]).encode(codec) + b"\x00"
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"line 31: there is a byte 0"):
        read_table(tmp_path / "t.csv", Style())
    (tmp_path / "t.csv").write_bytes(content[:-1])
    assert list(read_table(tmp_path / "t.csv", Style()).columns) == ["a", "ä"]


def numbers_of(values: list[float], *, large: bool) -> np.ndarray:
    builder = ColumnBuilder(".", large=large)
    builder.add_numbers(np.array(values[:2], float))
    builder.add_numbers(np.array(values[2:], float))
    return builder.build("a").numbers


def test_numbers_of_a_large_file_take_half_the_room_where_that_is_fine_enough() -> None:
    plain = [0.1, -2.7, 1e5, 0.33]
    assert numbers_of(plain, large=False).dtype == np.float64
    assert numbers_of(plain, large=True).dtype == np.float32
    np.testing.assert_allclose(numbers_of(plain, large=True), plain, rtol=1e-7)
    # Seconds since 1970 within a minute, and numbers of accounts.
    for precise in ([1.7e9 + 1, 1.7e9 + 9.5, 1.7e9 + 30, 1.7e9 + 60], [1.0, 2.0, 16777217.0, 4.0]):
        kept = numbers_of(precise, large=True)
        assert kept.dtype == np.float64
        np.testing.assert_array_equal(kept, precise)


def test_an_array_grows_and_becomes_wider_when_it_must() -> None:
    grown = Growing(np.float32)
    expected: list[float] = []
    for size in (3, 1000, 5000, 1):
        piece = np.arange(size, dtype=np.float32) / 3
        grown.append(piece)
        expected += piece.tolist()
    grown.repeat(-1, 4)
    grown.append(np.array([0.1, 16777217.0]))
    expected += [-1] * 4 + [0.1, 16777217.0]
    finished = grown.finish()
    assert finished.dtype == np.float64
    np.testing.assert_array_equal(finished, expected)
    assert not finished.flags.writeable


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of about nine megabytes, with a million values and a column of text."""
    rng = np.random.default_rng(0)
    path = tmp_path / "large.csv"
    frame = pandas.DataFrame(rng.normal(size=(50_000, 20)).round(6)).add_prefix("c")
    frame["kind"] = rng.choice(["a", "b", "c"], 50_000)
    frame.to_csv(path, index=False)
    assert path.stat().st_size > tables.LARGE_BYTES
    return path


def test_reading_a_large_file_takes_little_more_than_its_numbers(large: Path) -> None:
    values = 50_000 * 20
    tracemalloc.start()
    read_table(large, Style())
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 32 bits each, with the lines, labels and what grows with the column of text.
    assert kept < 1.4 * 4 * values
    # While it is read, half as much again as an array grows, and some pieces of text.
    assert peak < 2.2 * 4 * values + 4e6
    assert peak < large.stat().st_size + 4e6


def test_preparing_a_large_file_keeps_32_bits(large: Path) -> None:
    source = CsvFile(path=str(large))
    assert source.is_large()
    raw = source.load()
    assert raw.arrays["x"].dtype == np.float32
    data = prepare(DataSpec(source=source))
    frame = pandas.read_csv(large)
    expected = frame.iloc[data.train_index, :20].to_numpy()
    np.testing.assert_allclose(data.scaler.inverse("x", data.train["x"]), expected, atol=1e-5)
    assert describe(DataSpec(source=source))["x"] == source.specs()["x"]


def test_progress_rises_to_the_end(large: Path) -> None:
    parts: list[float] = []
    with reporting(parts.append):
        read_table(large, Style())
    assert parts == sorted(parts)
    assert parts[0] < 0.05
    assert parts[-1] == 1.0
    assert len(parts) > 10


def test_a_reading_that_is_given_up_leaves_nothing_behind(large: Path) -> None:
    told = 0

    def give_up(part: float) -> None:
        nonlocal told
        told += 1
        if part > 0.5:
            raise ReadingCancelledError("given up")

    source = CsvFile(path=str(large))
    with reporting(give_up), pytest.raises(ReadingCancelledError):
        source.load()
    assert told > 5
    assert source.awaits_reading()


def test_who_is_not_patient_is_told_that_a_large_file_was_not_read(large: Path) -> None:
    spec = DataSpec(source=CsvFile(path=str(large)))
    with pytest.raises(NotReadYetError, match=r"large and has not been read yet\.$"):
        describe(spec, patient=False)
    spec.source.load()
    assert describe(spec, patient=False) == describe(spec)


def test_a_small_file_is_never_waited_for(tmp_path: Path) -> None:
    source = CsvFile(path=str(write(tmp_path / "t.csv", "a,b\n1,2\n3,4\n")))
    assert not source.awaits_reading()
    assert describe(DataSpec(source=source), patient=False)["x"].shape == (1,)


def test_data_are_kept_until_spec_or_file_changes(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "a,b\n1,2\n3,4\n")
    spec, kept = DataSpec(source=CsvFile(path=str(path)), validation=0), KeptData()
    first = kept.prepared(spec)
    assert kept.prepared(spec) is first
    other = kept.prepared(spec.replace(scaling="none"))
    assert other is not first
    write(path, "a,b\n1,2\n3,4\n5,6\n")
    assert len(kept.prepared(spec).train["x"]) == 3
    path.unlink()
    with pytest.raises(DataError, match="There is no file"):
        kept.prepared(spec)


def test_a_column_of_numbers_can_be_one_of_names(tmp_path: Path) -> None:
    text = "place,size,y\n10115,1,0\n10117,2,0\n10115,3,1\n,4,1\n"
    path = write(tmp_path / "t.csv", text)
    source = CsvFile(path=str(path), categories=["place"], missing="mean")
    data = source.load()
    assert data.columns["x"] == ("place=10115", "place=10117", "size")
    assert data.arrays["x"].tolist() == [[1, 0, 1], [0, 1, 2], [1, 0, 3], [0, 0, 4]]
    assert source.specs() == data.specs
    assert source.column_kinds() == {
        "place": (True, True),
        "size": (True, False),
        "y": (True, True),
    }
    with pytest.raises(DataError, match="no column 'plaice' for the category"):
        source.replace(categories=("plaice",)).load()
    many = write(tmp_path / "m.csv", "a,y\n" + "".join(f"{n},{n % 2}\n" for n in range(60)))
    with pytest.raises(DataError, match="'a' has more than 50 different numbers, too many"):
        CsvFile(path=str(many), categories=["a"]).load()
