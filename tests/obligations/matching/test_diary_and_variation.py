"""The reasonable-steps diary fills itself, and variation is refused without what the rules ask for."""

from datetime import timedelta
from typing import Any

import pytest

from credits.market.models import Demand, Enquiry
from credits.matching import selectors
from credits.matching.deciding import meaning_of, rule_on
from credits.matching.services import diary, variations
from credits.obligations.models import DiaryEntry, VariationRequest
from registry.findings import DomainError, InvalidInput
from registry.reference.models import MethodParameter
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import Scene

GROUP = "Hunter-Macleay Dry Sclerophyll Forests <50%"
SIBLING = {
    "vegetation_class": "Sydney Coastal Dry Sclerophyll Forests",
    "offset_trading_group": "Sydney Coastal Dry Sclerophyll Forests <50%",
}


def search(scene: Scene, line: Any) -> dict[str, Any]:
    return diary.search(actor=scene.actor("developer"), line_id=str(line.public_id), **scene.clock)


def test_a_search_enters_what_was_found_once_a_day(scene: Scene) -> None:
    line = scene.line(eco_class())
    scene.offer(scene.lot(eco_class(), 50), 20)
    scene.lot(eco_class(**SIBLING), 9)
    search(scene, line)
    with pytest.raises(DomainError) as refused:
        search(scene, line)
    assert refused.value.code == "diary.search_recorded"
    entry = DiaryEntry.objects.get()
    assert (entry.step, entry.on, entry.automatic, entry.line) == ("search", scene.today, True, line)
    assert entry.text == (
        "The credit register was searched: 1 lot serves like for like, with 30 credits available, of which 20 are on "
        "offer."
    )
    assert entry.facts["like_for_like"] == {"lots": 1, "available": 30, "offered": 20}
    assert entry.facts["by_answer"]["possible"] == {"lots": 1, "available": 9, "offered": 0}
    assert entry.facts["rule_set_version"] == "nsw_bos/2025-03-07/1"


def a_demand(scene: Scene, **values: Any) -> Demand:
    given = {
        "kind": "ecosystem",
        "offset_trading_group": GROUP,
        "quantity": 40,
        "buyer": scene.cast.organisation("proponent"),
        "made_by": scene.cast.person("developer"),
        "made_at": scene.now,
        "changed_at": scene.now,
        "expires_on": scene.today,
    }
    return Demand.objects.create(**(given | values))


def an_enquiry(scene: Scene, lot: Any, asker: str = "proponent") -> Enquiry:
    return Enquiry.objects.create(
        lot=lot,
        asker=scene.cast.organisation(asker),
        asked=scene.cast.organisation("landholder"),
        opened_by=scene.cast.person("developer"),
        opened_at=scene.now,
        last_at=scene.now,
    )


def test_enquiries_and_wants_for_the_class_enter_themselves_once(scene: Scene) -> None:
    line = scene.line(eco_class())
    a_demand(scene)
    a_demand(scene, offset_trading_group="Another Forest <50%")
    a_demand(scene, kind="species", scientific_name="Litoria aurea", offset_trading_group="")
    a_demand(scene, made_at=scene.now - timedelta(days=4_000))
    lot = scene.lot(eco_class(pct_id=3), 5)
    an_enquiry(scene, lot)
    an_enquiry(scene, scene.lot(species_class(), 5))
    an_enquiry(scene, lot, asker="trust")
    told = {"actor": scene.actor("developer"), "obligation_id": str(line.obligation.public_id), **scene.clock}
    assert diary.refresh(**told) == {"entered": 2}
    assert diary.refresh(**told) == {"entered": 0}
    assert sorted(DiaryEntry.objects.values_list("step", "text", "automatic")) == [
        ("demand", "40 credits were asked for on the demand register.", True),
        ("enquiry", f"Ironbark Family was asked about lot {lot.number}.", True),
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"step": "search"}, "diary.step_unknown"),
        ({"on": 1}, "diary.day_to_come"),
        ({"on": -4_000}, "diary.day_before"),
        ({"line_number": 7}, "diary.line_unknown"),
        ({"text": " "}, "text.missing"),
    ],
)
def test_a_note_that_cannot_be_is_refused(scene: Scene, values: dict[str, Any], code: str) -> None:
    line = scene.line(eco_class())
    given = {"step": "other", "on": scene.today, "text": "Advertised."} | values
    if isinstance(given["on"], int):
        given["on"] = scene.today + timedelta(days=given["on"])
    with pytest.raises(InvalidInput) as refused:
        diary.note(
            actor=scene.actor("developer"),
            obligation_id=str(line.obligation.public_id),
            **given,
            **scene.clock,
        )
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.statement("N34", "N52")
def test_an_approved_request_opens_the_variation_rules_for_the_line(scene: Scene) -> None:
    line, sibling = scene.variation_line(), eco_class(**SIBLING)
    scene.steps_taken(line)
    request = scene.ask_variation(line)
    assert request.found["like_for_like"] == {"lots": 0, "available": 0, "offered": 0}
    assert request.steps == [str(entry.public_id) for entry in DiaryEntry.objects.order_by("pk")]
    variations.approve(
        actor=scene.actor("authority_delegate"),
        request_id=str(request.public_id),
        reason="Steps shown.",
        now=scene.now,
    )
    meaning = meaning_of(rule_on(line, sibling, status="issued", on=scene.today))
    assert (meaning.standing.value, meaning.rule) == ("serves", "variation")


