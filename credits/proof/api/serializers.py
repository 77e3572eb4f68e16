"""Checks, seals and heads as programs get them."""

from typing import Any

from rest_framework import serializers

from credits.proof import selectors
from credits.proof.models import LedgerCheck
from registry.audit.models import AuditChain, AuditSeal


class LedgerCheckSerializer(serializers.ModelSerializer[LedgerCheck]):
    """One walk over the whole ledger. `details` are given to the registrar's office and the auditor only."""

    adds_up = serializers.SerializerMethodField()
    seal = serializers.IntegerField(source="seal.number", default=None, allow_null=True)

    class Meta:
        model = LedgerCheck
        fields = (
            "checked_at",
            "seconds",
            "lots",
            "movements",
            "issued",
            "available",
            "reserved",
            "retired",
            "cancelled",
            "adds_up",
            "differences",
            "seal",
            "details",
        )

    def get_adds_up(self, check: LedgerCheck) -> bool:
        """Issued = available + reserved + retired + cancelled."""
        return selectors.adds_up(check)

    def to_representation(self, instance: LedgerCheck) -> dict[str, Any]:
        """Without details for those who may not have the ledger checked."""
        told = super().to_representation(instance)
        if not self.context.get("with_details"):
            told["details"] = []
        return told


class SealSerializer(serializers.ModelSerializer[AuditSeal]):
    """A seal without the heads it covers."""

    class Meta:
        model = AuditSeal
        fields = ("number", "sealed_at", "chains", "events", "previous_hash", "hash")


class SealFactsSerializer(serializers.Serializer[dict[str, Any]]):
    """A seal with the text that its hash covers: SHA-256 of previous hash, a line feed, and `body`."""

    number = serializers.IntegerField()
    previous_hash = serializers.CharField()
    hash = serializers.CharField()
    body = serializers.CharField()


class ChainSerializer(serializers.ModelSerializer[AuditChain]):
    """The head of one audit chain."""

    class Meta:
        model = AuditChain
        fields = ("kind", "key", "length", "head_hash")


class CheckAskedSerializer(serializers.Serializer[dict[str, Any]]):
    """The job that checks the ledger."""

    job_id = serializers.UUIDField()
