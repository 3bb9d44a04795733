"""Damaged CSV files: each gives exactly one sentence that names the place."""

from __future__ import annotations

import os
import random
import re
import tracemalloc
from pathlib import Path

import pytest

from guinet.core.errors import DataError
from guinet.data.prepare import describe, prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.spec import DataSpec
from guinet.data.tables.table import MAX_BYTES

SOUND = "a,b,kind\n" + "".join(f"{n}.5,{n * n},{'xyz'[n % 3]}\n" for n in range(12))

DAMAGED: dict[str, tuple[str | bytes, dict[str, object], str]] = {
    # name: content, options, what the sentence has to say
    "empty file": ("", {}, "line 1: the file is empty"),
    "only blank lines": ("\n\n \n\t\n", {}, "line 1: the file is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf\r\n", {}, "line 1: the file is empty"),
    "only delimiters": (",,\n,,\n", {}, "line 1: no line has a value"),
    "only a header": ("a,b,kind\n", {}, "line 1: there is a header and nothing below"),
    "header and blank lines": ("a,b\n\n,\n\n", {}, "line 1: there is a header and nothing"),
    "header after blank lines": ("\n\na,b\n", {}, "line 3: there is a header and nothing"),
    "a row too short": (SOUND + "1,2\n", {}, "line 14: 2 cells where line 1 has 3"),
    "a row too long": (SOUND + "1,2,x,4\n", {}, "line 14: 4 cells where line 1 has 3"),
    "a row cut": (SOUND + "1", {}, "line 14: 1 cell where line 1 has 3"),
    "a decimal comma in a comma file": ("a,b\n1,5,2\n3,4,5\n", {}, "line 2: 3 cells"),
    "a comma not quoted": ("a,b\n1.5,x\n2.5,y, z\n", {}, "line 3: 3 cells where line 1 has 2"),
    "header too short": ("a,b\n1,2,3\n4,5,6\n", {}, "line 2: 3 cells where line 1 has 2"),
    "wrong delimiter set": (SOUND, {"delimiter": "semicolon"}, "no column beside the target"),
    "one column": ("a\n1\n2\n", {}, "no column beside the target"),
    "duplicate names": ("a,b,a\n1,2,3\n", {}, "line 1: columns 1 and 3 are both called 'a'"),
    "a name that counting gives": (",column 1\nx,2\n", {}, "line 1: columns 1 and 2 are both"),
    "an open quote": ('a,b\n1,"x\n2,y\n3,z\n', {}, "line 2: a quote opens here"),
    "an open quote in the header": ('a,"b\n1,x\n2,y\n', {}, "line 1: a quote opens here"),
    "an open quote at the end": ('a,b\n1,x\n2,"', {}, "line 3: a quote opens here"),
    "text after a quote": ('a,b\n1,"x"y\n2,z\n', {}, "line 2: text follows a closing quote"),
    "a single quote within quotes": ('a,b\n1,"5" pipe"\n', {}, "line 2: text follows"),
    "an empty cell": ("a,b,y\n1,2,0.5\n3,,1.5\n", {}, "line 3: the column 'b' has no value"),
    "NaN": ("a,y\n1,0.5\nNaN,1.5\n", {}, "line 3: the column 'a' has no value"),
    "NA in the target": ("a,y\n1,0.5\n2,NA\n", {}, "line 3: the column 'y' has no value"),
    "null": ("a,y\nnull,0.5\n2,1\n", {}, "line 2: the column 'a' has no value"),
    "question marks": (
        "a,y\n?,0.5\n2,1\n?,2\n",
        {},
        "line 2: the column 'a' has no value, and 1 more",
    ),
    "missing within quoted lines": (
        'a,t,y\n1,"x\n\n\nz",u\n,"q",v\n',
        {},
        "line 6: the column 'a' has no value",
    ),
    "a column without values": ("a,b,c\n1,,2.5\n3,,4.5\n", {}, "line 2: the column 'b' has no"),
    "no line complete": (
        "a,b,c\n1,,2.5\n,3,4.5\n",
        {"missing": "drop"},
        "every line lacks a value in 'a', 'b', 'c'",
    ),
    "a missing target where features are filled": (
        "a,y\n1,0.5\n,1.5\n3,\n",
        {"missing": "mean"},
        "line 4: the column 'y' has no value; a target cannot be filled in",
    ),
    "a text among numbers": ("a,y\n1,0.5\nabc,1.5\n3,2.5\n", {}, "line 3: the column 'a' has the"),
    "a text among targets": ("a,y\n1,0.5\n2,abc\n3,2.5\n", {}, "line 3: the column 'y' has the"),
    "a unit": ("a,y\n1,0.5\n2 cm,1.5\n3,2.5\n", {}, "'2 cm' among its numbers"),
    "an underscore": ("a,y\n1,0.5\n1_000,1.5\n3,2.5\n", {}, "line 3: .* '1_000'"),
    "two points": ("a,y\n1.5,0.5\n1.2.3,1.5\n2.5,2\n", {}, "line 3: .* '1.2.3'"),
    "a late decimal comma": (
        "a;y\n1.5;0.5\n2,5;1.5\n3.5;2.5\n",
        {},
        "line 3: .* '2,5' .* set decimal to 'comma'",
    ),
    "a point under decimal commas": (
        "a;y\n1,5;0,5\n2.5;1,5\n3,5;2\n",
        {"decimal": "comma"},
        "'2.5'",
    ),
    "a header said not to be one": (
        "a,y\n1,0.5\n2,1.5\n",
        {"header": "no"},
        "line 1: .* set header to 'yes'",
    ),
    "infinity": ("a,y\n1,0.5\ninf,1.5\n", {}, "line 3: the column 'a' has a number that is inf"),
    "minus infinity": ("a,y\n1,0.5\n2,-Infinity\n", {}, "line 3: the column 'y' has a number"),
    "too large for a float": ("a,y\n1e999,0.5\n2,1.5\n", {}, "line 2: the column 'a' has a number"),
    "too large for float32": ("a,y\n1,0.5\n1e39,1.5\n", {}, "line 3: the column 'a' has a number"),
    "a very long number": (f"a,y\n1,0.5\n{'9' * 400},1.5\n", {}, "line 3: the column 'a'"),
    "a single class": ("a,y\n1,x\n2,x\n", {}, "the target 'y' is 'x' on every line"),
    "a single class of numbers": ("a,y\n1,1\n2,1\n", {}, "the target 'y' is '1' on every line"),
    "text for a regression": (
        "a,y\n1,u\n2,v\n",
        {"task": "regression"},
        "line 2: the target 'y' is the text 'u'",
    ),
    "too many classes": (
        "a,y\n" + "".join(f"{n},{n}.5\n" for n in range(1500)),
        {"task": "classification"},
        "'y' has more than 1000",
    ),
    "too many text classes": (
        "a,y\n" + "".join(f"{n},t{n}\n" for n in range(1500)),
        {},
        "'y' has more than 1000",
    ),
    "names as features": (
        "name,y\n" + "".join(f"person {n},{n}.5\n" for n in range(60)),
        {},
        "line 2: the column 'name' has texts such as 'person 0', more than 50",
    ),
    "an unknown target": (SOUND, {"target": "colour"}, "no column 'colour' for the target"),
    "an unknown feature": (SOUND, {"features": ["c"]}, "no column 'c' for the feature; there are"),
    "a feature chosen twice": (SOUND, {"features": ["a", "a"]}, "'a' is chosen twice"),
    "a feature that is the target": (
        SOUND,
        {"features": ["a"], "target": "a"},
        "'a' is target and feature at once",
    ),
    "NUL bytes": (b"a,b\n1,2\n\x00\x00,3\n", {}, "line 3: there is a byte 0"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), {}, "line 2: there is a byte 26"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(100), {}, "line 1: there is a byte 3 "),
    "UTF-16": ("a,b\n1,2\n".encode("utf-16"), {}, "line 1: the text is UTF-16"),
    "not UTF-8": (
        "a,b\n1,ä\n2,ö\n".encode("cp1252"),
        {"encoding": "utf-8"},
        "line 2: .* not UTF-8",
    ),
    "no encoding fits": (b"a,b\n1,2\n2,\x81\xff\n", {}, "line 3: .* neither UTF-8 nor Windows"),
    "not Windows-1252": (b"a,b\n1,\x9d\n", {"encoding": "windows-1252"}, "line 2: .* not Windows"),
    "too many columns": (",".join(["1"] * 5000) + "\n", {}, "line 1: more than 4096 columns"),
    "a line without end": ("a,b\n" + "1," * 1_000_000, {}, "line 2: a row that begins here"),
    "a cell without end": ("a,b\n1," + "x" * 200_000 + "\n", {}, "line 2: .* far too long"),
    "blank lines without end": (SOUND + "\n" * 110_000 + "1,2,x\n", {}, "more than 100 000 lines"),
    "quoted line ends without end": (
        'a,b\n1,"' + '\n","' * 400_000,
        {},
        "line 2: a row that begins here|line 2: a quote",
    ),
}


