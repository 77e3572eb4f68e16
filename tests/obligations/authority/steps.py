"""The steps of a review by the people who take them, for the tests of the authority."""

from typing import Any

from django.utils import timezone

from assessments.services import cases
from credits.obligations import states
from credits.obligations.models import Application, ProposedLine
from credits.obligations.services import deciding_application, impact_findings, recommending, reviewing
from tests import builders
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.obligations import builders as made

AVOIDED = "The haul road was moved out of the gully forest."
MINIMISED = "Clearing is limited to the pit."


def today() -> Any:
    """Today in Sydney."""
    return timezone.localdate()


def now() -> Any:
    """This moment."""
    return timezone.now()


def lodged_with_report(cast: Cast, **values: Any) -> Application:
    """A lodged application with a whole development report that was submitted to the authority."""
    revision = builders.complete_development(
        assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
    )
    cases.name_party(
        actor=builders.lead(revision),
        case_id=str(revision.assessment.case.public_id),
        organisation_id=str(cast.organisation("proponent").public_id),
        role="proponent",
    )
    return made.application(cast, revision=builders.submit(builders.finalise(revision)), **values)


def fresh(application: Application) -> Application:
    """As stored now."""
    return Application.objects.select_related("development").get(pk=application.pk)


def begun(cast: Cast, **values: Any) -> Application:
    """Under review, with texts on avoiding and minimising, and two lines: 10 of forest and 4 of koala."""
    given: dict[str, Any] = {
        "state": states.UNDER_REVIEW,
        "avoid_text": AVOIDED,
        "minimise_text": MINIMISED,
        "lines": [(made.eco_class(), 10), (made.species_class(), 4)],
    }
    return made.application(cast, **(given | values))


def recommended(cast: Cast, **values: Any) -> Application:
    """Recommended by the officer."""
    given = {
        "state": states.RECOMMENDED,
        "recommendation": "Approve.",
        "recommended_by": cast.person("authority_officer"),
        "recommended_at": now(),
    }
    return begun(cast, **(given | values))


def set_line(cast: Cast, line: ProposedLine, quantity: Any, reason: str = "", **values: Any) -> Any:
    """The officer sets a line."""
    return reviewing.set_line(
        actor=actor(cast, "authority_officer"),
        application_id=str(line.application.public_id),
        line_id=str(line.public_id),
        quantity=quantity,
        reason=reason,
        now=now(),
        **values,
    )


def find(cast: Cast, application: Application, entity: str, *, serious: bool, **values: Any) -> Any:
    """The officer records a finding on an impact."""
    given: dict[str, Any] = {
        "principles": ["decline"],
        "evidence": "Listed with fewer than 250 mature individuals.",
    }
    return impact_findings.record(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        entity=entity,
        serious=serious,
        now=now(),
        **(given | values),
    )


def concur(cast: Cast, application: Application, giver: str) -> Any:
    """The officer records that somebody agrees to fewer credits."""
    return impact_findings.record_concurrence(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        giver=giver,
        given_on=today(),
        reference="DOC26/114",
        today=today(),
        now=now(),
    )


def recommend(cast: Cast, application: Application, **values: Any) -> Any:
    """The officer recommends."""
    return recommending.recommend(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        recommendation="Approve with the lines as set.",
        today=today(),
        now=now(),
        **values,
    )


def approve(cast: Cast, application: Application, person: str = "authority_delegate", **values: Any) -> Any:
    """The delegate approves."""
    given: dict[str, Any] = {"consent_number": "DA-77/2026", "decided_on": today()}
    return deciding_application.approve(
        actor=actor(cast, person),
        application_id=str(application.public_id),
        today=today(),
        now=now(),
        **(given | values),
    )


def refuse(cast: Cast, application: Application, person: str = "authority_delegate") -> Any:
    """The delegate refuses."""
    return deciding_application.refuse(
        actor=actor(cast, person),
        application_id=str(application.public_id),
        reason="The impact on the gully forest cannot be offset.",
        today=today(),
        now=now(),
    )
