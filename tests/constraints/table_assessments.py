"""Rows that break the rules of assessments."""

from datetime import UTC, date, datetime

from tests.constraints.row import Breaks, Twice, breaks, twice

DAY = date(2026, 3, 2)

ROWS: dict[str, Breaks | Twice] = {
    "case_party_once": twice("assessments.CaseParty", "case", "organisation", "role"),
    "stewardship_is_standard": breaks(
        "assessments.Assessment", {"module": "small_area"}, kind="stewardship", module="standard"
    ),
    "revision_numbered_once": twice(
        "assessments.Revision", "assessment", "number", state="superseded", certified_on=DAY
    ),
    "one_open_revision": twice("assessments.Revision", "assessment", state="open"),
    "one_accepted_revision": twice("assessments.Revision", "assessment", state="accepted", certified_on=DAY),
    "revision_state_known": breaks("assessments.Revision", {"state": "lost"}, certified_on=DAY),
    "revision_certified": breaks(
        "assessments.Revision", {"certified_on": None}, state="finalised", certified_on=DAY
    ),
    "section_version_once": twice("assessments.SectionVersion", "revision", "section"),
    "calculation_numbered_once": twice("assessments.Calculation", "revision", "version"),
    "credit_line_numbered_once": twice("assessments.CreditLineRecord", "calculation", "line"),
    "credit_class_is_one_of_two": breaks("assessments.CreditLineRecord", {"credit_class": "water"}),
    "document_once": twice("assessments.ReportDocument", "calculation", "kind", "format", "draft"),
    "staged_row_once": twice("assessments.PlotImportRow", "plot_import", "row_number"),
    "zone_numbered_once": twice("assessments.VegetationZone", "revision", "number", area_m2=100),
    "zone_once": twice("assessments.VegetationZone", "revision", "pct_id", "condition_class", area_m2=100),
    "zone_at_least_a_hundredth_hectare": breaks("assessments.VegetationZone", {"area_m2": 99}, area_m2=100),
    "plot_once_in_zone": twice("assessments.Plot", "zone", "label"),
    "plot_species_once": twice("assessments.PlotSpecies", "plot", "scientific_name"),
    "management_zone_once": twice("assessments.ManagementZone", "zone", "name"),
    "future_value_once": twice("assessments.FutureValue", "management_zone", "attribute"),
    "attachment_once": twice(
        "assessments.Attachment", "revision", "sha256", kind="photo", media_type="image/png"
    ),
    "attachment_media_type_fits_kind": breaks(
        "assessments.Attachment", {"media_type": "application/pdf"}, kind="photo", media_type="image/png"
    ),
    "predicted_species_once": twice("assessments.PredictedSpecies", "revision", "scientific_name"),
    "candidate_species_once": twice("assessments.CandidateSpecies", "revision", "scientific_name"),
    "species_habitat_once": twice("assessments.SpeciesHabitat", "candidate", "zone", area_m2=100),
    "species_habitat_area_or_count": breaks("assessments.SpeciesHabitat", {"individuals": 3}, area_m2=100),
    "entered_fact_once": twice("assessments.EnteredFact", "revision", "subject_kind", "subject_key", "code"),
    "delegate_once": twice("assessments.Delegate", "assessment", "person"),
    "comment_resolved_by_somebody": breaks(
        "assessments.SectionComment",
        {"resolved_by_id": None},
        resolved_at=datetime(2026, 3, 2, tzinfo=UTC),
        resolved_by_id=1,
    ),
    "form_draft_once": twice("assessments.FormDraft", "revision", "person", "form"),
}
