"""Small photos and documents, honest and dishonest ones, and attaching them as a user does."""

import io
import json
from typing import Any

import pypdf
from PIL import Image

from assessments.models import Attachment, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import attachments, editing, zone_outlines
from tests import builders


def jpeg(size: tuple[int, int] = (60, 40), colour: str = "green", mode: str = "RGB", **options: Any) -> bytes:
    """A JPEG of one colour, its left quarter red."""
    picture = Image.new("RGB", size, colour)
    picture.paste("red", (0, 0, size[0] // 4, size[1]))
    out = io.BytesIO()
    picture.convert(mode).save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", colour: Any = "blue", **options: Any) -> bytes:
    """A PNG of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG", **options)
    return out.getvalue()


def exif_with_position(orientation: int = 6) -> bytes:
    """What a telephone writes: its maker, the position, and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    position = exif.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = "S", (33.0, 1.0, 2.0), "E", (151.0, 2.0, 3.0)
    return exif.tobytes()


def pdf(pages: int = 1, **properties: str) -> bytes:
    """A plain PDF."""
    return written(a_writer(pages, **properties))


def a_writer(pages: int = 1, **properties: str) -> pypdf.PdfWriter:
    """A PDF still open, to put something bad into."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 100)
    writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    return writer


def written(writer: pypdf.PdfWriter) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def attach(revision: Revision, content: bytes | None = None, **values: Any) -> Attachment:
    """A photo (or `content`) attached by the lead assessor."""
    made = attachments.add(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename=values.pop("filename", "IMG_0001.JPG"),
        content=jpeg() if content is None else content,
        **({"caption": "The gully forest from the ridge"} | values),
    )
    return Attachment.objects.get(public_id=made["id"])


def square(
    west: float = 151.1005, south: float = -32.5995, *, side_degrees: float = 0.00145, **properties: Any
) -> dict[str, Any]:
    """A feature: a square inside the site of `builders.square_geojson`, about 136 m by 161 m (2.19 ha)."""
    east, north = west + side_degrees, south + side_degrees
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def features(*rows: dict[str, Any]) -> bytes:
    """A FeatureCollection as a file."""
    return json.dumps({"type": "FeatureCollection", "features": list(rows)}).encode()


def outline(revision: Revision, zone: VegetationZone | None, content: bytes | None = None) -> dict[str, Any]:
    """The outline of a zone (or those a file names) uploaded by the lead assessor."""
    return zone_outlines.set_outlines(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        zone_id=str(zone.public_id) if zone else None,
        filename="zones.geojson",
        content=features(square()) if content is None else content,
        expected_version=editing.section_version(revision, section_of("zone_outlines")),
    )
