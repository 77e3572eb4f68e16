"""Species lists of plots over the API: a plot's list with its working, files of lists, and hints about plots."""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, FindingSerializer, StrictSerializer, changing, described, read
from assessments.models import Plot, PlotSpecies, Revision
from assessments.plot_species.counting import Counts
from assessments.sections import section_of
from assessments.services import content, plot_counts, plot_species, plot_species_files
from assessments.services.editing import section_version
from assessments.services.plot_hints import plot_hints
from registry.bodies import UploadBody

FORMS = PlotSpecies.GrowthForm.choices


class CountedPlantSerializer(serializers.Serializer[Any]):
    """One plant and where it counted."""

    id = serializers.UUIDField(source="plant.listed.row")
    scientific_name = serializers.CharField(source="plant.listed.name")
    counted_as = serializers.CharField(source="plant.counted_as", help_text="Its current name.")
    cover_percent = serializers.DecimalField(
        source="plant.listed.cover_percent", max_digits=4, decimal_places=1
    )
    growth_form = serializers.CharField(source="plant.growth_form", allow_blank=True)
    native = serializers.BooleanField(source="plant.native", allow_null=True)
    high_threat_weed = serializers.BooleanField(source="plant.high_threat_weed", allow_null=True)
    entered = serializers.ListField(
        source="plant.typed",
        child=serializers.CharField(),
        help_text="Answers that are the assessor's own; they make results provisional.",
    )
    counted_in = serializers.CharField(
        allow_blank=True, help_text="A growth form group, `weeds`, or empty: it counts nowhere."
    )
    adds_species = serializers.BooleanField(
        help_text="False: its species was counted with an earlier line, or it does not count."
    )
    why = serializers.CharField()


class PlantGapSerializer(serializers.Serializer[Any]):
    """What has to be said before a plant can be counted."""

    id = serializers.UUIDField(source="row")
    field = serializers.CharField()  # type: ignore[assignment]
    message = serializers.CharField()


class PlotSpeciesListSerializer(serializers.Serializer[Any]):
    """A plot's species list with its working."""

    plot = serializers.UUIDField(source="plot.public_id")
    label = serializers.CharField(source="plot.label")  # type: ignore[assignment]
    sums_from_species = serializers.BooleanField(
        source="plot.sums_from_species", help_text="Do the plot's numbers follow this list?"
    )
    composition = serializers.DictField(
        source="counts.composition",
        child=serializers.IntegerField(),
        help_text="Native species by growth form.",
    )
    structure = serializers.DictField(
        source="counts.structure",
        child=serializers.DecimalField(max_digits=8, decimal_places=1),
        help_text="Summed native foliage cover by growth form, per cent.",
    )
    weed_cover_percent = serializers.DecimalField(
        source="counts.weed_cover", max_digits=4, decimal_places=1, help_text="At most 100."
    )
    weed_cover_summed_percent = serializers.DecimalField(
        source="counts.weed_cover_summed", max_digits=8, decimal_places=1
    )
    plants = CountedPlantSerializer(source="counts.lines", many=True)
    gaps = PlantGapSerializer(source="counts.gaps", many=True)
    version = serializers.IntegerField()


class PlantSerializer(StrictSerializer):
    """One plant of a list. Leave origin, growth form and weed out where the reference data knows them."""

    scientific_name = serializers.CharField(max_length=200)
    cover_percent = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100)
    individuals = serializers.IntegerField(min_value=0, max_value=1_000_000, allow_null=True, default=None)
    growth_form = serializers.ChoiceField(choices=FORMS, allow_blank=True, default="")
    native = serializers.BooleanField(allow_null=True, default=None)
    high_threat_weed = serializers.BooleanField(allow_null=True, default=None)
    source = serializers.CharField(max_length=300, allow_blank=True, default="")  # type: ignore[assignment]


class PlantsSerializer(StrictSerializer):
    """The whole list of a plot."""

    plants = PlantSerializer(many=True, max_length=plot_species.PLANTS_MAXIMUM)  # type: ignore[call-arg]
    sums_from_species = serializers.BooleanField(
        allow_null=True,
        default=None,
        help_text="Count the plot's numbers from the list; null leaves it as it is.",
    )
    version = serializers.IntegerField(min_value=0, help_text="Version of the section plots.")


class PlantsWrittenSerializer(serializers.Serializer[Any]):
    """The plot whose list was written, and the section's new version."""

    id = serializers.UUIDField()
    plants = serializers.IntegerField()
    version = serializers.IntegerField()


class SpeciesFileSerializer(StrictSerializer):
    """A file with the columns plot, species and cover; zone and individuals may be left out. CSV or XLSX."""

    file = serializers.FileField(allow_empty_file=True)
    replace = serializers.BooleanField(
        default=False, help_text="Replace lists that are there; otherwise such plots are refused by name."
    )
    count = serializers.BooleanField(
        default=False, help_text="Count the numbers of these plots from their lists from now on."
    )
    preview = serializers.BooleanField(default=False, help_text="Only tell what would happen.")
    version = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="Version of the section plots that the preview gave: a change made since refuses the file.",
    )


