"""The lists that invented data is made of: names, employers, numbers that reach nobody."""

import datetime as dt
import re

import pytest

from amc.demo import municipality
from amc.demo.chance import Chance, Deck
from amc.demo.filing.assessing import COMPETENCE
from amc.demo.names import LANGUAGES, mailbox, make_name
from amc.demo.texts import assessment, facts, journal, plans
from amc.demo.texts.directions import DIRECTIONS
from handlingsplan.models import Activity, ActivityKind
from participants.identity import parse_org_number
from participants.models import Competence, JournalEntry, KartlaggningArea
from placements.models import Employer

# Widely known people; no pair may come out of the lists.
KNOWN = {
    ("Greta", "Thunberg"),
    ("Zlatan", "Ibrahimović"),
    ("Astrid", "Lindgren"),
    ("Ingmar", "Bergman"),
    ("Olof", "Palme"),
    ("Björn", "Borg"),
    ("Volodymyr", "Zelenskyj"),
    ("Andrii", "Shevchenko"),
    ("Mohammad", "Khatami"),
    ("Omar", "Sharif"),
    ("Robert", "Lewandowski"),
    ("Lech", "Wałęsa"),
    ("Kimi", "Räikkönen"),
    ("Alexander", "Stubb"),
    ("Pablo", "Neruda"),
    ("Salvador", "Allende"),
    ("Abiy", "Ahmed"),
    ("Isaias", "Afwerki"),
    ("Ahmad", "Massoud"),
    ("Ashraf", "Ghani"),
    ("Mahsa", "Amini"),
    ("Recep", "Erdoğan"),
}


def test_shares_of_languages_make_a_hundred():
    assert sum(language.share for language in LANGUAGES) == 100


def test_no_name_is_a_widely_known_persons():
    pairs = {(first, last) for one in LANGUAGES for first in one.women + one.men for last in one.surnames}
    staff = {(first, last) for first, last, *_ in municipality.CONSULTANTS + municipality.OTHERS}
    assert not KNOWN & (pairs | staff)


def test_names_hold_the_letters_that_go_wrong_elsewhere():
    chance = Chance(1)
    names = [make_name(chance, "kvinna") for _ in range(2000)]
    letters = {char for name in names for char in name.first + name.last}
    assert set("åäöÅÄÖéłñŞğ'- ") - letters <= {"Ş"}
    assert max(len(name.last) for name in names) > 22


@pytest.mark.parametrize(
    ("first", "last", "address"),
    [
        ("Åsa", "Öberg", "asa.oberg@x.example"),
        ("Łukasz", "Wróbel", "lukasz.wrobel@x.example"),
        ("Ngọc", "Nguyễn", "ngoc.nguyen@x.example"),
        ("Rûken", "Yıldırım", "ruken.yildirim@x.example"),
        ("Blessing", "O'Dowd", "blessing.odowd@x.example"),
        ("Khaled", "Abu Zeid", "khaled.abu-zeid@x.example"),
    ],
)
def test_mailbox_is_ascii(first, last, address):
    assert mailbox(first, last, "x.example") == address


def test_mail_goes_to_reserved_domains_only():
    assert municipality.DOMAIN.endswith(".example")


@pytest.mark.parametrize("serial", [0, 1, 94, 95, 12_345])
def test_phone_numbers_are_those_kept_free_for_fiction(serial):
    mobile = re.sub(r"\D", "", municipality.mobile(serial))
    assert 701740605 <= int(mobile) <= 701740699
    assert 980319200 <= int(re.sub(r"\D", "", municipality.landline(serial))) <= 980319299
    assert int(municipality.postcode(serial).replace(" ", "")) > 98499


def test_employers_cover_every_kind_and_no_organisation_has_their_number():
    rows = municipality.employers(200)
    assert len(rows) == 200
    assert {kind for kind, *_ in rows[:60]} == set(Employer.Kind.values)
    assert len({(name, number) for _, name, number, _ in rows}) == 200
    for _, _, number, _ in rows:
        # First digit 4 is given to no kind of organisation [SFS 1974:174].
        assert parse_org_number(number).kind == ""
    assert len({number for kind, _, number, _ in rows if kind == "forvaltning"}) == 1
    lines = {line.code for line in DIRECTIONS}
    assert {line for *_, places in rows for line, _ in places} == lines


def test_deck_deals_every_value_before_any_comes_again():
    deck = Deck(Chance(3), [("often", 1000), ("seldom", 1), ("never", 0.001)])
    assert {deck.deal() for _ in range(3)} == {"often", "seldom", "never"}
    assert [deck.deal() for _ in range(20)].count("often") > 15


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-03-29", "2026-03-30", {30}),  # Sunday and Monday
        ("2026-03-28", "2026-03-29", {27}),  # Saturday and Sunday: the Friday before
        ("2026-12-24", "2026-12-28", {28}),  # Christmas
        ("2026-03-30", "2026-03-31", {30, 31}),
    ],
)
def test_working_days_stay_within_the_span_where_they_can(first, last, days):
    chance = Chance(2)
    span = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert {chance.working_day(*span).day for _ in range(200)} == days


@pytest.mark.django_db
def test_texts_exist_for_everything_that_is_written_about():
    areas = set(KartlaggningArea.objects.values_list("code", flat=True))
    assert set(assessment.AREAS) | {COMPETENCE} == areas
    listed = {pair for pairs in (*facts.BY_LINE.values(), facts.ANY_LINE) for pair in pairs if pair[0]}
    assert listed <= set(Competence.objects.values_list("code", "name"))
    assert set(plans.ACTIVITIES) == set(ActivityKind.objects.values_list("code", flat=True))
    assert set(plans.OTHERS) == set(Activity.Party.values) - {"deltagare"}
    assert set(journal.NOTES) == set(JournalEntry.Kind.values)
    kinds = set(ActivityKind.objects.values_list("code", flat=True))
    assert {kind for rows in plans.OTHERS.values() for _, kind in rows} <= kinds
    assert {line.workshop for line in DIRECTIONS} <= kinds
