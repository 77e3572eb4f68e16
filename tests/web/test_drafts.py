"""What a person types is kept until it is saved: on the way, when it is refused, when the sign-in has run out."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import AvoidanceMeasure, Delegate, FormDraft
from assessments.services import drafts
from registry.findings import InvalidInput
from tests import builders
from tests.web.desk import adding, editing, hidden, page, typed_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def revision(assessor, authority, release):
    return builders.open_revision(assessor=assessor, reviewing=authority)


def run_out(client):
    """The sign-in runs out; the browser keeps its other cookies."""
    del client.cookies["sessionid"]


def keep(client, revision, address, values, **more):
    return client.post(
        reverse("draft-save", args=[revision.public_id]),
        json.dumps({"form": address, "version": 0, "values": values} | more),
        content_type="application/json",
    )


def test_what_was_typed_fills_the_form_again_and_is_told_beside_what_is_stored(client, revision):
    address = page(revision, "proposal")
    answer = keep(client, revision, address, [["name", "Half a na"], ["description", "<b>unfinished"]])
    assert answer.status_code == 200
    assert set(answer.json()) == {"kept_at"}
    text = client.get(address).content.decode()
    assert 'value="Half a na"' in text
    assert "&lt;b&gt;unfinished" in text
    assert "Not saved yet" in text
    assert revision.proposal.name in text


def test_a_value_that_could_never_be_saved_comes_back_as_it_was_typed(client, revision):
    address = adding(revision, "zones")
    keep(client, revision, address, [["number", "two"], ["area_ha", "1,,5"], ["crown_land", "on"]])
    text = client.get(address).content.decode()
    assert 'value="two"' in text
    assert 'value="1,,5"' in text


def test_saving_lets_the_draft_go(client, revision):
    address = page(revision, "proposal")
    keep(client, revision, address, [["name", "Half a na"]])
    assert typed_into(client, address, name="A whole name").status_code == 303
    assert not FormDraft.objects.exists()
    assert "Not saved yet" not in client.get(address).content.decode()


def test_a_draft_that_arrives_after_its_form_was_saved_is_not_offered(client, revision):
    address = adding(revision, "avoidance")
    carried = hidden(client.get(address))
    values = {"kind": "avoid", "phase": "planning", "description": "Road moved.", "outcome": ""}
    assert client.post(address, carried | values).status_code == 303
    keep(client, revision, address, [["key", carried["key"]], *map(list, values.items())])
    assert "Not saved yet" not in client.get(address).content.decode()
    assert not FormDraft.objects.exists()


def test_a_draft_that_says_what_is_stored_is_let_go(client, revision):
    address = page(revision, "proposal")
    keep(client, revision, address, [["name", revision.proposal.name]])
    assert "Not saved yet" not in client.get(address).content.decode()
    assert not FormDraft.objects.exists()


def test_discarding_shows_what_is_stored(client, revision):
    address = page(revision, "proposal")
    keep(client, revision, address, [["name", "Half a na"]])
    answer = client.post(reverse("draft-discard", args=[revision.public_id]), {"form": address}, follow=True)
    assert answer.redirect_chain == [(address, 303)]
    assert "Half a na" not in answer.content.decode()


def test_a_refused_form_is_kept_in_case_its_page_is_closed(client, revision):
    address = page(revision, "proposal")
    assert typed_into(client, address, name="x" * 501, description="Long thought").status_code == 400
    assert "Long thought" in client.get(address).content.decode()


def test_a_form_sent_after_the_sign_in_had_run_out_comes_back_after_signing_in(client, revision, assessor):
    address = page(revision, "proposal")
    carried = hidden(client.get(address))
    run_out(client)
    answer = client.post(address, carried | {"name": "Typed for an hour", "description": "All of it"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    client.force_login(assessor)
    text = client.get(address).content.decode()
    assert 'value="Typed for an hour"' in text
    assert "All of it" in text


def test_what_was_sent_signed_out_is_nobodys_who_may_not_see_the_revision(client, revision, stranger):
    address = page(revision, "proposal")
    carried = hidden(client.get(address))
    run_out(client)
    client.post(address, carried | {"name": "Typed for an hour"})
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert not FormDraft.objects.exists()


def test_what_was_sent_signed_out_is_not_shown_to_a_colleague_who_signs_in_at_the_same_screen(
    client, revision, other_assessor, assessor
):
    Delegate.objects.create(
        assessment=revision.assessment, person=other_assessor, added_by=assessor, added_at=timezone.now()
    )
    address = page(revision, "proposal")
    carried = hidden(client.get(address))
    run_out(client)
    client.post(address, carried | {"name": "Typed for an hour"})
    client.force_login(other_assessor)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Typed for an hour" not in answer.content.decode()
    assert not FormDraft.objects.exists()


def test_nothing_is_kept_for_a_browser_in_which_nobody_was_signed_in(client, revision):
    address = page(revision, "proposal")
    client.logout()
    client.post(address, {"name": "Typed by nobody"})
    assert "unsent_form" not in client.session


def test_the_tabs_own_copy_is_named_after_its_writer(client, revision, assessor):
    assert f'data-draft-writer="{assessor.pk}"' in client.get(page(revision, "proposal")).content.decode()


@pytest.mark.parametrize("version", ["1e400", "-5", "true", "NaN", "1" + "0" * 30, "1" + "0" * 400])
def test_a_version_that_cannot_be_one_is_left_out(client, revision, version):
    address = page(revision, "proposal")
    body = f'{{"form": "{address}", "version": {version}, "values": [["name", "Half a na"]]}}'
    answer = client.post(
        reverse("draft-save", args=[revision.public_id]), body, content_type="application/json"
    )
    assert answer.status_code == 200
    assert FormDraft.objects.get().section_version is None


def test_characters_that_no_page_can_hold_do_not_close_the_form(client, revision):
    address = page(revision, "proposal")
    keep(client, revision, address, [["name", "half \ud800 of a \x00 pair"], ["\udfff", "x"]])
    answer = client.get(address)
    assert answer.status_code == 200
    assert "half ? of a  pair" in answer.content.decode()


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_an_address_with_characters_that_no_address_has_is_no_form(client, revision, character):
    address = page(revision, "proposal").replace("proposal", f"prop{character}osal")
    assert keep(client, revision, address, [["name", "x"]]).status_code == 404


def test_a_draft_is_its_writers_alone(client, client_for, assessor, revision, reviewer):
    keep(client, revision, page(revision, "proposal"), [["name", "Half a na"]])
    asked = drafts.draft_of(
        actor=builders.acting(reviewer), revision_id=revision.public_id, form=page(revision, "proposal")
    )
    assert asked is None


def test_signed_out_nothing_is_kept_and_the_page_is_told(client, revision):
    client.logout()
    answer = keep(client, revision, page(revision, "proposal"), [["name", "x"]])
    assert answer.status_code == 401
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"form": 5, "values": []}',
        '{"values": [["a", "b"]]}',
        '{"form": "/cases/", "values": []}',
        '{"form": "https://elsewhere.example/", "values": []}',
    ],
)
def test_what_is_no_draft_is_refused(client, revision, body):
    answer = client.post(
        reverse("draft-save", args=[revision.public_id]), body, content_type="application/json"
    )
    assert answer.status_code in (400, 404)
    assert answer.json()["code"]
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("values", [{"name": "x"}, [["name"]], [["name", 5]], "name", None])
def test_values_that_are_not_names_and_texts_are_refused(client, revision, values):
    assert keep(client, revision, page(revision, "proposal"), values).status_code == 400


def test_a_null_character_is_dropped_not_stored(client, revision):
    address = page(revision, "proposal")
    assert keep(client, revision, address, [["name", "Half\x00 a na"]]).status_code == 200
    assert 'value="Half a na"' in client.get(address).content.decode()


def test_the_password_and_the_forms_token_are_never_kept(client, revision):
    address = page(revision, "proposal")
    keep(client, revision, address, [["csrfmiddlewaretoken", "a"], ["password", "b"], ["name", "c"]])
    assert FormDraft.objects.get().values == [["name", "c"]]


def test_too_much_to_keep_is_refused_and_leaves_the_draft_before(revision, assessor):
    def kept(text):
        drafts.keep(
            actor=builders.acting(assessor),
            revision=revision,
            form=page(revision, "proposal"),
            typed=[("description", text)],
            section_version=0,
            now=timezone.now(),
        )

    kept("short")
    with pytest.raises(InvalidInput):
        kept("x" * drafts.LARGEST_BYTES)
    assert FormDraft.objects.get().values == [["description", "short"]]


def test_the_oldest_of_too_many_drafts_goes_and_all_of_thirty_days_ago(revision, assessor, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_A_PERSON", 3)
    now = timezone.now()
    ages = [timedelta(days=31), *(timedelta(hours=hours) for hours in (4, 3, 2, 1))]
    for number, age in enumerate(ages):
        drafts.keep(
            actor=builders.acting(assessor),
            revision=revision,
            form=f"/form/{number}/",
            typed=[("name", "x")],
            section_version=None,
            now=now - age,
        )
    assert sorted(FormDraft.objects.values_list("form", flat=True)) == ["/form/2/", "/form/3/", "/form/4/"]


def test_the_form_of_a_row_has_a_draft_of_its_own(client, revision):
    row = AvoidanceMeasure.objects.create(
        revision=revision, kind="avoid", phase="planning", description="Road moved."
    )
    keep(client, revision, editing(revision, "avoidance", row), [["description", "Road mo"]])
    assert "Road mo</textarea>" in client.get(editing(revision, "avoidance", row)).content.decode()
    assert "Not saved yet" not in client.get(adding(revision, "avoidance")).content.decode()


def test_looking_for_a_draft_costs_one_query(client, revision):
    address = adding(revision, "avoidance")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    asked = [query for query in queries.captured_queries if "formdraft" in query["sql"].lower()]
    assert len(asked) == 1


def test_the_database_keeps_one_draft_a_form_and_person(revision, assessor):
    one = {
        "revision": revision,
        "person": assessor,
        "form": "/form/",
        "values": [],
        "saved_at": timezone.now(),
    }
    FormDraft.objects.create(**one)
    with pytest.raises(IntegrityError, match=r"form_draft_once|assessments_formdraft"), transaction.atomic():
        FormDraft.objects.create(**one)
