"""Lönestöd that comes in the same row as the employment: judged by its rules, written with it (domain.md section 4)."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from participants.actions.importing import receive_file
from participants.models import ImportFile
from placements.importing.columns import EMPLOYMENT
from placements.importing.preview import Preview
from placements.importing.rows import read_kronor
from placements.models import AcknowledgedWarning, Employment, Scheme, WageSupport
from tests.placements.import_room import HEADINGS, TODAY, Town, carry_out, counts, judged, line, make_town
from tests.placements.room import D
from tests.queries import at_most

MORE = "Lönestöd;Stödets andel (%);Högsta lönekostnad;AF dnr;Beslut från;Beslut till"
ASKED = f"{MORE};Rekvirerat t.o.m."
NYSTART = {"scheme": "Nystartsjobb", "first": "2026-02-01", "last": "2026-08-31"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def row(town: Town, support: str, number: str = "", **values: str) -> str:
    return f"{line(number or town.number(), **(NYSTART | values))};{support}"


def receive(town: Town, *lines: str, more: str = MORE, **choices: str) -> ImportFile:
    return receive_file(
        unit=town.people.unit,
        filename="anställningar.csv",
        content="\n".join([f"{HEADINGS};{more}", *lines]).encode(),
        by=town.people.anna,
        kind=ImportFile.Kind.EMPLOYMENTS,
        fields=EMPLOYMENT,
        choices=choices,
    )


@pytest.mark.parametrize(
    ("text", "kronor"), [("18300", 18300), ("18 300 kr", 18300), ("18.300,00", 18300), ("20 000:-", 20000), ("1", 1)]
)
def test_kronor_as_people_and_spreadsheets_write_them(text: str, kronor: int) -> None:
    assert read_kronor(text) == kronor


@pytest.mark.parametrize("text", ["0", "-5", "200001", "18300,50", "tak", "1e4", "²", ""])
def test_no_kronor(text: str) -> None:
    with pytest.raises(ValueError, match="hela kronor"):
        read_kronor(text)


def test_a_decision_is_written_with_its_employment(town: Town) -> None:
    file = receive(town, row(town, "Nystartsjobb;50 %;25 000 kr;AF-1;2026-02-01;2026-08-31"), row(town, ";;;;;"))
    assert [fate for fate, _ in judged(file)] == ["nya", "nya"]
    assert counts(carry_out(file)) == (2, 0, 0)
    kept = WageSupport.objects.get()
    assert (kept.kind_id, kept.share, kept.cap, kept.reference) == ("nystartsjobb", 50, 25_000, "AF-1")
    assert (kept.first_day, kept.last_day) == (D("2026-02-01"), D("2026-08-31"))
    assert kept.created_by == town.people.anna
    assert kept.employment in Employment.objects.all()


def test_months_asked_for_before_come_in_the_row_or_for_all_rows(town: Town) -> None:
    file = receive(
        town,
        row(town, "Nystartsjobb;50;;;2026-02-01;2026-08-31;2026-02-28"),
        row(town, "Nystartsjobb;50;;;2026-02-01;2026-08-31;"),
        # It had not begun by the day of all rows.
        row(town, "Nystartsjobb;50;;;2026-04-01;2026-08-31;"),
        more=ASKED,
        requested_until="2026-03-31",
    )
    carry_out(file)
    kept = WageSupport.objects.order_by("pk").values_list("requested_until", flat=True)
    assert list(kept) == [D("2026-02-28"), D("2026-03-31"), None]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (f"{TODAY + dt.timedelta(days=1)}", "Dagen kan vara senast i dag"),
        ("2026-01-31", "Beslutet börjar 2026-02-01"),
        ("snart", "Rekvirerat till och med"),
    ],
)
def test_a_day_that_cannot_be_is_the_rows_error(town: Town, day: str, words: str) -> None:
    file = receive(town, row(town, f"Nystartsjobb;50;;;2026-02-01;2026-08-31;{day}"), more=ASKED)
    ((fate, why),) = judged(file)
    assert fate == "fel"
    assert words in why


def test_a_form_that_is_a_support_need_not_be_named_twice(town: Town) -> None:
    carry_out(receive(town, row(town, ";0,5;;;2026-02-01;2026-08-31")))
    assert (WageSupport.objects.get().kind_id, WageSupport.objects.get().share) == ("nystartsjobb", 50)


@pytest.mark.parametrize(
    ("support", "values", "words"),
    [
        (";50;;;2026-02-01;2026-08-31", {"scheme": "AMI"}, "Lönestöd saknas, fast raden har ett beslut."),
        ("Miljonstöd;50;;;2026-02-01;2026-08-31", {}, "Lönestöd ”Miljonstöd” är inget lönestöd här. Skriv någon av: "),
        ("AMI;50;;;2026-02-01;2026-08-31", {}, "Lönestöd ”AMI” är inget lönestöd här."),
        ("Nystartsjobb;101;;;2026-02-01;2026-08-31", {}, "Stödets andel (%): skriv en procent mellan 1 och 100."),
        ("Nystartsjobb;;999999;;2026-02-01;2026-08-31", {}, "Högsta lönekostnad (kr/mån): skriv hela kronor"),
        ("Nystartsjobb;;;;;2026-08-31", {}, "Beslutets första dag saknas."),
        ("Nystartsjobb;;;;2026-02-01;", {}, "Beslutets sista dag saknas."),
        ("Nystartsjobb;;;;2026-02-30;2026-08-31", {}, "Beslutets första dag: "),
        (f"Nystartsjobb;;;{'A' * 61};2026-02-01;2026-08-31", {}, "texten är längre än 60 tecken"),
        # By the rules of lönestöd.
        ("Nystartsjobb;;;;2026-08-31;2026-02-01", {}, "Sista dagen behöver vara tidigast 2026-08-31, beslutets"),
        ("Nystartsjobb;;;;2025-01-01;2025-12-31", {}, "Beslutet har ingen dag gemensam med anställningen"),
    ],
)
def test_what_is_wrong_with_a_decision_is_an_error_of_the_row(
    town: Town, support: str, values: dict[str, str], words: str
) -> None:
    file = receive(town, row(town, support, **values))
    ((fate, why),) = judged(file)
    assert fate == "fel"
    assert words in why
    assert counts(carry_out(file)) == (0, 0, 1)
    assert not Employment.objects.exists()
    assert not WageSupport.objects.exists()


def test_what_a_decision_warns_of_is_read_and_kept(town: Town) -> None:
    file = receive(town, row(town, "Lönebidrag för anställning;50;;;2026-02-01;2026-12-31"))
    ((fate, why),) = judged(file)
    assert fate == "varningar"
    assert "Stöd lämnas bara för de dagarna." in why
    assert counts(carry_out(file)) == (0, 1, 0)
    file = receive(town, row(town, "Lönebidrag för anställning;50;;;2026-02-01;2026-12-31"))
    carry_out(file, acknowledged=True)
    assert AcknowledgedWarning.objects.filter(code="support_beyond_employment").exists()


def test_the_rows_above_count(town: Town) -> None:
    number = town.number()
    Scheme.objects.filter(code="nystartsjobb").update(max_months=6)
    first = row(town, "Nystartsjobb;50;;;2026-02-01;2026-07-31", number, last="2026-07-31")
    second = row(
        town, "Nystartsjobb;50;;;2026-08-01;2026-12-31", number, first="2026-08-01", last="2026-12-31", extent="50"
    )
    fates = judged(receive(town, first, second))
    assert fates[0][0] == "nya"
    assert "blir 11 månader i allt" in fates[1][1]


def test_one_that_is_there_already_says_where_its_decision_goes(town: Town) -> None:
    number = town.number()
    carry_out(receive(town, row(town, ";;;;;", number)))
    ((fate, why),) = judged(receive(town, row(town, "Nystartsjobb;50;;;2026-02-01;2026-08-31", number)))
    assert fate == "finns"
    assert "lägg in det på anställningens sida" in why


def test_many_cost_as_few(town: Town) -> None:
    few, many = (
        receive(town, *(row(town, "Nystartsjobb;50;;;2026-02-01;2026-08-31") for _ in range(amount)))
        for amount in (2, 8)
    )
    asked = []
    for file in (few, many):
        with at_most(60) as queries:
            assert Preview(file, TODAY, by=town.people.anna).rows
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_template_has_every_heading() -> None:
    text = (Path(settings.BASE_DIR) / "static" / "mallar" / "anstallningar.csv").read_text(encoding="utf-8-sig")
    headings = text.splitlines()[0].split(";")
    assert headings == [one.label for one in EMPLOYMENT.every]
    assert set(EMPLOYMENT.guess(headings)) == {one.name for one in EMPLOYMENT.every}
