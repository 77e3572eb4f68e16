"""PDF documents as they come in: plain paper is kept, what acts by itself is refused with the reason."""

import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from assessments.evidence import pdfs
from assessments.evidence.pdfs import read_pdf
from assessments.evidence.photos import Unusable
from tests.evidence_files import a_writer, pdf, written


def refused(content: bytes) -> Unusable:
    with pytest.raises(Unusable) as caught:
        read_pdf(content)
    return caught.value


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def test_a_plain_document_is_taken_with_its_pages():
    assert read_pdf(pdf(3)).pages == 3


def test_its_own_properties_are_told():
    assert dict(read_pdf(pdf(Author="Sam Surveyor", Creator="Word")).properties) == {
        "author": "Sam Surveyor",
        "program": "Word",
    }


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a zip file called .pdf", b"<html>", b"%PDF-1.7 and nothing else", b"%PDF-%%EOF"]
)
def test_what_is_not_a_document_is_refused(content):
    assert refused(content).finding.code in ("attachment.document.cut_off", "attachment.document.unreadable")


def test_a_document_that_is_cut_off_is_refused():
    content = pdf(5)
    assert refused(content[: len(content) // 2]).finding.code == "attachment.document.cut_off"


def test_a_document_with_another_file_behind_it_is_refused():
    assert refused(pdf() + b"PK\x03\x04 a zip").finding.code == "attachment.document.cut_off"
    assert refused(pdf() + b"<script>").finding.code == "attachment.document.cut_off"


def test_a_locked_document_is_refused():
    writer = a_writer()
    writer.encrypt("secret", algorithm="RC4-128")
    assert refused(written(writer)).finding.code == "attachment.document.encrypted"


def action(kind: str) -> bytes:
    writer = a_writer()
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(
        dictionary(S=NameObject(f"/{kind}"), F=TextStringObject("calc.exe"))
    )
    return written(writer)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("JavaScript", "a script"),
        ("Launch", "starts a program"),
        ("SubmitForm", "sends data"),
        ("ImportData", "reads data"),
    ],
)
def test_a_document_that_acts_by_itself_is_refused_with_the_reason(kind, what):
    refusal = refused(action(kind))
    assert refusal.finding.code == "attachment.document.active"
    assert what in refusal.finding.message


def test_a_link_within_the_document_is_no_action_of_its_own():
    assert read_pdf(action("GoTo")).pages == 1


def test_an_attached_file_inside_is_refused():
    writer = a_writer()
    writer.add_attachment("tool.exe", b"MZ")
    assert "another file" in str(refused(written(writer)))


def test_a_script_that_no_page_uses_is_found():
    writer = a_writer()
    writer._add_object(
        dictionary(Anything=ArrayObject([dictionary(Deep=dictionary(JS=TextStringObject("app.alert(1)")))]))
    )
    writer.root_object[NameObject("/Unused")] = writer._objects[-1].indirect_reference
    assert "a script" in str(refused(written(writer)))


def test_a_script_in_packed_objects_is_found():
    # An object stream: the words are compressed, so looking for them in the bytes would miss them.
    import zlib

    inside = b"5 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(inside)
    body = bytearray(b"%PDF-1.5\n")
    places = {}

    def put(number, text):
        places[number] = len(body)
        body.extend(b"%d 0 obj\n%b\nendobj\n" % (number, text))

    put(1, b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>")
    put(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    put(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
    put(4, stream % (len(packed), packed))
    start = len(body)
    rows = b"\x00\x00\x00\x00" + b"".join(b"\x01%b\x00" % places[n].to_bytes(2, "big") for n in (1, 2, 3, 4))
    rows += b"\x02\x00\x04\x00" + b"\x01%b\x00" % start.to_bytes(2, "big")
    head = b"<< /Type /XRef /Size 7 /Root 1 0 R /W [1 2 1] /Length %d >>\nstream\n%b\nendstream"
    body.extend(b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (head % (len(rows), rows), start))
    assert b"JavaScript" not in bytes(body)
    assert "a script" in str(refused(bytes(body)))


def test_a_document_of_too_many_pages_is_refused():
    assert read_pdf(pdf(pdfs.PAGES_AT_MOST)).pages == pdfs.PAGES_AT_MOST
    assert refused(pdf(pdfs.PAGES_AT_MOST + 1)).finding.code == "attachment.document.pages"


def test_a_document_of_more_than_20_megabytes_is_refused():
    writer = a_writer()
    stream = DecodedStreamObject()
    stream.set_data(b"0" * pdfs.LARGEST_BYTES)
    writer.root_object[NameObject("/Unused")] = writer._add_object(stream)
    assert refused(written(writer)).finding.code == "attachment.document.too_large"


def test_a_document_nested_too_deeply_is_refused():
    inner = ArrayObject()
    for _ in range(pdfs.DEEPEST + 5):
        inner = ArrayObject([inner])
    writer = a_writer()
    writer.root_object[NameObject("/Deep")] = inner
    assert refused(written(writer)).finding.code == "attachment.document.too_deep"


def test_a_document_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(pdfs, "OBJECTS_AT_MOST", 5)
    assert refused(pdf(10)).finding.code == "attachment.document.too_many_parts"
