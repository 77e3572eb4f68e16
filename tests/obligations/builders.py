"""Builders of developments, applications and obligations straight in the tables: for tests that need what comes before.

`cast` is the fixture that makes the people; all of them act for its proponent and its authority unless told otherwise.
An application needs the fixture `release`. Classes come from `eco_class` and `species_class`, as they were made up.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, AssessmentCase, CaseParty, Revision
from credits.lots.models import CreditClass
from credits.obligations import states
from credits.obligations.models import (
    Application,
    Development,
    DutyHolder,
    Obligation,
    ObligationLine,
    ProposedLine,
    Stage,
)
from registry.reference.models import Release
from tests.builders_ledger import make_class
from tests.builders_people import Cast

CONSENT_DAY = date(2026, 3, 2)
KOALA = {"scientific_name": "Phascolarctos cinereus", "common_name": "Koala"}

_references = count(1)


def eco_class(**attributes: Any) -> CreditClass:
    """An ecosystem class of made-up forest in the Hunter subregion; `attributes` replace what is told there."""
    return make_class(**attributes)


def species_class(**attributes: Any) -> CreditClass:
    """A species class of the koala in the Hunter subregion."""
    place = {"subregion": "Hunter", "region": "Sydney Basin"}
    return make_class(kind="species", **(KOALA | place | attributes))


def bare_development_report(cast: Cast, **values: Any) -> Revision:
    """A submitted development report without content, sent to the authority: for what does not read its lines."""
    assessor, moment = cast.person("assessor"), timezone.now()
    case = AssessmentCase.objects.create(title="Ridge quarry", created_by=assessor)
    CaseParty.objects.create(case=case, organisation=cast.organisation("proponent"), role="proponent")
    assessment = Assessment.objects.create(
        case=case, kind="part4", assessor=assessor, reviewing_organisation=cast.organisation("authority")
    )
    given = {
        "number": 1,
        "state": "submitted",
        "release": Release.objects.order_by("pk").last(),
        "opened_by": assessor,
        "opened_at": moment,
        "edited_at": moment,
        "certified_on": timezone.localdate(),
        "submitted_at": moment,
    }
    return Revision.objects.create(assessment=assessment, **(given | values))


def development(cast: Cast, **values: Any) -> Development:
    """A local development that was applied for; it clears two hectares."""
    given: dict[str, Any] = {
        "state": states.APPLIED_FOR,
        "developer": cast.organisation("proponent"),
        "authority": cast.organisation("authority"),
        "title": "Ridge quarry",
        "pathway": "local",
        "address": "12 Quarry Road, Singleton",
        "local_government_area": "Singleton",
        "subregion": "Hunter",
        "region": "Sydney Basin",
        "clearing_m2": 20_000,
        "minimum_lot_m2": 400_000,
        "made_by": cast.person("developer"),
        "made_at": timezone.now(),
    }
    return Development.objects.create(**(given | values))


def stage(development: Development, number: int = 1, **values: Any) -> Stage:
    """A planned stage."""
    given: dict[str, Any] = {"title": f"Part {number} of the works"}
    return Stage.objects.create(development=development, number=number, **(given | values))


def application(
    cast: Cast,
    *,
    development: Development | None = None,
    lines: Iterable[tuple[CreditClass, int]] = (),
    **values: Any,
) -> Application:
    """A lodged application with a bare report; `state` and what else an application has replaces what is told here.

    `lines`: class and quantity of each proposed line."""
    given: dict[str, Any] = {
        "development": development or _development_of(cast),
        "lodged_by": cast.person("developer"),
        "lodged_at": timezone.now(),
    }
    if "revision" not in values:
        given["revision"] = bare_development_report(cast)
    made = Application.objects.create(**(given | values))
    for number, (credit_class, quantity) in enumerate(lines, start=1):
        proposed_line(made, credit_class, quantity, number=number)
    return made


def _development_of(cast: Cast) -> Development:
    return development(cast)


def approved(cast: Cast, **values: Any) -> dict[str, Any]:
    """What an approved application carries, for `application(cast, **approved(cast))`."""
    now = timezone.now()
    given: dict[str, Any] = {
        "state": states.APPROVED,
        "avoid_text": "The haul road was moved out of the gully forest.",
        "minimise_text": "Clearing is limited to the pit.",
        "recommendation": "Approve.",
        "recommended_by": cast.person("authority_officer"),
        "recommended_at": now,
        "consent_number": f"DA-{next(_references)}/2026",
        "decided_on": CONSENT_DAY,
        "decided_by": cast.person("authority_delegate"),
        "decided_at": now,
    }
    return given | values


def proposed_line(
    application: Application, credit_class: CreditClass, quantity: int, *, number: int = 1, **values: Any
) -> ProposedLine:
    """A line of the report, required as proposed."""
    given: dict[str, Any] = {"proposed_quantity": quantity, "final_quantity": quantity}
    return ProposedLine.objects.create(
        application=application,
        number=number,
        credit_class=credit_class,
        **(_impact_facts(credit_class) | given | values),
    )


def _impact_facts(credit_class: CreditClass) -> dict[str, Any]:
    """What is frozen with a line: a class of the least cleared band, a vulnerable animal, places measured."""
    places = {"adjoining": ["Kerrabee"], "within_100_km": ["Wollemi"], "place_basis": "outlines"}
    if credit_class.kind == CreditClass.SPECIES:
        return {"kingdom": "Animalia", "bc_status": "e", "epbc_status": "e"} | places
    return {"tier": 4, "bc_status": "none", "epbc_status": "none"} | places


def obligation(
    cast: Cast,
    *,
    lines: Iterable[tuple[CreditClass, int] | Mapping[str, Any]] = (),
    development: Development | None = None,
    **values: Any,
) -> Obligation:
    """An obligation of the proponent to the authority, loaded unless `source` and `application` say otherwise.

    A line is its class and quantity, or the values of an ObligationLine. With no line: 10 credits of `eco_class()`."""
    given: dict[str, Any] = {
        "source": Obligation.Source.LOADED,
        "development": development,
        "authority": cast.organisation("authority"),
        "holder": cast.organisation("proponent"),
        "reference": f"DA-{next(_references)}/2026",
        "title": "Ridge quarry",
        "local_government_area": "Singleton",
        "imposed_on": CONSENT_DAY,
        "made_at": timezone.now(),
    }
    made = Obligation.objects.create(**(given | values))
    DutyHolder.objects.create(
        obligation=made, organisation=made.holder, held_from=made.imposed_on, recorded_at=made.made_at
    )
    for number, line in enumerate(lines or [(eco_class(), 10)], start=1):
        told = (
            dict(line)
            if isinstance(line, Mapping)
            else {"credit_class": line[0], "required": line[1], "proposed_quantity": line[1]}
        )
        obligation_line(made, number=number, **told)
    return made


def obligation_line(obligation: Obligation, *, number: int = 1, **values: Any) -> ObligationLine:
    """A line of it: 10 credits of `eco_class()` in force unless `values` say otherwise."""
    credit_class = values.pop("credit_class", None) or eco_class()
    given: dict[str, Any] = {"required": 10}
    return ObligationLine.objects.create(
        obligation=obligation,
        number=number,
        credit_class=credit_class,
        **(_impact_facts(credit_class) | given | values),
    )


def staged_obligation(
    cast: Cast, *, lines: Iterable[tuple[CreditClass, int]] = (), pathway: str = "local", **values: Any
) -> Obligation:
    """An obligation under an approved application of a development with one stage, each line due before it. Needs the
    fixture `release`."""
    place = development(cast, pathway=pathway)
    first = stage(place)
    made = application(cast, development=place, **approved(cast))
    return obligation(
        cast,
        development=place,
        application=made,
        source=Obligation.Source.CONSENT,
        reference=made.consent_number,
        lines=[
            {"credit_class": one, "required": quantity, "proposed_quantity": quantity, "stage": first}
            for one, quantity in (lines or [(eco_class(), 10)])
        ],
        **values,
    )
