"""Photos as they come in from anywhere, and what of them is stored."""

import io
import zlib

import pytest
from PIL import Image, ImageCms

from assessments.evidence import photos
from assessments.evidence.photos import Unusable, read_photo, thumbnail
from tests.evidence_files import exif_with_position, jpeg, png


def refusal(content: bytes) -> str:
    with pytest.raises(Unusable) as refused:
        read_photo(content)
    assert refused.value.finding.field == "file"
    return refused.value.finding.code


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def close_to(pixel: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=True))


def test_a_photo_is_stored_as_what_its_bytes_are():
    assert read_photo(jpeg()).media_type == "image/jpeg"
    assert read_photo(png()).media_type == "image/png"


def test_the_same_file_gives_the_same_bytes():
    assert read_photo(jpeg((900, 700))).content == read_photo(jpeg((900, 700))).content


def test_no_byte_of_camera_position_or_comment_survives():
    content = jpeg(exif=exif_with_position(), comment=b"taken by Sam Secret", dpi=(300, 300))
    assert b"SecretCamera" in content and b"Sam Secret" in content
    made = read_photo(content).content
    for trace in (b"Exif", b"SecretCamera", b"Sam Secret", b"http://ns.adobe.com", b"ICC_PROFILE"):
        assert trace not in made
    picture = opened(made)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert "comment" not in picture.info


def test_no_text_of_a_png_survives():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Sam Secret")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret place</x:xmpmeta>")
    content = png(pnginfo=notes, exif=exif_with_position())
    assert b"Sam Secret" in content
    made = read_photo(content).content
    assert b"Secret" not in made
    assert opened(made).info == {}


def test_what_follows_the_picture_is_not_stored():
    made = read_photo(jpeg() + b"<script>alert(1)</script>" + b"PK\x03\x04 a zip file").content
    assert b"<script>" not in made and b"PK\x03\x04" not in made


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation):
    # Left quarter red; turned by the camera's own undoing, it is there again.
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    picture = Image.new("RGB", (80, 40), "green")
    picture.paste("red", (0, 0, 20, 40))
    if orientation > 1:
        picture = picture.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif.tobytes())
    made = read_photo(out.getvalue())
    assert (made.width_px, made.height_px) == (80, 40)
    upright = opened(made.content)
    assert close_to(upright.getpixel((5, 20)), (254, 0, 0))
    assert close_to(upright.getpixel((70, 20)), (0, 128, 0))


@pytest.mark.parametrize(
    ("size", "stored"),
    [
        ((2400, 100), (2400, 100)),
        ((2401, 100), (2400, 100)),
        ((100, 4800), (50, 2400)),
        ((6000, 1), (2400, 1)),
    ],
)
def test_the_longest_side_is_at_most_2400_pixels(size, stored):
    made = read_photo(jpeg(size))
    assert (made.width_px, made.height_px) == stored == opened(made.content).size


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment.photo.unreadable"),
        (b"<html><script>alert(1)</script></html>", "attachment.photo.unreadable"),
        (b"\xff\xd8\xff<html><script>alert(1)</script></html>", "attachment.photo.unreadable"),
        (b"GIF89a\x01\x00\x01\x00", "attachment.photo.unreadable"),
        (photos.PNG_START + b"and nothing else", "attachment.photo.unreadable"),
    ],
)
def test_what_only_begins_like_a_photo_is_refused(content, code):
    assert refusal(content) == code


def test_other_formats_are_refused_even_where_the_library_reads_them():
    for kind in ("GIF", "WEBP", "TIFF", "BMP"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, kind)
        assert refusal(out.getvalue()) == "attachment.photo.unreadable"
        assert not photos.is_photo(out.getvalue())


def test_a_photo_that_is_cut_off_is_refused():
    content = jpeg((800, 800))
    assert refusal(content[: len(content) // 2]) == "attachment.photo.unreadable"
    content = png((800, 800))
    assert refusal(content[: len(content) // 2]) == "attachment.photo.unreadable"


def chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return len(data).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")


@pytest.mark.parametrize(("width", "height"), [(8_000, 6_000), (12_000, 12_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_huge_dimensions_is_refused_before_it_is_decoded(width, height):
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    bomb = photos.PNG_START + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
    assert refusal(bomb + chunk(b"IEND", b"")) == "attachment.photo.too_many_pixels"


def test_a_large_jpeg_of_40_million_pixels_is_taken_and_one_more_is_not():
    flat = Image.new("L", (8_000, 5_000), 90)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=30)
    assert read_photo(out.getvalue()).width_px == 2_400
    out = io.BytesIO()
    Image.new("L", (8_000, 5_001), 90).save(out, "JPEG", quality=30)
    assert refusal(out.getvalue()) == "attachment.photo.too_many_pixels"


def test_a_file_of_more_than_12_megabytes_is_refused():
    assert refusal(jpeg() + b"\x00" * photos.LARGEST_BYTES) == "attachment.photo.too_large"


def test_print_colours_become_screen_colours():
    made = opened(read_photo(jpeg(mode="CMYK", colour="white")).content)
    assert made.mode == "RGB"
    assert close_to(made.getpixel((50, 20)), (255, 255, 255))


def test_sixteen_bit_grey_keeps_its_brightness():
    out = io.BytesIO()
    Image.new("I;16", (30, 20), 32_768).save(out, "PNG")
    made = opened(read_photo(out.getvalue()).content)
    assert made.mode == "L"
    assert abs(made.getpixel((3, 3)) - 128) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_is_stored_in_eight_bits_without_transparency(mode):
    colour = {"1": 1, "L": 200, "LA": (200, 0), "P": 5, "RGB": (9, 9, 9), "RGBA": (9, 9, 9, 0)}[mode]
    made = opened(read_photo(png(mode=mode, colour=colour)).content)
    assert made.mode in ("L", "RGB")
    if mode in ("LA", "RGBA"):
        assert made.getpixel((3, 3)) == (255, 255, 255)


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert refusal(out.getvalue()) == "attachment.photo.animated"


def test_of_a_camera_file_with_several_pictures_the_first_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    made = read_photo(out.getvalue())
    assert close_to(opened(made.content).getpixel((9, 9)), (254, 0, 0))
    assert opened(made.content).format == "JPEG"


def test_a_colour_profile_is_used_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = opened(read_photo(jpeg(colour="green", icc_profile=profile)).content)
    assert "icc_profile" not in made.info
    assert close_to(made.getpixel((50, 20)), (0, 128, 0))


def test_a_broken_colour_profile_does_not_lose_the_photo():
    assert read_photo(jpeg(icc_profile=b"not a profile at all")).width_px == 60


def test_a_small_picture_for_lists_is_small():
    made = opened(thumbnail(read_photo(jpeg((2400, 1600))).content))
    assert made.size == (320, 213)
    assert made.format == "JPEG"
