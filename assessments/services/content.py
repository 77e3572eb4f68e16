"""Adding, changing and removing rows of a revision's content: three commands for every section.

Values arrive as plain data (relations by public id) and are checked by the model's own validation and the section's
row checks; every error names its field, and nothing is half-saved.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from assessments.models import Content, EnteredFact, Revision, VegetationZone
from assessments.sections import Section, section_of
from assessments.services import editing, plot_counts, row_checks, zone_facts
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible, require_no_errors


@command("content.add")
def add_row(
    run: Run,
    *,
    revision_id: int,
    section: str,
    values: Mapping[str, Any],
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Add one row to a section. Returns its public id and the section's new version."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = editable_section(revision, section)
    if spec.single:
        raise DomainError(
            "section.single", f"“{spec.title}” has one entry; change it instead of adding another."
        )
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    row = spec.model(revision=revision)
    if isinstance(row, EnteredFact):
        row.entered_by_id = run.actor.user_id
    many = fill_row(row=row, spec=spec, revision=revision, values=values)
    store_row(row=row, many=many)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{section}/{row.public_id}",
        data={"after": snapshot(row, spec)},
    )
    return {"id": str(row.public_id), "version": version}


@command("content.change")
def change_row(
    run: Run, *, revision_id: int, section: str, row_id: str, values: Mapping[str, Any], expected_version: int
) -> dict[str, Any]:
    """Change one row. Fields that are not named keep their value; facts about a zone follow its name. Raises StaleEdit
    when it was changed meanwhile."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = editable_section(revision, section)
    row = row_of(revision, spec, row_id)
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    before = snapshot(row, spec)
    named = (row.key, row.pct_id) if isinstance(row, VegetationZone) else None
    many = fill_row(row=row, spec=spec, revision=revision, values=values)
    counted = store_row(row=row, many=many)
    after = snapshot(row, spec)
    data: dict[str, Any] = {
        "changed": {name: [before[name], after[name]] for name in after if before[name] != after[name]},
        **counted,
    }
    if named and isinstance(row, VegetationZone):
        given_up = zone_facts.follow(
            run=run, revision=revision, key_before=named[0], pct_before=named[1], zone=row, now=now
        )
        data |= {"facts": given_up} if given_up else {}
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{section}/{row.public_id}",
        data=data,
    )
    return {"id": str(row.public_id), "version": version}


@command("content.remove")
def remove_row(
    run: Run, *, revision_id: int, section: str, row_id: str, expected_version: int
) -> dict[str, Any]:
    """Remove one row and what hangs on it (a zone's plots, management zones, and the facts entered about it)."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = editable_section(revision, section)
    if spec.single:
        raise DomainError("section.single", f"“{spec.title}” cannot be removed.")
    row = row_of(revision, spec, row_id)
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    before = snapshot(row, spec)
    _, removed = row.delete()
    data = {"before": before, "removed": {name: count for name, count in removed.items() if count}}
    data |= plot_counts.follow(revision, plot_counts.plots_of(row))
    if isinstance(row, VegetationZone):
        given_up = zone_facts.forget(run=run, revision=revision, key=row.key, now=now)
        data |= {"facts": given_up} if given_up else {}
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{section}/{row_id}",
        data=data,
    )
    return {"id": row_id, "version": version}


def editable_section(revision: Revision, code: str) -> Section:
    """The section, if it is filled row by row and part of this assessment. Raises DomainError."""
    spec = section_of(code)
    if spec.uploaded:
        raise DomainError("section.uploaded", f"“{spec.title}” is filled by uploading a file.")
    if not spec.applies_to(revision):
        raise DomainError("section.not_applicable", f"“{spec.title}” is not part of this kind of assessment.")
    return spec


def row_of(revision: Revision, spec: Section, row_id: str | UUID) -> Content:
    """The row of this revision with that public id. Raises NotVisible: an id of another revision is a stranger's."""
    try:
        wanted = UUID(str(row_id))
    except ValueError:
        raise NotVisible(spec.title.lower()) from None
    row = spec.model._default_manager.filter(revision=revision, public_id=wanted).first()
    if row is None:
        raise NotVisible(spec.title.lower())
    return row


