"""From the intention to the application: the report, the holding, the owners, and what is copied."""

from typing import Any
from uuid import uuid4

import pytest

from assessments.models import ManagementAction, Revision, SiteBoundary
from assessments.services import lifecycle
from registry.agreements import overlap, selectors, states
from registry.agreements.models import Agreement, AgreementBoundary, OwnerShare
from registry.agreements.services import applications, closing, intentions
from registry.audit.models import AuditEvent
from registry.fees.models import FeeCharge
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.parties.models import OrganisationKind
from tests import builders
from tests import builders_agreements as made
from tests.builders_people import Cast, give_role, make_organisation, make_user

pytestmark = pytest.mark.usefixtures("release")


def apply(cast: Cast, agreement: Agreement, revision_id: object, **values: Any) -> dict[str, Any]:
    """The application of the only owner."""
    given: dict[str, Any] = {
        "holding_area_m2": made.HOLDING_AREA_M2,
        "shares": [made.share(cast.organisation("landholder"))],
        "today": made.today(),
    }
    return applications.apply(
        actor=made.actor(cast, "landholder_signatory"),
        agreement_id=agreement.public_id,
        revision_id=revision_id,
        **(given | values),
    )


def refused(cast: Cast, agreement: Agreement, revision_id: object, **values: Any) -> dict[str, str]:
    """Field and code of each finding that stops the application; nothing is stored."""
    with pytest.raises(InvalidInput) as refusal:
        apply(cast, agreement, revision_id, **values)
    assert made.fresh(agreement).state == states.INTENTION
    assert not AgreementBoundary.objects.exists()
    assert not FeeCharge.objects.exists()
    return {finding.code: finding.field for finding in refusal.value.findings}


