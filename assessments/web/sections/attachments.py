"""Photos and attachments: the list with small pictures, attaching one, changing what is said of it, removing it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse

from assessments import selectors
from assessments.evidence import pdfs, photos
from assessments.models import Attachment, Plot, Revision
from assessments.sections import Section
from assessments.services import attachments
from assessments.services.content import row_of
from assessments.web.answers import Desk, actor_of, answer_form, desk_page, posted, version_of
from assessments.web.cases.forms import ConfirmForm
from assessments.web.fields import DayField, NumberText
from assessments.web.sections import frame
from registry.findings import NotVisible
from registry.forms import RegistryForm, key_of

CODE = attachments.SECTION
SHOWN_INLINE = frozenset({"image/jpeg", "image/png"})


class SaidForm(RegistryForm):
    """What is said of a photo or document."""

    caption = forms.CharField(
        label="Caption",
        help_text="What it shows. It is printed under the photo.",
        validators=[MaxLengthValidator(300)],
        error_messages={"required": "Say in a few words what it shows."},
    )
    taken_on = DayField(label="Day it was taken, or the document's date", required=False)
    bearing = forms.IntegerField(
        label="Looking towards, degrees",
        help_text="For a photo: 0 is north, 90 is east.",
        required=False,
        min_value=0,
        max_value=359,
        widget=NumberText(whole=True),
    )
    zone = forms.ChoiceField(label="Vegetation zone", required=False)
    plot = forms.ChoiceField(label="Plot", help_text="A plot brings its zone.", required=False)

    def __init__(self, *args: Any, revision: Revision, document: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones, plots = attachments.places(revision)
        self._offer("zone", [(str(zone.public_id), zone.key) for zone in zones])
        self._offer("plot", [(str(plot.public_id), f"{plot.zone.key}, plot {plot.label}") for plot in plots])
        if document:
            del self.fields["bearing"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [("", "None"), *choices]

    def values(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        return {
            name: (value or None) if name in ("zone", "plot") else value
            for name, value in self.cleaned_data.items()
            if name != "file"
        }


class AttachForm(SaidForm):
    file = forms.FileField(
        label="Photo or document",
        help_text="A photo as JPEG or PNG, at most 12 MB and 40 million pixels; HEIC is not read, so save it as JPEG. "
        "Or a PDF document, at most 20 MB and 300 pages.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"}
        ),
        error_messages={
            "required": "Choose the photo or document.",
            "empty": "The file is empty. Choose the photo or document again.",
            "invalid": "Choose the photo or document again.",
        },
    )
    field_order = ("file", "caption")

    def clean_file(self) -> Any:
        """Refused by its size before anything of it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > max(photos.LARGEST_BYTES, pdfs.LARGEST_BYTES):
            raise forms.ValidationError("The file is larger than 20 MB.", "too_large")
        return upload


def page(request: HttpRequest, desk: Desk, spec: Section) -> HttpResponse:
    """Photos with their captions, then documents."""
    if request.method != "GET":
        desk.require_editable()
    rows = list(
        Attachment.objects.filter(revision=desk.revision).select_related("zone", "plot__zone").order_by("pk")
    )
    return frame.draw_section(
        request,
        desk,
        spec,
        "assessments/sections/attachments.html",
        photos=[row for row in rows if row.kind == "photo"],
        documents=[row for row in rows if row.kind == "document"],
        count=len(rows),
        at_most=attachments.FILES_AT_MOST,
        megabytes=sum(row.size_bytes for row in rows) / 1_000_000,
        megabytes_at_most=attachments.BYTES_AT_MOST // 1_000_000,
    )


def photos_of_plot(plot: Plot) -> list[Attachment]:
    """The photos a plot's page shows."""
    return list(Attachment.objects.filter(plot=plot, kind="photo").select_related("zone", "plot__zone"))


