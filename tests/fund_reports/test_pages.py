"""Pages of yearly reports: the lists, the form that loses nothing, signing, deciding, photos, holds, the PDF."""

from io import BytesIO

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.fund import states
from registry.fund.models import AnnualReport, ComplianceHold, Inspection, ReportPhoto
from tests.agreements_web.conftest import hidden, sent
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast, media):
    return made.made_year(cast)


def at(name, year, *more):
    return reverse(f"annual-report-{name}" if name else "annual-report", args=[year.public_id, *more])


def body(answer):
    return " ".join(answer.content.decode().split())


def typed(year, **changes):
    """The form of a complete report as a person fills it in."""
    return {
        "summary": "A dry year.",
        "changes": "",
        "done_0": "yes",
        "what_0": "Sprayed.",
        "why_not_0": "",
        "done_1": "partly",
        "what_1": "Half.",
        "why_not_1": "Too wet.",
        "done_2": "no",
        "what_2": "",
        "why_not_2": "No wire.",
        "spent_weeds_pests": "5,000.50",
        "local_weeds_pests": "4000",
        "spent_fire": "0",
        **changes,
    }


# --- lists -----------------------------------------------------------------------------------------------------------
def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("person", [made.HOLDER, made.OFFICER, "auditor"])
def test_the_list_needs_as_many_queries_for_many_years_as_for_one(cast, year, as_person, person):
    made.begun(cast, year)
    client, address = as_person(person), reverse("annual-report-list") + "?show=all"
    one = queries_of(client, address)
    for number in range(2, 5):
        made.begun(cast, made.made_year(cast, number=f"BS900{number}"))
    assert queries_of(client, address) == one
    assert len(client.get(address).context["rows"]) == 4


@pytest.mark.statement("N63")
def test_overdue_reports_are_flagged_and_found(cast, year, as_person):
    late = made.made_year(cast, number="BS9002", days_until_due=-1)
    far = made.made_year(cast, number="BS9003", days_until_due=100)
    handed_in = made.made_year(cast, number="BS9004", days_until_due=-5)
    made.submitted(cast, handed_in)
    client = as_person(made.OFFICER)

    def found(**query):
        context = client.get(reverse("annual-report-list"), query).context
        return [row["year"] for row in context["rows"]]

    assert found(show="overdue") == [late]
    assert found(show="soon") == [year]
    assert found(show="to_submit") == [late, year, far]
    assert found() == found(show="with_trust") == [handed_in]
    assert found(show="all", search="BS9003") == [far]
    page = client.get(reverse("annual-report-list"), {"show": "overdue"})
    assert [(code, count) for code, _, count in page.context["shown"]] == [
        ("to_submit", 3),
        ("overdue", 1),
        ("soon", 1),
        ("with_trust", 1),
        ("approved", 0),
        ("all", 4),
    ]
    assert 'reg-tag--problem">overdue' in body(page)
    assert "overdue" in body(client.get(at("", late)))
    assert "overdue</span>" not in body(client.get(at("", handed_in)))


def test_a_holder_sees_what_is_theirs_to_do_and_nobody_elses(cast, year, as_person):
    made.made_year(cast, number="BS9002", owner="other_landholder")
    context = as_person(made.HOLDER).get(reverse("annual-report-list")).context
    assert (context["show"], [row["year"] for row in context["rows"]]) == ("to_submit", [year])


