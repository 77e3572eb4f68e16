"""The registers as pages: open to everybody and alike, friendly where nothing is found, and kept for half a minute."""

import pytest
from django.urls import reverse

from credits.public.registers import book
from tests.credits_web.conftest import text_of

pytestmark = pytest.mark.django_db


def test_the_index_leads_to_every_register_and_file(client, past):
    page = client.get("/registers/")
    text = text_of(page)
    for register in book.REGISTERS.values():
        assert register.title in text
        assert f'href="{reverse("public-register", args=[register.name])}"' in page.content.decode()
        for form in register.formats:
            assert f'href="/registers/{register.name}.{form}"' in page.content.decode()
    assert "2 lines, 95 credits in force" in text
    assert "This is not the official register of any government." in text


def test_the_page_shows_the_row_and_leads_to_the_lot(client, past):
    page = client.get("/registers/supply/")
    assert (
        f'<a class="pub-number" href="{reverse("public-lot", args=["CR-100"])}">CR-100</a>'
        in page.content.decode()
    )
    assert "85 20 $1,250.50" in text_of(page)
    assert "Not the official register." in text_of(page)


def test_nothing_found_offers_to_clear_the_filters(client, past):
    page = client.get("/registers/supply/", {"words": "zebra"})
    assert page.status_code == 200
    assert "Nothing matches." in text_of(page)
    assert '<a class="nsw-button nsw-button--dark-outline" href="/registers/supply/">Clear filters</a>' in (
        page.content.decode()
    )


@pytest.mark.parametrize("name", book.REGISTERS)
def test_an_empty_register_says_so(client, db, name):
    assert "There is nothing on this register yet." in text_of(client.get(f"/registers/{name}/"))


def test_what_was_typed_is_shown_as_text(client, past):
    page = client.get("/registers/supply/", {"words": "<script>alert(1)</script>"})
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert" in page.content


def test_a_filter_that_cannot_be_read_is_named_and_kept(client, db):
    page = client.get("/registers/supply/", {"price_from": "ten dollars"})
    assert page.status_code == 400
    assert "Enter the price in figures" in text_of(page)
    assert 'value="ten dollars"' in page.content.decode()


def test_pages_keep_filters_and_order_from_one_to_the_next(client, past, market):
    for _ in range(52):
        market.lot(1)
    page = client.get("/registers/supply/", {"kind": "ecosystem", "sort": "credits"}).content.decode()
    following = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert following.startswith("?kind=ecosystem&sort=credits&cursor=")
    second = client.get(f"/registers/supply/{following}")
    assert second.status_code == 200
    assert second.content.decode().count("<tr>") == 1 + 54 - 50
    assert 'rel="prev"' in second.content.decode()


@pytest.mark.parametrize("person", ["auditor", "landholder_signatory", "registrar"])
def test_who_signed_in_reads_the_same_as_a_stranger(client, client_for, request, past, person):
    someone = client_for(request.getfixturevalue(person))
    for address in ("/registers/", "/registers/supply/", "/registers/transactions/"):
        assert text_of(someone.get(address)) == text_of(client.get(address))
    assert someone.get("/registers/supply.csv").getvalue() == client.get("/registers/supply.csv").getvalue()


def test_answers_are_kept_for_half_a_minute_and_no_longer(client, past):
    for address in ("/registers/", "/registers/supply/", "/registers/supply.csv"):
        assert client.get(address)["Cache-Control"] == "max-age=30, public"
    assert client.get("/api/v1/registers/supply/")["Cache-Control"] == "public, max-age=30"
    assert "no-cache" in client.get("/registers/supply/", {"pct": "x"}).get("Cache-Control", "no-cache")


def test_the_codebook_tells_every_column_and_what_is_withheld(client, db):
    told = client.get("/registers/codebook.json").json()
    assert len(told["columns"]) == sum(len(register.columns) for register in book.REGISTERS.values())
    withheld = {line["name"] for line in told["columns"] if line["withheld"]}
    assert withheld == {
        "Business Name",
        "Business Phone",
        "Business Email",
        "Contact First Name",
        "Contact Last Name",
        "Contact Email",
        "Contact Phone",
        "Contact Mobile",
        "Lot and Plan",
        "Other Reason for Retiring",
        "Address of Obligation",
    }
    assert all(line["meaning"] and line["type"] for line in told["columns"])
    assert client.get("/api/v1/registers/codebook/").json() == told
    page = text_of(client.get("/registers/codebook/"))
    assert "Philanthropic Reason For Transfer Disclosed" in page


def test_the_api_describes_every_filter(client, db):
    described = client.get("/api/v1/schema/?format=json").json()["paths"]
    for register in book.REGISTERS.values():
        given = {one["name"] for one in described[f"/api/v1/registers/{register.name}/"]["get"]["parameters"]}
        assert given == {*register.filters.base_fields, "sort", "cursor", "page_size"}
