"""An open test goes to a person of the authority, and what was decided is kept and counts."""

import pytest

from credits.matching.deciding import rule_on
from credits.matching.services import questions
from credits.obligations.models import ObligationLine, Question
from credits.schemes.nsw_bos.outcome import Answer
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from registry.parties.models import RoleAssignment
from tests import builders
from tests.builders_people import give_role
from tests.obligations.builders import eco_class
from tests.obligations.matching.scene import COMMUNITY, COMMUNITY_TEST, PERMITTED, Scene

FAR = {"subregion": "Lower Slopes", "region": "NSW South Western Slopes"}


def test_a_decision_is_kept_with_its_reasons_and_the_lot_then_serves(scene: Scene) -> None:
    line, wanted = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    question = scene.ask_question(line, wanted, note="The site is better than ours.")
    questions.answer(
        actor=scene.actor("authority_delegate"),
        question_id=str(question.public_id),
        answer=True,
        reasons="The community is the more cleared.",
        **scene.clock,
    )
    question.refresh_from_db()
    assert (question.state, question.answer, question.reasons) == (
        "answered",
        True,
        "The community is the more cleared.",
    )
    assert rule_on(line, wanted, status="issued", on=scene.today).serves is Answer.YES
    events = AuditEvent.objects.filter(action__startswith="question.").order_by("pk")
    assert [(event.action, event.chain.kind, event.chain.key) for event in events] == [
        ("question.ask", "obligation", str(line.obligation.public_id)),
        ("question.answer", "obligation", str(line.obligation.public_id)),
    ]
    assert [notice.organisation.name for notice in Notice.objects.order_by("pk")] == [
        "Planning Authority",
        "Quarry Holdings",
    ]


def test_a_no_is_kept_as_well(scene: Scene) -> None:
    line, wanted = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    question = scene.ask_question(line, wanted)
    questions.answer(
        actor=scene.actor("authority_delegate"),
        question_id=str(question.public_id),
        answer=False,
        reasons="It is another community.",
        **scene.clock,
    )
    assert rule_on(line, wanted, status="issued", on=scene.today).serves is Answer.NO


@pytest.mark.parametrize(
    ("test", "attributes"),
    [
        (COMMUNITY_TEST, {}),
        ("like_for_like.place", {"community_name": COMMUNITY}),
        ("no.such.test", {"community_name": COMMUNITY}),
        # Another class: like-for-like fails whatever a person says of the place.
        ("like_for_like.place", {"vegetation_class": "Coastal Floodplain Wetlands", "subregion": ""}),
        ("variation.reasonable_steps", {"vegetation_class": "Coastal Floodplain Wetlands"}),
    ],
)
def test_only_a_test_that_is_open_and_would_matter_is_asked(
    scene: Scene, test: str, attributes: dict[str, str]
) -> None:
    line = scene.line(eco_class(), of={"variation_permitted_on": PERMITTED})
    with pytest.raises(InvalidInput) as refused:
        scene.ask_question(line, eco_class(**attributes), test=test)
    assert [finding.code for finding in refused.value.findings] == ["question.not_open"]


def test_the_same_is_asked_once_and_again_after_it_was_withdrawn(scene: Scene) -> None:
    line, wanted = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    first = scene.ask_question(line, wanted)
    with pytest.raises(DomainError) as refused:
        scene.ask_question(line, wanted)
    assert refused.value.code == "question.asked_already"
    questions.withdraw(actor=scene.actor("developer"), question_id=str(first.public_id), now=scene.now)
    scene.ask_question(line, wanted)
    assert list(Question.objects.values_list("state", flat=True)) == ["asked", "withdrawn"]


def test_nothing_is_asked_of_a_line_that_is_discharged(scene: Scene) -> None:
    line = scene.line(eco_class())
    ObligationLine.objects.update(discharged=10)
    with pytest.raises(DomainError) as refused:
        scene.ask_question(line, eco_class(community_name=COMMUNITY))
    assert refused.value.code == "matching.nothing_outstanding"


def test_who_asked_does_not_decide_even_as_a_delegate(scene: Scene) -> None:
    line, wanted = scene.line(eco_class()), eco_class(community_name=COMMUNITY)
    question = scene.ask_question(line, wanted)
    developer = scene.cast.person("developer")
    give_role(developer, line.obligation.authority, "authority_delegate", since=scene.today)
    assert RoleAssignment.objects.filter(user=developer).count() == 2
    with pytest.raises(NotAllowed) as refused:
        questions.answer(
            actor=builders.acting(developer),
            question_id=str(question.public_id),
            answer=True,
            reasons="Mine.",
            **scene.clock,
        )
    assert refused.value.code == "matching.own_question"


def test_a_decision_needs_reasons(scene: Scene) -> None:
    question = scene.ask_question(scene.line(eco_class()), eco_class(community_name=COMMUNITY))
    with pytest.raises(InvalidInput):
        questions.answer(
            actor=scene.actor("authority_delegate"),
            question_id=str(question.public_id),
            answer=True,
            reasons="  ",
            **scene.clock,
        )
    question.refresh_from_db()
    assert question.state == "asked"


def test_a_stranger_to_the_obligation_asks_nothing(scene: Scene) -> None:
    line = scene.line(eco_class())
    with pytest.raises(NotVisible):
        questions.ask(
            actor=scene.actor("other_landholder_signatory"),
            line_id=str(line.public_id),
            class_id=eco_class().pk,
            test=COMMUNITY_TEST,
            **scene.clock,
        )
    with pytest.raises(NotAllowed):
        questions.ask(
            actor=scene.actor("authority_officer"),
            line_id=str(line.public_id),
            class_id=eco_class().pk,
            test=COMMUNITY_TEST,
            **scene.clock,
        )
