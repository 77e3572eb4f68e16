"""What may be wrong with a load before any of its files is read: what was entered, names and sizes, its age."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from django.utils import timezone

from registry.findings import DomainError, Finding, InvalidInput
from registry.reference import cells
from registry.reference.loads.records import StagedLoad
from registry.reference.models import Release, SourceTable
from registry.reference.official.formats import FORMATS, OfficialFormat
from registry.reference.official.names import printable

MEGABYTE = 1_000_000
LARGEST_FILE_BYTES = 50 * MEGABYTE
LARGEST_LOAD_BYTES = 200 * MEGABYTE
FILES_AT_MOST = 200
LONGEST_COLUMN = 200
YEARS_AHEAD_AT_MOST = 2
"""Our choice: a release further in the future is a slip of the keys."""
TEXTS = {"release_title": 120, "data_version": 40, "source": 300, "licence": 120}
"""Texts that every load has, with the characters that fit."""

NamedFile = tuple[str, bytes]
"""A file as it was given: its name for a person, and its content."""


def require_sound_input(
    format_code: str, texts: Mapping[str, str], files: Sequence[NamedFile], mapping: Mapping[str, str]
) -> OfficialFormat:
    """The format, when everything entered can be used. Raises InvalidInput with every fault."""
    official_format = FORMATS.get(format_code)
    faults = [*faults_of_texts(texts), *faults_of_files(official_format, files)]
    if official_format is None:
        faults.append(fault("format", "There is no such format. Choose one of the list."))
    elif mapping:
        faults += mapping_faults(official_format, mapping)
    if faults or official_format is None:
        raise InvalidInput(faults)
    return official_format


def mapping_faults(official_format: OfficialFormat, mapping: Mapping[str, str]) -> list[Finding]:
    """What is wrong with a choice of columns."""
    labels = dict(official_format.fields)
    chosen = list(mapping.values())
    faults = [
        fault("mapping", f"“{name[:60]}” is not one of our columns for {official_format.title}.")
        for name in sorted(set(chosen) - labels.keys())
    ]
    faults += [
        fault("mapping", f"{labels[name]} is chosen for two columns: choose it for one.")
        for name in sorted(labels.keys() & set(chosen))
        if chosen.count(name) > 1
    ]
    faults += [
        fault("mapping", f"Choose the column that holds: {labels.get(name, name)}.")
        for name in official_format.needed_fields
        if name not in chosen
    ]
    faults += [
        fault("mapping", f"“{printable(name[:60])}” is not the name of a column.")
        for name in mapping
        if len(name) > LONGEST_COLUMN or not name.isprintable()
    ]
    return faults


def require_days_that_can_be(data_date: str, effective_from: date, today: date) -> None:
    """Raises InvalidInput for a release far in the future, or data of a day that is still to come.

    Neither could be taken back once it is published, and every later load would count as older.
    """
    faults = []
    if effective_from.year > today.year + YEARS_AHEAD_AT_MOST:
        message = f"The release would begin in {effective_from.year}, years from now: check the year."
        faults.append(fault("effective_from", message))
    latest = max(today, effective_from).isoformat()
    if data_date > latest[: len(data_date)]:
        faults.append(fault("data_date", f"The data would be of {data_date}, which is still to come."))
    if faults:
        raise InvalidInput(faults)


def require_newer(
    base: Release, official_format: OfficialFormat, entered: Mapping[str, str], effective_from: date
) -> None:
    """Raises DomainError when the release's code is taken, or release or data are older than those in force."""
    if Release.objects.filter(code=entered["release_code"]).exists():
        raise DomainError(
            "reference.release_exists",
            f"Release {entered['release_code']} exists already and cannot be changed. Choose another code.",
        )
    if effective_from < base.effective_from:
        raise DomainError(
            "reference.load.older_release",
            f"The release would begin on {effective_from.isoformat()}: older than the current one, {base.code}, which "
            f"begins on {base.effective_from.isoformat()}.",
        )
    held_date = _date_of_base(base, official_format)
    shared = min(len(held_date), len(entered["data_date"]))
    if entered["data_date"][:shared] < held_date[:shared]:
        raise DomainError(
            "reference.load.older_data",
            f"These data are of {entered['data_date']}: older than those of {base.code}, which are of {held_date}.",
        )