def _related(field: "models.Field[Any, Any]", revision: Revision, value: Any) -> Content | None:
    if value in (None, ""):
        return None
    model: type[Content] = field.related_model  # type: ignore[assignment]
    try:
        wanted = UUID(str(getattr(value, "public_id", value)))
    except ValueError:
        wanted = None
    found = model._default_manager.filter(revision=revision, public_id=wanted).first() if wanted else None
    if found is None:
        raise InvalidInput(
            [
                Finding(
                    f"{field.name}.unknown",
                    f"Choose a {field.verbose_name} of this revision.",
                    field=field.name,
                )
            ]
        )
    return found


def fill_row(
    *, row: Content, spec: Section, revision: Revision, values: Mapping[str, Any]
) -> dict[str, list[Content]]:
    """Put the values into the row and check it. Returns the rows its many-to-many fields shall name; raises
    InvalidInput with a finding for each bad field. Nothing is stored yet: see `store_row`."""
    unknown = sorted(set(values) - set(spec.fields))
    if unknown:
        raise InvalidInput(
            [
                Finding("input.unknown_field", f"There is no field “{name}” here.", field=name)
                for name in unknown
            ]
        )
    many: dict[str, list[Content]] = {}
    for name, value in values.items():
        field = row._meta.get_field(name)
        if field.many_to_many:
            rows = [_related(field, revision, item) for item in value or []]  # type: ignore[arg-type]
            many[name] = [item for item in rows if item is not None]
        elif field.is_relation:
            setattr(row, name, _related(field, revision, value))  # type: ignore[arg-type]
        else:
            setattr(row, name, value)
    counted = plot_counts.counted_values(row, revision)
    for name in counted.keys() - values.keys():
        setattr(row, name, counted[name])
    _clean(row, row.clean_fields)
    require_no_errors(plot_counts.check_typed(row, counted, values.keys()))
    require_no_errors(row_checks.check_row(row, revision))
    _clean(row, row.validate_unique)
    _clean_constraints(row)
    return many


def _clean(row: Content, check: Callable[[], None]) -> None:
    try:
        check()
    except ValidationError as error:
        raise InvalidInput(findings_of(error)) from error


def _clean_constraints(row: Content) -> None:
    """The database's own constraints; a row that is there already is named by the fields that make it the same."""
    for _, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                fields = [name for name in getattr(constraint, "fields", ()) if name != "revision"]
                if not fields:
                    raise InvalidInput(findings_of(error)) from error
                labels = " and ".join(
                    str(getattr(row._meta.get_field(name), "verbose_name", name)) for name in fields
                )
                raise InvalidInput(
                    [
                        Finding(
                            f"{fields[-1]}.there_already",
                            f"There is one with the same {labels} already. Change that one instead.",
                            field=fields[-1],
                        )
                    ]
                ) from error


def findings_of(error: ValidationError) -> list[Finding]:
    """Django's validation errors as findings, one per message, with the field's name."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        Finding(code=f"{name or 'row'}.invalid", message=message, field="" if name == "__all__" else name)
        for name, messages in by_field.items()
        for message in messages
    ]


def store_row(*, row: Content, many: Mapping[str, list[Content]]) -> dict[str, Any]:
    """Store a row that `fill_row` has checked. Returns, for the event, what was counted again because of it."""
    plots = plot_counts.plots_of(row)
    row.save()
    for name, related in many.items():
        getattr(row, name).set(related)
    return plot_counts.follow(row.revision, plots) if plots else {}


def snapshot(row: models.Model, spec: Section) -> dict[str, Any]:
    """A row's editable fields as plain data, for the audit event and for comparing revisions."""
    plain: dict[str, Any] = {}
    for name in spec.fields:
        field = row._meta.get_field(name)
        if field.many_to_many:
            plain[name] = sorted(str(item) for item in getattr(row, name).all())
        elif field.is_relation:
            related = getattr(row, name)
            plain[name] = str(related) if related is not None else None
        else:
            value = getattr(row, name)
            plain[name] = str(value) if isinstance(value, (Decimal, date, datetime, UUID)) else value
    return plain