def sentence_of(source: CsvFile) -> str:
    """Return the one message; any other kind of error fails the test."""
    with pytest.raises(DataError) as caught:
        source.load()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    assert message.endswith(".")
    assert caught.value.__cause__ is None
    for ask in (source.specs, lambda: describe(DataSpec(source=source))):
        with pytest.raises(DataError) as again:
            ask()
        assert str(again.value) == message
    return message


def test_there_are_at_least_fifty() -> None:
    assert len(DAMAGED) >= 50


@pytest.mark.parametrize("name", DAMAGED)
def test_one_sentence_names_the_place(table, name: str) -> None:
    content, options, words = DAMAGED[name]
    message = sentence_of(table(content, **options))
    assert re.search(words, message), message
    assert message.startswith(("table.csv", "The feature", "The column")), message


@pytest.mark.parametrize("seed", range(60))
def test_random_damage_opens_or_gives_one_sentence(table, seed: int) -> None:
    rng = random.Random(seed)
    content = bytearray(SOUND.encode())
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(content))
        match rng.randrange(4):
            case 0:
                content[place] = rng.randrange(256)
            case 1:
                del content[place : place + rng.randint(1, 20)]
            case 2:
                content[place:place] = rng.choice([b'"', b",", b"\n", b"\r", b";", b"1e400", b"\t"])
            case _:
                content[place:place] = content[place : place + 30]
    source = table(bytes(content))
    try:
        data = prepare(DataSpec(source=source))
    except DataError as error:
        message = str(error)
    else:
        message = f"table.csv opens with {len(data.train['x'])} samples"
    assert re.fullmatch(r"table\.csv.{20,400}", message)


