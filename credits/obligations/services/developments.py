"""Developments: entering what somebody wants to do, changing it, testing whether the scheme applies, its stages."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max

from credits.obligations import policies_development as policies
from credits.obligations import scope, states
from credits.obligations.chains import development_chain
from credits.obligations.models import Development, Pathway, ScopeTest, Stage
from credits.obligations.selectors import visible
from credits.obligations.services import entries
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible, StaleEdit
from registry.parties.models import OrganisationKind

TEXTS = {
    "title": ("a title for the development", 300, True),
    "description": ("the description", entries.LONGEST_TEXT, False),
    "address": ("the address", 300, False),
    "local_government_area": ("the local government area", 120, False),
    "subregion": ("the IBRA subregion", 120, False),
    "region": ("the IBRA region", 120, False),
    "significance_evidence": ("the evidence on significance", entries.LONGEST_TEXT, False),
    "waiver_reference": ("the reference of the waiver", 200, False),
    "epbc_reference": ("the EPBC reference", 40, False),
}
AREAS = {
    "clearing_m2": ("the area of native vegetation to be cleared", 0),
    "minimum_lot_m2": ("the minimum lot size", 1),
}
ANSWERS = {
    "on_values_map": "the Biodiversity Values Map",
    "likely_significant": "the test of significance",
    "in_outstanding_value_area": "outstanding biodiversity value",
}
FLAGS = ("on_lord_howe_island", "opted_in", "waived", "major_mining", "controlled_action")
FACTS = (*TEXTS, *AREAS, *ANSWERS, *FLAGS, "pathway")
"""What a developer states of a development."""


def _read(findings: list[Finding], stated: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(stated) - set(FACTS))
    if unknown:
        raise TypeError(f"not facts of a development: {unknown}")
    values: dict[str, Any] = {
        name: entries.text(
            findings, stated.get(name), field=name, called=called, longest=longest, required=required
        )
        for name, (called, longest, required) in TEXTS.items()
    }
    for name, (called, least) in AREAS.items():
        values[name] = entries.area_m2(findings, stated.get(name), field=name, called=called, least=least)
    for name, called in ANSWERS.items():
        values[name] = entries.answer(findings, stated.get(name), field=name, called=called)
    values |= {name: bool(stated.get(name)) for name in FLAGS}
    values["pathway"] = entries.choice(
        findings, stated.get("pathway"), among=Pathway.values, field="pathway", called="the pathway"
    )
    findings += _beside_each_other(values)
    return values


def _beside_each_other(values: Mapping[str, Any]) -> list[Finding]:
    """What does not go together."""
    found = []
    if values["waived"] and not values["waiver_reference"]:
        message = "Enter the reference of the decision that waives the report."
        found.append(
            Finding("obligation.waiver_reference.missing", message, "waiver_reference", clause="BC Act s 7.9")
        )
    if values["waived"] and values["pathway"] not in scope.MAJOR:
        message = "Only the report of a State significant project can be waived."
        found.append(Finding("development.waiver_not_possible", message, "waived", clause="BC Act s 7.9"))
    if values["major_mining"] and values["pathway"] not in scope.MAJOR:
        message = (
            "A large mining project is a State significant one. Change the pathway, or take the mark away."
        )
        found.append(Finding("development.mining_not_major", message, "major_mining", clause="BC Reg cl 6.2"))
    if values["likely_significant"] is False and not values["significance_evidence"]:
        message = "Say what the test of significance rests on."
        found.append(
            Finding(
                "development.significance_unproven", message, "significance_evidence", clause="BC Act s 7.3"
            )
        )
    return found


@command("development.enter")
def enter(
    run: Run, *, developer_id: str, authority_id: str, facts: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Enter a development for a developer one signs for; the authority decides on it.

    Raises NotAllowed, InvalidInput."""
    findings: list[Finding] = []
    developer = entries.organisation(
        findings,
        developer_id,
        kind=OrganisationKind.PROPONENT,
        field="developer_id",
        called="the developer",
    )
    run.allow(policies.may_enter(run.actor, developer.pk if developer else None))
    authority = entries.organisation(
        findings,
        authority_id,
        kind=OrganisationKind.AUTHORITY,
        field="authority_id",
        called="the approval authority",
    )
    values = _read(findings, facts)
    if findings or developer is None or authority is None:
        raise InvalidInput(findings)
    made = Development.objects.create(
        developer=developer, authority=authority, made_by_id=run.actor.person_id, made_at=now, **values
    )
    return _told(run, made, {"developer": developer.name, "authority": authority.name, **values})


@command("development.change")
def change(
    run: Run, *, development_id: str, facts: Mapping[str, Any], expected_version: int
) -> dict[str, Any]:
    """State the facts anew, until an application is lodged; whether the scheme applies has to be tested again.

    Raises NotVisible, NotAllowed, InvalidInput, StaleEdit where the form is older than what is stored."""
    held = hold(run.actor, development_id)
    run.allow(policies.may_change(run.actor, held))
    states.DEVELOPMENT.require("change", held.state)
    findings: list[Finding] = []
    values = _read(findings, facts)
    if findings:
        raise InvalidInput(findings)
    changed = {name: value for name, value in values.items() if getattr(held, name) != value}
    move(held, "change", expected_version=expected_version, **values)
    return _told(run, held, changed)


