"""An actor is what the database says at this moment."""

import pytest

from registry import actor
from registry.actor import Actor


def test_a_visitor_holds_the_public_role_alone():
    visitor = actor.public()
    assert visitor.anonymous
    assert visitor.roles == {actor.PUBLIC}
    assert not visitor.accredited


def test_the_system_is_nobody_but_not_anonymous():
    system = actor.system("loader")
    assert (system.anonymous, system.user_id, system.label) == (False, None, "loader")


def test_an_actor_cannot_be_changed_on_the_way():
    person = Actor(user_id=1, label="Alex")
    with pytest.raises(AttributeError):
        person.roles = frozenset({actor.REGISTRAR})  # type: ignore[misc]


def test_only_a_person_has_a_persons_id():
    assert Actor(user_id=7, label="Alex").person_id == 7
    for nobody in (actor.public(), actor.system()):
        with pytest.raises(TypeError):
            _ = nobody.person_id