@pytest.mark.statement("N34")
def test_without_permission_in_the_consent_no_request_is_taken(scene: Scene) -> None:
    line = scene.line(eco_class())
    scene.steps_taken(line)
    with pytest.raises(DomainError) as refused:
        scene.ask_variation(line)
    assert refused.value.code == "variation.not_permitted"
    assert "cl 6.4" in refused.value.message


@pytest.mark.statement("N34")
def test_without_the_reasonable_steps_no_request_is_taken(scene: Scene) -> None:
    line = scene.variation_line()
    search(scene, line)
    with pytest.raises(DomainError) as refused:
        scene.ask_variation(line)
    assert refused.value.code == "variation.steps_missing"
    assert "ask landholders or holders" in refused.value.message
    assert "search the credit register" not in refused.value.message


@pytest.mark.statement("N34")
def test_who_might_use_another_way_has_no_variation(scene: Scene) -> None:
    line = scene.variation_line()
    scene.steps_taken(line)
    with pytest.raises(InvalidInput) as refused:
        scene.ask_variation(line, no_other_option=False)
    assert [finding.field for finding in refused.value.findings] == ["no_other_option"]


@pytest.mark.statement("N52")
def test_like_for_like_on_offer_has_to_be_bought_or_explained(scene: Scene) -> None:
    line = scene.variation_line()
    scene.offer(scene.lot(eco_class(), 50), 10)
    scene.steps_taken(line)
    with pytest.raises(InvalidInput) as refused:
        scene.ask_variation(line)
    assert [finding.code for finding in refused.value.findings] == ["variation.like_for_like_offered"]
    request = scene.ask_variation(line, why_not_offered="The seller does not answer.")
    assert request.statement == (
        "No such credits exist.\n\nWhy the credits on offer do not do: The seller does not answer."
    )
    assert request.found["like_for_like"]["offered"] == 10


def test_what_is_critically_endangered_or_of_a_controlled_action_has_no_variation(scene: Scene) -> None:
    for values, code in (
        ({"bc_status": "ce"}, "variation.exclusion"),
        ({"controlled_action_entity": True}, "variation.controlled_action"),
    ):
        name = "A made-up forest community"
        line = scene.variation_line(eco_class(community_name=name, offset_trading_group=name), **values)
        scene.steps_taken(line)
        with pytest.raises(DomainError) as refused:
            scene.ask_variation(line)
        assert (refused.value.code, [one.code for one in refused.value.findings]) == (
            "variation.barred",
            [code],
        )


def test_one_request_waits_at_a_time_and_a_refused_one_can_be_made_again(scene: Scene) -> None:
    line = scene.variation_line()
    scene.steps_taken(line)
    first = scene.ask_variation(line)
    with pytest.raises(DomainError) as refused:
        scene.ask_variation(line)
    assert refused.value.code == "variation.asked_already"
    variations.refuse(
        actor=scene.actor("authority_delegate"),
        request_id=str(first.public_id),
        reason="Ask more landholders.",
        now=scene.now,
    )
    scene.ask_variation(line)
    assert list(VariationRequest.objects.values_list("state", flat=True)) == ["asked", "refused"]


def test_a_waiting_time_holds_once_it_is_set(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    line = scene.variation_line()
    scene.steps_taken(line)
    assert selectors.waiting_days(scene.today) is None
    row = MethodParameter(code=selectors.WAITING_DAYS, value="14", effective_from=scene.today)
    monkeypatch.setattr(selectors.reference, "parameters", lambda release, on: [row])
    assert selectors.waiting_days(scene.today) == 14
    with pytest.raises(DomainError) as refused:
        scene.ask_variation(line)
    assert refused.value.code == "variation.too_early"
    assert f"{scene.today + timedelta(days=14):%d/%m/%Y}" in refused.value.message