# --- writing ---------------------------------------------------------------------------------------------------------
def test_an_owner_reports_from_beginning_to_signature(cast, year, as_person):
    client = as_person(made.HOLDER)
    page = client.get(at("", year))
    assert "Begin the report" in body(page)
    assert client.post(at("begin", year), hidden(page)).url == at("write", year)
    answer = sent(client, at("write", year), **typed(year), then="check")
    assert (answer.status_code, answer.url) == (303, at("submit", year))
    report = AnnualReport.objects.get()
    assert [row.done for row in report.actions.all()] == ["yes", "partly", "no"]
    assert [(row.purpose, row.spent_cents, row.local_cents) for row in report.spending.all()] == [
        ("fire", 0, 0),
        ("weeds_pests", 500_050, 400_000),
    ]
    check = client.get(at("submit", year))
    assert "1 of 3 actions done in full, $5,000.50 spent" in body(check)
    answer = sent(client, at("submit", year), typed_name="Sol Signatory", capacity="Owner")
    assert (answer.status_code, answer.url) == (303, at("", year))
    assert AnnualReport.objects.get().state == states.SUBMITTED


def test_the_check_page_says_what_is_missing_and_offers_no_signature(cast, year, as_person):
    made.begun(cast, year)
    page = body(as_person(made.HOLDER).get(at("submit", year)))
    assert "Say whether “Weeds sprayed” was done." in page
    assert "State what was spent, by purpose." in page
    assert 'name="typed_name"' not in page


@pytest.mark.parametrize(
    ("then", "leads_to"), [("photo", "photo-add"), ("observation", "observation-add"), ("", "write")]
)
def test_every_button_saves_the_whole_form_first(cast, year, as_person, then, leads_to):
    made.begun(cast, year)
    answer = sent(as_person(made.HOLDER), at("write", year), **typed(year), then=then)
    assert answer.url == at(leads_to, year)
    assert AnnualReport.objects.get().summary == "A dry year."


def test_a_refused_form_keeps_everything_and_names_the_field(cast, year, as_person):
    made.begun(cast, year)
    client = as_person(made.HOLDER)
    answer = sent(client, at("write", year), **typed(year, local_weeds_pests="6000", spent_fire="a lot"))
    assert answer.status_code == 400
    assert answer.context["form"].errors["spent_fire"] == [
        "Fire management: spent: Enter dollars, for example 12500 or 12,500.50."
    ]
    answer = sent(client, at("write", year), **typed(year, local_weeds_pests="6000"))
    assert answer.status_code == 400
    assert answer.context["form"].errors == {
        "local_weeds_pests": [
            "No more can have gone to people of the area than was spent. Correct one of the two."
        ]
    }
    assert 'value="6000"' in body(answer)
    assert "Too wet." in body(answer)
    assert not AnnualReport.objects.get().actions.exists()


def test_local_spending_alone_asks_for_the_whole(cast, year, as_person):
    made.begun(cast, year)
    answer = sent(as_person(made.HOLDER), at("write", year), **typed(year, spent_weeds_pests=""))
    assert answer.context["form"].errors["spent_weeds_pests"] == [
        "Enter an amount of zero or more, for example 1250.00."
    ]


def test_a_stale_form_shows_both_and_goes_through_when_it_is_sent_again(cast, year, as_person):
    made.begun(cast, year)
    client = as_person(made.HOLDER)
    opened = hidden(client.get(at("write", year)))
    sent(client, at("write", year), **typed(year))
    answer = client.post(at("write", year), opened | typed(year, summary="Mine."))
    assert answer.status_code == 409
    assert "Somebody was faster" in body(answer)
    assert {"label": "The year in a few words", "stored": "A dry year.", "typed": "Mine."} in answer.context[
        "differing"
    ]
    again = client.post(at("write", year), hidden(answer) | typed(year, summary="Mine."))
    assert again.status_code == 303
    assert AnnualReport.objects.get().summary == "Mine."


def test_a_form_sent_twice_saves_once(cast, year, as_person):
    made.begun(cast, year)
    client = as_person(made.HOLDER)
    values = hidden(client.get(at("write", year))) | typed(year)
    assert [client.post(at("write", year), values).status_code for _ in range(2)] == [303, 303]
    assert AnnualReport.objects.get().version == 2


