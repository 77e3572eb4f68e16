"""The shapes of loads of official data in the API."""

from typing import Any

from rest_framework import serializers

from registry.reference.loads.records import StagedLoad, StagedRow
from registry.reference.loads.services import publishing, staging


class FormatFieldSerializer(serializers.Serializer[Any]):
    """One of our columns that a column of the files can be chosen for."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    needed = serializers.BooleanField()


class FormatSerializer(serializers.Serializer[Any]):
    """An official format: what it fills, which files it takes, and our columns where a person chooses them."""

    code = serializers.CharField()
    title = serializers.CharField()
    help = serializers.CharField()
    tables = serializers.ListField(child=serializers.CharField())
    accepts = serializers.ListField(child=serializers.CharField(), help_text="Endings of the files.")
    needs_mapping = serializers.BooleanField()
    columns = FormatFieldSerializer(many=True)


class CountsSerializer(serializers.Serializer[Any]):
    """Rows of one table by what would happen to them."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    gone = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class LoadFindingSerializer(serializers.Serializer[Any]):
    """One thing that is wrong or doubtful in the files."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="The file.")  # type: ignore[assignment]
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(help_text="`error` blocks, `warning` does not.")
    clause = serializers.CharField(allow_blank=True)


class LoadSerializer(serializers.ModelSerializer[StagedLoad]):
    """A load between upload and publication."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text="reading, staged, refused, published or discarded.")
    job = serializers.UUIDField(
        source="job.public_id",
        default=None,
        allow_null=True,
        help_text="The job that reads it; see jobs/{id}/.",
    )
    waits_for_columns = serializers.SerializerMethodField()
    counts = serializers.DictField(child=CountsSerializer(), help_text="By table.")

    class Meta:
        model = StagedLoad
        fields = [
            "id",
            "state",
            "format",
            "complete",
            "waits_for_columns",
            "job",
            "release_code",
            "release_title",
            "effective_from",
            "data_version",
            "data_date",
            "source",
            "licence",
            "base_release_code",
            "rows",
            "counts",
            "findings_total",
            "staged_at",
            "decided_at",
        ]
        read_only_fields = fields

    def get_waits_for_columns(self, load: StagedLoad) -> bool:
        """Must somebody say first which column is which?"""
        return staging.waits_for_columns(load)


class LoadFileSerializer(serializers.Serializer[Any]):
    """One file of a load."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    size_bytes = serializers.IntegerField()


class LoadDetailSerializer(LoadSerializer):
    """A load with its files, columns and findings (the first thousand, the worst first)."""

    files = LoadFileSerializer(many=True)
    mapping = serializers.DictField(
        child=serializers.CharField(), help_text="Our column by the files' column."
    )
    findings = LoadFindingSerializer(many=True)
    to_acknowledge = serializers.SerializerMethodField()

    class Meta(LoadSerializer.Meta):
        fields = [*LoadSerializer.Meta.fields, "files", "mapping", "findings", "to_acknowledge"]
        read_only_fields = fields

    def get_to_acknowledge(self, load: StagedLoad) -> list[str]:
        """Codes that publishing has to name."""
        return publishing.to_acknowledge(load)


class FactDifferenceSerializer(serializers.ModelSerializer[StagedRow]):
    """A row as it is and as it would be."""

    kind = serializers.CharField(help_text="added, changed or gone.")
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)

    class Meta:
        model = StagedRow
        fields = ["table", "key", "kind", "before", "after"]
        read_only_fields = fields


class StageSerializer(serializers.Serializer[Any]):
    """Files with what is known of them and the release they would make."""

    format = serializers.CharField(max_length=40)
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), allow_empty=False)
    complete = serializers.BooleanField(
        help_text="The files hold the whole table: rows not in them are gone."
    )
    release_code = serializers.CharField()
    release_title = serializers.CharField()
    effective_from = serializers.DateField()
    data_version = serializers.CharField()
    data_date = serializers.CharField(help_text="Year, month or day.")
    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()


class StagedSerializer(serializers.Serializer[Any]):
    """The load, and the job that reads it; none while it waits for its columns."""

    id = serializers.UUIDField()
    job_id = serializers.UUIDField(allow_null=True)


class ColumnsFoundSerializer(serializers.Serializer[Any]):
    """The columns in the files, and how they were assigned the last time."""

    columns = serializers.ListField(child=serializers.CharField())
    last_mapping = serializers.DictField(child=serializers.CharField())


class ChooseColumnsSerializer(serializers.Serializer[Any]):
    """Which of the files' columns is which of ours."""

    mapping = serializers.DictField(
        child=serializers.CharField(), allow_empty=False, help_text="Our column by the files' column."
    )


class PublishSerializer(serializers.Serializer[Any]):
    """What a person has looked at and found right."""

    acknowledged = serializers.ListField(
        child=serializers.CharField(max_length=80), default=list, max_length=20
    )


class PublishedSerializer(serializers.Serializer[Any]):
    """The new release."""

    id = serializers.UUIDField()
    release = serializers.CharField()
    checksum = serializers.CharField()
    counts = serializers.DictField(child=CountsSerializer())


class DiscardedLoadSerializer(serializers.Serializer[Any]):
    """The load that was put aside."""

    id = serializers.UUIDField()
