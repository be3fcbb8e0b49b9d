"""The pages of an import: upload, columns, preview, result."""

import datetime as dt
import io
import json

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import ImportFile, Referral
from tests.factories import People, at, make_people

TODAY = dt.date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HEADINGS = "Personnummer;Förnamn;Efternamn;Inkom;Remittent"
AMINA = "19900101-2385;Amina;Ahmed;2026-11-16;Arbetsförmedlingen"
WRONG = "19910305-2397;Carl;Ek;2026-11-16;Arbetsförmedlingen"


@pytest.fixture
def clock():
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def client(people: People) -> Client:
    client = Client()
    client.force_login(people.anna)
    return client


def upload(client: Client, *lines: str, headings: str = HEADINGS, name: str = "a.csv", **fields: str):
    content = "\n".join([headings, *lines]).encode()
    return client.post(reverse("import_start"), {"file": SimpleUploadedFile(name, content), **fields})


def test_upload_leads_to_the_preview_and_writes_no_referral(client: Client) -> None:
    response = upload(client, AMINA, WRONG)
    file = ImportFile.objects.get()
    assert response.url == file.get_absolute_url()
    page = client.get(response.url).text
    assert "Kontrollsiffran stämmer inte" in page
    assert "Importera 1 anvisning" in page
    assert "Amina Ahmed" in client.get(response.url + "?visa=nya").text
    assert client.get(response.url + "?visa=nonsens&sida=x").status_code == 200
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "Filen är tom"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "äldre Excel-format"),
        ("a.pdf", b"%PDF-1.7", "inte en tabell"),
        ("a.csv", b"x" * (10 * 1024 * 1024 + 1), "större än 10 MB"),
    ],
)
def test_a_useless_file_says_what_to_do(client: Client, name: str, content: bytes, words: str) -> None:
    page = client.post(reverse("import_start"), {"file": SimpleUploadedFile(name, content)})
    assert words in page.text
    assert not ImportFile.objects.exists()


def test_no_file_at_all(client: Client) -> None:
    assert client.post(reverse("import_start"), {}).status_code == 200


def test_unclear_columns_are_asked_for_and_remembered(client: Client) -> None:
    headings = "Nummer;Vem;Vad"
    response = upload(client, "19900101-2385;Amina Ahmed;<b>Praktik</b>", headings=headings, source="af")
    file = ImportFile.objects.get()
    assert response.url == reverse("import_columns", args=[file.uuid])
    page = client.get(response.url).text
    assert "&lt;b&gt;Praktik&lt;/b&gt;" in page
    assert "<b>Praktik" not in page
    chosen = {"kolumn-0": "identity_number", "kolumn-1": "full_name", "kolumn-2": "-", "source": "af"}
    twice = client.post(response.url, chosen | {"kolumn-2": "full_name"})
    assert "redan vald för kolumnen Vem" in twice.text
    assert client.post(response.url, chosen).url == file.get_absolute_url()
    again = upload(client, "19910305-2396;Bo Ek;Praktik", headings=headings)
    assert again.url == ImportFile.objects.latest("pk").get_absolute_url()


def test_a_file_whose_columns_are_unclear_says_so(client: Client) -> None:
    upload(client, "1;2", headings="A;B")
    file = ImportFile.objects.get()
    assert (
        "Ingen kolumn är vald för namn, personnummer eller födelsedatum, remittent"
        in client.get(file.get_absolute_url()).text
    )
    refused = client.post(file.get_absolute_url(), {})
    assert refused.status_code == 200
    assert not Referral.objects.exists()


def test_pressed_twice_it_imports_once(client: Client) -> None:
    upload(client, AMINA, WRONG)
    file = ImportFile.objects.get()
    once = str(client.get(file.get_absolute_url()).context["form"]["once"].value())
    first, second = (client.post(file.get_absolute_url(), {"once": once}) for _ in range(2))
    assert first.url == second.url == file.get_absolute_url()
    assert Referral.objects.count() == 1
    page = client.get(file.get_absolute_url()).text
    assert "Lades in" in page
    assert ImportFile.objects.get().rows == []


def test_imported_by_somebody_else_meanwhile_it_says_so(client: Client) -> None:
    upload(client, AMINA)
    file = ImportFile.objects.get()
    client.post(file.get_absolute_url(), {})
    late = client.post(file.get_absolute_url(), {})
    assert late.status_code == 200
    assert "redan importerad eller kastad" in late.text
    assert Referral.objects.count() == 1


def test_the_same_file_again_says_when_it_was_imported(client: Client) -> None:
    upload(client, AMINA)
    client.post(ImportFile.objects.get().get_absolute_url(), {})
    upload(client, AMINA)
    page = client.get(ImportFile.objects.latest("pk").get_absolute_url()).text
    assert "Samma fil importerades 2026-11-24 14:00" in page
    assert "Finns redan" in page
    assert "Importera 0" not in page


def test_failed_rows_are_a_workbook_with_what_is_wrong_and_no_formulas(client: Client) -> None:
    upload(client, AMINA, "19910305-2397;=1+1;Ek;2026-11-16;AF")
    file = ImportFile.objects.get()
    response = client.get(reverse("import_failed", args=[file.uuid]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, row = sheet.iter_rows(values_only=True)
    assert head == (*HEADINGS.split(";"), "Rad i filen", "Fel")
    assert row[:2] == ("19910305-2397", "=1+1")
    assert row[5] == 3
    assert "Kontrollsiffran stämmer inte" in row[6]
    assert sheet["B2"].data_type == "s"
    client.post(file.get_absolute_url(), {})
    assert client.get(reverse("import_failed", args=[file.uuid])).status_code == 404


def test_thrown_away(client: Client) -> None:
    upload(client, AMINA)
    file = ImportFile.objects.get()
    address = reverse("import_discard", args=[file.uuid])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).url == reverse("import_start")
    assert "Filen är kastad" in client.get(file.get_absolute_url()).text
    assert client.get(reverse("import_columns", args=[file.uuid])).status_code == 404
    assert "redan importerad eller kastad" in client.post(address, {}).text


def test_queries_do_not_grow_with_the_file(client: Client) -> None:
    counted = []
    for more in (2, 60):
        upload(client, *(f";Åsa;Öberg{n};2026-11-16;AF;1990-01-01" for n in range(more)), headings=f"{HEADINGS};Född")
        address = ImportFile.objects.latest("pk").get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address + "?visa=nya")
        assert page.status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, json.dumps([query["sql"][:120] for query in queries], indent=1)
    assert "Visar 1–25 av 60 rader" in page.text.replace("\xa0", " ")
