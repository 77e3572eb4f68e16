"""Who is told about an agreement: the side that has to act or is affected, and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.agreements.models import Agreement
from registry.agreements.services import (
    changes,
    closing,
    eligibility,
    interests,
    ownership,
    review,
    suspension,
    terms,
)
from registry.notices.models import Notice
from registry.parties.models import User
from tests import builders_agreements as made
from tests.builders_people import PEOPLE, Cast

pytestmark = pytest.mark.usefixtures("release")

LANDHOLDER, OTHER, TRUST, REGISTRAR = (
    "Ironbark Family",
    "Mallee Family",
    "Conservation Trust",
    "Registrar's Office",
)
Told = dict[str, list[str]]


@pytest.fixture(autouse=True)
def _everybody(cast: Cast) -> None:
    """All offices exist, so that who is not told could have been."""
    cast.everybody()


@pytest.fixture
def told() -> Callable[[], Told]:
    """`told()`: titles without the site's name by who got them, since it was asked last."""
    seen: list[int] = []

    def ask() -> Told:
        found: Told = {}
        for notice in Notice.objects.exclude(pk__in=seen).select_related("organisation").order_by("pk"):
            seen.append(notice.pk)
            found.setdefault(notice.organisation.name, []).append(notice.title.rpartition(": ")[0])
        return found

    return ask


def do(
    cast: Cast, command: Callable[..., Any], by: str, agreement: Agreement, **values: Any
) -> dict[str, Any]:
    done: dict[str, Any] = command(actor=made.actor(cast, by), agreement_id=agreement.public_id, **values)
    return done


def signing(by: str) -> dict[str, Any]:
    return {"typed_name": PEOPLE[by].name, "capacity": "Owner", "now": made.now()}


