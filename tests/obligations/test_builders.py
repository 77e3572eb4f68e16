"""The builders that the tests of obligations begin with make rows the database accepts."""

from tests.builders_people import Cast
from tests.obligations import builders as made


def test_an_obligation_of_a_consent_has_its_lines_stage_and_holder(cast: Cast, release: object) -> None:
    obligation = made.staged_obligation(cast, lines=[(made.eco_class(), 12), (made.species_class(), 3)])
    lines = [
        (line.number, line.required, line.outstanding, str(line.stage)) for line in obligation.lines.all()
    ]
    stage = "Stage 1: Part 1 of the works"
    assert lines == [(1, 12, 12, stage), (2, 3, 3, stage)]
    assert obligation.application is not None
    assert obligation.reference == obligation.application.consent_number
    assert [row.organisation.name for row in obligation.duty_holders.all()] == ["Quarry Holdings"]


def test_a_loaded_obligation_stands_alone(cast: Cast) -> None:
    obligation = made.obligation(cast)
    assert (obligation.development, obligation.lines.get().required) == (None, 10)