def test_the_line_is_right_where_a_letter_lies_across_two_pieces(table) -> None:
    start = b"a,b\n1.5,"
    # The euro sign's first two bytes end the first piece of a megabyte; the fault comes after.
    content = start + b"x" * (2**20 - 2 - len(start)) + "€".encode() + b"\xff\n2.5,y\n3.5,z\n"
    place = content.index(b"\xff")
    sentence = sentence_of(table(content, encoding="utf-8"))
    assert f"line 2: the text is not UTF-8 at byte {place} of the file (ff)" in sentence


class TestPlaces:
    """What a path may lead to instead of a table."""

    def test_no_path(self) -> None:
        assert "No file is chosen" in sentence_of(CsvFile())

    def test_no_file(self, tmp_path: Path) -> None:
        assert "There is no file" in sentence_of(CsvFile(path=str(tmp_path / "none.csv")))

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "is a folder" in sentence_of(CsvFile(path=str(tmp_path)))

    def test_a_path_through_a_file(self, table) -> None:
        source = table(SOUND)
        assert "cannot be read" in sentence_of(CsvFile(path=f"{source.path}/deeper.csv"))

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        assert "cannot be read" in sentence_of(CsvFile(path=str(tmp_path / ("x" * 5000))))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        assert "not a plain file" in sentence_of(CsvFile(path=str(tmp_path / "pipe.csv")))

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no device files here")
    def test_a_device_is_not_read(self) -> None:
        assert "not a plain file" in sentence_of(CsvFile(path="/dev/zero"))

    def test_a_file_too_large_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
        tracemalloc.start()
        assert "more than the 2048 MiB" in sentence_of(CsvFile(path=str(path)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1e6


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('a,b\n1,"' + '\n","' * 2_000_000, id="quotes and line ends"),
        pytest.param("a,b\n" + "," * 8_000_000, id="cells in one row"),
        pytest.param('a,b\n"' + "x" * 8_000_000, id="one cell"),
        pytest.param("a" * 8_000_000, id="one word"),
    ],
)
def test_malice_costs_little_memory(table, content: str) -> None:
    source = table(content)
    tracemalloc.start()
    with pytest.raises(DataError):
        source.load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(content) + 20e6
