"""A run asks the database as often for many sites as for one: how long it takes grows with what it pays alone."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.fund import states
from registry.fund.models import PaymentRun
from registry.fund.services.run_lines import basis_of, lines_for
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People

BEGAN = date(2025, 9, 14)


def test_lines_of_many_sites_are_worked_out_in_as_many_queries_as_those_of_one(people: People) -> None:
    builders.set_index(people)
    sites = []
    for number in range(1, 6):
        owner = builders.payable(people, f"Holder {number}")
        sites.append(builders.site(people, f"BS900{number}", owners=[(owner, 1)], began=BEGAN))
        builders.report(people, builders.year(sites[-1], 1, began=BEGAN, state=states.PAID))
        builders.year(sites[-1], 2, began=BEGAN)
    run = PaymentRun.objects.create(number="R1", due_to=RUN_DAY, index_vintage=RUN_DAY, opened_at=NOW)
    asked = []
    for chosen in (sites[:1], sites):
        with CaptureQueriesContext(connection) as queries:
            lines = lines_for(run, [site.pk for site in chosen], basis_of(run), on=RUN_DAY)
        assert [(line.state, line.hold_code) for line in lines] == [(states.PLANNED, "")] * len(chosen)
        asked.append(len(queries))
    assert asked[0] == asked[1]
