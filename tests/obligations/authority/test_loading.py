"""Loading consents decided before: whole or not at all, each once, every fault by row and column."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from credits.obligations import consent_rows, states
from credits.obligations.models import Obligation
from credits.obligations.services import loading
from registry import actor as actors
from registry.audit.models import AuditEvent
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]

SAMPLES = Path(__file__).parents[2] / "samples" / "consents"


def load(path: Path) -> loading.Outcome:
    return loading.load_file(path, actor=actors.system(), today=steps.today(), now=steps.now())


@pytest.fixture
def parties(cast: Cast) -> None:
    cast.organisation("authority")
    cast.organisation("proponent")


@pytest.mark.usefixtures("parties")
def test_consents_are_loaded_with_what_was_discharged_before(cast: Cast) -> None:
    outcome = load(SAMPLES / "consents.csv")
    assert (outcome.findings, outcome.lines, outcome.credits_required, outcome.credits_discharged) == (
        [],
        3,
        167,
        67,
    )
    quarry = Obligation.objects.get(reference="SSD-9001")
    assert (quarry.source, quarry.holder, quarry.state) == (
        "loaded",
        cast.organisation("proponent"),
        states.IN_FORCE,
    )
    assert quarry.variation_permitted_on == quarry.imposed_on
    lines = [
        (line.number, str(line.credit_class), line.required, line.discharged, line.outstanding)
        for line in quarry.lines.all()
    ]
    assert lines == [
        (1, "Hunter-Macleay Dry Sclerophyll Forests <50%", 120, 20, 100),
        (2, "Koala", 40, 40, 0),
    ]
    assert quarry.lines.get(number=1).tier == 4
    sheds = Obligation.objects.get(reference="DA-12/2020")
    assert (sheds.state, sheds.discharged_on, sheds.imposed_on.isoformat()) == (
        states.DISCHARGED,
        steps.today(),
        "2020-02-03",
    )
    assert AuditEvent.objects.filter(action="consent.load").count() == 2


@pytest.mark.usefixtures("parties")
def test_loading_twice_changes_nothing() -> None:
    load(SAMPLES / "consents.csv")
    before = list(Obligation.objects.order_by("pk").values())
    events = AuditEvent.objects.count()
    outcome = load(SAMPLES / "consents.csv")
    assert (outcome.loaded, outcome.there_already, outcome.refused) == ([], ["SSD-9001", "DA-12/2020"], [])
    assert list(Obligation.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events


@pytest.mark.usefixtures("parties")
def test_a_consent_with_one_fault_is_not_loaded_and_every_fault_is_placed() -> None:
    outcome = load(SAMPLES / "dirty.csv")
    assert [one.reference for one in Obligation.objects.all()] == ["DA-1/2021"]
    assert [(one.row, one.column) for one in outcome.findings] == [
        (4, "species"),
        (5, "authority"),
        (5, "holder"),
        (6, "line"),
        (6, "required"),
        (7, "discharged"),
        (8, "imposed_on"),
        (8, "required"),
        (8, "variation_permitted_on"),
        (10, "title"),
        (10, "line"),
        (11, "reference"),
        (12, "title"),
        (13, "imposed_on"),
        (13, "kind"),
    ]
    assert all(one.message.startswith(f"dirty.csv, row {one.row}: ") for one in outcome.findings)
    assert len(outcome.refused) == 9


@pytest.mark.usefixtures("parties")
def test_a_file_that_cannot_be_read_as_a_whole_loads_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    text = (SAMPLES / "consents.csv").read_text()
    without = tmp_path / "without.csv"
    without.write_text(text.replace("required,discharged", "needed,discharged"))
    empty = tmp_path / "empty.csv"
    empty.write_text(text.splitlines()[0] + "\n")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(text.replace("Ridge", "Gülle").encode("latin-1"))
    for path in (without, empty, latin, tmp_path / "nothing.csv"):
        assert load(path).findings, path.name
    monkeypatch.setattr(consent_rows, "LARGEST_FILE_BYTES", 100)
    assert "larger" in load(SAMPLES / "consents.csv").findings[0].message
    assert Obligation.objects.count() == 0


@pytest.mark.usefixtures("parties")
def test_variation_permitted_before_the_consent_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "early.csv"
    text = (SAMPLES / "consents.csv").read_text()
    path.write_text(text.replace("2019-10-17,Singleton,2019-10-17", "2019-10-17,Singleton,2019-10-16"))
    outcome = load(path)
    assert outcome.refused == ["SSD-9001"]
    assert [(one.code, one.column) for one in outcome.findings] == [
        ("reference.consents.variation_too_early", "variation_permitted_on")
    ]


@pytest.mark.usefixtures("parties")
def test_the_command_prints_the_outcome_and_fails_where_something_was_refused() -> None:
    out = StringIO()
    call_command("load_consents", str(SAMPLES / "consents.csv"), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["lines"], told["credits_required"], told["refused"]) == (3, 167, [])
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load_consents", str(SAMPLES / "dirty.csv"), stdout=out)
    assert "dirty.csv, row 4: " in out.getvalue()
    assert "loaded: 1 consents, 1 lines, 7 credits required, 0 discharged before" in out.getvalue()


@pytest.mark.usefixtures("parties")
def test_an_officer_loads_consents_of_no_other_authority(cast: Cast) -> None:
    path = SAMPLES / "consents.csv"
    clock = {"today": steps.today(), "now": steps.now()}
    outcome = loading.load_file(path, actor=actor(cast, "trust_officer"), **clock)
    assert outcome.refused == ["SSD-9001", "DA-12/2020"]
    assert outcome.findings[0].message == (
        "consents.csv, row 2: Only a delegate of the authority or an officer of the authority can do this."
    )
    assert Obligation.objects.count() == 0