class UnknownPlantSerializer(serializers.Serializer[Any]):
    """A name the reference data does not have, and names like it."""

    name = serializers.CharField()
    rows = serializers.ListField(child=serializers.IntegerField())
    nearest = serializers.ListField(child=serializers.CharField())


class SpeciesFileTakenSerializer(serializers.Serializer[Any]):
    """What came in, or with `preview` what would. With an error among the findings nothing would."""

    taken = serializers.BooleanField()
    plants = serializers.IntegerField()
    plots = serializers.IntegerField()
    replaced = serializers.IntegerField(help_text="Plots whose earlier list is replaced.")
    unknown = UnknownPlantSerializer(many=True)
    findings = FindingSerializer(many=True)
    version = serializers.IntegerField()


class PlotHintSerializer(serializers.Serializer[Any]):
    """Something about a plot that is worth a second look. It is no error and blocks nothing."""

    plot = serializers.UUIDField(source="plot_id")
    label = serializers.CharField()  # type: ignore[assignment]
    code = serializers.CharField()
    field = serializers.CharField()  # type: ignore[assignment]
    message = serializers.CharField()


class PlotHintsSerializer(serializers.Serializer[Any]):
    """The hints of a revision, zone by zone. The thresholds behind them are this software's own."""

    hints = PlotHintSerializer(many=True)


class _Working:
    def __init__(self, plot: Plot, counts: Counts, version: int) -> None:
        self.plot, self.counts, self.version = plot, counts, version


class PlotSpeciesList(DeskView):
    """The species list of one plot."""

    def plot(self, revision: Revision, plot_id: UUID) -> Plot:
        """The plot. Raises NotVisible."""
        found = content.row_of(revision, section_of("plots"), plot_id)
        assert isinstance(found, Plot)  # noqa: S101 - the section's own model
        return found

    @described("plot_species_list_retrieve", PlotSpeciesListSerializer, refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID, plot_id: UUID) -> Response:
        """Every plant and where it counts, whether or not the plot's numbers follow the list."""
        revision = self.revision(revision_id)
        plot = self.plot(revision, plot_id)
        counts = plot_counts.counts_of([plot], revision.release)[plot.pk]
        working = _Working(plot, counts, section_version(revision, section_of("plots")))
        return Response(PlotSpeciesListSerializer(working).data)

    @changing("plot_species_list_set", PlantsWrittenSerializer, request=PlantsSerializer)
    def put(self, request: Request, revision_id: UUID, plot_id: UUID) -> Response:
        """Replace the whole list. A finding's row counts the plants from 1."""
        revision = self.own_revision(revision_id)
        sent = read(PlantsSerializer(data=request.data))
        stored = plot_species.set_list(
            actor=self.actor,
            key=self.key,
            revision_id=revision.pk,
            plot_id=str(plot_id),
            plants=[dict(plant) for plant in sent["plants"]],
            count=sent["sums_from_species"],
            expected_version=sent["version"],
        )
        return Response(stored)


class PlotSpeciesFiles(DeskView):
    """Files of species lists."""

    parser_classes = [UploadBody]
    throttle_scope = "upload"

    @changing(
        "plot_species_files_create",
        SpeciesFileTakenSerializer,
        request={"multipart/form-data": SpeciesFileSerializer},
        refusals=(400, 401, 403, 404, 409, 413, 429),
    )
    def post(self, request: Request, revision_id: UUID) -> Response:
        """Take a file in, whole or not at all; look at it first with `preview`."""
        revision = self.own_revision(revision_id)
        sent = read(SpeciesFileSerializer(data=request.data))
        filename, held = sent["file"].name or "list.csv", sent["file"].read()
        seen = plot_species_files.match(revision, held, filename=filename)
        answer = {
            "plants": seen.plants,
            "plots": len(seen.plots),
            "replaced": sum(bool(one.listed_before) for one in seen.plots),
            "unknown": seen.unknown,
            "findings": [finding.as_dict() for finding in seen.findings],
            "version": section_version(revision, section_of("plots")),
            "taken": False,
        }
        if not sent["preview"]:
            answer |= plot_species.take_in(
                actor=self.actor,
                key=self.key,
                revision_id=revision.pk,
                filename=filename,
                content=held,
                replace=sent["replace"],
                count=sent["count"],
                expected_version=sent.get("version"),
            )
            answer["taken"] = True
        return Response(SpeciesFileTakenSerializer(answer).data)


class PlotHints(DeskView):
    """Hints about the plots of a revision."""

    @described("plot_hints_list", PlotHintsSerializer, refusals=(401, 404))
    def get(self, request: Request, revision_id: UUID) -> Response:
        """What is worth a second look: copies, outliers, places and dates."""
        revision = self.revision(revision_id)
        found = plot_hints(revision, today=timezone.localdate())
        return Response(PlotHintsSerializer({"hints": found}).data)


def routes(revision: str) -> list[URLPattern]:
    """The addresses under a revision's."""
    return [
        path(
            f"{revision}plots/<uuid:plot_id>/species/",
            PlotSpeciesList.as_view(),
            name="api-plot-species-list",
        ),
        path(f"{revision}plot-species-files/", PlotSpeciesFiles.as_view(), name="api-plot-species-files"),
        path(f"{revision}plot-hints/", PlotHints.as_view(), name="api-plot-hints"),
    ]
