"""A site's account, statements of sites and holders, advices and tax invoices, and the first page of payments."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from registry.fund import states
from registry.fund.models import BankDetail, Settlement, TaxStanding
from registry.fund.selectors.papers import financial_year_of, financial_years
from tests.builders_people import Cast
from tests.fund_pages import builders as made

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def words_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split()
    )


def account(site: Any, rest: str = "") -> str:
    return f"/agreements/{site.agreement.public_id}/account/{rest}"


def this_year() -> str:
    return financial_year_of(made.today()).name


def test_a_financial_year_runs_from_july_to_june_and_the_newest_is_listed_first() -> None:
    year = financial_year_of(date(2026, 6, 30))
    assert (year.name, year.first, year.last) == ("2025-26", date(2025, 7, 1), date(2026, 6, 30))
    listed = financial_years(date(2025, 6, 30), date(2026, 7, 1))
    assert [one.name for one in listed] == ["2026-27", "2025-26", "2024-25"]


@pytest.mark.statement("N50", "N62")
def test_the_account_shows_balance_next_payment_and_what_is_missing(cast: Cast, client_for: Any) -> None:
    site = made.active_site(cast, on=made.a_year_ago())
    made.line(made.run(cast, on=made.a_year_ago()), made.year_of(site, 1), cast.organisation("landholder"))
    page = text_of(client_for(cast.person("landholder_member")).get(account(site)))
    # 236,617.28 less 10,950.00.
    assert "$225,667.28 held for this site" in page
    assert "$10,000.00 next payment: year 2, due" in page
    assert "Ironbark Family: No bank details are entered." in page
    assert "The report of year 1 was due on" in page
    assert "613 of 613; each sale pays its share" in page
    assert "Watch" in page


def test_an_account_before_full_management_says_when_it_begins(cast: Cast, client_for: Any) -> None:
    site = made.site(cast)
    page = text_of(client_for(cast.person("trust_officer")).get(account(site)))
    assert "begins at $189,293.83 of deposits received" in page
    assert "deposits $0.00, income from first sales $0.00" in page


def test_a_statement_adds_up_from_opening_to_closing_on_page_and_paper(cast: Cast, client_for: Any) -> None:
    site = made.active_site(cast)
    made.line(made.run(cast), made.year_of(site, 1), cast.organisation("landholder"))
    client = client_for(cast.person("landholder_member"))
    page = text_of(client.get(account(site, f"{this_year()}/")))
    for told in (
        "Opening balance $0.00",
        "Deposits $236,617.28",
        "Payments to owners −$10,950.00",
        "Closing balance $225,667.28",
    ):
        assert told in page, told
    paper = client.get(account(site, f"{this_year()}.pdf"))
    words = words_of(paper)
    assert "$225,667.28" in words
    assert "Not the official" in words
    assert paper.content == client.get(account(site, f"{this_year()}.pdf")).content
    assert client.get(account(site, "2025-27/")).status_code == 404
    assert client.get(account(site, "soon/")).status_code == 404


def test_a_holders_year_counts_what_went_out_and_not_what_came_back(cast: Cast, client_for: Any) -> None:
    site, landholder = made.active_site(cast), cast.organisation("landholder")
    run = made.run(cast)
    made.line(run, made.year_of(site, 1), landholder, gst_cents=97_155, recovery_cents=123_450)
    made.line(run, made.year_of(site, 2), landholder, state=states.RETURNED_LINE)
    client = client_for(cast.person("landholder_member"))
    address = f"/payments/holders/{landholder.public_id}/{this_year()}"
    page = text_of(client.get(f"{address}/"))
    assert "$10,950.00 shares of payments" in page
    assert "$1,234.50 set off" in page
    assert "$10,687.05 to the bank" in page
    assert "Returned by the bank" in page
    assert "$10,687.05" in words_of(client.get(f"{address}.pdf"))
    for stranger in ("other_landholder_signatory", "developer", "stranger"):
        assert client_for(cast.person(stranger)).get(f"{address}/").status_code == 404


def test_an_advice_tells_every_payment_of_the_run_to_that_payee_alone(cast: Cast, client_for: Any) -> None:
    landholder, other = cast.organisation("landholder"), cast.organisation("other_landholder")
    one, two = made.active_site(cast), made.active_site(cast)
    run = made.run(cast)
    masked = BankDetail.objects.create(
        organisation=landholder,
        sealed="x",
        masked="•••321",
        fingerprint="x",
        entered_by=cast.person("landholder_signatory"),
        entered_at=made.now(),
    )
    first = made.line(run, made.year_of(one, 1), landholder, bank_detail=masked)
    made.line(run, made.year_of(two, 1), landholder, share_cents=700_000, bank_detail=masked)
    made.line(run, made.year_of(two, 2), other, share_cents=555_555)
    address = f"/payments/lines/{first.public_id}/advice.pdf"
    words = words_of(client_for(cast.person("landholder_member")).get(address))
    for told in ("$17,950.00", "120.0 to 131.4", "•••321", first.reference, one.agreement.number):
        assert told in words, told
    assert "$5,555.55" not in words
    assert client_for(cast.person("other_landholder_signatory")).get(address).status_code == 404


def test_a_line_that_is_only_planned_has_no_advice(cast: Cast, client_for: Any) -> None:
    site = made.active_site(cast)
    planned = made.line(
        made.run(cast, state=states.PREPARED),
        made.year_of(site, 1),
        cast.organisation("landholder"),
        state=states.PLANNED,
    )
    client = client_for(cast.person("auditor"))
    assert client.get(f"/payments/lines/{planned.public_id}/advice.pdf").status_code == 404


def test_a_tax_invoice_names_both_sides_the_agreement_and_the_tax(cast: Cast, client_for: Any) -> None:
    site, landholder = made.active_site(cast), cast.organisation("landholder")
    TaxStanding.objects.create(
        organisation=landholder,
        valid_from=made.a_year_ago(),
        gst_registered=True,
        business_number="51824753556",
        invoice_agreement="Letter of a test",
        source="Test",
        entered_by=cast.person("trust_officer"),
        entered_at=made.now(),
    )
    line = made.line(made.run(cast), made.year_of(site, 1), landholder, gst_cents=109_500)
    client = client_for(cast.person("landholder_member"))
    address = f"/payments/lines/{line.public_id}/tax-invoice.pdf"
    assert client.get(address).status_code == 404
    made.invoice(line, 7, on=made.today())
    words = words_of(client.get(address))
    for told in ("000007", "51 824 753 556", "Letter of a test", "$1,095.00", "$12,045.00", "not set"):
        assert told in words, told


def test_the_first_page_tells_a_holder_what_to_do(cast: Cast, client_for: Any) -> None:
    made.active_site(cast, on=made.a_year_ago())
    page = text_of(client_for(cast.person("landholder_signatory")).get("/payments/"))
    assert "Year 1, due" in page
    assert "$236,617.28 of $236,617.28" in page
    assert "Ironbark Family: No bank details are entered. Payments are held until they can be used." in page
    assert "The report of year 1 of BS" in page
    assert "What waits" not in page


def test_the_first_page_counts_what_waits_at_the_trust(cast: Cast, client_for: Any) -> None:
    site, landholder = made.active_site(cast, on=made.a_year_ago()), cast.organisation("landholder")
    made.held(made.run(cast), made.year_of(site, 2), landholder, "The report of year 1 is missing.")
    Settlement.objects.create(
        kind="sale",
        subject="transfer:test",
        site=site,
        lot_number="L1",
        quantity=1,
        value_cents=1,
        seller=landholder,
        payer=cast.organisation("proponent"),
        created_at=made.now(),
    )
    page = text_of(client_for(cast.person("trust_officer")).get("/payments/"))
    for told in (
        "Settlements that wait for the money 1",
        "Yearly reports overdue 1",
        "Payments held in the last run 1",
        "1 site with an account",
        "is paid by the bank.",
    ):
        assert told in page, told
    assert "Your sites" not in page


@pytest.mark.parametrize("person", ["landholder_signatory", "trust_officer", "auditor"])
def test_the_first_page_asks_the_same_for_one_site_and_for_many(
    person: str, cast: Cast, client_for: Any
) -> None:
    made.active_site(cast, on=made.a_year_ago())
    client = client_for(cast.person(person))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/payments/").status_code == 200
        return len(queries)

    asked()
    one = asked()
    for _ in range(3):
        made.active_site(cast, on=made.a_year_ago())
    assert asked() == one


def test_account_and_holder_pages_ask_the_same_for_one_payment_and_for_many(
    cast: Cast, client_for: Any
) -> None:
    site, landholder = made.active_site(cast), cast.organisation("landholder")
    client = client_for(cast.person("landholder_member"))
    pages = (account(site), account(site, f"{this_year()}/"))
    pages += (f"/payments/holders/{landholder.public_id}/{this_year()}/",)

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    run = made.run(cast)
    made.invoice(made.line(run, made.year_of(site, 1), landholder, gst_cents=1), 1, on=made.today())
    asked()
    one = asked()
    for year in range(2, 8):
        line = made.line(run, made.year_of(site, year), landholder, gst_cents=1)
        made.invoice(line, year, on=made.today())
    assert asked() == one


@pytest.mark.parametrize("person", ["landholder_signatory", "trust_officer", "registrar", "auditor"])
def test_every_link_of_the_first_page_leads_somewhere(person: str, cast: Cast, client_for: Any) -> None:
    made.active_site(cast, on=made.a_year_ago())
    made.run(cast)
    client = client_for(cast.person(person))
    main = client.get("/payments/").content.decode().partition("<main")[2].partition("</main>")[0]
    links = set(re.findall(r'href="(/[^"#]+)"', main))
    assert len(links) > 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
