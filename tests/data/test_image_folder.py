"""Folders of pictures that Pillow wrote, sound and damaged."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.data import pictures
from guinet.data.prepare import prepare
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.spec import DataSpec
from tests.data import sentences

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make two classes of pictures of their own grey."""
    for name, grey in (("cat", 40), ("dog", 200)):
        (tmp_path / name).mkdir()
        for number in range(1, 13):
            picture = Image.new("L", (8, 6), grey + number)
            picture.save(tmp_path / name / f"{number}.png")
    return tmp_path


def source_of(folder: Path, **options: object) -> ImageFolder:
    return ImageFolder(path=str(folder), **({"height": 6, "width": 8} | options))


def sentence_of(source: ImageFolder) -> str:
    return sentences.sentence_of(source, most=500)  # there are paths in it


def test_folders_are_classes_and_pictures_come_in_natural_order(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    (folder / "notes.txt").write_text("a note")
    (folder / "cat" / "notes.txt").write_text("a note")
    (folder / "cat" / ".x.png").write_text("left by a system")
    source = source_of(folder)
    data = source.load()
    assert data.specs == source.specs()
    assert data.specs["y"].classes == ("cat", "dog")
    assert data.specs["x"].shape == (1, 6, 8)
    assert data.arrays["y"].tolist() == [0] * 12 + [1] * 12
    assert data.arrays["x"][:, 0, 2, 3].tolist() == [*range(41, 53), *range(201, 213)]
    assert prepare(DataSpec(source=source)).train["x"].dtype == np.float32


def test_numbers_as_names_are_in_the_order_of_numbers(tmp_path: Path) -> None:
    for name in ("10", "9", "Two", "one"):
        (tmp_path / name).mkdir()
        Image.new("L", (2, 2)).save(tmp_path / name / "a.png")
    assert source_of(tmp_path).specs()["y"].classes == ("9", "10", "one", "Two")


@pytest.mark.parametrize("end", ["png", "jpg", "bmp", "gif", "webp", "tif", "ppm"])
def test_every_format_in_grey_and_in_colour(folder: Path, end: str) -> None:
    (folder / "cat" / "1.png").unlink()
    Image.new("RGB", (16, 12), (200, 100, 0)).save(folder / "cat" / f"1.{end}")
    colour = source_of(folder, colours="colour").load().arrays["x"]
    assert colour.shape == (24, 3, 6, 8)
    np.testing.assert_allclose(colour[0, :, 3, 3], [200, 100, 0], atol=4)
    assert (colour[1] == 42).all()
    grey = source_of(folder).load().arrays["x"]
    assert grey[0, 0, 3, 3] == pytest.approx(0.299 * 200 + 0.587 * 100, abs=3)


def test_transparent_parts_are_white_and_16_bits_are_not_cut_off(folder: Path) -> None:
    Image.new("RGBA", (8, 6), (0, 0, 0, 0)).save(folder / "cat" / "1.png")
    Image.fromarray(np.full((6, 8), 0x8080, np.uint16)).save(folder / "cat" / "2.png")
    Image.new("1", (8, 6), 1).save(folder / "cat" / "3.png")
    pixels = source_of(folder).load().arrays["x"][:3, 0, 2, 2]
    assert pixels.tolist() == [255, 0x80, 255]


def test_other_proportions_are_stretched_or_cropped(folder: Path) -> None:
    wide = np.zeros((6, 24), np.uint8)
    wide[:, 8:16] = 255
    Image.fromarray(wide).save(folder / "cat" / "1.png")
    assert (source_of(folder, fit="crop").load().arrays["x"][0] == 255).mean() > 0.9
    assert (source_of(folder).load().arrays["x"][0] < 128).mean() > 0.5


def test_a_camera_held_upright_is_turned(folder: Path) -> None:
    pixels = np.zeros((6, 8), np.uint8)
    pixels[0] = 255
    marked = Image.Exif()
    marked[0x0112] = 3
    Image.fromarray(pixels).save(folder / "cat" / "1.png", exif=marked)
    x = source_of(folder).load().arrays["x"][0, 0]
    assert x[5].min() == 255
    assert x[0].max() == 0


def test_damaged_pictures_are_named(folder: Path) -> None:
    whole = (folder / "cat" / "2.png").read_bytes()
    place = folder / "dog" / "7.png"
    for content, words in (
        (b"", "^dog/7.png is not a picture that guinet reads"),
        (b"a,b\n1,2\n", "^dog/7.png is not a picture that guinet reads"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "^dog/7.png is not a picture"),
        (whole[:45], r"^dog/7.png cannot be read \(.*\); replace it or take it out"),
        (whole[:50] + b"xxxx" + whole[54:], "^dog/7.png (cannot be read|is not a picture)"),
    ):
        place.write_bytes(content)
        assert re.search(words, message := sentence_of(source_of(folder))), message
    place.unlink()
    place.symlink_to(folder / "nowhere.png")
    assert "dog/7.png cannot be read (" in sentence_of(source_of(folder))


def test_a_picture_beyond_all_bounds_is_refused_by_its_header(folder: Path) -> None:
    Image.new("1", (12_000, 9_000)).save(folder / "cat" / "1.png")
    assert "cat/1.png has more than 100 million pixels; " in sentence_of(source_of(folder))


def test_room_is_asked_for_before_it_is_made(folder: Path, monkeypatch) -> None:
    home = sys.modules[ImageFolder.__module__]
    monkeypatch.setattr(home, "MAX_VALUES", 24 * 3 * 48 - 1)
    assert source_of(folder).load().count == 24
    sentence = sentence_of(source_of(folder, colours="colour"))
    assert sentence.startswith("24 pictures of 3 × 6 × 8 would take ")
    assert sentence.endswith("choose a smaller height and width.")


def test_folders_that_cannot_be_used(folder: Path) -> None:
    assert "No folder is chosen yet" in sentence_of(ImageFolder())
    assert "There is no folder" in sentence_of(source_of(folder / "none"))
    assert "is not a folder; " in sentence_of(source_of(folder / "cat" / "1.png"))
    assert "'cat' has no folders in it, and" in sentence_of(source_of(folder / "cat"))
    (folder / "bird").mkdir()
    (folder / "bird" / "list.txt").write_text("none yet")
    assert "The folder 'bird' in " in sentence_of(source_of(folder))
    (folder / "emu").mkdir()
    assert "The folder 'bird' and 1 more in " in sentence_of(source_of(folder))
    (folder / "alone" / "cat").mkdir(parents=True)
    assert "'alone' has 1 folder in it, and" in sentence_of(source_of(folder / "alone"))


def test_without_pillow_one_sentence_says_what_to_install(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(pictures.importlib.util, "find_spec", lambda name: None)
    assert "pip install 'guinet[images]'" in sentence_of(source_of(folder))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("end", ["png", "jpg", "gif", "tif", "webp"])
def test_random_damage_opens_or_gives_one_sentence(folder: Path, seed: int, end: str) -> None:
    rng = random.Random(seed)
    place = folder / "cat" / f"0.{end}"
    Image.effect_noise((20, 20), 60).save(place)
    content = bytearray(place.read_bytes())
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(content))
        if rng.random() < 0.5:
            content[at] = rng.randrange(256)
        else:
            del content[at : at + rng.randint(1, 30)]
    place.write_bytes(bytes(content))
    try:
        source_of(folder).load()
    except DataError as error:
        message = str(error)
    else:
        message = "cat/0. opens in spite of it."
    assert re.fullmatch(r"cat/0\.[^\n]{10,300}\.", message)
