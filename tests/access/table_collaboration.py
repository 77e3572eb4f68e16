"""Delegates are named by the lead assessor alone; comments are between those who make it and those who review it."""

from typing import Any

from assessments.services import comments, delegates
from registry.actor import ASSESSOR
from tests import builders
from tests.access.route import ROLES, Fixture, Route, Statuses, among, widened
from tests.access.table_assessment_api import acting, it, its_assessment
from tests.access.table_cases import READERS_SUBMITTED, readers, submitted
from tests.builders_people import give_role, make_user

WRITERS = ("assessor", "reviewer")


def writing(status: int, *, public: int = 302, **own: int) -> Statuses:
    """`status` for those who take part in comments; other readers get 403, and for the rest it is not there."""
    writers, seeing = among(*WRITERS), among(*READERS_SUBMITTED)
    found = {role: status if role in writers else 403 if role in seeing else 404 for role in ROLES}
    return {**found, "public": public, **widened(own)}


def resolving(status: int, **own: int) -> Statuses:
    """The comment is the reviewer's, who alone says that it is dealt with; the auditor reads it, and those who take no
    part do not know of it."""
    unknown = dict.fromkeys(("landholder_member", "registrar", "registrar_approver"), 404)
    return writing(status, assessor=403, **unknown, **own)


def its_delegate(fixture: Fixture) -> dict[str, Any]:
    """The lead's own choice of a delegate: an assessor who has no other part in the table."""
    assessment = submitted(fixture).assessment
    helper = make_user("Hanna Helper")
    give_role(helper, fixture("firm"), ASSESSOR, since=fixture("today"))
    made = delegates.add_delegate(
        actor=builders.acting(fixture("assessor")),
        assessment_id=assessment.public_id,
        email=helper.email,
        today=fixture("today"),
    )
    return {"assessment_id": assessment.public_id, "delegate_id": made["id"]}


def its_comment(fixture: Fixture) -> dict[str, Any]:
    """An open comment of the reviewer."""
    revision = submitted(fixture)
    made = comments.write(
        actor=builders.acting(fixture("reviewer")),
        revision_id=revision.public_id,
        section="zones",
        text="Which survey gave the patch size?",
    )
    return {"revision_id": revision.public_id, "comment_id": made["id"]}


def on_a_section(fixture: Fixture) -> dict[str, Any]:
    return {**it(fixture), "section": "zones"}


ROUTES = (
    Route(
        "delegate-list",
        arguments=its_assessment,
        get=readers(READERS_SUBMITTED, 403, assessor=200),
        post=readers(READERS_SUBMITTED, 403, assessor=400),
    ),
    Route(
        "delegate-remove",
        arguments=its_delegate,
        get=readers(READERS_SUBMITTED, 403, assessor=200),
        post=readers(READERS_SUBMITTED, 403, assessor=303),
    ),
    Route("comment-list", arguments=it, get=writing(200, auditor=200)),
    Route("comment-write", arguments=on_a_section, get=writing(200), post=writing(400)),
    Route("comment-answer", arguments=its_comment, get=writing(200), post=writing(400)),
    Route("comment-resolve", arguments=its_comment, post=resolving(303)),
    Route("api-delegates", arguments=its_assessment, get=acting(assessor=200), post=acting(assessor=400)),
    Route("api-delegate", arguments=its_delegate, delete=acting(assessor=200)),
    Route(
        "api-comments", arguments=it, get=writing(200, public=401, auditor=200), post=writing(400, public=401)
    ),
    Route("api-comment-resolve", arguments=its_comment, post=resolving(200, public=401)),
)
