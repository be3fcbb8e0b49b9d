"""From a file to referrals: nothing before Importera, everything good at once, the same never twice."""

import csv
import datetime as dt
import io

import pytest

from amc.obstacles import Refused
from participants.actions.importing import discard_file, import_file, map_columns, receive_file
from participants.actions.registration import accept_referral
from participants.identity_pattern import official_numbers
from participants.importing.preview import Fate, Preview
from participants.models import ImportFile, ImportMapping, Referral, Source, TeamRule
from tests.factories import People, ReferralFactory, at, make_people
from tests.participants.test_registration_actions import at_once

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
HEADINGS = "Personnummer;Förnamn;Efternamn;Inkom;Remittent;Tolk"
AMINA = "19900101-2385;Amina;Ahmed;2026-11-16;Arbetsförmedlingen;dari"
BJORN = "19910305-2396;Björn;Åkerlund;2026-11-17;Socialtjänsten;"


@pytest.fixture
def people(db) -> People:
    return make_people()


def receive(people: People, *lines: str, headings: str = HEADINGS, source: Source | None = None) -> ImportFile:
    content = "\n".join([headings, *lines]).encode()
    return receive_file(unit=people.unit, filename="a.csv", content=content, source=source, by=people.anna)


def carry_out(people: People, file: ImportFile, *, include_duplicates: bool = False) -> ImportFile:
    return import_file(file, include_duplicates=include_duplicates, by=people.bo, today=TODAY, now=NOW)


def fates(file: ImportFile) -> list[str]:
    return [judged.fate for judged in Preview(file, TODAY, by=None).rows]


def counts(file: ImportFile) -> tuple[int, int, int]:
    return file.added_count, file.skipped_count, file.failed_count


def test_nothing_is_a_referral_before_it_is_imported(people: People) -> None:
    file = receive(people, AMINA, BJORN)
    assert (file.state, file.row_count, fates(file)) == ("preview", 2, ["nya", "nya"])
    assert not Referral.objects.exists()


def test_good_rows_become_unseen_referrals_with_their_team(people: People) -> None:
    TeamRule.objects.create(unit=people.unit, order=1, needs_interpreter=True, team=people.team)
    file = carry_out(people, receive(people, AMINA, BJORN, "19910305-2397;Carl;Ek;2026-11-17;AF;"))
    assert counts(file) == (2, 0, 1)
    assert (file.state, file.imported_at, file.rows) == ("imported", NOW, [])
    amina, bjorn = Referral.objects.order_by("received_on")
    assert (amina.full_name, amina.identity_number, amina.gender) == ("Amina Ahmed", "199001012385", "kvinna")
    assert (amina.state, amina.registered_by, amina.import_file) == ("unseen", people.bo, file)
    assert (amina.team, bjorn.team) == (people.team, None)
    assert (bjorn.source.code, bjorn.received_on) == ("vuxenenheten", dt.date(2026, 11, 17))


@pytest.mark.parametrize("include_duplicates", [False, True])
def test_the_same_file_twice_adds_nothing(people: People, include_duplicates: bool) -> None:
    carry_out(people, receive(people, AMINA, BJORN))
    again = receive(people, AMINA, BJORN)
    assert fates(again) == ["finns", "finns"]
    assert counts(carry_out(people, again, include_duplicates=include_duplicates)) == (0, 2, 0)
    assert Referral.objects.count() == 2


def test_the_same_file_adds_nothing_when_its_referrals_have_been_accepted(people: People) -> None:
    carry_out(people, receive(people, AMINA))
    referral = Referral.objects.get()
    accept_referral(
        referral=referral,
        participant=None,
        team=None,
        consultant=people.anna,
        opened_on=TODAY,
        by=people.anna,
        today=TODAY,
        now=NOW,
    )
    assert counts(carry_out(people, receive(people, AMINA))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([AMINA, AMINA], ["nya", "finns"], id="the same row twice in the file"),
        pytest.param([AMINA, AMINA.replace("11-16", "11-18")], ["nya", "dubbletter"], id="same person, other day"),
    ],
)
def test_duplicates_within_the_file(people: People, lines: list[str], expected: list[str]) -> None:
    file = receive(people, *lines)
    assert fates(file) == expected
    assert counts(carry_out(people, file)) == (1, 1, 0)


