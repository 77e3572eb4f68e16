"""A picture is whole, in proportion, inside its frame; a missing or broken one never stops a document."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from registry.documents import styles
from registry.documents.pictures import LONGEST_SIDE_PX, MISSING, UNREADABLE, PictureFrame, for_print, picture
from registry.documents.text import text
from tests.documents.kit_files import ReadBack, build_story


def photo(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill="black")  # dark at the upper left
    out = BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def turned(width: int, height: int, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return photo(width, height, exif=exif)


def images_of(document: ReadBack) -> list[Image.Image]:
    return [found.image for page in document.reader.pages for found in page.images if found.image]


def test_a_picture_stands_in_the_file_under_its_caption_as_it_was_taken() -> None:
    data = photo(800, 600)
    document = build_story(picture(data, caption="Plot 1, looking north"))
    assert "Plot 1, looking north" in document.text
    (image,) = images_of(document)
    assert image.size == (800, 600)
    assert data in document.content  # a plain photo is not encoded again


@pytest.mark.parametrize(("width", "height"), [(4000, 300), (300, 4000), (640, 480), (2, 3), (1, 1)])
def test_a_picture_keeps_its_proportion_within_its_frame_and_is_never_blown_up(
    width: int, height: int
) -> None:
    frame = PictureFrame(photo(width, height), width=400, tallest=250)
    assert frame.width <= 400.001 and frame.height <= 250.001
    assert frame.width <= width * 0.75 + 0.001
    assert frame.width / frame.height == pytest.approx(width / height, rel=0.03)


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", photo(800, 600)[:900], b"GIF89a" + b"\0" * 40, b"\xff\xd8\xff\xe0" + b"\0" * 300],
)
def test_a_picture_that_cannot_be_read_is_a_framed_sentence(data: bytes) -> None:
    document = build_story(picture(data, caption="Plot 1"), text("And the report goes on."))
    assert UNREADABLE in document.text and "And the report goes on." in document.text
    assert images_of(document) == []


def test_a_picture_whose_file_is_missing_is_a_framed_sentence() -> None:
    document = build_story(picture(None, caption="Plot 1"))
    assert MISSING in document.text and "Plot 1" in document.text


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    image = Image.new(mode, (50, 40))
    out = BytesIO()
    image.save(out, "PNG")
    (found,) = images_of(build_story(picture(out.getvalue(), caption=mode)))
    assert found.size == (50, 40)


def test_a_photo_for_the_press_is_drawn_in_screen_colours() -> None:
    (found,) = images_of(build_story(picture(photo(60, 50, mode="CMYK"))))
    assert found.mode == "RGB"


def test_what_is_transparent_is_paper() -> None:
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    out = BytesIO()
    image.save(out, "PNG")
    with Image.open(BytesIO(for_print(out.getvalue()))) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("orientation", "dark"), [(3, (0.75, 0.75)), (6, (0.75, 0.25)), (8, (0.25, 0.75))])
def test_a_photo_taken_with_the_camera_turned_stands_upright(
    orientation: int, dark: tuple[float, float]
) -> None:
    with Image.open(BytesIO(for_print(turned(400, 300, orientation)))) as shown:
        assert shown.size == ((300, 400) if orientation in {6, 8} else (400, 300))
        x, y = int(dark[0] * shown.width), int(dark[1] * shown.height)
        assert sum(shown.convert("RGB").getpixel((x, y))) < 60


def test_a_large_photo_is_brought_down_to_what_print_shows() -> None:
    for kind in ("JPEG", "PNG"):
        with Image.open(BytesIO(for_print(photo(6000, 3000, kind)))) as shown:
            assert shown.size == (LONGEST_SIDE_PX, LONGEST_SIDE_PX // 2)


def test_the_same_pictures_give_the_same_bytes_and_one_shown_twice_is_stored_once() -> None:
    data = photo(900, 700, "PNG")
    once = build_story(picture(data, caption="a"))
    twice = build_story(picture(data, caption="a"), picture(data, caption="b"))
    assert build_story(picture(data, caption="a"), picture(data, caption="b")).content == twice.content
    assert twice.content.count(b"/Subtype /Image") == once.content.count(b"/Subtype /Image")


@pytest.mark.parametrize("lines_above", range(1, 60, 7))
def test_a_caption_is_never_parted_from_its_picture(lines_above: int) -> None:
    document = build_story(text("x\n" * lines_above), picture(photo(900, 700), caption="The caption"))
    for page, words in zip(document.reader.pages, document.pages, strict=True):
        assert ("The caption" in words) == bool(len(page.images))


def test_a_caption_of_a_thousand_words_is_shown_whole() -> None:
    document = build_story(
        picture(photo(90, 70), caption="wordy " * 1000, width=styles.TEXT_WIDTH["landscape"])
    )
    assert document.text.count("wordy") == 1000
