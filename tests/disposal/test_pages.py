"""The pages of disposal, the figures that stay what they were, and the rules that two languages agree on."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import today
from amc.disposal import rules
from amc.disposal.actions import approve_disposal, carry_out
from amc.disposal.candidates import candidates, print_of
from amc.disposal.models import DisposalItem, DisposalRun, LegalHold, RetentionRule
from amc.disposal.rules import Standing, fate
from amc.disposal.tasks import carry_out_disposals
from amc.reports import figures, lists
from amc.reports.results import Results
from amc.reports.selection import Selection
from participants.models import Enrolment, ImportFile, Referral
from tests.disposal.life import BEGAN, CANARY, Canaries, found, live
from tests.exports import take_out
from tests.factories import EnrolmentFactory, People, ReferralFactory, at, make_people
from tests.participants.case_room import signed_in

DAY = dt.date(2026, 3, 15)


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (Standing(dt.date(2026, 3, 14)), "due"),
        (Standing(dt.date(2026, 3, 15)), "not_due"),
        (Standing(dt.date(2026, 3, 14), held=True), "held"),
        (Standing(dt.date(2027, 3, 14), held=True), "held"),
        (Standing(dt.date(2026, 3, 14), birth_day=15), "sample"),
        (Standing(dt.date(2026, 3, 15), birth_day=15), "not_due"),
        (Standing(dt.date(2026, 3, 14), dt.date(2026, 3, 14)), "due"),
        (Standing(dt.date(2026, 3, 14), dt.date(2026, 3, 15)), "accounts"),
        (Standing(dt.date(2026, 3, 14), dt.date(2026, 3, 15), birth_day=5), "sample"),
    ],
)
def test_what_becomes_of_a_record(standing: Standing, answer: str) -> None:
    assert fate(standing, today=DAY, sample_days=[5, 15, 25]) == answer


@pytest.mark.parametrize(
    ("base", "months", "last"),
    [
        (dt.date(2024, 2, 29), 60, dt.date(2029, 2, 28)),
        (dt.date(2025, 1, 31), 1, dt.date(2025, 2, 28)),
        (dt.date(2021, 3, 15), 60, dt.date(2026, 3, 15)),
    ],
)
def test_the_last_day_of_a_term(base: dt.date, months: int, last: dt.date) -> None:
    assert rules.kept_until(base, months) == last


@pytest.mark.django_db
@given(base=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), months=st.integers(1, 1200))
def test_postgresql_reckons_the_same_term(base: dt.date, months: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + make_interval(months => %s))::date", [base, months])
        assert cursor.fetchone()[0] == rules.kept_until(base, months)


def test_accounts_are_kept_from_the_end_of_the_year() -> None:
    assert rules.accounts_kept_until(dt.date(2015, 3, 1), 84) == dt.date(2022, 12, 31)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def lives(people: People) -> list[Enrolment]:
    with time_machine.travel(at(BEGAN, 12), tick=False):
        return [live(people, Canaries(whose)) for whose in "12"]


def approved(people: People) -> DisposalRun:
    due = [one for one in candidates(people.eva, today()) if one.fate == "due"]
    return approve_disposal(by=people.eva, seen=print_of(due), decision="Beslut 2026:1", today=today())


def year_figures(people: People, year: int) -> dict[str, object]:
    selection = Selection(people.eva, today(), dt.date(year, 1, 1), dt.date(year, 12, 31))
    results = Results(selection)
    amounts = {
        name: len(rows) + lists.disposed_of(slug, selection, part)
        for name, slug, part in (
            ("in", "in", {}),
            ("ut", "ut", {}),
            ("mars", "ut", {"manad": dt.date(2016, 3, 1)}),
            ("avslut", "avslut", {}),
            ("kolada", "avslut", {"matt": "arbete-kolada"}),
            ("unga", "avslut", {"alder": "16-24"}),
            ("utfall", "avslut", {"utfall": "reguljart"}),
            ("annan", "avslut", {"utfall": "annat"}),
        )
        if (rows := lists.enrolments(slug, selection, part)[1]) is not None
    }
    return {
        "in and out": figures.movements(selection),
        "measures": [(one.code, one.amount, one.whole, one.before) for one in results.measures()],
        "lines": [[str(line) for line in part] for part in (results.by_education(), results.by_gender())],
        "age": [str(line) for line in results.by_age()],
        "source": [str(line) for line in results.by_source()],
        "days": results.days,
        "lists": amounts,
    }


@pytest.mark.django_db
class TestPages:
    def test_the_figures_of_the_years_do_not_change(self, people: People, lives: list[Enrolment]) -> None:
        other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=dt.date(2016, 3, 1))
        before = {year: year_figures(people, year) for year in (2015, 2016, 2017)}
        assert before[2016]["lists"]["kolada"] == 2  # type: ignore[index]
        run = approved(people)
        assert [carry_out(pk) for pk in run.items.values_list("pk", flat=True)] == ["disposed"] * 2
        assert Enrolment.objects.get() == other
        assert {year: year_figures(people, year) for year in (2015, 2016, 2017)} == before
        page = signed_in(people.eva).get(
            reverse("figure_list", args=["ut"]), {"fran": "2016-01-01", "till": "2016-12-31"}
        )
        assert "2 gallrade ärenden" in page.content.decode()

    def test_from_the_list_to_the_log(self, people: People, lives: list[Enrolment]) -> None:
        client = signed_in(people.eva)
        text = client.get(reverse("disposal")).content.decode()
        assert "2 handlingar kan gallras" in text
        assert lives[0].participant.full_name in text
        file = take_out(client, reverse("disposal"))
        assert file["Content-Disposition"].startswith("attachment")
        page = client.get(reverse("disposal_approve"))
        assert "Journalanteckningar" in page.content.decode()
        seen = page.context["form"].initial["seen"]
        form = {"seen": seen, "decision": "Beslut 2026:1", "sure": "on"}
        unsure = client.post(reverse("disposal_approve"), form | {"sure": ""})
        assert unsure.status_code == 200
        client.post(reverse("disposal_approve"), form)
        run = DisposalRun.objects.get()
        carry_out_disposals()
        log = client.get(run.get_absolute_url()).content.decode()
        assert "participants_journalentry" in log
        assert CANARY not in log
        assert "Beslut 2026:1" in client.get(reverse("disposal_log")).content.decode()
        assert found(CANARY) == {}

    def test_a_list_that_has_changed_is_read_anew(self, people: People, lives: list[Enrolment]) -> None:
        client = signed_in(people.eva)
        seen = client.get(reverse("disposal_approve")).context["form"].initial["seen"]
        LegalHold.objects.create(participant=lives[0].participant, reason="x", decision="y", placed_by=people.eva)
        page = client.post(reverse("disposal_approve"), {"seen": seen, "decision": "Beslut", "sure": "on"})
        assert "Listan har ändrats" in page.content.decode()
        assert not DisposalRun.objects.exists()

    def test_a_hold_is_placed_shown_and_lifted(self, people: People, lives: list[Enrolment]) -> None:
        client, person = signed_in(people.eva), lives[0].participant
        url = reverse("legal_hold_create", args=[person.uuid])
        for _ in range(2):
            page = client.post(url, {"reason": "Tvist", "decision": "Chefen"})
        assert "redan stoppad" in page.content.decode()
        assert "Gallringsstopp" in signed_in(people.anna).get(person.get_absolute_url()).content.decode()
        hold = LegalHold.objects.get()
        client.post(reverse("legal_hold_lift", args=[hold.uuid]), {"reason": "Slut"})
        assert not LegalHold.objects.standing().exists()
        assert client.get(reverse("legal_hold_lift", args=[hold.uuid])).status_code == 404

    def test_refused_referrals_and_files_go_by_their_own_terms(self, people: People) -> None:
        with time_machine.travel(at(dt.date(2023, 1, 2)), tick=False):
            file = ImportFile.objects.create(
                unit=people.unit,
                uploaded_by=people.anna,
                filename=f"{CANARY}.csv",
                sha256="0" * 64,
                headings=["Namn"],
                rows=[[1, CANARY]],
            )
            decided = {"decided_at": at(dt.date(2023, 1, 2)), "decided_by": people.anna, "seen_at": at(BEGAN)}
            refused = {"state": "declined", "decision_reason": CANARY, "last_name": CANARY, "unit": people.unit}
            ReferralFactory(import_file=file, birth_date=dt.date(1990, 1, 7), **refused, **decided)
            ReferralFactory(unit=people.unit)
        assert [one.record for one in candidates(people.eva, today())] == ["referral"]
        assert [carry_out(item) for item in approved(people).items.values_list("pk", flat=True)] == ["disposed"]
        assert [one.record for one in candidates(people.eva, today())] == ["import"]
        assert [carry_out(item) for item in approved(people).items.values_list("pk", flat=True)] == ["disposed"]
        assert found(CANARY) == {}
        assert Referral.objects.count() == 1

    def test_another_units_records_are_not_ones_own(self, people: People, lives: list[Enrolment]) -> None:
        people.eva.unit = people.other_unit
        people.eva.save()
        assert candidates(people.eva, today()) == []
        assert not DisposalItem.objects.exists()

    def test_the_systemforvaltare_keeps_the_rules_and_sees_nobody(self, people: People) -> None:
        client = signed_in(people.admin)
        url = reverse("code_create", args=["gallringsregler"])
        form = {
            "record": "case",
            "regime": "kaa",
            "months": 24,
            "counts_from": "last_note",
            "decision": "Plan 2027",
            "sample_days": "5,15",
            "valid_from": str(today()),
        }
        assert "gäller tidigast om fjorton dagar" in client.post(url, form).content.decode()
        later = today() + dt.timedelta(days=30)
        assert client.post(url, form | {"valid_from": str(later)}).status_code == 302
        assert RetentionRule.objects.get(decision="Plan 2027").sample_days == [5, 15]
        assert client.get(reverse("disposal")).status_code == 404

    def test_the_list_asks_a_fixed_number_of_questions(self, people: People, lives: list[Enrolment]) -> None:
        client, counts = signed_in(people.eva), []
        for more in ("abc", ""):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("disposal"))
            counts.append(len(queries))
            with time_machine.travel(at(BEGAN, 12), tick=False):
                for whose in more:
                    live(people, Canaries(whose))
        assert counts[0] == counts[1] <= 20