def test_possible_duplicates_are_added_only_when_asked_for(people: People) -> None:
    ReferralFactory(unit=people.unit, identity_number="199001012385")
    file = receive(people, AMINA)
    (judged,) = Preview(file, TODAY, by=None).of(Fate.DUPLICATE)
    assert "en öppen anvisning från Arbetsförmedlingen, inkommen 2026-11-16" in judged.why
    assert counts(carry_out(people, file, include_duplicates=True)) == (1, 0, 0)


def test_another_unit_is_not_looked_into(people: People) -> None:
    ReferralFactory(unit=people.other_unit, identity_number="199001012385")
    assert fates(receive(people, AMINA)) == ["nya"]


def test_columns_are_guessed_chosen_and_remembered(people: People) -> None:
    headings = "Id;Vem;Född;När"
    file = receive(people, ";Amina Ahmed;1990-01-01;16/11 2026", headings=headings)
    assert file.columns == {"birth_date": "Född"}
    assert Preview(file, TODAY, by=None).missing == ["namn", "remittent"]
    af = Source.objects.get(code="af")
    columns = {"full_name": "Vem", "birth_date": "Född", "received_on": "När"}
    file = map_columns(file, columns=columns, source=af)
    assert fates(file) == ["nya"]
    again = receive(people, ";Bo Ek;1990-01-02;17/11 2026", headings=headings)
    assert (again.columns, again.source) == (columns, af)
    assert ImportMapping.objects.filter(unit=people.unit).count() == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"full_name": "Förnamn"}, "columns_missing"),
        ({"full_name": "Finns inte"}, "column_unknown"),
        ({"pk": "Förnamn"}, "column_unknown"),
    ],
)
def test_columns_that_do_not_do(people: People, columns: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        map_columns(receive(people, AMINA), columns=columns, source=None)
    assert refused.value.codes == (code,)


def test_a_file_that_cannot_be_read_yet_is_not_imported(people: People) -> None:
    file = receive(people, "a;b", headings="X;Y")
    with pytest.raises(Refused) as refused:
        carry_out(people, file)
    assert refused.value.codes == ("columns_missing",)


def test_a_useless_file_is_refused_with_what_to_do(people: People) -> None:
    with pytest.raises(Refused) as refused:
        receive_file(unit=people.unit, filename="a.csv", content=b"", source=None, by=people.anna)
    assert (refused.value.obstacles[0].field, refused.value.codes) == ("file", ("file_unusable",))
    assert not ImportFile.objects.exists()


def test_a_file_that_was_thrown_away_is_empty_and_final(people: People) -> None:
    file = discard_file(receive(people, AMINA))
    file.refresh_from_db()
    assert (file.state, file.rows) == ("discarded", [])
    for handle in (lambda: carry_out(people, file), lambda: discard_file(file)):
        with pytest.raises(Refused) as refused:
            handle()
        assert refused.value.codes == ("file_handled",)


@pytest.mark.django_db(transaction=True)
def test_importera_pressed_twice_at_once_has_one_effect() -> None:
    people = make_people()
    file = receive(people, AMINA, BJORN)
    outcomes = at_once(lambda: carry_out(people, file), lambda: carry_out(people, file))
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert Referral.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_copies_of_a_file_imported_at_once_add_each_row_once() -> None:
    people = make_people()
    files = [receive(people, AMINA, BJORN) for _ in range(2)]
    outcomes = at_once(*[lambda file=file: carry_out(people, file) for file in files])
    assert sorted(counts(outcome) for outcome in outcomes) == [(0, 2, 0), (2, 0, 0)]
    assert Referral.objects.count() == 2


@pytest.mark.slow
def test_ten_thousand_rows_of_which_three_hundred_are_broken(people: People) -> None:
    numbers = list(official_numbers(7, born_to=dt.date(2010, 6, 1)))[:10_000]
    assert len(numbers) == 10_000
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for place, identity in enumerate(numbers):
        number = identity.formatted() if place % 33 else identity.formatted()[:-1] + "x"
        writer.writerow([number, f"Åsa{place}", "Öberg", "2026-11-16", "AF", ""])
    broken = len(range(0, 10_000, 33))
    file = receive(people, stream.getvalue().strip())
    assert (file.row_count, Preview(file, TODAY, by=None).counts) == (
        10_000,
        {Fate.NEW: 10_000 - broken, Fate.WRONG: broken},
    )
    file = carry_out(people, file)
    assert counts(file) == (10_000 - broken, 0, broken)