@command("development.test_scope")
def test_scope(run: Run, *, development_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Test whether the scheme applies. Answer and reasons are kept whatever they are (N17, N18).

    Where a fact that could decide is not stated the answer is open, and the development stays as it is."""
    held = hold(run.actor, development_id)
    run.allow(policies.may_change(run.actor, held))
    if held.state == states.APPLIED_FOR:
        states.DEVELOPMENT.require("change", held.state)
    facts = facts_of(held)
    found = scope.test_scope(facts, on=today)
    kept = ScopeTest.objects.create(
        development=held,
        answer=found.verdict,
        facts=asdict(facts),
        reasons=[asdict(part) for part in found.parts],
        rule_set_version=found.rule_set_version,
        tested_on=today,
        tested_by_id=run.actor.person_id,
        tested_at=now,
    )
    target = {scope.YES: states.IN_SCOPE, scope.NO: states.OUT_OF_SCOPE}.get(found.verdict, states.PROPOSED)
    if held.state != target:
        action = {states.IN_SCOPE: "find_in_scope", states.OUT_OF_SCOPE: "find_out_of_scope"}.get(
            target, "change"
        )
        move(held, action)
    told = {"test": str(kept.public_id), "answer": found.verdict, "rule_set": found.rule_set_version}
    return _told(run, held, told, answer=found.verdict, missing=[part.field for part in found.missing])


def facts_of(development: Development) -> scope.Facts:
    """What the test of scope is given."""
    return scope.Facts(
        pathway=development.pathway,
        clearing_m2=development.clearing_m2,
        minimum_lot_m2=development.minimum_lot_m2,
        on_values_map=development.on_values_map,
        on_lord_howe_island=development.on_lord_howe_island,
        likely_significant=development.likely_significant,
        in_outstanding_value_area=development.in_outstanding_value_area,
        opted_in=development.opted_in,
        waived=development.waived,
    )


@command("development.add_stage")
def add_stage(
    run: Run, *, development_id: str, title: str, planned_start: date | None = None
) -> dict[str, Any]:
    """Add a stage, before an application is lodged; stages are numbered in the order in which they come."""
    held = _open_for_stages(run, development_id)
    findings: list[Finding] = []
    title = entries.text(findings, title, field="title", called="a title for the stage", longest=200)
    if findings:
        raise InvalidInput(findings)
    last = held.stages.aggregate(last=Max("number"))["last"] or 0
    made = Stage.objects.create(development=held, number=last + 1, title=title, planned_start=planned_start)
    return _told(run, held, {"stage": made.number, "title": title}, stage=str(made.public_id))


@command("development.change_stage")
def change_stage(
    run: Run, *, development_id: str, number: int, title: str, planned_start: date | None = None
) -> dict[str, Any]:
    """Word a stage anew, or plan it for another day."""
    held = _open_for_stages(run, development_id)
    findings: list[Finding] = []
    title = entries.text(findings, title, field="title", called="a title for the stage", longest=200)
    if findings:
        raise InvalidInput(findings)
    if not held.stages.filter(number=number).update(title=title, planned_start=planned_start):
        raise NotVisible("stage")
    day = planned_start.isoformat() if planned_start else ""
    return _told(run, held, {"stage": number, "title": title, "planned_start": day})


@command("development.remove_stage")
def remove_stage(run: Run, *, development_id: str, number: int) -> dict[str, Any]:
    """Take the last stage away, so that the numbers stay without a gap."""
    held = _open_for_stages(run, development_id)
    last = held.stages.order_by("-number").first()
    if last is None or last.number != number:
        raise DomainError("development.not_the_last_stage", "Only the last stage can be taken away.")
    last.delete()
    return _told(run, held, {"stage_removed": number})


def _open_for_stages(run: Run, development_id: str) -> Development:
    held = hold(run.actor, development_id)
    run.allow(policies.may_change(run.actor, held))
    if held.state == states.APPLIED_FOR:
        raise DomainError(
            "development.applied_for",
            "An application is lodged: stages are now set by the authority with the lines.",
        )
    return held


def hold(actor: Actor, development_id: str) -> Development:
    """The development, its row held until the transaction ends. Raises NotVisible."""
    seen = visible.development(actor, development_id)
    return Development.objects.select_for_update(no_key=True).get(pk=seen.pk)


def move(
    development: Development, action: str, *, expected_version: int | None = None, **changes: Any
) -> None:
    """Take `action`: one conditional update that moves the state, counts the version and sets `changes`."""
    transition = states.DEVELOPMENT.require(action, development.state)
    asked = Development.objects.filter(pk=development.pk, state=development.state)
    if expected_version is not None:
        asked = asked.filter(version=expected_version)
    if not asked.update(version=F("version") + 1, state=transition.target or development.state, **changes):
        raise StaleEdit(
            "development.changed_meanwhile",
            "Somebody changed this development after you opened it. Nothing you typed is lost: compare it with what is "
            "stored now, and save again if yours should stand.",
        )
    development.refresh_from_db()


def _told(run: Run, development: Development, data: Mapping[str, Any], **answer: Any) -> dict[str, Any]:
    run.event(chain=development_chain(development), subject=str(development.public_id), data=dict(data))
    return {
        "id": str(development.public_id),
        "number": development.number,
        "state": development.state,
        "version": development.version,
        **answer,
    }
