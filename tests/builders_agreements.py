"""Builders of agreements through the same commands a person uses. `cast` is the fixture that makes the people.

Each step builds on the one before: `accepted_report`, `lodged_agreement`, `applied_agreement`, `proposed_agreement`,
`agreed_agreement`, `holder_signed_agreement`, `signed_agreement`, `prepared_agreement`, `passive_agreement`. `place`
counts sites from west to east: two at different places do not overlap.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.boundary.reading import read_boundary
from assessments.models import (
    Assessment,
    AssessmentCase,
    CaseParty,
    ManagementAction,
    Revision,
    SiteBoundary,
)
from assessments.sections import section_of
from assessments.services import boundaries, editing, lifecycle
from registry.actor import Actor
from registry.agreements import criteria, plan_costs
from registry.agreements.models import Agreement, AgreementChange
from registry.agreements.services import (
    activation,
    applications,
    costs,
    eligibility,
    intentions,
    registration,
    signing,
    statements,
    terms,
)
from registry.parties.models import Organisation, Signature
from registry.reference import selectors as reference
from registry.reference.models import Release
from tests import builders
from tests.builders_people import PEOPLE, Cast

PLACE_STEP_DEGREES = 0.01
HOLDING_AREA_M2 = 400_000
TERMS = "The landholder manages the site by the plan; the trust pays each year."
YEARLY_CENTS = 1_000_000
"""What the plan of a builder costs in each of the 20 years; half of it in each year after them."""


def actor(cast: Cast, name: str) -> Actor:
    """That person of the cast as actor, looked up once for each test."""
    known: dict[str, Actor] = vars(cast).setdefault("_actors", {})
    if name not in known:
        known[name] = builders.acting(cast.person(name))
    return known[name]


def name_of(person: str) -> str:
    """The name that person types to sign."""
    return PEOPLE[person].name


def now() -> datetime:
    """This moment."""
    return timezone.now()


def today() -> date:
    """Today in Sydney."""
    return timezone.localdate()


def fresh(agreement_id: str | UUID | Agreement) -> Agreement:
    """The agreement as stored now."""
    public_id = agreement_id.public_id if isinstance(agreement_id, Agreement) else agreement_id
    return Agreement.objects.select_related("applicant", "trust", "revision").get(public_id=public_id)


def move_site(revision: Revision, *, place: int) -> None:
    """Put the square site of an open revision at that place."""
    boundaries.set_boundary(
        actor=builders.lead(revision),
        revision_id=revision.pk,
        filename="site.geojson",
        content=builders.square_geojson(west=151.10 + place * PLACE_STEP_DEGREES),
        claimed_area_m2=90_000,
        expected_version=editing.section_version(revision, section_of("boundary")),
    )


def open_report(cast: Cast, *, place: int = 0, landholder: str = "landholder") -> Revision:
    """A stewardship report that can be finalised."""
    revision = builders.complete_stewardship(
        assessor=cast.person("assessor"),
        trust=cast.organisation("trust"),
        landholder=cast.organisation(landholder),
    )
    if place:
        move_site(revision, place=place)
    return revision


def accepted_report(cast: Cast, *, place: int = 0, landholder: str = "landholder") -> Revision:
    """A stewardship report of a site of about nine hectares, accepted by the trust."""
    revision = builders.submit(builders.finalise(open_report(cast, place=place, landholder=landholder)))
    lifecycle.accept(actor=actor(cast, "trust_officer"), revision_id=revision.pk, reason="Fine.")
    revision.refresh_from_db()
    return revision


def bare_report(cast: Cast, *, place: int = 0, landholder: str = "landholder") -> Revision:
    """An accepted report of the same site with a boundary and a plan and nothing else, stored at once: for tests of
    agreements that need no credits."""
    assessor, moment = cast.person("assessor"), now()
    case = AssessmentCase.objects.create(title="Ironbark Hills", created_by=assessor)
    CaseParty.objects.create(case=case, organisation=cast.organisation(landholder), role="landholder")
    revision = Revision.objects.create(
        assessment=Assessment.objects.create(
            case=case,
            kind="stewardship",
            assessor=assessor,
            reviewing_organisation=cast.organisation("trust"),
        ),
        number=1,
        state="accepted",
        release=Release.objects.order_by("pk").last(),
        opened_by=assessor,
        opened_at=moment,
        edited_at=moment,
        certified_on=today(),
        submitted_at=moment,
    )
    outline = read_boundary(
        builders.square_geojson(west=151.10 + place * PLACE_STEP_DEGREES), claimed_area_m2=None
    )
    assert outline.bbox is not None
    west, south, east, north = outline.bbox
    SiteBoundary.objects.create(
        revision=revision,
        claimed_area_m2=90_000,
        area_m2=outline.area_m2,
        geojson=outline.geojson,
        vertices=outline.vertices,
        west=west,
        south=south,
        east=east,
        north=north,
        source_name="site.geojson",
        transform=outline.area_transform,
    )
    ManagementAction.objects.bulk_create(
        ManagementAction(
            revision=revision,
            action_code=kind.code,
            description=f"{kind.title} over the whole site.",
            first_year=1,
            frequency="each year",
        )
        for kind in reference.management_actions(revision.release)
        if kind.group in ("required", "active_restoration")
    )
    return revision


REPORT: list[Callable[..., Revision]] = [accepted_report]
"""Which report the builders below begin with; the tests of agreements put `bare_report` here."""


def lodged_agreement(
    cast: Cast, *, landholder: str = "landholder", signatory: str = "landholder_signatory", **values: Any
) -> Agreement:
    """An intention of interest."""
    given: dict[str, Any] = {
        "site_name": "Ironbark Hills",
        "locality": "Singleton",
        "local_government_area": "Singleton",
        "lots_and_plans": "12/DP754321",
        "holding_area_m2": HOLDING_AREA_M2,
        "intention": "Protect the ridge and its gullies.",
    }
    made = intentions.lodge(
        actor=actor(cast, signatory),
        applicant_id=str(cast.organisation(landholder).public_id),
        trust_id=str(cast.organisation("trust").public_id),
        today=today(),
        **(given | values),
    )
    return fresh(made["id"])


def share(organisation: Organisation, parts: int = 1) -> list[Any]:
    """An owner with its parts, as the commands take it."""
    return [str(organisation.public_id), parts]


def applied_agreement(
    cast: Cast,
    *,
    place: int = 0,
    landholder: str = "landholder",
    signatory: str = "landholder_signatory",
    revision: Revision | None = None,
    shares: list[Any] | None = None,
) -> Agreement:
    """An application with its report, by the only owner unless `shares` name others."""
    revision = revision or REPORT[-1](cast, place=place, landholder=landholder)
    agreement = lodged_agreement(cast, landholder=landholder, signatory=signatory)
    applications.apply(
        actor=actor(cast, signatory),
        agreement_id=agreement.public_id,
        revision_id=str(revision.public_id),
        holding_area_m2=HOLDING_AREA_M2,
        shares=shares or [share(cast.organisation(landholder))],
        today=today(),
    )
    return fresh(agreement)


def find_eligible(cast: Cast, agreement: Agreement) -> None:
    """Every criterion about person and land met."""
    for criterion in criteria.CRITERIA:
        eligibility.record(
            actor=actor(cast, "trust_officer"),
            agreement_id=agreement.public_id,
            subject=criterion.subject,
            criterion=criterion.code,
            met=True,
            reason="Searched and found in order.",
        )


def cost_rows(*, yearly_cents: int = YEARLY_CENTS) -> list[dict[str, Any]]:
    """The plan as a whole at the same cost each year, and half of it in each year after them."""
    rows: list[dict[str, Any]] = [
        {"action_id": None, "purpose": "weeds_pests", "year": year, "amount_cents": yearly_cents}
        for year in plan_costs.PLAN_YEARS
    ]
    ongoing = {
        "action_id": None,
        "purpose": "monitoring",
        "year": None,
        "amount_cents": yearly_cents // 2,
    }
    return [*rows, ongoing]


def set_costs(cast: Cast, agreement: Agreement, *, by: str = "trust_officer") -> None:
    """The same costs in every year."""
    costs.set_costs(
        actor=actor(cast, by),
        agreement_id=agreement.public_id,
        rows=cost_rows(),
        expected_version=fresh(agreement).version,
    )


def propose_terms(cast: Cast, agreement: Agreement, text: str = TERMS) -> None:
    """The trust's terms."""
    terms.propose(
        actor=actor(cast, "trust_officer"), agreement_id=agreement.public_id, text=text, today=today()
    )