def test_markup_in_a_report_is_shown_as_text(cast, year, as_person):
    made.submitted(cast, year, summary="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body(as_person(made.OFFICER).get(at("", year)))


# --- photos and observations ----------------------------------------------------------------------------------------
def test_photos_are_added_shown_and_removed(cast, year, as_person):
    made.begun(cast, year)
    client = as_person(made.HOLDER)
    upload = SimpleUploadedFile("ridge.jpg", made.photo(side_px=800), "image/jpeg")
    answer = sent(client, at("photo-add", year), file=upload, caption="The ridge", point="Point 3")
    assert (answer.status_code, answer.url) == (303, at("write", year))
    photo = ReportPhoto.objects.get()
    file = at("photo", year, photo.public_id)
    for person in (made.HOLDER, made.OFFICER, "auditor"):
        shown = as_person(person).get(file)
        assert shown["Content-Type"] == "image/jpeg"
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert shown["Cache-Control"] == "private, no-store"
        assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    small = client.get(file, {"size": "small"})
    assert small["Content-Type"] == "image/jpeg"
    assert as_person("stranger").get(file).status_code == 404
    assert 'alt="The ridge (open the whole photo)"' in body(client.get(at("write", year)))
    sent(client, at("photo-remove", year, photo.public_id))
    assert client.get(file).status_code == 404


def test_a_file_that_is_no_photo_is_refused_on_its_form(cast, year, as_person):
    made.begun(cast, year)
    upload = SimpleUploadedFile("ridge.jpg", b"%PDF-1.7", "image/jpeg")
    answer = sent(as_person(made.HOLDER), at("photo-add", year), file=upload, caption="The ridge")
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"] == [
        "The file is not a JPEG or PNG photo, whatever its name says. Save it as one of these."
    ]


def test_observations_are_added_and_removed(cast, year, as_person):
    made.begun(cast, year)
    client = as_person(made.HOLDER)
    sent(
        client,
        at("observation-add", year),
        kind="incident",
        observed_on=f"{made.today():%d/%m/%Y}",
        text="Fire on the ridge.",
    )
    (one,) = made.content(cast, year).observations
    assert "Fire on the ridge." in body(client.get(at("write", year)))
    sent(client, at("observation-remove", year, one.public_id))
    assert made.content(cast, year).observations == []


# --- the trust -------------------------------------------------------------------------------------------------------
def test_the_trust_reads_the_report_beside_the_plan_and_the_year_before(cast, year, as_person):
    made.approved(cast, year, summary="First year.")
    second = made.made_year(cast, site=year.site, year=2, days_until_due=300)
    second.due_on = made.today()
    second.save()
    made.submitted(cast, second, summary="Second year.")
    page = as_person(made.OFFICER).get(at("", second))
    text = body(page)
    assert text.index("Second year.") < text.index("The year before: year 1") < text.index("First year.")
    assert "$6,000.00" in text
    assert [step["label"] for step in page.context["steps"]] == [
        "Approve",
        "Ask a question",
        "Record an inspection",
        "Reject",
    ]


def test_a_question_is_asked_and_answered_on_the_pages(cast, year, as_person):
    made.submitted(cast, year)
    sent(as_person(made.OFFICER), at("query", year), text="Which herbicide?")
    client = as_person(made.HOLDER)
    page = body(client.get(at("", year)))
    assert "Which herbicide?" in page
    (asked,) = made.content(cast, year).queries
    assert at("answer", year, asked.public_id) in page
    sent(client, at("answer", year, asked.public_id), text="None at all.")
    assert "None at all." in body(as_person(made.OFFICER).get(at("", year)))


def test_a_part_of_the_payment_is_approved_with_a_reason(cast, year, as_person):
    made.submitted(cast, year, actions=made.answers(year, "no"))
    client = as_person(made.OFFICER)
    answer = sent(client, at("approve", year), percent="80.25", reason="")
    assert answer.context["form"].errors == {"reason": ["Enter why less than the whole is approved."]}
    assert sent(client, at("approve", year), percent="80.25", reason="Weeds.").status_code == 303
    assert AnnualReport.objects.get().payable_parts == 8_025
    assert "80.25 %" in body(as_person(made.HOLDER).get(at("", year)))