@desk_page("GET", "POST")
def attachment_add(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Attach one file. `?plot=` and `?zone=` choose its place beforehand."""
    desk, spec = frame.open_section_to_edit(request, revision_id, CODE)
    place = {name: request.GET.get(name, "")[:40] for name in ("zone", "plot")}
    form = AttachForm(posted(request), request.FILES or None, initial=place, revision=desk.revision)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return attachments.add(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            filename=data["file"].name,
            content=data["file"].read(),
            **form.values(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        if result["kind"] == "photo":
            messages.success(
                request, "The photo is attached. Its metadata, such as the position, was left out."
            )
        else:
            kept = ", ".join(f"{label} “{value}”" for label, value in result["properties"].items())
            messages.success(
                request,
                f"The document is attached as it is. It says of itself: {kept}."
                if kept
                else "The document is attached as it is.",
            )
        return frame.to_section(desk, spec)

    draw = frame.draw_form(request, desk, spec, "assessments/sections/attachment_form.html", adding=True)
    return answer_form(request, form, act=act, done=done, draw=draw)


def _row(desk: Desk, spec: Section, row_id: UUID) -> Attachment:
    row = row_of(desk.revision, spec, row_id)
    if not isinstance(row, Attachment):
        raise NotVisible("attachment")
    return row


@desk_page("GET", "POST")
def attachment_edit(request: HttpRequest, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Change caption, day, bearing and place."""
    desk, spec = frame.open_section(request, revision_id, CODE)
    row = _row(desk, spec, row_id)
    desk.require_editable()
    initial = {
        "caption": row.caption,
        "taken_on": row.taken_on,
        "bearing": row.bearing,
        "zone": str(row.zone.public_id) if row.zone else "",
        "plot": str(row.plot.public_id) if row.plot else "",
    }
    form = SaidForm(posted(request), initial=initial, revision=desk.revision, document=row.kind == "document")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return attachments.change(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            row_id=str(row_id),
            values=form.values(),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "It is saved.")
        return frame.to_section(desk, spec)

    draw = frame.draw_form(request, desk, spec, "assessments/sections/attachment_form.html", row=row)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def attachment_remove(request: HttpRequest, revision_id: UUID, row_id: UUID) -> HttpResponse:
    """Ask, then remove."""
    desk, spec = frame.open_section(request, revision_id, CODE)
    row = _row(desk, spec, row_id)
    desk.require_editable()
    name = f"the {row.kind} “{row.caption[:60]}”"

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return attachments.remove(
            actor=actor_of(request),
            key=key_of(request),
            revision_id=desk.revision.pk,
            row_id=str(row_id),
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{name[:1].upper()}{name[1:]} was removed.")
        return frame.to_section(desk, spec)

    draw = frame.draw_form(
        request,
        desk,
        spec,
        "assessments/sections/remove.html",
        name=name,
        summary=[{"label": "File", "value": row.source_name}, {"label": "Caption", "value": row.caption}],
        back=reverse("section-page", args=[revision_id, CODE]),
    )
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


@desk_page("GET")  # type: ignore[arg-type]
def attachment_file(request: HttpRequest, revision_id: UUID, row_id: UUID) -> HttpResponse | FileResponse:
    """A photo to look at (`?size=small`: a small one for lists), or a document to save: a browser must not run
    anything from it."""
    row = selectors.attachment_for(actor_of(request), revision_id, row_id)
    inline = row.media_type in SHOWN_INLINE
    response: HttpResponse | FileResponse
    try:
        stream = row.file.open("rb")
    except FileNotFoundError:
        raise NotVisible("file") from None
    if inline and request.GET.get("size") == "small":
        with stream:
            response = HttpResponse(photos.thumbnail(stream.read()), content_type="image/jpeg")
        # What was read once may be drawn again for a while by the same browser, and by no other.
        response["Cache-Control"] = "private, max-age=600"
    else:
        name = attachments.filename_of(row)
        response = FileResponse(stream, as_attachment=not inline, filename=name, content_type=row.media_type)
        response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
