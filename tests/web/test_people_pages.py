"""The registrar's pages and everybody's account, by form as a person sends it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registry.audit.models import AuditEvent
from registry.jobs.models import Job
from registry.parties.models import Organisation
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_registrar_finds_a_person_by_name(client_for, registrar, assessor, reviewer):
    text = text_of(client_for(registrar).get("/people/", {"search": "alex"}))
    assert "Alex Assessor" in text
    assert "Rae Reviewer" not in text


def test_a_search_without_a_hit_says_what_to_do(client_for, registrar):
    assert "Nobody matches." in text_of(client_for(registrar).get("/people/", {"search": "zzz"}))


def test_a_role_is_given_from_the_form(client_for, registrar, stranger, authority, today, act):
    address = reverse("role-assign", args=[stranger.public_id])
    answer = client_for(registrar).post(
        address,
        {
            "role": "reviewer",
            "organisation_id": authority.public_id,
            "valid_from": today.isoformat(),
            "key": "k",
        },
        follow=True,
    )
    assert "was given the role." in text_of(answer)
    assert act(stranger).has("reviewer")


def test_a_refused_role_is_told_at_its_field_and_in_the_summary(client_for, registrar, stranger, firm, today):
    address = reverse("role-assign", args=[stranger.public_id])
    answer = client_for(registrar).post(
        address, {"role": "reviewer", "organisation_id": firm.public_id, "valid_from": today.isoformat()}
    )
    text = text_of(answer)
    assert answer.status_code == 400
    assert '<a href="#id_organisation_id">' in text
    assert 'id="id_organisation_id_error"' in text
    assert 'aria-invalid="true"' in text
    assert f'value="{today.isoformat()}"' in text, "what was typed is kept"


def test_sending_the_form_twice_has_one_effect(client_for, registrar):
    client = client_for(registrar)
    for _ in range(2):
        answer = client.post(
            reverse("organisation-create"), {"name": "Wombat Trust", "kind": "trust", "key": "one-form"}
        )
        assert answer.status_code == 302
    assert Organisation.objects.filter(name="Wombat Trust").count() == 1
    assert AuditEvent.objects.filter(action="organisation.create").count() == 1


@pytest.mark.statement("N19")
def test_an_accreditation_is_granted_suspended_and_lifted_on_pages(client_for, registrar, firm, today, act):
    person = make_user("Nora New")
    client = client_for(registrar)
    client.post(
        reverse("role-assign", args=[person.public_id]),
        {"role": "assessor", "organisation_id": firm.public_id, "valid_from": today.isoformat()},
    )
    client.post(
        reverse("accreditation-grant", args=[person.public_id]),
        {
            "number": "BAAS26077",
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=300)).isoformat(),
        },
    )
    assert act(person).accredited
    client.post(
        "/people/accreditations/BAAS26077/suspend/",
        {"suspended_from": today.strftime("%d/%m/%Y"), "reason": "No visits."},
    )
    assert not act(person).accredited
    page = text_of(client.get(reverse("person", args=[person.public_id])))
    assert "No visits." in page
    assert "Lift the suspension" in page
    client.post("/people/accreditations/BAAS26077/lift/", {"lifted_on": today.isoformat()})
    assert act(person).accredited


def test_a_registrar_is_told_why_their_own_page_has_no_buttons(client_for, registrar):
    text = text_of(client_for(registrar).get(reverse("person", args=[registrar.public_id])))
    assert "You cannot change your own roles or accreditation." in text
    assert "Give a role" not in text
    assert client_for(registrar).get(reverse("role-assign", args=[registrar.public_id])).status_code == 403


def test_a_wrong_date_says_how_to_write_one(client_for, registrar, assessor):
    answer = client_for(registrar).post("/people/accreditations/BAAS17001/extend/", {"valid_to": "31 Smarch"})
    assert answer.status_code == 400
    assert "Enter a day as day/month/year, for example 31/12/2026." in text_of(answer)


@pytest.mark.parametrize("action", ["erase", "grant", "SUSPEND"])
def test_an_unknown_action_is_no_page(client_for, registrar, assessor, action):
    assert client_for(registrar).get(f"/people/accreditations/BAAS17001/{action}/").status_code == 404


def test_the_account_page_tells_role_term_and_second_factor(client_for, assessor):
    text = text_of(client_for(assessor).get("/people/account/"))
    for expected in ("Assessor for Banksia Ecology", "BAAS17001", "in force", "Second factor"):
        assert expected in text


def test_a_token_is_shown_once_on_the_page(client_for, assessor):
    client = client_for(assessor)
    made = text_of(client.post(reverse("token-create"), {"days": "30"}))
    secret = made.split('<code class="reg-secret">')[1].split("</code>")[0]
    assert len(secret) == 64
    assert secret not in text_of(client.get("/people/account/"))


def test_an_unfinished_job_looks_again_and_a_finished_one_does_not(client_for, assessor):
    job = Job.objects.create(
        kind="test",
        subject="Plot file",
        requested_by=assessor,
        state="running",
        progress_done=1,
        progress_total=4,
    )
    address = reverse("job", args=[job.public_id])
    running = text_of(client_for(assessor).get(address))
    assert '<meta http-equiv="refresh" content="3">' in running
    assert "25 %" in running
    Job.objects.update(state="succeeded", subject_path="/cases/")
    done = text_of(client_for(assessor).get(address))
    assert "refresh" not in done
    assert 'href="/cases/"' in done


def test_a_failed_job_shows_every_finding_with_its_place(client_for, assessor):
    finding = {"code": "x", "message": "Litter cover must be 0 to 100.", "row": 7, "column": "litterCover"}
    job = Job.objects.create(
        kind="test",
        requested_by=assessor,
        state="failed",
        error_code="input.invalid",
        error_message="Correct the file.",
        result={"findings": [finding]},
    )
    text = text_of(client_for(assessor).get(reverse("job", args=[job.public_id])))
    assert "Row 7, column litterCover: Litter cover must be 0 to 100." in text


def test_a_person_signs_up_signs_in_and_holds_no_role(client, act):
    from registry.parties.models import User

    answer = client.post(
        "/accounts/signup/",
        {
            "email": "New.Person@Example.org",
            "password1": "wattle-and-daub-9",
            "password2": "wattle-and-daub-9",
        },
        follow=True,
    )
    assert answer.status_code == 200
    person = User.objects.get(email="new.person@example.org")
    assert person.name == "new.person"
    assert act(person).roles == {"public"}
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "new.person@example.org", "password": "wattle-and-daub-9"})
    assert client.get("/people/account/").status_code == 200


def test_a_wrong_password_does_not_tell_whether_the_address_is_known(client, stranger):
    known = client.post("/accounts/login/", {"login": stranger.email, "password": "wrong-password-1"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong-password-1"})
    message = "The email address and/or password you specified are not correct."
    assert message in text_of(known)
    assert message in text_of(unknown)


def test_a_name_is_withheld_though_somebody_withheld_it_meanwhile(
    client_for, landholder, landholder_signatory
):
    """What the page asked to confirm is done, never the opposite."""
    landholder.name_published = True
    landholder.save()
    client, address = (
        client_for(landholder_signatory),
        reverse("organisation-name", args=[landholder.public_id]),
    )
    page = client.get(address)
    assert page.context["heading"] == f"Withhold the name of {landholder}"
    sent = {"key": page.context["key"], "published": page.context["form"]["published"].value()}
    Organisation.objects.filter(pk=landholder.pk).update(name_published=False)
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
        landholder.refresh_from_db()
        assert landholder.name_published is False


def test_a_name_is_published_from_the_page(client_for, landholder, landholder_signatory):
    client, address = (
        client_for(landholder_signatory),
        reverse("organisation-name", args=[landholder.public_id]),
    )
    page = client.get(address)
    client.post(address, {"key": page.context["key"], "published": page.context["form"]["published"].value()})
    landholder.refresh_from_db()
    assert landholder.name_published is True
