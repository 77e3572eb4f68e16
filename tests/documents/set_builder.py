"""Run as a program: builds every file of a calculation from its stored texts and prints the hash of each.

`python set_builder.py FILE`: FILE is JSON with the texts of the calculation and its attachments by hash.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[2]


def hashes(stored: dict) -> dict[str, str]:
    """SHA-256 of each file by kind and format, built without a database."""
    from django.core.files.base import ContentFile

    from assessments.reports.pdf import write_pdf
    from assessments.reports.source import read_source
    from assessments.reports.workbook import write_workbook
    from assessments.services import documents
    from assessments.services.report_set import report_set

    source = read_source(**stored["texts"])
    attached = {key: base64.b64decode(value) for key, value in stored["attachments"].items()}
    made = []
    for kind, form in documents.files_of(source)[:-1]:
        report = documents.WRITERS[kind](source)
        if form == "xlsx":
            content, pages = write_workbook(report)
        else:
            content, built = write_pdf(report, pictures=attached.__getitem__)
            pages = built.pages
        made.append((kind, form, content, pages))
    rows = [
        SimpleNamespace(kind=kind, format=form, draft=source.draft, pages=pages, file=ContentFile(content))
        for kind, form, content, pages in made
    ]
    whole, _ = report_set(source, rows, attachment=attached.__getitem__)
    made.append((*documents.SET, whole, 0))
    return {f"{kind}.{form}": hashlib.sha256(content).hexdigest() for kind, form, content, _ in made}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    print(json.dumps(hashes(json.loads(Path(sys.argv[1]).read_text()))))