def test_a_report_is_rejected_with_a_reason(cast, year, as_person):
    made.submitted(cast, year)
    sent(as_person(made.OFFICER), at("reject", year), text="No photos.")
    page = body(as_person(made.HOLDER).get(at("", year)))
    assert "Rejected" in page and "No photos." in page
    assert "Go on writing" in page


def test_an_inspection_is_recorded_on_its_page(cast, year, as_person):
    client = as_person(made.APPROVER)
    answer = sent(
        client,
        at("inspect", year),
        inspected_on=made.today().isoformat(),
        actions_complete="no",
        findings="The fence is down.",
    )
    assert answer.status_code == 303
    assert not Inspection.objects.get().actions_complete
    assert "The fence is down." in body(as_person(made.HOLDER).get(at("", year)))


def test_payments_are_held_and_released_by_two_people(cast, year, as_person):
    address = reverse("site-holds", args=[year.site.agreement.public_id])
    officer, approver = as_person(made.OFFICER), as_person(made.APPROVER)
    assert sent(officer, address, text="Stock inside.").url == address
    hold = ComplianceHold.objects.get()
    lift = reverse("site-hold-lift", args=[year.site.agreement.public_id, hold.public_id])
    assert "Another person of the trust must lift it" in body(officer.get(address))
    assert officer.get(lift).status_code == 403
    assert lift in body(approver.get(address))
    assert "Stock inside." in body(as_person(made.HOLDER).get(at("", year)))
    assert sent(approver, lift, text="Stock is out.").status_code == 303
    assert "No hold stands." in body(officer.get(address))


def test_a_page_for_an_office_says_why_a_member_of_an_owner_cannot_act(cast, year, as_person):
    from registry.parties.models import Membership

    made.submitted(cast, year)
    Membership.objects.create(user=cast.person(made.OFFICER), organisation=cast.organisation("landholder"))
    page = as_person(made.OFFICER).get(at("", year))
    assert page.context["steps"] == []
    assert "You belong to an owner of this land" in body(page)
    assert as_person(made.OFFICER).get(at("approve", year)).status_code == 403


# --- the document ----------------------------------------------------------------------------------------------------
def words_of(content):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


def test_the_report_as_a_document_is_the_same_each_time_and_holds_everything(cast, year, as_person):
    from registry.fund.services import report_photos
    from tests.builders_agreements import actor

    made.saved(cast, year, actions=made.answers(year, "no"))
    report_photos.add(
        actor=actor(cast, made.HOLDER),
        year_id=str(year.public_id),
        content=made.photo(side_px=300),
        caption="The ridge from point 3",
        today=made.today(),
        now=made.now(),
    )
    made.submit(cast, year)
    first, second = (as_person(person).get(at("pdf", year)) for person in (made.HOLDER, made.OFFICER))
    assert first.content == second.content
    assert first["Content-Disposition"] == 'attachment; filename="report-BS9001-year-1.pdf"'
    text = words_of(first.content)
    for expected in (
        "Yearly report of a stewardship site",
        "Weeds sprayed",
        "Too wet.",
        "$5,600.00",
        "The ridge from point 3",
        "Sol Signatory",
        "Not the official calculator or register",
    ):
        assert expected in text
    images = [image for page in pypdf.PdfReader(BytesIO(first.content)).pages for image in page.images]
    assert len(images) == 1


def test_a_draft_is_marked_as_one_in_its_document(cast, year, as_person):
    client = as_person(made.HOLDER)
    assert client.get(at("pdf", year)).status_code == 404
    made.begun(cast, year)
    assert "DRAFT" in words_of(client.get(at("pdf", year)).content)