# --- the intention ----------------------------------------------------------------------------------------------------
def test_an_intention_is_lodged_for_the_landholder(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    assert (agreement.state, agreement.version, agreement.number) == (states.INTENTION, 1, None)
    assert agreement.applicant.name == "Ironbark Family"
    event = AuditEvent.objects.get(action="agreement.lodge_intention")
    assert (event.chain.kind, event.chain.key) == ("agreement", str(agreement.public_id))


def test_an_intention_sent_twice_is_one(cast: Cast) -> None:
    given: dict[str, Any] = {
        "actor": made.actor(cast, "landholder_signatory"),
        "key": "one",
        "applicant_id": str(cast.organisation("landholder").public_id),
        "trust_id": str(cast.organisation("trust").public_id),
        "site_name": "Ridge",
        "intention": "Protect it.",
        "today": made.today(),
    }
    assert intentions.lodge(**given) == intentions.lodge(**given)
    assert Agreement.objects.count() == 1


def test_a_mere_member_lodges_nothing(cast: Cast) -> None:
    cast.person("landholder_signatory")
    with pytest.raises(NotAllowed):
        made.lodged_agreement(cast, signatory="landholder_member")


def test_nobody_lodges_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        made.lodged_agreement(cast, signatory="other_landholder_signatory")


def test_an_intention_without_its_texts_names_each(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        made.lodged_agreement(cast, site_name=" ", intention="", holding_area_m2=0, locality="x" * 201)
    assert {finding.field for finding in refusal.value.findings} == {
        "site_name",
        "intention",
        "holding_area_m2",
        "locality",
    }


@pytest.mark.statement("N9")
def test_the_intermediary_is_the_trust_and_no_other_organisation(cast: Cast) -> None:
    for other in ("authority", "registrar_office", "proponent", "landholder"):
        with pytest.raises(InvalidInput) as refusal:
            intentions.lodge(
                actor=made.actor(cast, "landholder_signatory"),
                applicant_id=str(cast.organisation("landholder").public_id),
                trust_id=str(cast.organisation(other).public_id),
                site_name="Ridge",
                intention="Protect it.",
                today=made.today(),
            )
        assert [finding.field for finding in refusal.value.findings] == ["trust_id"]
    assert "non-profit" in selectors.TRUST_NOTE
    assert made.lodged_agreement(cast).trust.kind == OrganisationKind.TRUST


@pytest.mark.statement("N14")
def test_private_and_public_landholders_apply_alike(cast: Cast) -> None:
    assert made.lodged_agreement(cast).applicant.name == "Ironbark Family"
    council = make_organisation("Upper River Shire Council", OrganisationKind.LANDHOLDER)
    person = make_user("Cory Council")
    give_role(person, council, "landholder", since=made.today())
    lodged = intentions.lodge(
        actor=builders.acting(person),
        applicant_id=str(council.public_id),
        trust_id=str(cast.organisation("trust").public_id),
        site_name="Town common",
        intention="Protect the common.",
        today=made.today(),
    )
    assert made.fresh(lodged["id"]).applicant == council


def change_intention(cast: Cast, agreement: Agreement, version: int) -> dict[str, Any]:
    return intentions.change(
        actor=made.actor(cast, "landholder_signatory"),
        agreement_id=agreement.public_id,
        site_name="Ironbark Ridge",
        intention="Protect the ridge alone.",
        expected_version=version,
    )


def test_an_intention_is_worded_anew_until_the_application(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    assert change_intention(cast, agreement, 1)["version"] == 2
    assert made.fresh(agreement).site_name == "Ironbark Ridge"
    Agreement.objects.update(state=states.APPLIED)
    with pytest.raises(DomainError) as refusal:
        change_intention(cast, agreement, 2)
    assert refusal.value.code == "agreement.applied_already"


def test_a_stale_wording_is_refused_and_loses_nothing(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    change_intention(cast, agreement, 1)
    with pytest.raises(StaleEdit):
        change_intention(cast, agreement, 1)
    assert made.fresh(agreement).version == 2


def test_an_agreement_that_is_no_id_is_not_found(cast: Cast) -> None:
    for wrong in ("nonsense", str(uuid4()), ""):
        with pytest.raises(NotVisible):
            closing.withdraw(actor=made.actor(cast, "landholder_signatory"), agreement_id=wrong, reason="No.")


# --- the application --------------------------------------------------------------------------------------------------
@pytest.mark.statement("N46", "N39")
def test_an_application_goes_to_the_trust_with_its_accepted_report(cast: Cast) -> None:
    revision = made.accepted_report(cast)
    agreement = made.lodged_agreement(cast)
    done = apply(cast, agreement, str(revision.public_id))
    agreement = made.fresh(agreement)
    assert (done["state"], agreement.state, agreement.revision) == ("applied", "applied", revision)
    assert agreement.applied_on == made.today()
    site = SiteBoundary.objects.get(revision=revision)
    boundary = AgreementBoundary.objects.get(agreement=agreement)
    assert (boundary.version, boundary.area_m2, boundary.geojson) == (1, site.area_m2, site.geojson)
    assert agreement.site_area_m2 == site.area_m2
    owners = OwnerShare.objects.get(agreement=agreement)
    assert (owners.organisation, owners.parts, owners.valid_from) == (agreement.applicant, 1, made.today())
    charge = FeeCharge.objects.get()
    assert (charge.kind, charge.subject, charge.amount) == (
        "agreement_application",
        f"agreement:{agreement.public_id}",
        None,
    )


@pytest.mark.statement("N43")
def test_the_plan_of_the_report_becomes_the_first_version_of_the_agreements(cast: Cast) -> None:
    agreement = made.applied_agreement(cast)
    plan = selectors.plan_now(agreement)
    assert plan is not None
    assert (plan.version, plan.frozen_at, plan.revision) == (1, None, agreement.revision)
    proposed = ManagementAction.objects.filter(revision=agreement.revision, planned=True)
    assert sorted(
        plan.actions.values_list("action_code", "description", "first_year", "frequency")
    ) == sorted(proposed.values_list("action_code", "description", "first_year", "frequency"))
    assert plan.actions.count() == 7
    assert "" not in plan.actions.values_list("title", flat=True)


@pytest.mark.statement("N46")
def test_an_application_without_a_report_is_incomplete(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    for nothing in ("", "nonsense", str(uuid4())):
        assert refused(cast, agreement, nothing) == {"agreement.incomplete": "revision_id"}


@pytest.mark.statement("N46")
def test_a_report_that_is_not_accepted_is_not_enough(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    revision = made.open_report(cast)
    assert refused(cast, agreement, revision.public_id) == {"agreement.incomplete": "revision_id"}
    builders.submit(builders.finalise(revision))
    assert refused(cast, agreement, revision.public_id) == {"agreement.incomplete": "revision_id"}
    lifecycle.accept(actor=made.actor(cast, "trust_officer"), revision_id=revision.pk, reason="Fine.")
    assert apply(cast, agreement, revision.public_id)["state"] == states.APPLIED


def test_a_development_report_is_no_report_of_a_site(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    revision = made.bare_report(cast)
    type(revision.assessment).objects.update(kind="part4")
    assert refused(cast, agreement, revision.public_id) == {"agreement.incomplete": "revision_id"}


def test_a_report_that_another_trust_reviewed_is_refused(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    revision = made.bare_report(cast)
    Agreement.objects.update(trust=make_organisation("Second Trust", OrganisationKind.TRUST))
    assert refused(cast, agreement, revision.public_id) == {"agreement.incomplete": "revision_id"}


def test_the_report_of_somebody_elses_land_is_as_if_it_were_not_there(cast: Cast) -> None:
    theirs = made.bare_report(cast, landholder="other_landholder")
    agreement = made.lodged_agreement(cast)
    with pytest.raises(InvalidInput) as nothing:
        apply(cast, agreement, uuid4())
    with pytest.raises(InvalidInput) as other:
        apply(cast, agreement, theirs.public_id)
    assert other.value.findings == nothing.value.findings


def test_a_report_serves_one_live_agreement(cast: Cast) -> None:
    revision = made.bare_report(cast)
    first = made.applied_agreement(cast, revision=revision)
    second = made.lodged_agreement(cast)
    with pytest.raises(InvalidInput) as refusal:
        apply(cast, second, revision.public_id)
    assert [finding.code for finding in refusal.value.findings] == ["agreement.report_used"]
    closing.withdraw(
        actor=made.actor(cast, "landholder_signatory"), agreement_id=first.public_id, reason="Start anew."
    )
    assert apply(cast, second, revision.public_id)["state"] == states.APPLIED


@pytest.mark.statement("N44")
def test_the_site_is_no_larger_than_the_holding(cast: Cast) -> None:
    revision = made.bare_report(cast)
    agreement = made.lodged_agreement(cast)
    site_m2 = SiteBoundary.objects.get(revision=revision).area_m2
    found = refused(cast, agreement, revision.public_id, holding_area_m2=site_m2 - 1)
    assert found == {"agreement.site_larger_than_holding": "holding_area_m2"}
    assert apply(cast, agreement, revision.public_id, holding_area_m2=site_m2)["state"] == states.APPLIED


@pytest.mark.parametrize("area", [None, 0, -1, True, 1.5, 10**14])
def test_a_holding_is_a_whole_number_of_square_metres(cast: Cast, area: object) -> None:
    revision = made.bare_report(cast)
    agreement = made.lodged_agreement(cast)
    found = refused(cast, agreement, revision.public_id, holding_area_m2=area)
    assert set(found.values()) == {"holding_area_m2"}


def test_shares_are_of_landholders_once_each_with_whole_parts(cast: Cast) -> None:
    revision, agreement = made.bare_report(cast), made.lodged_agreement(cast)
    ours, theirs = cast.organisation("landholder"), cast.organisation("other_landholder")
    wrong: dict[str, list[Any]] = {
        "agreement.shares.missing": [],
        "agreement.shares.twice": [made.share(ours, 1), made.share(ours, 2)],
        "agreement.shares.not_a_number": [made.share(ours, 1), made.share(theirs, 0)],
        "agreement.shares.unknown": [made.share(ours, 1), made.share(cast.organisation("proponent"), 1)],
        "agreement.shares.without_applicant": [made.share(theirs, 1)],
    }
    for code, shares in wrong.items():
        assert code in refused(cast, agreement, revision.public_id, shares=shares), code
    for strange in ([["x"]], [None], ["ab"], [[str(ours.public_id), "1"]], [[str(ours.public_id), True]]):
        assert set(refused(cast, agreement, revision.public_id, shares=strange).values()) == {"shares"}


def test_a_refused_application_names_everything_at_once(cast: Cast) -> None:
    agreement = made.lodged_agreement(cast)
    found = refused(cast, agreement, "", holding_area_m2=None, shares=[])
    assert set(found.values()) == {"revision_id", "holding_area_m2", "shares"}


def test_an_application_sent_twice_is_one(cast: Cast) -> None:
    revision, agreement = made.bare_report(cast), made.lodged_agreement(cast)
    first = apply(cast, agreement, revision.public_id, key="one")
    assert apply(cast, agreement, revision.public_id, key="one") == first
    assert OwnerShare.objects.count() == 1
    assert AuditEvent.objects.filter(action="agreement.apply").count() == 1


def test_a_report_that_was_replaced_is_not_signed_for(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    Revision.objects.update(state="superseded")
    with pytest.raises(DomainError) as refusal:
        made.sign_holder(cast, agreement)
    assert refusal.value.code == "agreement.report_replaced"


def test_a_site_in_gda94_is_kept_in_gda2020(cast: Cast) -> None:
    revision = made.bare_report(cast)
    SiteBoundary.objects.update(transform="EPSG:4283 to EPSG:3577 (Australian Albers)")
    agreement = made.applied_agreement(cast, revision=revision)
    boundary = overlap.newest_boundary(agreement)
    assert boundary is not None
    site = SiteBoundary.objects.get()
    # Between the two the plate has moved about half a metre east and one and a half north here.
    assert 5e-6 < boundary.west - site.west < 6.5e-6
    assert 1.2e-5 < boundary.south - site.south < 1.5e-5
