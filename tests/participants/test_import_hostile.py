"""Files that mean harm: each is refused in words or read as plain text, and nothing of it is kept or served."""

import io
import random
import re
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from participants.importing.columns import REFERRAL
from participants.importing.files import read_file
from participants.models import ImportFile
from tests.factories import make_people

HEADINGS = ["Personnummer", "Förnamn", "Efternamn", "Inkom", "Remittent"]
ROW = ["19900101-2385", "Åsa", "Öberg", "2026-11-16", "Arbetsförmedlingen"]
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows: list) -> bytes:
    """A sound workbook."""
    book = openpyxl.Workbook()
    for row in rows or (HEADINGS, ROW):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, content: bytes | str) -> bytes:
    """A sound workbook but for one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
FILE_ENTITY = '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'


def sheet_xml(doctype: str, cell: str) -> str:
    """A sheet with one row of headings and a cell that says `cell`."""
    head = "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in HEADINGS)
    text = f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
    return f"<?xml version='1.0'?>{doctype}{sheet_of(f'<row>{head}</row><row>{text * 5}</row>')}"


def sheet_of(rows: str) -> str:
    """A sheet's part with `rows`."""
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>"


def outcome(content: bytes) -> tuple[str, str]:
    """The rows that were read, and the words of the refusal."""
    try:
        return str(read_file("a", content, REFERRAL.is_heading).rows), ""
    except ValueError as refusal:
        return "", str(refusal)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(with_part(SHEET, sheet_xml(ENTITIES, "&a11;")), id="entities without end"),
        pytest.param(with_part(SHEET, sheet_xml(FILE_ENTITY, "&a11;")), id="a file of the server's"),
        pytest.param(with_part(SHEET, "<worksheet"), id="half a sheet"),
        pytest.param(with_part(SHEET, b"\x00" * 5000), id="a sheet of zeros"),
        pytest.param(
            with_part(SHEET, f'<worksheet {NAMESPACE}><sheetData><row r="x"><c r="?1"/></row></sheetData></worksheet>'),
            id="a cell without a place",
        ),
        pytest.param(with_part(SHEET, sheet_of('<row r="x"><c r="?1"/></row>')), id="a cell without a place"),
        pytest.param(with_part(SHEET, sheet_of('<row><c r="A1" t="s"><v>99</v></c></row>')), id="a text not there"),
        pytest.param(with_part(SHEET, sheet_of('<row><c r="A1" t="d"><v>99-9</v></c></row>')), id="a date not one"),
        pytest.param(with_part("xl/workbook.xml", "<workbook/>"), id="a book of nothing"),
        pytest.param(with_part("xl/styles.xml", "<styleSheet"), id="half a style"),
        pytest.param(with_part("[Content_Types].xml", "<Types/>"), id="no kinds"),
        pytest.param(workbook()[:-200], id="cut off"),
        pytest.param(b"PK\x03\x04" + b"\xff" * 3000, id="only the first letters of a zip"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(content: bytes) -> None:
    began = time.monotonic()
    rows, refusal = outcome(content)
    assert time.monotonic() - began < 5
    assert "root:" not in rows
    assert len(rows) < 100_000
    assert rows or re.fullmatch(r"[A-ZÅÄÖ].+\.", refusal)


def test_bytes_in_no_order_break_nothing() -> None:
    """Sound files with some of their bytes changed: read, or refused in words."""
    chance = random.Random(7)
    text = "\n".join(";".join(row) for row in (HEADINGS, ROW)).encode()
    refused = 0
    for number in range(400):
        content = bytearray(workbook() if number % 4 == 0 else text)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        refusal = outcome(bytes(content))[1]
        refused += bool(refusal)
        assert not refusal or re.fullmatch(r"[A-ZÅÄÖ].+\.", refusal)
    assert refused > 20


@pytest.fixture
def client(db) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_people().anna)
    return client


NAMES = [
    "../../../etc/cron.d/x.csv",
    "..\\..\\windows\\x.csv",
    "/etc/passwd",
    "a\x00.csv",
    "a\r\nSet-Cookie: x=y.csv",
    "\u202evsc.exe",
    '"><img src=x onerror=alert(1)>.csv',
    "=cmd|' /C calc'!A0.csv",
    "å" * 240 + ".csv",
    "a.csv.exe",
    "a.svg",
    "con",
    ".htaccess",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_only_a_word(client: Client, name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    content = "\n".join(";".join(row) for row in (HEADINGS, ROW)).encode()
    answer = client.post(reverse("import_start"), {"file": SimpleUploadedFile("a.csv", content)} | {"x": "y"})
    assert answer.status_code == 302
    body = (
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode().replace(b'"', b"%22")
        + b'"\r\nContent-Type: text/html\r\n\r\n'
        + content
        + b"\r\n--X--\r\n"
    )
    answer = client.post(reverse("import_start"), body, content_type="multipart/form-data; boundary=X")
    assert answer.status_code in {200, 302, 400}
    page = client.get(reverse("import_start"))
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert not list(tmp_path.iterdir())
    for file in ImportFile.objects.all():
        assert "/" not in file.filename
        assert "\\" not in file.filename
        assert "\n" not in file.filename


def test_nothing_uploaded_is_served(client: Client, settings) -> None:
    """No address answers with a file's own content: the rows are words on our pages, and the fields have no path."""
    assert not settings.MEDIA_ROOT
    assert not any(field.get_internal_type() == "FileField" for field in ImportFile._meta.get_fields())
    content = "\n".join([";".join(HEADINGS), "19900101-2385;<svg/onload=alert(1)>;Öberg;2026-11-16;AF"]).encode()
    url = client.post(reverse("import_start"), {"file": SimpleUploadedFile("a.csv", content)}).url
    for address in (url, url + "kolumner/", url + "?visa=nya"):
        answer = client.get(address)
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert "<svg/onload" not in answer.text
