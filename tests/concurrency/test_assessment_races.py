"""Two people at once on PostgreSQL: one succeeds, the other is told, and nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from assessments.models import Calculation, Plot, PlotImport, Revision
from assessments.services import completeness, content, importing, lifecycle, plot_staging
from registry.audit.events import verify_all
from registry.findings import DomainError, StaleEdit
from registry.parties.models import Organisation, User
from tests import builders
from tests.domain.test_plot_import import sheet

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def all_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls together; each gives its result or its refusal."""
    barrier = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.fixture
def development(release: object, assessor: User, authority: Organisation) -> Revision:
    return builders.complete_development(assessor=assessor, reviewing=authority)


def test_finalising_at_once_stores_one_calculation(development: Revision) -> None:
    actor, today = builders.acting(development.assessment.assessor), timezone.localdate()
    results = all_at_once(
        *[
            lambda: lifecycle.finalise(
                actor=actor, revision_id=development.pk, certified_on=today, today=today
            )
        ]
        * AT_ONCE
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    assert {r.code for r in results if isinstance(r, DomainError)} <= {
        "revision.moved_meanwhile",
        "revision.wrong_state",
    }
    assert Calculation.objects.filter(revision=development).count() == 1


def test_reopening_at_once_makes_one_new_revision(development: Revision) -> None:
    builders.finalise(development)
    actor, today = builders.acting(development.assessment.assessor), timezone.localdate()
    results = all_at_once(
        *[lambda: lifecycle.reopen(actor=actor, revision_id=development.pk, today=today)] * AT_ONCE
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    assert Revision.objects.filter(assessment=development.assessment).count() == 2


def test_of_edits_made_on_the_same_version_one_is_kept(development: Revision) -> None:
    actor = builders.acting(development.assessment.assessor)
    measure = development.avoidancemeasure_set.get()

    def edit(number: int) -> Callable[[], Any]:
        return lambda: content.change_row(
            actor=actor,
            revision_id=development.pk,
            section="avoidance",
            row_id=str(measure.public_id),
            values={"description": f"Version {number}"},
            expected_version=1,
        )

    results = all_at_once(*[edit(number) for number in range(AT_ONCE)])
    kept = [number for number, result in enumerate(results) if isinstance(result, dict)]
    assert len(kept) == 1
    assert all(isinstance(result, StaleEdit) for result in results if not isinstance(result, dict))
    measure.refresh_from_db()
    assert measure.description == f"Version {kept[0]}"


def test_an_edit_and_a_finalising_never_both_win_half(development: Revision) -> None:
    actor, today = builders.acting(development.assessment.assessor), timezone.localdate()
    plot = Plot.objects.get(revision=development, label="P2")
    version = 2

    def edit() -> Any:
        return content.change_row(
            actor=actor,
            revision_id=development.pk,
            section="plots",
            row_id=str(plot.public_id),
            values={"large_trees": 0},
            expected_version=version,
        )

    def close() -> Any:
        return lifecycle.finalise(actor=actor, revision_id=development.pk, certified_on=today, today=today)

    edited, closed = all_at_once(edit, close)
    assert isinstance(closed, dict)
    calculation = Calculation.objects.get(revision=development)
    plot.refresh_from_db()
    assert (plot.large_trees == 0) == isinstance(edited, dict)
    from assessments.services.calculating import is_current

    assert is_current(development, calculation)


def test_nothing_can_be_taken_away_between_the_check_and_the_certification(
    development: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, today = builders.acting(development.assessment.assessor), timezone.localdate()
    measure = development.avoidancemeasure_set.get()
    check = completeness.missing
    finished = Event()
    outcome: list[Any] = []

    def take_away() -> None:
        try:
            outcome.append(
                content.remove_row(
                    actor=actor,
                    revision_id=development.pk,
                    section="avoidance",
                    row_id=str(measure.public_id),
                    expected_version=1,
                )
            )
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connection.close()
            finished.set()

    def check_then_let_the_other_try(*args: Any, **kwargs: Any) -> Any:
        found = check(*args, **kwargs)
        Thread(target=take_away).start()
        assert not finished.wait(0.7), "the other edit went through after the check"
        return found

    monkeypatch.setattr(completeness, "missing", check_then_let_the_other_try)
    lifecycle.finalise(actor=actor, revision_id=development.pk, certified_on=today, today=today)
    assert finished.wait(10)
    assert isinstance(outcome[0], DomainError) and outcome[0].code == "revision.not_open"
    assert development.avoidancemeasure_set.count() == 1


def test_committing_a_file_at_once_brings_its_plots_in_once(
    release: object, assessor: User, authority: Organisation
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    actor = builders.acting(assessor)
    made = importing.upload(
        actor=actor, revision_id=revision.pk, filename="p.csv", content=sheet({}, {"plot": "P2"})
    )
    results = all_at_once(*[lambda: importing.commit(actor=actor, plot_import_id=made["id"])] * AT_ONCE)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert Plot.objects.filter(revision=revision).count() == 2
    assert PlotImport.objects.get(public_id=made["id"]).state == PlotImport.COMMITTED


def test_writers_of_one_chain_leave_it_whole(development: Revision) -> None:
    actor = builders.acting(development.assessment.assessor)

    def add(number: int) -> Callable[[], Any]:
        return lambda: content.add_row(
            actor=actor,
            revision_id=development.pk,
            section="impacts",
            values={"kind": "indirect", "title": f"Impact {number}", "description": "Dust."},
        )

    results = all_at_once(*[add(number) for number in range(AT_ONCE)])
    assert all(isinstance(result, dict) for result in results)
    assert all(not breaks for _, breaks in verify_all())


def test_a_reading_job_delivered_twice_at_once_stores_its_rows_once(
    release: object, assessor: User, authority: Organisation
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    staged = PlotImport.objects.create(
        revision=revision,
        filename="p.csv",
        file=ContentFile(sheet(*({"plot": f"P{n}"} for n in range(300))), name="upload"),
        sha256="0" * 64,
        uploaded_by=assessor,
    )
    results = all_at_once(*[lambda: plot_staging.read(staged.pk).state] * AT_ONCE)
    assert results == [PlotImport.STAGED] * AT_ONCE
    staged.refresh_from_db()
    assert (staged.rows, staged.staged_rows.count()) == (300, 300)