def proposed_agreement(cast: Cast, **values: Any) -> Agreement:
    """Eligible, costed, with terms proposed."""
    agreement = applied_agreement(cast, **values)
    find_eligible(cast, agreement)
    set_costs(cast, agreement)
    propose_terms(cast, agreement)
    return fresh(agreement)


def agreed_agreement(cast: Cast, *, signatory: str = "landholder_signatory", **values: Any) -> Agreement:
    """Terms agreed to by the landholder."""
    agreement = proposed_agreement(cast, signatory=signatory, **values)
    terms.agree(
        actor=actor(cast, signatory),
        agreement_id=agreement.public_id,
        expected_version=agreement.version,
        today=today(),
    )
    return fresh(agreement)


def sign_holder(cast: Cast, agreement: Agreement, *, by: str = "landholder_signatory") -> dict[str, Any]:
    """The signature of an owner."""
    return signing.sign_holder(
        actor=actor(cast, by),
        agreement_id=agreement.public_id,
        typed_name=name_of(by),
        capacity="Owner",
        now=now(),
    )


def sign_trust(cast: Cast, agreement: Agreement, *, by: str = "trust_approver") -> dict[str, Any]:
    """The signature for the Minister."""
    return signing.sign_trust(
        actor=actor(cast, by),
        agreement_id=agreement.public_id,
        typed_name=name_of(by),
        capacity="Delegate of the Minister",
        now=now(),
    )


