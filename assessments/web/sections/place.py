"""Where the loaded outlines put the site: a suggestion on the landscape section, and the button that takes it over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from assessments.models import Content, SiteContext
from assessments.services import content, site_place
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.sections import frame
from registry.findings import DomainError
from registry.forms import RegistryForm, key_of, new_key
from registry.units import display


def suggestion(desk: Desk, row: Content) -> dict[str, Any]:
    """What the landscape section shows beside its form."""
    place = site_place.place_of(
        desk.revision, chosen=row.subregion_code if isinstance(row, SiteContext) else ""
    )
    return {
        "place": place,
        "place_parts": [(name, display(share)) for name, share in place.shares],
        "place_name": place.name(place.suggested) if place.suggested else "",
        "place_key": new_key(),
    }


@desk_page("GET", "POST")
def subregion_from_outline(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Fill in the subregion that holds most of the site. The same command as the form of the section."""
    desk, spec = frame.open_section_to_edit(request, revision_id, "site")
    row = SiteContext.objects.get(revision=desk.revision)
    place = site_place.place_of(desk.revision, chosen=row.subregion_code)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        if place.found is None or not place.found.code:
            raise DomainError(
                "place.not_found",
                "The outlines give no subregion for this site. Choose it in the list.",
            )
        return content.change_row(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            section=spec.code,
            row_id=str(row.public_id),
            values={"subregion_code": place.found.code},
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        filled = place.name(place.found.code) if place.found else ""
        messages.success(request, f"The subregion is {filled}, from the outlines. Check it.")
        return frame.to_section(desk, spec)

    draw = frame.draw_form(
        request, desk, spec, "assessments/sections/place_fill.html", **suggestion(desk, row)
    )
    return answer_form(request, RegistryForm(posted(request)), act=act, done=done, draw=draw)
