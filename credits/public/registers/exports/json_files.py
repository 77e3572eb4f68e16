"""A register as JSON, and as GeoJSON with the outlines of agreements: row by row, with the official headings."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import JSONField, OuterRef, Subquery

from credits.public.map.geometry import as_geojson, generalised
from credits.public.registers.asking import Ask
from credits.public.registers.book import Register
from credits.public.registers.exports.rows import ROWS_AT_A_TIME, all_rows, chosen
from registry.agreements.models import AgreementBoundary

ATTRIBUTION = (
    "Open Biodiversity Credit Registry, not the official register. Lines from the published register: State of New "
    "South Wales (Department of Climate Change, Energy, the Environment and Water), CC BY 4.0, changed."
)


def about(register: Register, ask: Ask, *, now: datetime) -> dict[str, Any]:
    """What a file says of itself."""
    return {
        "register": register.name,
        "title": register.title,
        "as_on": ask.day.isoformat() if ask.past else None,
        "made_at": now.isoformat(),
        "filters": {name: str(value) for name, value in sorted(ask.wanted.items())},
        "attribution": ATTRIBUTION,
        "official": False,
    }


def json_blocks(register: Register, ask: Ask, *, now: datetime) -> Iterator[str]:
    """One object: what it is, then `rows`, each with every column."""
    names = [column.name for column in register.columns]
    yield json.dumps(about(register, ask, now=now), ensure_ascii=False)[:-1] + ', "rows": ['
    for number, row in enumerate(all_rows(register, ask)):
        yield ("," if number else "") + "\n" + _text(dict(zip(names, row, strict=True)))
    yield "\n]}\n"


def geojson_blocks(register: Register, ask: Ask, *, now: datetime) -> Iterator[str]:
    """A FeatureCollection: a feature for each row, without geometry where no outline is known (RFC 7946). Outlines lie
    on the grid of the public map, about 100 m."""
    names = [column.name for column in register.columns]
    told = {"type": "FeatureCollection", **about(register, ask, now=now)}
    yield json.dumps(told, ensure_ascii=False)[:-1] + ', "features": ['
    for number, (row, outline) in enumerate(_with_outlines(register, ask)):
        feature = {
            "type": "Feature",
            "geometry": geometry(outline),
            "properties": dict(zip(names, row, strict=True)),
        }
        yield ("," if number else "") + "\n" + _text(feature)
    yield "\n]}\n"


def _with_outlines(register: Register, ask: Ask) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for part in register.parts:
        rows = chosen(register, part, ask)
        if rows is None:
            continue
        path = register.outline.get(part.name)
        if path is None:
            yield from ((row, None) for row in rows.iterator(chunk_size=ROWS_AT_A_TIME))
            continue
        outlines = AgreementBoundary.objects.filter(
            agreement=OuterRef(path), agreement__registered_on__isnull=False
        )
        if ask.instant is not None:
            outlines = outlines.filter(entered_at__lte=ask.instant)
        newest = Subquery(outlines.order_by("-version").values("geojson")[:1], output_field=JSONField())
        names = [f"c_{column.key}" for column in register.columns]
        for *row, outline in (
            rows.annotate(outline=newest).values_list(*names, "outline").iterator(chunk_size=ROWS_AT_A_TIME)
        ):
            yield tuple(row), outline


def geometry(outline: Any) -> Any:
    """The geometry of a stored outline on the grid of the public map; none where there is no outline."""
    return as_geojson(generalised(outline)) if outline else None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value))