def holder_signed_agreement(
    cast: Cast, *, signatory: str = "landholder_signatory", **values: Any
) -> Agreement:
    """Signed by the only owner."""
    agreement = agreed_agreement(cast, signatory=signatory, **values)
    sign_holder(cast, agreement, by=signatory)
    return fresh(agreement)


def signed_agreement(cast: Cast, **values: Any) -> Agreement:
    """Signed by both sides."""
    agreement = holder_signed_agreement(cast, **values)
    sign_trust(cast, agreement)
    return fresh(agreement)


def lay_signatures(cast: Cast, change: AgreementChange, *, by: str = "landholder_signatory") -> None:
    """Every present owner's signature under a change, stored at once."""
    text = statements.change_text(change.agreement, change)
    for owner in statements.owners_to_sign(change.agreement, statements.CHANGE, text):
        Signature.objects.create(
            statement_code=statements.CHANGE,
            statement_text=text,
            signer=cast.person(by),
            signer_name=name_of(by),
            organisation=owner,
            capacity="Owner",
            signed_at=now(),
        )


def prepared_agreement(cast: Cast, *, number: str = "BS9001", **values: Any) -> Agreement:
    """Signed, with number and title reference entered by `registrar`: `registrar_approver` can register it."""
    agreement = signed_agreement(cast, **values)
    registration.prepare(
        actor=actor(cast, "registrar"),
        agreement_id=agreement.public_id,
        number=number,
        title_reference="AB123456",
    )
    return fresh(agreement)


def register(cast: Cast, agreement: Agreement, *, by: str = "registrar_approver") -> None:
    """Let a prepared agreement take effect, without any credits."""
    person_id = actor(cast, by).person_id
    with transaction.atomic():
        registration.take_effect(agreement, registered_by=person_id, on=today())


def passive_agreement(cast: Cast, **values: Any) -> Agreement:
    """In force, registered by `registrar_approver`, without any credits: for tests of agreements alone."""
    agreement = prepared_agreement(cast, **values)
    register(cast, agreement)
    return fresh(agreement)


def active_agreement(cast: Cast, **values: Any) -> Agreement:
    """In force under full management since today, without any credits."""
    agreement = passive_agreement(cast, **values)
    with transaction.atomic():
        activation.start(agreement, on=today())
    return fresh(agreement)
