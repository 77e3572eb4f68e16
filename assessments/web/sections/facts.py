"""Facts the assessor supplies: what is missing now, what was supplied, and the form for one subject (method 9)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.bam.attributes import label
from assessments.fact_codes import BY_SUBJECT, FACT_CODES, FactCode
from assessments.models import EnteredFact
from assessments.sections import Section, section_of
from assessments.services import calculating, entered_facts, known_facts
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.cases.revision import FACTS_MISSING
from assessments.web.fields import NumberText
from assessments.web.sections import frame
from assessments.web.sections.subjects import (
    GROUPS,
    Subject,
    gaps_of,
    stored_facts,
    subjects_of,
)
from registry.findings import NotVisible
from registry.forms import RegistryForm, SeeOther, key_of
from registry.reference.facts.release import Mark
from registry.units import display

SUBJECT_FORM = "assessments/sections/facts_subject.html"


def title_of(row: EnteredFact) -> str:
    """The fact's name for a person."""
    known = BY_SUBJECT.get((row.subject_kind, row.code))
    return known.title if known else row.code


def page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """What keeps numbers from being computed, and every fact supplied so far."""
    if request.method != "GET":
        desk.require_editable()
    revision = desk.revision
    _, outcome = calculating.compute(revision)
    subjects = subjects_of(revision, known_facts.read_facts(revision))
    titles = {(subject.kind, subject.key): subject for subject in subjects}
    supplied = []
    for row in EnteredFact.objects.filter(revision=revision).select_related("entered_by"):
        known = BY_SUBJECT.get((row.subject_kind, row.code))
        subject = titles.get((row.subject_kind, row.subject_key))
        supplied.append(
            {
                "row": row,
                "about": subject.title if subject else row.subject_key,
                "used": subject is not None,
                "title": known.title if known else row.code,
                "unit": known.unit if known else "",
            }
        )
    gaps = gaps_of(revision, outcome, subjects)
    status = {"section_status": dict(zip(("text", "kind"), FACTS_MISSING, strict=True))} if gaps else {}
    return frame.draw_section(
        request,
        desk,
        spec,
        "assessments/sections/facts.html",
        **status,
        gaps=gaps,
        supplied=supplied,
        groups=_grouped(subjects, desk),
    )


def _grouped(subjects: list[Subject], desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "subjects": [
                {"title": one.title, "code": one.code, "url": one.url(desk.revision)}
                for one in subjects
                if one.kind == kind
            ],
        }
        for kind, title in GROUPS.items()
        if any(one.kind == kind for one in subjects)
    ]


def choose_subject(desk: Desk) -> HttpResponse:
    """To the page that asks what the fact is about."""
    return SeeOther(reverse("facts-supply", args=[desk.revision.public_id]))


