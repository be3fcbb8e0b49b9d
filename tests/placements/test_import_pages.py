"""The pages of an import of employments: upload, columns, preview, result."""

import io

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.audit.models import ReadLog
from participants.models import ImportFile
from placements.importing.people import NOT_HERE
from placements.models import Employment
from tests.placements.import_room import HEADINGS, NOW, Town, line, make_town
from tests.placements.pages import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def client(town: Town) -> Client:
    return as_(town.people.anna)


def upload(client: Client, *lines: str, headings: str = HEADINGS, name: str = "a.csv", **fields: str):
    content = "\n".join([headings, *lines]).encode()
    return client.post(reverse("employment_import_start"), {"file": SimpleUploadedFile(name, content), **fields})


def latest() -> ImportFile:
    return ImportFile.objects.latest("pk")


def send(client: Client, **fields: str):
    """Press the button of the latest file's page, as it is shown now."""
    url = latest().get_absolute_url()
    form = client.get(url).context["form"]
    posted = {"seen": form["seen"].value(), "once": str(form["once"].value())}
    return client.post(url, posted | fields)


def test_upload_leads_to_the_preview_and_writes_nothing(client: Client, town: Town) -> None:
    number, enrolment = town.enrolled()
    response = upload(client, line(number), line(town.number(), last="2028-02-01"))
    assert response.url == latest().get_absolute_url()
    page = client.get(response.url).text
    assert "högst 24 månader" in page
    assert "Importera 1 anställning" in page
    assert enrolment.participant.full_name in client.get(response.url + "?visa=nya").text
    assert client.get(response.url + "?visa=nonsens&sida=x").status_code == 200
    assert not Employment.objects.exists()
    assert "Väntar" in client.get(reverse("employment_import_start")).text


def test_what_happens_with_the_rest_is_chosen(client: Client, town: Town) -> None:
    upload(client, line(town.number()), line(town.number(), last="2028-02-01"))
    page = send(client)
    assert "Välj vad som händer med resten" in page.text
    page = send(client, rest="nothing")
    assert "1 rad har fel, och då läggs inget in." in page.text.replace("\xa0", " ")
    assert not Employment.objects.exists()
    assert send(client, rest="rest").url == latest().get_absolute_url()
    assert Employment.objects.count() == 1
    assert "1 anställning importerades" in client.get(latest().get_absolute_url()).text.replace("\xa0", " ")
    assert latest().rows == []


def test_warnings_are_ticked_or_the_rows_left(client: Client, town: Town) -> None:
    upload(client, line(town.number()), line(town.number(), union=""))
    page = client.get(latest().get_absolute_url()).text
    assert "Uppgift om fackförbund saknas" in page
    assert "Jag har läst varningarna" in page
    send(client, acknowledged="on")
    assert Employment.objects.count() == 2


def test_pressed_twice_it_imports_once(client: Client, town: Town) -> None:
    upload(client, line(town.number()))
    url = latest().get_absolute_url()
    form = client.get(url).context["form"]
    posted = {"seen": form["seen"].value(), "once": str(form["once"].value())}
    first, second = client.post(url, posted), client.post(url, posted)
    assert first.url == second.url == url
    assert Employment.objects.count() == 1
    late = client.post(url, {"seen": posted["seen"]})
    assert "redan importerad eller kastad" in late.text


def test_what_was_read_is_what_is_imported(client: Client, town: Town) -> None:
    number, enrolment = town.enrolled()
    upload(client, line(number), line(town.number()))
    url = latest().get_absolute_url()
    seen = client.get(url).context["form"]["seen"].value()
    enrolment.closed_on = NOW.date()
    enrolment.save()
    page = client.post(url, {"seen": seen})
    assert "Något har ändrats i registret sedan du granskade raderna" in page.text
    assert not Employment.objects.exists()
    again = page.context["form"]["seen"].value()
    assert again != seen
    assert client.post(url, {"seen": again, "rest": "rest"}).url == url
    assert Employment.objects.count() == 1


def test_the_same_file_again_says_when_it_was_imported(client: Client, town: Town) -> None:
    row = line(town.number())
    upload(client, row)
    send(client)
    upload(client, row)
    page = client.get(latest().get_absolute_url()).text
    assert "Samma fil importerades 2026-11-24" in page
    assert "Finns redan" in page
    assert 'data-busy="Importerar' not in page


def test_unclear_columns_are_asked_for_and_remembered(client: Client, town: Town) -> None:
    headings = "Nummer;Vem;Var;A;B"
    number = town.number()
    row = f"{number};Hans Hedlund;<b>Gröna Gården AB</b>;2026-02-01;2027-01-31"
    response = upload(client, row, headings=headings)
    url = reverse("employment_import_columns", args=[latest().uuid])
    assert response.url == url
    assert "Ingen kolumn är vald för person- eller samordningsnummer" in client.get(latest().get_absolute_url()).text
    page = client.get(url).text
    assert "&lt;b&gt;Gröna" in page
    assert 'name="exception_reason"' not in page
    names = ("identity_number", "supervisor", "employer", "first_day", "last_day")
    chosen = {f"kolumn-{place}": name for place, name in enumerate(names)}
    assert "Ingen kolumn är vald för anställningsform" in client.post(url, chosen).text
    assert client.post(url, chosen | {"scheme": "ami"}).url == latest().get_absolute_url()
    assert latest().choices == {
        "scheme": "ami",
        "new_employers": "",
        "new_workplaces": False,
        "new_supervisors": False,
        "asked_from": "",
        "requested_until": "",
    }
    again = upload(client, row, headings=headings, scheme="ami")
    assert again.url == latest().get_absolute_url()
    assert client.get(reverse("employment_import_columns", args=[latest().uuid])).context["form"]["scheme"].value() == (
        "ami"
    )


