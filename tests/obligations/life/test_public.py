"""What everybody sees: the register, one obligation, no net loss."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.obligations.models import Obligation, ObligationLine, Stage
from credits.public.obligations.net_loss import statement_of
from tests.obligations import builders
from tests.obligations.life.conftest import carry_over

pytestmark = pytest.mark.django_db
API = "/api/v1/registers/obligations/"
MARCH, APRIL, JUNE = date(2026, 3, 2), date(2026, 4, 10), date(2026, 6, 1)


@pytest.fixture
def owed(cast):
    return builders.obligation(
        cast,
        title="Smith residence",
        reference="DA-77/2026",
        lines=[(builders.eco_class(), 10), (builders.species_class(), 5)],
    )


def rows(client, **query):
    answer = client.get(API, query)
    assert answer.status_code == 200
    return answer.json()["results"]


def test_a_line_of_the_register_tells_class_quantities_and_no_person(client, owed):
    found = client.get(API, {"sort": "oldest"}).json()
    assert (found["count"], found["credits"]) == (2, 15)
    assert {key: value for key, value in found["results"][0].items() if value not in (None, "")} == {
        "obligation": owed.number,
        "line": 1,
        "status": "Owed",
        "source": "Consent decided before, loaded",
        "authority": "Planning Authority",
        "holder": "Name withheld",
        "reference": "DA-77/2026",
        "local_government_area": "Singleton",
        "imposed_on": "2026-03-02",
        "kind": "Ecosystem",
        "offset_trading_group": "Hunter-Macleay Dry Sclerophyll Forests <50%",
        "pct_id": 1592,
        "pct_name": "Spotted Gum - Red Ironbark forest",
        "hollow_bearing_trees": "No",
        "subregion": "Hunter",
        "region": "Sydney Basin",
        "required": 10,
        "discharged": 0,
        "owed": 10,
    }


FOUND = [
    ({"kind": "species"}, [2]),
    ({"species": "koala"}, [2]),
    ({"group": "hunter"}, [1]),
    ({"status": "owed"}, [1, 2]),
    ({"status": "discharged"}, []),
    ({"source": "order"}, []),
    ({"lga": "singleton"}, [1, 2]),
    ({"authority": "planning"}, [1, 2]),
    ({"reference": "da-77/2026"}, [1, 2]),
    ({"words": "koala"}, [2]),
    ({"words": "DA-77/2026 ironbark"}, [1]),
    ({"imposed_from": "2026-03-03"}, []),
    ({"imposed_to": "2026-03-02"}, [1, 2]),
    ({"on": "2026-03-01"}, []),
]


def test_lines_are_found_by_what_is_asked(client, owed):
    assert [[row["line"] for row in rows(client, sort="oldest", **query)] for query, _ in FOUND] == [
        lines for _, lines in FOUND
    ]
    assert [row["line"] for row in rows(client, obligation=owed.number, sort="owed")] == [1, 2]


def test_a_past_day_shows_what_was_discharged_by_then(client, owed):
    first = owed.lines.get(number=1)
    carry_over(first, 4, on=APRIL)
    carry_over(first, 6, on=JUNE)
    told = [
        (row["status"], row["discharged"], row["owed"])
        for day in ("2026-04-09", "2026-04-10", "2026-06-01")
        for row in rows(client, on=day, kind="ecosystem")
    ]
    assert told == [("Owed", 0, 10), ("Owed", 4, 6), ("Discharged", 10, 0)]
    assert [row["owed"] for row in rows(client, kind="ecosystem")] == [0]


def test_a_replaced_line_is_owed_until_the_day_of_the_modification(client, cast, release):
    made = builders.staged_obligation(cast, lines=[(builders.eco_class(), 10)])
    changed = builders.application(
        cast,
        development=made.development,
        kind="modification",
        **builders.approved(cast, decided_on=APRIL),
    )
    before = made.lines.get()
    ObligationLine.objects.update(state="superseded")
    proposed = builders.proposed_line(changed, before.credit_class, 7)
    builders.obligation_line(
        made, number=2, required=7, proposed=proposed, supersedes=before, credit_class=before.credit_class
    )
    assert [(row["line"], row["owed"]) for row in rows(client, on="2026-04-09")] == [(1, 10)]
    assert [(row["line"], row["owed"]) for row in rows(client, on="2026-04-10")] == [(2, 7)]
    assert [(row["line"], row["owed"]) for row in rows(client)] == [(2, 7)]
    assert [row["line"] for row in rows(client, status="superseded")] == [1]


def test_the_register_is_had_as_files(client, owed):
    for form in ("csv", "xlsx", "json"):
        answer = client.get(reverse("public-register-file", args=["obligations", form]))
        assert answer.status_code == 200
        if form == "csv":
            found = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
            assert [row["Credits still owed"] for row in found] == ["5", "10"]
        else:
            assert answer.getvalue()
    assert client.get("/registers/obligations.geojson").status_code == 404


def test_everybody_sees_one_obligation_without_its_people(client, owed, developer, retired):
    lot = retired(owed.lines.get(number=1), 4).retirement.new_lot
    page = client.get(reverse("public-obligation", args=[owed.number]))
    shown = page.content.decode()
    assert "4 credits of line 1 discharged by retiring credits" in shown
    assert f'<a href="/registers/lots/{lot.number}/">Lot {lot.number}</a>' in shown
    for withheld in ("Smith residence", "Quarry Holdings", str(developer)):
        assert withheld not in shown
    told = client.get(reverse("api-public-obligation", args=[owed.number])).json()
    assert (told["required"], told["discharged"], told["owed"], told["standing"]) == (15, 4, 11, "due")
    assert [event["kind"] for event in told["events"]] == ["imposed", "retirement"]


@pytest.mark.parametrize("number", ["OB-999999", "OB-1", "XX-000001", "OB-" + "9" * 30, "OB-x"])
def test_an_unknown_number_is_not_found(client, owed, number):
    assert client.get(reverse("public-obligation", args=[number])).status_code == 404


# --- no net loss -------------------------------------------------------------------------------------------------


@pytest.fixture
def staged(cast):
    """Two stages with 10 and 20 credits; the first began in April, its 10 discharged in March."""
    place = builders.development(cast)
    first, second = builders.stage(place, 1), builders.stage(place, 2)
    made = builders.obligation(
        cast, development=place, lines=[{"stage": first, "required": 10}, {"stage": second, "required": 20}]
    )
    carry_over(made.lines.get(number=1), 10, on=MARCH)
    begin(first, APRIL)
    return made, first, second


def begin(stage, on):
    Stage.objects.filter(pk=stage.pk).update(state="commenced", commenced_on=on)


@pytest.mark.statement("N5")
def test_what_began_is_held_against_what_is_discharged_by_the_end_of_the_period(staged):
    _, _, second = staged
    april = statement_of(date(2026, 4, 1), date(2026, 4, 30))
    assert (april.total.began_required, april.total.required, april.total.discharged) == (10, 10, 10)
    assert april.sentence == (
        "No net loss: all 10 credits required of developments that have begun by 30/04/2026 are discharged."
    )
    assert statement_of(date(2026, 3, 1), date(2026, 4, 9)).total.required == 0
    begin(second, JUNE)
    june = statement_of(date(2026, 6, 1), date(2026, 6, 30))
    [only] = june.positions
    assert only.name == "Hunter-Macleay Dry Sclerophyll Forests <50%"
    assert (only.began_required, only.began_discharged, only.began_shortfall) == (20, 0, 20)
    assert (only.required, only.discharged, only.shortfall) == (30, 10, 20)
    assert june.sentence == (
        "Net loss: by 30/06/2026 developments that have begun required 30 credits, and 20 of them are not discharged."
    )


def test_what_is_discharged_after_the_period_does_not_count_in_it(staged):
    made, _, second = staged
    begin(second, JUNE)
    carry_over(made.lines.get(number=2), 20, on=date(2026, 7, 5))
    assert statement_of(date(2026, 6, 1), date(2026, 6, 30)).total.shortfall == 20
    assert statement_of(date(2026, 7, 1), date(2026, 7, 31)).total.shortfall == 0


def test_a_line_of_no_stage_and_an_earlier_stages_line_count_when_any_later_stage_begins(cast):
    place = builders.development(cast)
    first, second = builders.stage(place, 1), builders.stage(place, 2)
    builders.obligation(cast, development=place, lines=[{"required": 3}, {"stage": first, "required": 4}])
    begin(second, APRIL)
    assert statement_of(MARCH, APRIL).total.shortfall == 7


def test_a_duty_of_the_trust_is_not_counted_twice(cast, staged, trust):
    builders.obligation(cast, source="fund", holder=trust, lines=[{"required": 6}])
    found = statement_of(MARCH, JUNE)
    assert (found.total.required, found.trust_owes, found.left_out) == (10, 6, 0)


def test_an_obligation_without_a_development_is_left_out_and_said_to_be(cast, owed):
    found = statement_of(MARCH, JUNE)
    assert (found.total.required, found.left_out) == (0, 1)
    assert found.sentence == "No development with an obligation had begun by 01/06/2026."


def test_credits_retired_for_no_duty_make_it_net_positive(staged, market):
    retirement = market.checked_retirement(market.lot(50), 8, purpose="voluntary")
    market.act("retire", retirement, market.approver)
    found = statement_of(MARCH, timezone.localdate() + timedelta(days=1))
    assert found.voluntary == 8
    assert found.sentence.endswith("Net positive: 8 more credits were retired for no duty.")


def test_the_page_the_file_and_the_program_say_the_same(client, staged):
    query = {"first_day": "2026-04-01", "last_day": "2026-04-30"}
    page = client.get(reverse("public-no-net-loss"), query)
    assert "No net loss: all 10 credits" in page.content.decode()
    told = client.get(reverse("api-public-no-net-loss"), query).json()
    assert (told["total"]["required"], told["total"]["shortfall"]) == (10, 0)
    found = list(
        csv.DictReader(io.StringIO(client.get(reverse("public-no-net-loss-file"), query).content.decode()))
    )
    assert [(row["kind"], row["begun_by_end_required"]) for row in found] == [
        ("ecosystem", "10"),
        ("all", "10"),
    ]


@pytest.mark.parametrize(
    "query",
    [{"last_day": "2999-01-01"}, {"first_day": "2026-05-01", "last_day": "2026-04-01"}, {"first_day": "x"}],
)
def test_a_period_that_cannot_be_is_refused(client, query):
    assert client.get(reverse("public-no-net-loss"), query).status_code == 400
    assert client.get(reverse("api-public-no-net-loss"), query).status_code == 400


def test_a_lapsed_consent_requires_nothing(staged):
    made, _, _ = staged
    Obligation.objects.filter(pk=made.pk).update(state="lapsed", lapsed_on=MARCH)
    assert statement_of(MARCH, JUNE).total.required == 0
