"""What the steps of a review share: the application's row held, its version counted, the event told, people told."""

from datetime import datetime
from typing import Any

from django.db.models import F

from credits.obligations import states
from credits.obligations.chains import development_chain
from credits.obligations.models import Application, Development
from credits.obligations.selectors import reports, visible
from registry.actor import Actor
from registry.commands import Run
from registry.findings import StaleEdit
from registry.notices.services.sending import send_to_each
from registry.parties.models import Organisation

CHANGED = (
    "Somebody changed this application after you opened it. Nothing you typed is lost: look at it as it stands, and "
    "send yours again if it should stand."
)


def hold(actor: Actor, application_id: str, *, with_development: bool = False) -> Application:
    """The application, its row held until the transaction ends; its development's too, and first, for a decision.

    Raises NotVisible."""
    seen = visible.application(actor, application_id)
    if with_development:
        Development.objects.select_for_update(no_key=True).get(pk=seen.development_id)
    Application.objects.select_for_update(no_key=True).get(pk=seen.pk)
    # Read again beside its development: what stood there before the row was held may be gone.
    return Application.objects.select_related(
        "development__developer", "development__authority", "revision"
    ).get(pk=seen.pk)


def move(
    application: Application, action: str, *, expected_version: int | None = None, **changes: Any
) -> None:
    """Take `action`: one conditional update that moves the state, counts the version and sets `changes`.

    Raises DomainError where the table does not allow it, StaleEdit where the form is older than what is stored."""
    transition = states.APPLICATION.require(action, application.state)
    asked = Application.objects.filter(pk=application.pk, state=application.state)
    if expected_version is not None:
        asked = asked.filter(version=expected_version)
    if not asked.update(version=F("version") + 1, state=transition.target or application.state, **changes):
        raise StaleEdit("application.changed_meanwhile", CHANGED)
    application.refresh_from_db(fields=["version", "state", *changes])


def told(run: Run, application: Application, data: dict[str, Any], **answer: Any) -> dict[str, Any]:
    """Write the event on the development's chain and give the answer of the command."""
    run.event(
        chain=development_chain(application.development),
        subject=str(application.public_id),
        data={"application": application.number, **data},
    )
    return answer_of(application, **answer)


def answer_of(application: Application, **answer: Any) -> dict[str, Any]:
    """What a command on an application answers."""
    return {
        "id": str(application.public_id),
        "number": application.number,
        "state": application.state,
        "version": application.version,
        **answer,
    }


def concerned(application: Application) -> list[Organisation]:
    """Who is told what the authority does: the developer, and who owes the credits where the duty has passed on."""
    return reports.applicants(application.development)


def tell(
    application: Application, *organisations: Organisation, title: str, body: str, now: datetime
) -> None:
    """A notice to each of the organisations, with the application's page."""
    send_to_each(
        organisations=organisations,
        title=title,
        body=body,
        path=f"/applications/{application.public_id}/",
        now=now,
    )
