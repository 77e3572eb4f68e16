"""Decision notice, discharge statement, section 6.33 statement, and the reasons on a retirement certificate."""

from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest

from credits.certificates import kinds, selectors, subjects
from credits.certificates.models import IssuedDocument
from credits.certificates.papers.drawing import draw
from credits.certificates.papers.writing import paper_of
from credits.certificates.redaction import public_facts
from credits.certificates.sealed import Label
from credits.certificates.services import issuing
from credits.obligations.models import Concurrence, Condition, FundQuote, ImpactFinding
from credits.obligations.services import fund_payments, quotes
from registry.findings import DomainError, NotVisible
from tests.obligations import builders
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import Retiring

pytestmark = pytest.mark.django_db


def issue(scene: Retiring, by: str, kind: str, thing: Any) -> IssuedDocument:
    made = issuing.issue(actor=scene.actor(by), kind=kind, subject=str(thing.public_id), **scene.clock)
    return IssuedDocument.objects.get(public_id=made["id"])


def read(found: IssuedDocument) -> str:
    """The words of the PDF in one line."""
    with found.file.open("rb") as stream:
        pages = pypdf.PdfReader(BytesIO(stream.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def decided(scene: Retiring) -> Any:
    """An approved application: one line as proposed, one lowered with a reason."""
    place = builders.development(scene.cast)
    first = builders.stage(place)
    made = builders.application(
        scene.cast,
        development=place,
        lines=[(eco_class(), 10)],
        **builders.approved(scene.cast, decision_reason="On balance acceptable.", lapses_on=date(2031, 3, 2)),
    )
    builders.proposed_line(
        made,
        species_class(),
        6,
        number=2,
        stage=first,
        final_quantity=4,
        reason="Two hectares are kept.",
        set_by=scene.cast.person("authority_officer"),
        set_at=scene.now,
    )
    officer = scene.cast.person("authority_officer")
    Condition.objects.create(application=made, number=1, text="Fence the creek.", stage=first)
    Concurrence.objects.create(
        application=made,
        giver="agency_head",
        given_on=builders.CONSENT_DAY,
        reference="CON-7",
        recorded_by=officer,
        recorded_at=scene.now,
    )
    ImpactFinding.objects.create(
        application=made,
        entity="Koala",
        serious=False,
        principles=["decline"],
        evidence="Two surveys.",
        found_by=officer,
        found_at=scene.now,
    )
    return made


def test_a_decision_notice_states_both_numbers_with_reasons_and_authors(
    scene: Retiring, decided: Any
) -> None:
    found = issue(scene, "developer", kinds.DECISION, decided)
    text = read(found)
    for stated in (
        f"Planning Authority approved “Ridge quarry” under consent {decided.consent_number}. 14 credits are",
        "The haul road was moved out of the gully forest.",
        "Two hectares are kept. (Ollie Officer)",
        "Rapid decline; Two surveys.",
        "Environment Agency Head",
        "CON-7",
        "Fence the creek.",
        "Part 1 of the works",
        "Del Delegate",
        "02/03/2031",
        "Not the official register",
    ):
        assert stated in text, stated
    assert found.facts["total"] == {"proposed": 16, "required": 14}
    assert [(row["proposed"], row["required"], row["set_by"]) for row in found.facts["lines"]] == [
        (10, 10, ""),
        (6, 4, "Ollie Officer"),
    ]
    standing = selectors.standing(found, today=scene.today)
    assert (standing.holds, standing.sentence) == (True, "Nothing that it states has changed since.")


def test_who_has_no_right_to_a_decision_notice_reads_neither_people_nor_reasons(
    scene: Retiring, decided: Any
) -> None:
    found = issue(scene, "authority_officer", kinds.DECISION, decided)
    paper = str(paper_of(public_facts(found.facts)))
    for withheld in ("Ollie Officer", "Del Delegate", "Two hectares", "Fence the creek", "Quarry Holdings"):
        assert withheld not in paper
    assert decided.consent_number in paper
    assert subjects.may_see(scene.actor("stranger"), kinds.DECISION, str(decided.public_id)) is False
    with pytest.raises(NotVisible):
        issue(scene, "landholder_signatory", kinds.DECISION, decided)


def test_nothing_is_noticed_before_it_is_decided(scene: Retiring) -> None:
    with pytest.raises(DomainError) as refused:
        issue(scene, "developer", kinds.DECISION, builders.application(scene.cast))
    assert refused.value.code == "document.too_early"


@pytest.mark.statement("N4")
def test_a_discharge_statement_tells_required_discharged_and_outstanding(scene: Retiring) -> None:
    obligation = scene.obligation((eco_class(), 10), (species_class(), 4))
    one, two = scene.lines_of(obligation)
    retirement = scene.retire(scene.held(), {one: 7})
    scene.apply(scene.held(credit_class=species_class()), {two: 1})
    found = issue(scene, "authority_officer", kinds.DISCHARGE, obligation)
    assert found.facts["total"] == {"required": 14, "discharged": 7, "pending": 1, "outstanding": 6}
    text = read(found)
    for stated in (
        "Not finished: 7 of 14 credits are discharged, 7 not.",
        f"Retirement {retirement.transaction_number}",
        "Credits retired",
        "Like for like",
        obligation.reference,
    ):
        assert stated in text, stated
    again = issue(scene, "authority_officer", kinds.DISCHARGE, obligation)
    assert again.pk == found.pk
    scene.retire(scene.held(), {one: 3})
    standing = selectors.standing(found, today=scene.today)
    assert (standing.holds, standing.sentence) == (
        False,
        "The obligation has changed since. Now 10 of 14 credits are discharged.",
    )


def test_a_discharged_obligation_is_stated_as_such(scene: Retiring) -> None:
    line = scene.line(required=3)
    before = issue(scene, "developer", kinds.DISCHARGE, line.obligation)
    scene.retire(scene.held(), {line: 3})
    found = issue(scene, "developer", kinds.DISCHARGE, line.obligation)
    day = f"{scene.today:%d/%m/%Y}"
    assert f"Discharged on {day}: nothing of {line.obligation.number} is outstanding." in read(found)
    assert (
        selectors.standing(before, today=scene.today).sentence
        == f"The obligation was discharged since, on {day}."
    )


def test_a_section_6_33_statement_tells_the_payment_and_the_trusts_duty(scene: Retiring) -> None:
    obligation = scene.obligation((eco_class(), 10))
    (line,) = scene.lines_of(obligation)
    developer, officer, approver = (
        scene.actor(name) for name in ("developer", "trust_officer", "trust_approver")
    )
    quote_id = quotes.request(
        actor=developer,
        obligation_id=str(obligation.public_id),
        trust_id=str(scene.cast.organisation("trust").public_id),
        lines=[{"line": str(line.public_id), "quantity": 10}],
        now=scene.now,
    )["id"]
    quote = FundQuote.objects.get(public_id=quote_id)
    with pytest.raises(DomainError) as refused:
        issue(scene, "developer", kinds.FUND, quote)
    assert refused.value.code == "document.too_early"
    quotes.prepare(
        actor=officer,
        quote_id=quote_id,
        line_prices={str(line.public_id): "1250.50"},
        risk_premium_cents=100_000,
        delivery_fee_cents=50_000,
        gst_cents=140_050,
        source="Charge determination of 2 November 2026.",
        index_at_quote="139.4",
        index_source="Consumer price index, all groups",
    )
    quotes.offer(actor=approver, quote_id=quote_id, **scene.clock)
    fund_payments.receive(
        actor=officer,
        quote_id=quote_id,
        received_cents=1_540_550,
        received_on=scene.today,
        receipt_reference="R-1",
        not_indexed=True,
        today=scene.today,
    )
    fund_payments.settle(actor=approver, quote_id=quote_id, **scene.clock)
    quote.refresh_from_db()
    found = issue(scene, "developer", kinds.FUND, quote)
    text = read(found)
    assert quote.trust_obligation is not None
    for stated in (
        f"The amount for 10 credits of {obligation.number} was paid into the Biodiversity Conservation Fund.",
        "$15,405.50",
        "$1,250.50",
        quote.trust_obligation.number,
        "ss 6.31 and 6.33",
        "Quarry Holdings",
    ):
        assert stated in text, stated
    shown = str(paper_of(public_facts(found.facts)))
    assert "$15,405.50" not in shown and "Quarry Holdings" not in shown
    assert selectors.standing(found, today=scene.today).holds is True


def test_a_retirement_certificate_says_why_the_credits_serve_each_line(scene: Retiring) -> None:
    obligation = scene.obligation((eco_class(), 10), (eco_class(), 5))
    one, two = scene.lines_of(obligation)
    retirement = scene.retire(scene.held(), {one: 6, two: 5})
    found = issue(scene, "developer", kinds.RETIREMENT, retirement)
    text = read(found)
    for stated in (
        f"Why they serve line 1 of {obligation.number} ({obligation.reference})",
        f"Why they serve line 2 of {obligation.number} ({obligation.reference})",
        "Like for like",
        "cl 6.3",
        "The lines above are discharged by these credits.",
    ):
        assert stated in text, stated
    assert [(row["line"], row["quantity"]) for row in found.facts["lines"]] == [(1, 6), (2, 5)]
    assert {test["answer"] for row in found.facts["lines"] for test in row["tests"]} == {"yes"}


def test_a_certificate_carries_no_words_of_who_answered_an_open_test(scene: Retiring) -> None:
    line = scene.line()
    open_class = eco_class(community_name="Hunter Lowland Redgum Forest")
    question = scene.ask_question(line, open_class)
    type(question).objects.filter(pk=question.pk).update(
        state="answered",
        answer=True,
        reasons="Neighbour Jones confirmed it.",
        answered_by=scene.cast.person("authority_delegate"),
        answered_at=scene.now,
    )
    retirement = scene.retire(scene.held(credit_class=open_class), {line: 3})
    found = issue(scene, "developer", kinds.RETIREMENT, retirement)
    assert "Jones" not in str(found.facts)
    # The answer is dated by the clock of the world.
    assert f"Met, decided by a person on {scene.now:%d/%m/%Y}" in read(found)


def test_the_same_facts_give_the_same_bytes(scene: Retiring) -> None:
    line = scene.line(required=3)
    facts = subjects.facts_of(
        subjects.visible(scene.actor("developer"), kinds.DISCHARGE, str(line.obligation.public_id)),
        as_on=scene.today,
        live=True,
    )
    label = Label(
        "C-0000001", kinds.DISCHARGE, str(line.obligation.public_id), scene.now.isoformat(), "https://x"
    )
    drawn = [
        draw(paper_of(facts), label=label, facts=facts, issued_at=scene.now, issued_words="x", signer=None)
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
