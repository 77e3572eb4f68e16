"""Forms of the pages that load official data. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from registry.forms import RegistryForm
from registry.reference.loads.services.checks import (
    FILES_AT_MOST,
    LARGEST_FILE_BYTES,
    LARGEST_LOAD_BYTES,
    MEGABYTE,
    TEXTS,
)
from registry.reference.official.formats import FORMATS, OfficialFormat

NOT_USED = ""


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file, each checked like a single one."""
        files = data if isinstance(data, (list, tuple)) else [data]
        found = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        # Before they are read: what is read stands in memory.
        if sum(file.size for file in found) > LARGEST_LOAD_BYTES:
            raise ValidationError(
                f"The files are larger than {LARGEST_LOAD_BYTES // MEGABYTE} MB together.", "too_big"
            )
        return found


class LoadForm(RegistryForm):
    """What is loaded, from where, and which release it would make."""

    format = forms.ChoiceField(label="Format", error_messages={"required": "Choose the format of the files."})
    files = FilesField(  # type: ignore[assignment]
        label="Files",
        allow_empty_file=True,
        help_text=f"One or several: at most {FILES_AT_MOST} files of {LARGEST_FILE_BYTES // MEGABYTE} MB, "
        f"{LARGEST_LOAD_BYTES // MEGABYTE} MB together. All pages of a paged download belong together.",
        error_messages={"required": "Choose at least one file."},
    )
    complete = forms.ChoiceField(
        label="Do the files hold the whole table?",
        choices=[
            ("part", "No, rows that are not in them stay as they are"),
            ("whole", "Yes, rows that are not in them are gone"),
        ],
        widget=forms.RadioSelect,
        initial="part",
    )
    source = forms.CharField(
        label="Source",
        max_length=TEXTS["source"],
        help_text="Who published it and under which name. It stands beside every row.",
    )
    licence = forms.CharField(label="Licence", max_length=TEXTS["licence"], initial="CC BY 4.0")
    data_version = forms.CharField(
        label="Version of the data",
        max_length=TEXTS["data_version"],
        help_text="As the source names it, for example v2.1 or the day of the download.",
    )
    data_date = forms.CharField(
        label="Date of the data", max_length=10, help_text="Year, month or day: 2026, 2026-11 or 2026-11-30."
    )
    release_code = forms.CharField(
        label="Code of the new release",
        max_length=40,
        help_text="Small letters, digits and hyphens, for example nsw-2026-12.",
    )
    release_title = forms.CharField(label="Title of the new release", max_length=TEXTS["release_title"])
    effective_from = forms.DateField(
        label="In use from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Assessments begun on or after this day use the new release. Those begun before keep theirs.",
        error_messages={"invalid": "Enter a day as day/month/year, for example 31/12/2026."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a format"),
            *((one.code, one.title) for one in FORMATS.values()),
        ]


class ColumnsForm(RegistryForm):
    """Which of the files' columns holds which of ours: one select for each of ours."""

    def __init__(
        self,
        *args: Any,
        official_format: OfficialFormat,
        columns: list[str],
        last: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {ours: theirs for theirs, ours in last.items()}
        by_name = {_folded(name): name for name in columns}
        choices = [(NOT_USED, "Not in the files"), *((name, name) for name in columns)]
        for name, label in official_format.fields:
            guess = known.get(name, "")
            if guess not in columns:
                guess = by_name.get(_folded(name), by_name.get(_folded(label), NOT_USED))
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=guess,
                required=name in official_format.needed_fields,
                error_messages={"required": f"Choose the column that holds: {label}."},
            )

    @property
    def mapping(self) -> dict[str, str]:
        """Our field by the file's column."""
        return {theirs: ours for ours, theirs in self.cleaned_data.items() if theirs}

    def clean(self) -> dict[str, Any]:
        """A column of the files holds one thing."""
        values = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for ours, theirs in list(values.items()):
            if theirs and theirs in taken:
                self.add_error(
                    ours,
                    f"{theirs} is chosen for {self.fields[taken[theirs]].label} already: choose it once.",
                )
            taken.setdefault(theirs, ours)
        return values


def _folded(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
