"""The assessor's desk in the demonstration: short verbs over the same services a user's clicks call."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assessments.models import Plot, PlotImport, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import (
    attachments,
    boundaries,
    cases,
    content,
    delegates,
    editing,
    importing,
    plot_species,
    zone_outlines,
)
from registry.actor import Actor
from registry.parties.models import Organisation, User

FILES = Path(__file__).parent / "files"
DEMO_SOURCE = "Demonstration value, made up for this example"


class Desk:
    """One assessor working on one revision."""

    def __init__(self, actor: Actor, revision: Revision) -> None:
        self.actor = actor
        self.revision = revision

    def add(self, section: str, **values: Any) -> str:
        """Add a row; returns its public id."""
        row = content.add_row(actor=self.actor, revision_id=self.revision.pk, section=section, values=values)
        return str(row["id"])

    def change(self, section: str, row_id: str, **values: Any) -> None:
        """Change a row, whatever its section's version is now."""
        content.change_row(
            actor=self.actor,
            revision_id=self.revision.pk,
            section=section,
            row_id=row_id,
            values=values,
            expected_version=editing.section_version(self.revision, section_of(section)),
        )

    def fill(self, section: str, **values: Any) -> None:
        """Fill the one row of a single section."""
        row = section_of(section).model._default_manager.get(revision=self.revision)
        self.change(section, str(row.public_id), **values)

    def enter_facts(self, facts: Mapping[tuple[str, str, str], str]) -> None:
        """Facts the reference data lacks: (about, which, fact) -> value."""
        for (subject_kind, subject_key, code), value in facts.items():
            self.add(
                "facts",
                subject_kind=subject_kind,
                subject_key=subject_key,
                code=code,
                value=value,
                source=DEMO_SOURCE,
            )

    def upload_boundary(self, filename: str, claimed_area_m2: int) -> None:
        """Upload a site boundary."""
        boundaries.set_boundary(
            actor=self.actor,
            revision_id=self.revision.pk,
            filename=filename,
            content=(FILES / filename).read_bytes(),
            claimed_area_m2=claimed_area_m2,
            expected_version=editing.section_version(self.revision, section_of("boundary")),
        )

    def upload_outlines(self, filename: str) -> None:
        """Upload the outlines of all zones."""
        zone_outlines.set_outlines(
            actor=self.actor,
            revision_id=self.revision.pk,
            filename=filename,
            content=(FILES / filename).read_bytes(),
            expected_version=editing.section_version(self.revision, section_of("zone_outlines")),
        )

    def upload_polygon(self, habitat_id: str, filename: str) -> None:
        """Upload the polygon of a species' habitat in one zone."""
        boundaries.set_species_polygon(
            actor=self.actor,
            revision_id=self.revision.pk,
            habitat_id=habitat_id,
            content=(FILES / filename).read_bytes(),
            expected_version=editing.section_version(self.revision, section_of("species_habitat")),
        )

    def attach(self, filename: str, picture: bytes, *, caption: str, **said: Any) -> None:
        """Attach a photo."""
        attachments.add(
            actor=self.actor,
            revision_id=self.revision.pk,
            filename=filename,
            content=picture,
            caption=caption,
            **said,
        )

    def plot(self, label: str) -> Plot:
        """A plot by its label."""
        return Plot.objects.get(revision=self.revision, label=label)

    def stage_plots(self, filename: str) -> PlotImport:
        """Upload a plot file into staging."""
        made = importing.upload(
            actor=self.actor,
            revision_id=self.revision.pk,
            filename=filename,
            content=(FILES / filename).read_bytes(),
        )
        return PlotImport.objects.get(public_id=made["id"])

    def import_plots(self, filename: str) -> PlotImport:
        """Upload a plot file and commit it."""
        staged = self.stage_plots(filename)
        importing.commit(actor=self.actor, plot_import_id=str(staged.public_id))
        staged.refresh_from_db()
        return staged

    def import_species(self, filename: str) -> None:
        """Upload species lists of plots; the numbers of these plots are counted from the lists from then on."""
        plot_species.take_in(
            actor=self.actor,
            revision_id=self.revision.pk,
            filename=filename,
            content=(FILES / filename).read_bytes(),
            count=True,
        )

    def name_delegate(self, person: User, today: date) -> None:
        """Let another assessor work on the assessment."""
        delegates.add_delegate(
            actor=self.actor,
            assessment_id=self.revision.assessment.public_id,
            email=person.email,
            today=today,
        )

    def date_plots(self, first: date) -> None:
        """Say when the plots were surveyed: two a day, from `first` on. A plot file has no column for it."""
        plots = Plot.objects.filter(revision=self.revision).order_by("zone__number", "label")
        for number, plot in enumerate(plots):
            self.change("plots", str(plot.public_id), surveyed_on=first + timedelta(days=number // 2))

    def zone(self, key: str) -> VegetationZone:
        """A vegetation zone by its name."""
        pct_id, _, condition = key.partition("_")
        return VegetationZone.objects.get(
            revision=self.revision, pct_id=int(pct_id), condition_class=condition
        )

    def complete_zone(self, key: str, **values: Any) -> VegetationZone:
        """What a plot file cannot say about a zone."""
        zone = self.zone(key)
        self.change("zones", str(zone.public_id), **values)
        return self.zone(key)


def open_desk(
    *, actor: Actor, title: str, kind: str, receiver: Organisation, today: date, module: str = "standard"
) -> Desk:
    """A new case with one assessment, ready to work on."""
    case = cases.open_case(actor=actor, title=title)
    made = cases.open_assessment(
        actor=actor,
        case_id=case["id"],
        kind=kind,
        module=module,
        reviewing_organisation_id=str(receiver.public_id),
        proposal_name=title,
        today=today,
    )
    revision = Revision.objects.select_related("assessment__case", "release").get(
        public_id=made["revision_id"]
    )
    return Desk(actor, revision)


def name_party(desk: Desk, organisation: Organisation, role: str) -> None:
    """Name a party of the desk's case."""
    cases.name_party(
        actor=desk.actor,
        case_id=str(desk.revision.assessment.case.public_id),
        organisation_id=str(organisation.public_id),
        role=role,
    )