def test_a_mapping_of_referrals_is_not_taken_for_one_of_employments(client: Client, town: Town) -> None:
    content = f"{HEADINGS}\n{line(town.number())}".encode()
    client.post(reverse("import_start"), {"file": SimpleUploadedFile("a.csv", content)})
    upload(client, line(town.number()))
    assert latest().columns["first_day"] == "Första dag"
    assert client.get(reverse("import_detail", args=[latest().uuid])).status_code == 404
    assert reverse("employment_import", args=[latest().uuid]) not in client.get(reverse("import_start")).text


def test_the_exception_is_the_enhetschefs(town: Town) -> None:
    client = as_(town.people.eva)
    assert 'name="exception_reason"' in client.get(reverse("employment_import_start")).text
    number = town.number(plan=False)
    upload(client, line(number, paper="2026-01-10"), exception_reason="Började före AMC.")
    send(client)
    assert Employment.objects.get().exception_by == town.people.eva


def test_new_employers_are_told_before_they_are_added(client: Client, town: Town) -> None:
    row = line(town.number(), org="", employer="Blå Bageriet", supervisor="Ulla Ek")
    upload(client, row, new_employers="privat", new_supervisors="on")
    page = client.get(latest().get_absolute_url()).text.replace("\xa0", " ")
    assert "Läggs upp i registret med raderna: 1 arbetsgivare, 1 arbetsplats och 1 handledare" in page
    assert "Arbetsgivare: Blå Bageriet, Privat" in page


def test_failed_rows_are_a_workbook_with_what_is_wrong(client: Client, town: Town) -> None:
    upload(client, line(town.number()), line("19910305-2397", agreement="=1+1"))
    response = client.get(reverse("employment_import_failed", args=[latest().uuid]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, row = sheet.iter_rows(values_only=True)
    assert head == (*HEADINGS.split(";"), "Rad i filen", "Fel")
    assert row[0] == "19910305-2397"
    assert row[-2] == 3
    assert "Kontrollsiffran stämmer inte" in row[-1]
    assert sheet["J2"].data_type == "s"
    send(client, rest="rest")
    assert client.get(reverse("employment_import_failed", args=[latest().uuid])).status_code == 404


def test_a_file_too_large_for_a_request_is_to_be_divided(client: Client, town: Town) -> None:
    assert "högst 10 MB och 2 000 rader" in client.get(reverse("employment_import_start")).text.replace("\xa0", " ")
    page = upload(client, *["x;AMI"] * 2_001)
    words = "Filen har 2 001 rader. Dela den i filer med högst 2 000 rader."
    assert words in page.text.replace("\xa0", " ").replace("&nbsp;", " ")
    assert not ImportFile.objects.exists()


def test_thrown_away(client: Client, town: Town) -> None:
    upload(client, line(town.number()))
    address = reverse("employment_import_discard", args=[latest().uuid])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).url == reverse("employment_import_start")
    assert "Filen är kastad" in client.get(latest().get_absolute_url()).text
    assert client.get(reverse("employment_import_columns", args=[latest().uuid])).status_code == 404
    assert "redan importerad eller kastad" in client.post(address, {}).text


@pytest.mark.parametrize("who", ["bo", "eva", "cilla", "ekonom", "hr", "specialist"])
def test_a_file_is_its_uploaders(client: Client, town: Town, who: str) -> None:
    upload(client, line(town.number()))
    other = as_(getattr(town.people, who))
    for name in ("", "_columns", "_discard", "_failed"):
        url = reverse(f"employment_import{name}", args=[latest().uuid])
        assert other.get(url).status_code == 404
        assert other.post(url, {"rest": "rest"}).status_code in {404, 405}
    assert not Employment.objects.exists()


def test_only_who_employs_is_offered_the_import(town: Town) -> None:
    link = reverse("employment_import_start")
    for who, offered in (("anna", True), ("eva", True), ("ekonom", False), ("hr", False)):
        assert (link in as_(getattr(town.people, who)).get(reverse("placement_list")).text) is offered


def test_unknown_numbers_and_read_persons_are_logged(client: Client, town: Town) -> None:
    number, enrolment = town.enrolled()
    upload(client, line(number), line(next(town.numbers).formatted()))
    url = latest().get_absolute_url()
    assert NOT_HERE in client.get(url).text
    client.get(url + "?visa=nya")
    read = ReadLog.objects.filter(purpose="Import av pågående anställningar").order_by("pk")
    assert [row.kind for row in read] == [ReadLog.Kind.LISTED] * 2
    assert enrolment.participant_id in [key for row in read for key in row.persons]


def test_questions_do_not_grow_with_the_file(client: Client, town: Town) -> None:
    asked = []
    for more in (2, 40):
        upload(client, *(line(town.number()) for _ in range(more)))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(latest().get_absolute_url())
        assert page.status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 40
