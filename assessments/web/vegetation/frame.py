"""What the pages of this part share: the way back, and what differs when a form was overtaken by somebody else's."""

from typing import Any

from django import forms
from django.urls import reverse

from assessments.models import Content, Revision
from assessments.sections import Section, section_of
from assessments.web.answers import Desk
from assessments.web.cases.states_shown import tag_of
from assessments.web.sections import shown
from registry.findings import NotVisible
from registry.forms import new_key

OF_SERVICE = {"area_m2": "area_ha", "patch_size_m2": "patch_size_ha"}
"""Areas are stored in square metres and typed in hectares: the service's field and the form's."""


def section_address(revision: Revision, code: str) -> str:
    """The page of one of a revision's sections."""
    return reverse("section-page", args=[revision.public_id, code])


def trail_of(revision: Revision) -> list[tuple[str, str]]:
    """Breadcrumbs down to the revision."""
    case = revision.assessment.case
    title = case.title if len(case.title) <= 60 else f"{case.title[:59]}…"
    return [
        ("Cases", reverse("case-list")),
        (title, reverse("case-page", args=[case.public_id])),
        (
            f"{revision.assessment.get_kind_display()}, revision {revision.number}",
            reverse("revision-page", args=[revision.public_id]),
        ),
    ]


def page(desk: Desk, *here: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A page's context: the revision, what may be done, breadcrumbs ending with `here`, and a fresh key."""
    return {
        "desk": desk,
        "revision": desk.revision,
        "tag": tag_of(desk.revision),
        "trail": [*trail_of(desk.revision), *here],
        "key": new_key(),
        **shared(desk),
        **more,
    }


def shared(desk: Desk) -> dict[str, Any]:
    """What the tables of this part ask for on every page."""
    return {"editable": desk.editable, "stewardship": desk.revision.assessment.is_stewardship}


def applicable(desk: Desk, code: str) -> Section:
    """The section called `code` if this kind of assessment has it. Raises NotVisible."""
    section = section_of(code)
    if not section.applies_to(desk.revision):
        raise NotVisible("section")
    return section


def differences(form: Any, row: Content) -> list[dict[str, str]]:
    """Where what was typed is not what is stored now, by value: 30 and 30.0 are the same."""
    found = []
    for name, typed in form.values().items():
        stored = getattr(row, name)
        if isinstance(stored, Content):
            stored = str(stored.public_id)
        if typed == stored or (typed in (None, "") and stored in (None, "")):
            continue
        form_name = OF_SERVICE.get(name, name)
        field: forms.Field = form.fields[form_name]
        found.append(
            {
                "label": str(field.label),
                "stored": _choice(field, stored) or shown.shown(row, name),
                "typed": shown.typed_text(form, form_name, field),
            }
        )
    return found


def _choice(field: forms.Field, value: Any) -> str:
    """A value in the words of the form's own choices; empty when it has none."""
    if not isinstance(field, forms.ChoiceField) or value is None:
        return ""
    choices: Any = field.choices
    return {str(key): str(label) for key, label in choices}.get(str(value), "")