class FactsForm(RegistryForm):
    """All facts about one subject. A field is named by the fact's code with dots as double hyphens."""

    source = forms.CharField(
        label="Source of what you change here",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Document and page, data set and date, or person. Values that you do not touch keep their own.",
    )

    def __init__(self, *args: Any, facts: list[FactCode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in facts:
            self.fields[field_of(fact.code)] = _field(fact)

    def values(self) -> dict[str, str]:
        """What was typed, by fact code."""
        return {code_of(name): value for name, value in self.cleaned_data.items() if name != "source"}


def field_of(code: str) -> str:
    """The form field of a fact code."""
    return f"fact-{code.replace('.', '--')}"


def code_of(field: str) -> str:
    """The fact code of a form field."""
    return field.removeprefix("fact-").replace("--", ".")


def _field(fact: FactCode) -> forms.Field:
    unit = f", {fact.unit}" if fact.unit else ""
    if fact.choices:
        return forms.ChoiceField(
            label=f"{fact.title}{unit}",
            required=False,
            choices=[("", "Not supplied"), *((choice, choice) for choice in fact.choices)],
        )
    return forms.CharField(
        label=f"{fact.title}{unit}",
        required=False,
        max_length=60,
        widget=NumberText,
        help_text=f"{fact.minimum} to {fact.maximum:,}",
    )


@desk_page("GET", "POST")
def facts_supply(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """First what the facts are about, then every fact about it with what the reference data says."""
    desk, spec = frame.open_section_to_edit(request, revision_id, "facts")
    subjects = subjects_of(desk.revision, known_facts.read_facts(desk.revision))
    wanted = request.GET.get("about", "")
    if not wanted:
        groups = _grouped(subjects, desk)
        return frame.draw_section(
            request, desk, spec, "assessments/sections/facts_choose.html", groups=groups
        )
    subject = next((one for one in subjects if one.code == wanted), None)
    if subject is None:
        raise NotVisible("subject of facts in this revision")
    facts = [fact for fact in FACT_CODES if fact.subject_kind == subject.kind and _applies(fact, desk)]
    of_subject = EnteredFact.objects.filter(
        revision=desk.revision, subject_kind=subject.kind, subject_key=subject.key
    )
    entered = {row.code: row for row in of_subject}
    form = FactsForm(
        posted(request),
        facts=facts,
        initial={field_of(code): row.value for code, row in entered.items()},
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return entered_facts.set_facts(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            subject_kind=subject.kind,
            subject_key=subject.key,
            values=form.values(),
            source=data["source"],
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        changed = result["changed"]
        what = {0: "Nothing was changed.", 1: "1 fact is saved."}.get(changed, f"{changed} facts are saved.")
        messages.success(request, what)
        return SeeOther(frame.section_url(desk, section_of("facts")))

    def on_stale(bound: Any) -> dict[str, Any]:
        return {"differences": _differences(bound, facts, entered)}

    draw = frame.draw_form(
        request,
        desk,
        spec,
        SUBJECT_FORM,
        on_stale=on_stale,
        subject=subject,
        groups=_fact_groups(form, desk, subject, facts, entered),
    )
    names = {fact.code: field_of(fact.code) for fact in facts}
    return answer_form(request, form, act=act, done=done, draw=draw, fields=names)


def _applies(fact: FactCode, desk: Desk) -> bool:
    """Facts about gains are asked at a stewardship site, facts about losses at a development."""
    stewardship = desk.revision.assessment.is_stewardship
    if fact.code.startswith("decline_rate.") or fact.code in GAIN_FACTS:
        return stewardship
    return not (stewardship and fact.code in LOSS_FACTS)


GAIN_FACTS = frozenset({"security_benefit_score", "obligation_reduction_percent", "count_gain"})
LOSS_FACTS = frozenset({"risk_weighting", "sensitivity_to_loss"})


def _fact_groups(
    form: FactsForm, desk: Desk, subject: Subject, facts: list[FactCode], entered: dict[str, EnteredFact]
) -> list[dict[str, Any]]:
    """The fields in groups, each beside what the release says and what was supplied before."""
    stored = stored_facts(desk.revision, subject)
    groups: dict[str, dict[str, Any]] = {}
    for fact in facts:
        title = _group_of(fact)
        known = stored.get(fact.code)
        groups.setdefault(title, {"title": title, "facts": []})["facts"].append(
            {
                "field": form[field_of(fact.code)],
                "title": _title_in_group(fact),
                "unit": fact.unit,
                "stored": _text(known.value) if known else "",
                "mark": Mark(known.mark).label.lower() if known and not Mark(known.mark).firm else "",
                "stored_source": known.source if known else "",
                "entered": entered.get(fact.code),
            }
        )
    return list(groups.values())


def _group_of(fact: FactCode) -> str:
    prefix, _, rest = fact.code.partition(".")
    if prefix == "benchmark":
        return f"Benchmarks: {rest.partition('.')[0]}"
    if prefix == "decline_rate":
        return "Yearly decline without management, % a year"
    return "Facts"


def _title_in_group(fact: FactCode) -> str:
    """The fact's name without what the group's heading says already."""
    prefix, _, code = fact.code.partition(".")
    if prefix == "benchmark":
        return label(code)
    if prefix == "decline_rate":
        return f"{code.partition('.')[0].capitalize()}: {label(code).lower()}"
    return fact.title


def _text(value: object) -> str:
    return display(value) if isinstance(value, float) else str(value)


def _differences(
    form: FactsForm, facts: list[FactCode], entered: dict[str, EnteredFact]
) -> list[dict[str, str]]:
    found = []
    for fact in facts:
        stored = entered[fact.code].value if fact.code in entered else ""
        typed = str(form[field_of(fact.code)].value() or "").strip()
        if stored != typed:
            found.append({"label": fact.title, "stored": stored, "typed": typed})
    return found
