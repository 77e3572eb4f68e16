"""The frame of every page: what it says, whom it offers what, and what the browser may load."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from registry.navigation import PLACES
from tests import builders

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = ["/", "/about/", "/limits/", "/accessibility/", "/people/register/", "/accounts/login/"]


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_every_page_says_that_it_is_not_official(client, address):
    text = client.get(address).content.decode()
    assert "Not the official calculator or register." in text
    assert '<html lang="en-AU">' in text
    assert text.count("<h1") == 1
    assert 'href="#content"' in text


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_no_page_needs_an_inline_style_or_script_or_an_outside_address(client, address):
    answer = client.get(address)
    text = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("who", "offered", "hidden"),
    [
        (None, ["Accredited assessors", "Reference facts", "Sign in"], ["Cases", "People", "Reviews"]),
        ("assessor", ["Cases", "Sign out"], ["People", "Reviews", "Sign in"]),
        ("reviewer", ["Cases", "Reviews"], ["People"]),
        ("registrar", ["Cases", "People", "Fees"], ["Reviews"]),
        ("trust_approver", ["Cases", "Reviews"], ["People", "Fees"]),
        ("auditor", ["Cases", "Reviews", "People", "Fees"], ["Sign in"]),
        ("developer", ["Cases"], ["People", "Reviews", "Fees"]),
        ("landholder_member", ["Cases"], ["People", "Reviews"]),
    ],
)
def test_the_header_offers_what_the_role_needs(request, client_for, who, offered, hidden):
    client = client_for(request.getfixturevalue(who) if who else None)
    text = client.get("/").content.decode()
    header = text[text.index("<header") : text.index("</header>")]
    for label in offered:
        assert f">{label}<" in header
    for label in hidden:
        assert f">{label}<" not in header


def menus_of(client):
    """What stands in each menu of the header, by its name."""
    text = client.get("/").content.decode()
    nav = text[text.index('id="navigation"') : text.index("</nav>", text.index('id="navigation"'))]
    found = re.findall(r"<summary>([^<]+)</summary>(.*?)</details>", nav, re.DOTALL)
    return {name: re.findall(r">([^<>]+)</a>", links) for name, links in found}


def test_work_of_the_office_and_what_one_seldom_needs_are_in_menus(client_for, registrar, landholder_member):
    more = ["Accredited assessors", "Method", "About"]
    office = ["People", "Fees", "Payments", "Register imports"]
    offsets = ["Developments", "Applications", "Obligations board", "No net loss"]
    assert menus_of(client_for(registrar)) == {"Obligations": offsets, "Office": office, "More": more}
    assert menus_of(client_for(landholder_member)) == {"Obligations": offsets, "More": more}
    assert menus_of(client_for(None)) == {}


def test_every_place_of_the_header_exists():
    assert [reverse(place.route) for place in PLACES]


def test_the_place_one_is_at_is_marked(client):
    assert 'href="/people/register/" aria-current="page"' in client.get("/people/register/").content.decode()
    assert 'href="/about/" aria-current="page"' not in client.get("/people/register/").content.decode()


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_so(client, settings, demo):
    settings.DEMO = demo
    assert ("Demonstration data" in client.get("/").content.decode()) is demo


def test_what_does_not_exist_is_a_helpful_404(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is no such page, or you may not see it." in answer.content.decode()


def test_a_refused_person_reads_the_policys_reason(client_for, assessor):
    answer = client_for(assessor).get("/people/")
    assert answer.status_code == 403
    assert "Only the registrar manages people" in answer.content.decode()


def test_a_person_one_may_not_see_is_the_same_404_as_none(client_for, assessor, registrar):
    there = client_for(assessor).get(f"/people/{registrar.public_id}/")
    nowhere = client_for(assessor).get("/people/00000000-0000-4000-8000-000000000000/")
    assert there.status_code == nowhere.status_code == 404
    assert "Robin" not in there.content.decode()


def test_a_form_without_its_token_is_refused_with_what_to_do(assessor):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(assessor, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/people/account/name/", {"name": "Mallory"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()
    assessor.refresh_from_db()
    assert assessor.name == "Alex Assessor"


def test_our_own_failure_is_told_without_its_detail(client, monkeypatch):
    from registry import pages

    def fail(*arguments, **keywords):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "render", fail)
    client.raise_request_exception = False
    answer = client.get("/about/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["Bobby <script>alert(1)</script>", "A & B", "\u202eevil", "x" * 120, "Ngāi Tahu ḻarrakia"]
)
def test_a_name_is_shown_as_text_whatever_it_holds(client_for, assessor, name):
    assessor.name = name
    assessor.save()
    text = client_for(assessor).get("/people/account/").content.decode()
    assert "<script>alert" not in text
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in text


def test_components_say_what_they_are_given():
    assert "provisional" in render_to_string("components/provisional.html", {"reasons": ["Entered by hand."]})
    assert "Entered by hand." in render_to_string(
        "components/provisional.html", {"reasons": ["Entered by hand."]}
    )
    assert 'value="42"' in render_to_string("components/progress.html", {"percent": 42})
    assert "reg-tag--done" in render_to_string("components/status_tag.html", {"text": "done", "kind": "done"})
    tasks = [{"title": "Boundary", "url": "/x/", "status": "to do", "status_kind": "todo"}]
    assert '<a href="/x/">Boundary</a>' in render_to_string("components/task_list.html", {"tasks": tasks})


def test_home_tells_a_visitor_what_this_is(client):
    text = client.get("/").content.decode()
    assert "From plot sheets to credits" in text
    assert "Waiting for you" not in text


def test_home_leads_with_what_waits_for_the_person(client_for, assessor, authority, reviewer, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority, title="Quarry at Ironbark Road")
    text = client_for(assessor).get("/").content.decode()
    assert text.index("Waiting for you") < text.index("Quarry at Ironbark Road") < text.index("Where to go")
    assert reverse("revision-page", args=[revision.public_id]) in text
    assert reverse("case-new") in text
    nothing = client_for(reviewer).get("/").content.decode()
    assert "Nothing waits for you now." in nothing
    assert "Quarry at Ironbark Road" not in nothing
    assert reverse("review-queue") in nothing


def test_home_tells_somebody_new_who_gives_roles(client_for, stranger, landholder_member):
    told = "You have no role and belong to no organisation yet."
    assert told in client_for(stranger).get("/").content.decode()
    assert told not in client_for(landholder_member).get("/").content.decode()
