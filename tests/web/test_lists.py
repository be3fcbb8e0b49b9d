"""Lists: visible rows, stable order, bounded count, the same queries at any size, files that are safe to open."""

import datetime as dt
import io
import logging

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amc.staff.models import Unit, User
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]
PAGE = "/personer/"


@pytest.fixture
def unit():
    return Unit.objects.create(name="Jobbtorg")


@pytest.fixture
def me(unit):
    return make_user(unit=unit, last_name="Aa")


@pytest.fixture
def client(me):
    client = Client()
    client.force_login(me)
    return client


def add(unit, amount, **fields):
    start = User.objects.count()
    User.objects.bulk_create(
        User(
            **{"email": f"p{number}@kommun.example", "first_name": "P", "last_name": f"Ö{number:04}", "unit": unit}
            | fields
        )
        for number in range(start, start + amount)
    )


def names(response):
    return [row.get_cell_value("name") for row in response.context["table"].page.object_list]


def test_only_visible_rows_are_listed(client, unit):
    add(unit, 2)
    add(Unit.objects.create(name="Navet"), 3)
    assert len(names(client.get(PAGE))) == 3


def test_the_list_is_in_swedish_order(client, unit):
    for last_name in ("Öman", "Zetterberg", "Ågren", "Älv", "Berg"):
        add(unit, 1, last_name=last_name)
    listed = [name.split()[-1] for name in names(client.get(PAGE))]
    assert listed == ["Aa", "Berg", "Zetterberg", "Ågren", "Älv", "Öman"]
    fallen = [name.split()[-1] for name in names(client.get(PAGE + "?sortera=-name"))]
    assert fallen == listed[::-1]


def test_equal_rows_keep_one_order_over_pages(client, unit):
    add(unit, 59, last_name="Lika")
    seen = []
    for page in (1, 2, 3):
        rows = client.get(f"{PAGE}?sortera=expires_on&sida={page}").context["table"].page.object_list
        seen += [row.record.pk for row in rows]
    assert seen == sorted(seen)
    assert len(set(seen)) == 60


@pytest.mark.parametrize(
    ("asked", "page"),
    [("0", 1), ("-1", 1), ("99", 3), ("x", 1), ("", 1), ("2", 2), ("99999999999999999999", 3)],
)
def test_a_page_that_does_not_exist_is_the_nearest(client, unit, asked, page):
    add(unit, 59)
    response = client.get(f"{PAGE}?sida={asked}")
    assert response.status_code == 200
    assert response.context["table"].page.number == page


@pytest.mark.parametrize(("asked", "rows"), [("50", 50), ("100", 60), ("25", 25), ("1000", 25), ("x", 25)])
def test_rows_per_page(client, unit, asked, rows):
    add(unit, 59)
    assert len(names(client.get(f"{PAGE}?antal={asked}"))) == rows


@pytest.mark.parametrize("asked", ["title", "password", "unit__name", "-", "name,-expires_on,nonsense", "?"])
def test_an_order_that_is_not_offered_is_ignored(client, unit, asked):
    add(unit, 3)
    assert client.get(PAGE, {"sortera": asked}).status_code == 200


def test_a_filter_narrows_and_says_so(client, unit):
    add(unit, 2, is_active=False)
    response = client.get(PAGE + "?is_active=false")
    assert len(names(response)) == 2
    assert response.context["filter_active"]
    assert not client.get(PAGE + "?is_active=").context["filter_active"]


@pytest.mark.parametrize(("amount", "capped", "shown"), [(59, False, 60), (60, True, 60), (80, True, 60)])
def test_counting_stops_at_the_limit(client, unit, amount, capped, shown):
    add(unit, amount)
    paginator = client.get(PAGE).context["table"].paginator
    assert (paginator.capped, paginator.count) == (capped, shown)


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_more_rows_the_same_number_of_queries(client, unit):
    add(unit, 3)
    few = queries(client, PAGE)
    add(unit, 80)
    assert queries(client, PAGE + "?antal=100") == few


def test_only_the_rows_of_the_page_are_read(client, unit):
    add(unit, 50)
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    [wide] = [query["sql"] for query in captured if "staff_unit" in query["sql"] and " IN (" in query["sql"]]
    assert "LIMIT" not in wide


def test_a_fragment_is_a_part_of_the_page(client, unit):
    add(unit, 3)
    page = client.get(PAGE).content.decode()
    fragment = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in page


def test_rows_lead_on(client, unit, me):
    page = client.get(PAGE).content.decode()
    assert f'data-href="/personer/{me.uuid}/"' in page
    assert f'<a href="/personer/{me.uuid}/">' in page


# --- Names stay out of the address ---


def test_a_name_is_searched_for_without_standing_in_the_address(client, unit):
    add(unit, 1, last_name="Söderberg")
    response = client.post(PAGE + "?is_active=&sida=3", {"sok": "söder"})
    assert (response.status_code, response["Location"]) == (302, "/personer/?is_active=")
    page = client.get(response["Location"])
    assert names(page) == ["P Söderberg"]
    assert page.context["search_form"].initial == {"sok": "söder"}
    client.post(PAGE, {"sok": ""})
    assert len(names(client.get(PAGE))) == 2


def test_a_term_in_the_address_is_not_a_search(client, unit):
    add(unit, 1, last_name="Söderberg")
    assert len(names(client.get(PAGE + "?sok=söder"))) == 2


def test_a_term_that_is_too_long_clears_the_search(client, unit):
    client.post(PAGE, {"sok": "söder"})
    client.post(PAGE, {"sok": "x" * 101})
    assert client.get(PAGE).context["search_form"].initial == {"sok": ""}


# --- Files ---


def export(client, address=PAGE + "?export=xlsx"):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return openpyxl.load_workbook(io.BytesIO(response.content)).active


def test_the_file_has_typed_cells(client, unit):
    add(unit, 1, last_name="Berg", title="SYV", expires_on=dt.date(2026, 12, 1), revision=7, is_active=False)
    sheet = export(client)
    assert [cell.value for cell in sheet[1]] == ["Namn", "Titel", "Enhet", "Gäller till", "Version", "Aktiv"]
    row = sheet[3]
    assert [cell.value for cell in row] == ["P Berg", "SYV", "Jobbtorg", dt.datetime(2026, 12, 1), 7, "Nej"]  # noqa: DTZ001
    assert row[3].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("text", ["=1+1", "+46 70", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "<b>fet</b>"])
def test_text_is_never_a_formula(client, unit, text):
    add(unit, 1, title=text)
    cell = export(client)["B3"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text[0] in "=+-@\t")


def test_control_characters_do_not_break_the_file(client, unit):
    add(unit, 1, title="a\x0bb")
    assert export(client)["B3"].value == "ab"


def test_the_file_has_every_filtered_row_in_order(client, unit):
    add(unit, 70)
    add(unit, 2, is_active=False)
    sheet = export(client, PAGE + "?is_active=true&sortera=-name&export=xlsx&sida=2")
    listed = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert len(listed) == 71
    assert listed[0] == "P Ö0070"


def test_an_export_is_logged_without_names(client, unit, me, caplog):
    add(unit, 1, last_name="Hemlig")
    with caplog.at_level(logging.INFO, "amc.web.list_views"):
        export(client)
    assert f"user_list by user {me.pk}: 2 rows" in caplog.text
    assert "Hemlig" not in caplog.text


def test_too_large_a_file_is_refused_in_words(client, unit):
    add(unit, 100)
    response = client.get(PAGE + "?export=xlsx")
    assert response.status_code == 413
    assert "fler än 100 rader" in response.content.decode()
