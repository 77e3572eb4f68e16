"""Work that jobs do for this app. Each may run twice: what exists already is found, not made again."""

from typing import Any

from assessments.services import documents, plot_staging
from registry.jobs.work import Progress, handler


@handler("assessment.read_plots")
def read_plots(progress: Progress) -> dict[str, Any]:
    """Read and check a large plot file."""
    staged = plot_staging.read(progress.arguments["plot_import_id"], progress=progress)
    return {
        "state": staged.state,
        "rows": staged.rows,
        "rows_with_errors": staged.rows_with_errors,
        "rows_with_warnings": staged.rows_with_warnings,
    }


@handler("assessment.documents")
def build_documents(progress: Progress) -> dict[str, Any]:
    """Build the documents of one stored calculation."""
    built = documents.build_all(calculation_id=progress.arguments["calculation_id"], report=progress.report)
    return {"documents": [str(document.public_id) for document in built]}