def test_the_trust_is_told_of_what_the_landholder_sends(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.applied_agreement(cast)
    assert told() == {TRUST: ["Intention of interest", "Application received"]}
    do(cast, closing.withdraw, "landholder_signatory", agreement, reason="We have sold.")
    assert told() == {TRUST: ["Application withdrawn"]}


def test_the_landholder_is_told_of_what_the_trust_finds_and_asks(
    cast: Cast, told: Callable[[], Told]
) -> None:
    agreement = made.applied_agreement(cast)
    made.find_eligible(cast, agreement)
    told()
    criterion = made.criteria.CRITERIA[0]
    do(
        cast,
        eligibility.record,
        "trust_officer",
        agreement,
        subject=criterion.subject,
        criterion=criterion.code,
        met=False,
        reason="A search shows a notice.",
    )
    assert told() == {LANDHOLDER: ["A condition is not met"]}
    asked = do(cast, interests.name, "trust_officer", agreement, name="Hill Bank", interest="mortgage")
    assert told() == {LANDHOLDER: ["Consent is needed"]}
    answered = {"interest_id": asked["interest_id"], "evidence": "Letter.", "answered_on": made.today()}
    do(cast, interests.answer, "trust_officer", agreement, answer="given", **answered)
    assert told() == {}
    do(cast, interests.answer, "trust_officer", agreement, answer="refused", **answered)
    assert told() == {LANDHOLDER: ["Consent refused"]}
    do(cast, closing.refuse, "trust_approver", agreement, reason="No consent.")
    assert told() == {LANDHOLDER: ["Application refused"]}


def test_each_side_is_told_when_the_other_has_answered_about_terms(
    cast: Cast, told: Callable[[], Told]
) -> None:
    agreement = made.proposed_agreement(cast)
    assert told()[LANDHOLDER] == ["Terms proposed"]
    do(
        cast,
        terms.agree,
        "landholder_signatory",
        agreement,
        expected_version=agreement.version,
        today=made.today(),
    )
    assert told() == {TRUST: ["Terms agreed"]}
    do(cast, terms.reopen, "trust_officer", agreement, reason="A figure is wrong.")
    assert told() == {LANDHOLDER: ["Back to the terms"]}
    made.propose_terms(cast, agreement)
    told()
    version = made.fresh(agreement).version
    do(cast, terms.agree, "landholder_signatory", agreement, expected_version=version, today=made.today())
    told()
    do(cast, terms.reopen, "landholder_signatory", agreement)
    assert told() == {TRUST: ["Back to the terms"]}


def test_signing_leads_from_the_owners_to_the_trust_to_the_registrar(
    cast: Cast, told: Callable[[], Told]
) -> None:
    owners = [made.share(cast.organisation(name)) for name in ("landholder", "other_landholder")]
    agreement = made.agreed_agreement(cast, shares=owners)
    told()
    made.sign_holder(cast, agreement)
    assert told() == {OTHER: ["Your signature is needed"]}
    made.sign_holder(cast, agreement, by="other_landholder_signatory")
    assert told() == {TRUST: ["Signed for the landholder"]}
    made.sign_trust(cast, agreement)
    assert told() == {
        LANDHOLDER: ["Signed for the Minister"],
        OTHER: ["Signed for the Minister"],
        REGISTRAR: ["Ready to register"],
    }


def test_owners_and_trust_are_told_of_the_registration(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.prepared_agreement(cast)
    told()
    made.register(cast, agreement)
    assert told() == {LANDHOLDER: ["Agreement registered"], TRUST: ["Agreement registered"]}
    notice = Notice.objects.filter(title="Agreement registered: BS9001")[0]
    assert notice.body == f"In force under the number BS9001 from {made.today():%d/%m/%Y}."


def test_owners_are_told_of_suspension_management_and_review(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.active_agreement(cast)
    assert told()[LANDHOLDER][-1] == "Full management begins"
    do(cast, suspension.suspend, "trust_approver", agreement, reason="An inquiry.", today=made.today())
    assert told() == {LANDHOLDER: ["Agreement suspended"]}
    do(cast, suspension.lift, "trust_approver", agreement, today=made.today())
    assert told() == {LANDHOLDER: ["Suspension lifted"]}
    later = made.today() + timedelta(days=366 * 20)
    do(cast, review.begin, "trust_officer", agreement, today=later)
    assert told() == {LANDHOLDER: ["Year-20 review begun"]}
    do(cast, review.maintain, "landholder_signatory", agreement, today=later)
    assert told() == {TRUST: ["Site goes on with maintenance"]}


def test_a_variation_goes_from_owners_to_trust_to_registrar(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.passive_agreement(cast)
    told()
    proposed = {"kind": "variation", "reason": "The fence moves."}
    change_id = do(cast, changes.propose, "trust_officer", agreement, now=made.now(), **proposed)["change_id"]
    assert told() == {LANDHOLDER: ["Variation proposed"]}
    by = "landholder_signatory"
    do(cast, changes.agree, by, agreement, change_id=change_id, **signing(by))
    assert told() == {TRUST: ["Variation agreed"]}
    do(cast, changes.approve, "trust_approver", agreement, change_id=change_id, now=made.now())
    assert told() == {REGISTRAR: ["Variation waits for issue"], LANDHOLDER: ["Variation approved"]}
    change_id = do(cast, changes.propose, "trust_officer", agreement, now=made.now(), **proposed)["change_id"]
    told()
    do(cast, changes.withdraw, "trust_officer", agreement, change_id=change_id)
    assert told() == {LANDHOLDER: ["Variation withdrawn"]}


def test_a_termination_gives_the_registrar_nothing_to_issue(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.passive_agreement(cast)
    told()
    done = do(
        cast,
        changes.propose,
        "trust_officer",
        agreement,
        kind="termination",
        reason="Resumed for a road.",
        reference="Consent 12",
        now=made.now(),
    )
    assert told() == {LANDHOLDER: ["Termination proposed"]}
    do(cast, changes.approve, "trust_approver", agreement, change_id=done["change_id"], now=made.now())
    assert told() == {LANDHOLDER: ["Termination approved"]}


def lodge(cast: Cast, agreement: Agreement, by: str) -> str:
    done = do(
        cast,
        ownership.lodge_change,
        by,
        agreement,
        shares=[made.share(cast.organisation("other_landholder"))],
        effective_on=made.today(),
        evidence="Dealing AB1",
        today=made.today(),
    )
    return str(done["change_id"])


def test_a_change_of_owner_is_told_to_those_it_leads_to(
    cast: Cast, told: Callable[[], Told], client_for: Callable[[User], Client]
) -> None:
    agreement = made.passive_agreement(cast)
    told()
    change_id = lodge(cast, agreement, "landholder_signatory")
    assert told() == {TRUST: ["Change of owner lodged"], OTHER: ["Change of owner lodged"]}
    by = "other_landholder_signatory"
    do(cast, ownership.accept, by, agreement, change_id=change_id, **signing(by))
    assert told() == {REGISTRAR: ["Change of owner waits to be recorded"]}
    do(cast, ownership.record, "registrar", agreement, change_id=change_id, today=made.today())
    recorded = ["Change of owner recorded"]
    assert told() == {OTHER: recorded, TRUST: recorded, LANDHOLDER: recorded}


def test_a_withdrawn_change_of_owner_leads_its_buyer_nowhere(cast: Cast, told: Callable[[], Told]) -> None:
    agreement = made.passive_agreement(cast)
    told()
    change_id = lodge(cast, agreement, "registrar")
    lodged = ["Change of owner lodged"]
    assert told() == {TRUST: lodged, OTHER: lodged, LANDHOLDER: lodged}
    do(cast, ownership.withdraw_change, "landholder_signatory", agreement, change_id=change_id)
    withdrawn = ["Change of owner withdrawn"]
    assert told() == {TRUST: withdrawn, LANDHOLDER: withdrawn, OTHER: withdrawn}
    paths = dict(
        Notice.objects.filter(title__startswith="Change of owner withdrawn").values_list(
            "organisation__name", "path"
        )
    )
    page = f"/agreements/{agreement.public_id}/owners/"
    assert paths == {TRUST: page, LANDHOLDER: page, OTHER: ""}


def test_every_notice_leads_to_a_page_its_readers_may_open(
    cast: Cast, client_for: Callable[[User], Client]
) -> None:
    agreement = made.passive_agreement(cast)
    do(cast, suspension.suspend, "trust_approver", agreement, reason="An inquiry.", today=made.today())
    lodge(cast, agreement, "landholder_signatory")
    readers = {
        LANDHOLDER: "landholder_member",
        OTHER: "other_landholder_signatory",
        TRUST: "trust_officer",
        REGISTRAR: "registrar",
    }
    clients = {name: client_for(cast.person(person)) for name, person in readers.items()}
    opened = {
        (notice.organisation.name, notice.path): clients[notice.organisation.name]
        .get(notice.path)
        .status_code
        for notice in Notice.objects.select_related("organisation")
    }
    assert len(opened) > 8
    assert set(opened.values()) == {200}


def test_a_long_site_name_still_gives_a_title_that_fits(cast: Cast) -> None:
    made.lodged_agreement(cast, site_name="Long " * 40)
    assert len(Notice.objects.get().title) == 160
