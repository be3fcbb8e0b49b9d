"""What is read as an identity number, what is refused, and what the refusal says.

Every number that passes is Skatteverket's: a test personnummer, or an example out of its own texts
(701063-2391 in SKV M 2010:3). Numbers of organisations are those of authorities and old companies.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants import identity_pattern
from participants.identity import (
    check_digit,
    make_reserve_number,
    parse_identity,
    parse_org_number,
    parse_reserve_number,
)
from tests.participants.official import published

TODAY = dt.date(2026, 11, 24)
NBSP, NARROW, ZERO_WIDTH, MARK = "\u00a0", "\u202f", "\u200b", "\ufeff"


def refusal_of(parse: Callable[..., object], text: str, **arguments: object) -> str:
    """What the refusal of `text` says; "" when it is accepted."""
    try:
        parse(text, **arguments)
    except ValueError as refusal:
        return str(refusal)
    return ""


official = [identity.number for identity in identity_pattern.official_numbers(seed=1)]
official_numbers = st.sampled_from(official)


# --- Accepted -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "199002022391",
        "19900202-2391",
        "900202-2391",
        "9002022391",
        " 19900202-2391 ",
        "19900202 2391",
        "1990 02 02 23 91",
        "19900202 - 2391",
        f"19900202{NBSP}2391",
        f"900202{NARROW}2391",
        f"19900202–2391{NBSP}",
        "19900202—2391",
        "19900202‐2391",
        "19900202‑2391",
        "19900202−2391",
        f"{MARK}19900202-{ZERO_WIDTH}2391",
        "\t19900202-2391\r\n",
    ],
)
def test_ways_to_write_the_same_number(text):
    identity = parse_identity(text, today=TODAY)
    assert identity.number == "199002022391"
    assert identity.kind == "personnummer"
    assert identity.birth_date == dt.date(1990, 2, 2)
    assert identity.formatted() == str(identity) == "19900202-2391"
    assert identity.gender_digit == 9


@pytest.mark.parametrize(
    ("text", "today", "number"),
    [
        # Ten digits mean the latest birth date that is not in the future.
        ("041201-2387", dt.date(2026, 11, 24), "200412012387"),
        ("041201-2387", dt.date(2004, 12, 1), "200412012387"),
        ("020101-9809", dt.date(2001, 12, 31), "190201019809"),
        ("041201-9812", dt.date(2004, 11, 30), "190412019812"),
        # + means at least 100 years this calendar year.
        ("020101+9809", TODAY, "190201019809"),
        ("900118+9811", TODAY, "189001189811"),
        ("19020101+9809", TODAY, "190201019809"),
        ("020101+9809", dt.date(2002, 1, 1), "190201019809"),
        # Twelve digits say the century themselves, so a hyphen at 124 years does no harm.
        ("19020101-9809", TODAY, "190201019809"),
        ("189001189811", TODAY, "189001189811"),
        # Born on a leap day.
        ("960229-2386", TODAY, "199602292386"),
        ("000229-2381", TODAY, "200002292381"),
    ],
)
def test_century(text, today, number):
    assert parse_identity(text, today=today).number == number


def test_plus_counts_from_the_year_of_the_hundredth_birthday_not_the_day():
    """18 section of 1991:481: the sign changes in the year when the person turns 100."""
    for text in ("041201+9812", "19041201+9812"):
        assert parse_identity(text, today=dt.date(2004, 1, 1)).number == "190412019812"
    with pytest.raises(ValueError, match="Plustecknet"):
        parse_identity("19041201+9812", today=dt.date(2003, 12, 31))


def test_a_samordningsnummer_has_sixty_added_to_the_day():
    identity = parse_identity("701063-2391", today=TODAY)
    assert identity.number == "197010632391"
    assert identity.kind == "samordningsnummer"
    assert identity.birth_date == dt.date(1970, 10, 3)
    assert identity.formatted() == "19701063-2391"


def test_age_is_by_the_birth_date_in_the_number():
    identity = parse_identity("19900202-2391", today=TODAY)
    assert identity.age_on(dt.date(2026, 2, 1)) == 35
    assert identity.age_on(dt.date(2026, 2, 2)) == 36


def test_today_is_the_municipalitys_when_not_given():
    assert parse_identity("900202-2391").number == "199002022391"


def test_an_identity_is_a_value():
    one, other = (parse_identity(text, today=TODAY) for text in ("900202-2391", "199002022391"))
    assert one == other
    assert len({one, other}) == 1
    with pytest.raises(AttributeError):
        one.number = "199002022392"  # type: ignore[misc]


# --- Refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "saknas"),
        (" \t ", "saknas"),
        ("900202-239", "bara 9 siffror"),
        ("9", "bara 1 siffra. Det ska ha 10 eller 12"),
        ("90020223999", "11 siffror"),
        ("1990020223999", "13 siffror, det är för många"),
        ("900202-239X", "bokstaven ”X”"),
        ("19900202-T399", "bokstaven ”T”. Har personen ett nummer med bokstav: använd reservnummer"),
        ("19900202/2399", "tecknet ”/”"),
        ("19900202-2399.", "tecknet ”.”"),
        ("١٩٩٠٠٢٠٢٢٣٩٩", "i en annan skrift"),
        ("１９９００２０２２３９９", "i en annan skrift"),
        ("19900202-239⁹", "i en annan skrift"),
        ("1990-02-02-2399", "ett enda streck"),
        ("900202--2399", "ett enda streck"),
        ("-9002022399", "ett enda streck"),
        ("19900202-2399-", "ett enda streck"),
        ("19901302-2399", "Månaden 13 finns inte"),
        ("19900002-2399", "Månaden 00 finns inte"),
        ("19900230-2399", "Dagen 30 finns inte i månad 02 år 1990"),
        ("19900229-2399", "Dagen 29 finns inte i månad 02 år 1990"),
        ("19900200-2399", "Dagen 00 finns inte"),
        ("19900232-2399", "Dagen 32 finns inte"),
        ("19900259-2399", "Dagen 59 finns inte"),
        ("19900292-2399", "Dagen 32 finns inte"),
        ("19900260-2399", "saknar födelsemånad eller födelsedag"),
        ("19150072-2390", "saknar födelsemånad eller födelsedag"),
        ("20261125-2390", "i framtiden"),
        ("20270101-2390", "i framtiden"),
        ("20900202-2399", "i framtiden"),
        ("21900202-2399", "ska börja med 18, 19 eller 20"),
        ("17900202-2399", "ska börja med 18, 19 eller 20"),
        ("19900202-0001", "kan inte börja med 000"),
        ("19900202-2390", "Kontrollsiffran stämmer inte. Jämför med handlingen; två siffror kan ha bytt"),
        ("19900202-3291", "Kontrollsiffran stämmer inte"),
        ("19900202+2391", "Plustecknet betyder att personen fyller minst 100 år"),
        ("19270101+2399", "Plustecknet betyder"),
        ("556016-0680", "ser ut som ett organisationsnummer"),
        ("212000-0142", "ser ut som ett organisationsnummer"),
        ("165560160680", "ser ut som ett organisationsnummer"),
        ("R2026-00042", "Det här är ett reservnummer"),
        ("r2026-00042", "Det här är ett reservnummer"),
    ],
)
def test_refusals_say_what_is_wrong(text, message):
    said = refusal_of(parse_identity, text, today=TODAY)
    assert message in said
    assert said.endswith(".")


def test_a_birth_date_of_today_is_not_in_the_future():
    stem = "20130315239"
    identity = parse_identity(stem + check_digit(stem[2:]), today=dt.date(2013, 3, 15))
    assert identity.age_on(dt.date(2013, 3, 15)) == 0


@given(official_numbers, st.integers(0, 11), st.integers(1, 9))
def test_a_refusal_never_repeats_the_number(number, place, change):
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    said = refusal_of(parse_identity, wrong, today=TODAY)
    assert wrong[-4:] not in said
    assert wrong[2:8] not in said


@given(st.text(max_size=20))
def test_anything_else_is_refused_with_a_value_error(text):
    said = refusal_of(parse_identity, text, today=TODAY)
    assert said == "" or said.endswith(".")


@given(st.text("0123456789-+ \u00a0–T٣", max_size=14))
def test_what_looks_like_a_number_is_refused_or_has_every_property(text):
    if refusal_of(parse_identity, text, today=TODAY):
        return
    identity = parse_identity(text, today=TODAY)
    assert identity.birth_date <= TODAY
    assert check_digit(identity.number[2:11]) == identity.number[11]


# --- Round trips and slips of the hand ------------------------------------------------------------


def test_every_published_test_number_is_read_back(capsys):
    for number in published(capsys) or official:
        identity = parse_identity(number, today=TODAY)
        assert identity.number == number
        assert parse_identity(identity.formatted(), today=TODAY) == identity


@given(official_numbers)
def test_short_and_long_forms_are_the_same_person(number):
    identity = parse_identity(number, today=TODAY)
    assert parse_identity(number[2:], today=TODAY) == identity
    assert parse_identity(f"{number[2:8]}-{number[8:]}", today=TODAY) == identity


@given(official_numbers, st.integers(2, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number, place, change):
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert refusal_of(parse_identity, wrong, today=TODAY)


@given(official_numbers, st.integers(2, 10))
def test_two_swapped_digits_are_caught_except_for_0_and_9(number, place):
    """Modulus 10 with weights 2 and 1 cannot tell 09 from 90; every other neighbours it can."""
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    if pair[0] == pair[1] or set(pair) == {"0", "9"}:
        return
    assert refusal_of(parse_identity, swapped, today=TODAY)


# --- Reserve numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serial", "year", "number"),
    [
        (42, 2026, "R2026-00042"),
        (1, 1999, "R1999-00001"),
        (99_999, 2026, "R2026-99999"),
        (999_999, 2026, "R2026-999999"),
    ],
)
def test_reserve_number(serial, year, number):
    reserve = make_reserve_number(serial, year)
    assert reserve.number == reserve.formatted() == str(reserve) == number
    assert reserve.kind == "reservnummer"
    assert len(number) <= 12
    assert parse_reserve_number(number) == reserve


@pytest.mark.parametrize("text", ["r2026-00042", " R2026 - 00042 ", "R202600042", "R2026–00042", "R2026-000042"])
def test_ways_to_write_the_same_reserve_number(text):
    assert parse_reserve_number(text).number == "R2026-00042"


@pytest.mark.parametrize(
    "text", ["", "2026-00042", "R26-00042", "R2026-42", "R2026-1000000", "R2026-00000", "R٢026-00042"]
)
def test_other_reserve_numbers_are_refused(text):
    with pytest.raises(ValueError, match="eservnumret"):
        parse_reserve_number(text)


@pytest.mark.parametrize(("serial", "year"), [(0, 2026), (-1, 2026), (1_000_000, 2026), (1, 26), (1, 10_000)])
def test_reserve_numbers_outside_their_range_are_refused(serial, year):
    with pytest.raises(ValueError, match="Reservnumrets"):
        make_reserve_number(serial, year)


@given(st.integers(1, 999_999), st.integers(1000, 9999))
def test_a_reserve_number_is_never_taken_for_an_identity_number(serial, year):
    with pytest.raises(ValueError, match="reservnummer"):
        parse_identity(make_reserve_number(serial, year).number, today=TODAY)


# --- Organisations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "formatted", "kind"),
    [
        ("556016-0680", "556016-0680", "aktiebolag"),
        ("5560160680", "556016-0680", "aktiebolag"),
        ("16556016-0680", "556016-0680", "aktiebolag"),
        (f" 556016–0680{NBSP}", "556016-0680", "aktiebolag"),
        ("212000-0142", "212000-0142", "stat, region, kommun eller församling"),
        ("202100-5489", "202100-5489", "stat, region, kommun eller församling"),
        ("702001-7781", "702001-7781", "ekonomisk förening"),
        ("802005-9286", "802005-9286", "ideell förening eller stiftelse"),
    ],
)
def test_org_number(text, formatted, kind):
    number = parse_org_number(text)
    assert number.formatted() == str(number) == formatted
    assert number.number == formatted.replace("-", "")
    assert number.kind == kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Skriv ett organisationsnummer"),
        ("556016-068", "det här har 9"),
        ("55601606801", "det här har 11"),
        ("SE556016068001", "bokstaven ”S”"),
        ("5560-160680", "Bindestrecket ska stå före"),
        ("556016+0680", "Bindestrecket ska stå före"),
        ("556016-0681", "Kontrollsiffran stämmer inte"),
        ("556061-0680", "Kontrollsiffran stämmer inte"),
        ("900202-2391", "Det här är ett personnummer"),
        ("19900202-2391", "Det här är ett personnummer"),
        ("16900202-2399", "Det här är ett personnummer"),
        ("701063-2391", "Det här är ett personnummer"),
        ("99556016-0680", "börjar med 16"),
    ],
)
def test_refused_org_numbers(text, message):
    assert message in refusal_of(parse_org_number, text)


@given(official_numbers)
def test_no_personnummer_is_kept_as_an_org_number(number):
    for text in (number, number[2:], f"{number[:8]}-{number[8:]}", f"16{number[2:]}"):
        with pytest.raises(ValueError, match="personnummer"):
            parse_org_number(text)


@given(st.text(max_size=16))
def test_anything_else_is_no_org_number(text):
    if refusal_of(parse_org_number, text):
        return
    number = parse_org_number(text)
    assert check_digit(number.number[:9]) == number.number[9]
    assert number.number[2] >= "2"