def _date_of_base(base: Release, official_format: OfficialFormat) -> str:
    """The date of the data that would be replaced; nothing where they are for demonstration or empty."""
    tables = SourceTable.objects.filter(release=base, name__in=official_format.tables, rows__gt=0)
    firm = [table.data_date for table in tables if not table.provisional]
    if not firm:
        return ""
    part = base.bam_data_versions.get(official_format.data_part)
    return str(part["date"]) if part else max(firm)


def require_new_files(
    format_code: str, sums: set[str], *, complete: bool, mapping: Mapping[str, str]
) -> None:
    """Raises DomainError when exactly these files wait for a decision, or were published read in the same way."""
    others = StagedLoad.objects.filter(
        format=format_code, state__in=[StagedLoad.READING, StagedLoad.STAGED, StagedLoad.PUBLISHED]
    )
    for other in others.filter(files__sha256__in=sums).distinct().prefetch_related("files"):
        if {file.sha256 for file in other.files.all()} != sums:
            continue
        published = other.state == StagedLoad.PUBLISHED
        if published and (other.complete, other.mapping) != (complete, dict(mapping)):
            continue
        done = "were published as" if published else "are staged for"
        raise DomainError(
            "reference.load.same_files",
            f"The same files {done} release {other.release_code} "
            f"({timezone.localtime(other.staged_at):%d/%m/%Y %H:%M}).",
        )


def faults_of_texts(entered: Mapping[str, str]) -> list[Finding]:
    """What is wrong with the texts and the date of the data."""
    faults = []
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entered["release_code"]):
        faults.append(
            fault("release_code", "The release's code is 1 to 40 small letters, digits and hyphens.")
        )
    for name, limit in TEXTS.items():
        if not entered[name] or "\x00" in entered[name]:
            faults.append(fault(name, f"Fill in the {name.replace('_', ' ')}."))
        elif len(entered[name]) > limit:
            faults.append(fault(name, f"The {name.replace('_', ' ')} may have at most {limit} characters."))
    try:
        if not cells.partial_date(entered["data_date"]):
            raise cells.BadCell("empty")
    except cells.BadCell:
        faults.append(
            fault(
                "data_date", "Enter the date of the data as year, month or day: 2026, 2026-11 or 2026-11-30."
            )
        )
    return faults


def faults_of_files(official_format: OfficialFormat | None, files: Sequence[NamedFile]) -> list[Finding]:
    """What is wrong with number, names and sizes of the files."""
    if not files:
        return [fault("files", "Choose at least one file.")]
    if len(files) > FILES_AT_MOST:
        return [fault("files", f"At most {FILES_AT_MOST} files can be loaded together.")]
    faults = []
    endings = [f".{ending}" for ending in official_format.accepts] if official_format else []
    first: dict[str, str] = {}
    for name, content in files:
        shown = clean(name)[-100:]
        if len(content) > LARGEST_FILE_BYTES:
            faults.append(fault("files", f"{shown} is larger than {LARGEST_FILE_BYTES // MEGABYTE} MB."))
        if endings and not name.lower().endswith(tuple(endings)):
            message = f"{shown} does not end in {' or '.join(endings)}, as files of this format do."
            faults.append(fault("files", message))
        sum_ = sha256(content).hexdigest()
        if sum_ in first:
            faults.append(fault("files", f"{shown} holds the same as {first[sum_]}: leave one of them out."))
        first.setdefault(sum_, shown)
    if sum(len(content) for _, content in files) > LARGEST_LOAD_BYTES:
        faults.append(
            fault("files", f"The files are larger than {LARGEST_LOAD_BYTES // MEGABYTE} MB together.")
        )
    return faults


def clean(name: str) -> str:
    """A file's name without what no database can hold."""
    return name.replace("\x00", "").strip()


def fault(field: str, message: str) -> Finding:
    """A finding beside a field of the form."""
    return Finding(f"reference.load.{field}", message, field)
