"""From a file to running employments: judged as by the form, nothing before Importera, the same never twice."""

import datetime as dt

import pytest
import time_machine

from amc.obstacles import Refused
from handlingsplan.models import FollowUp
from participants.models import ImportFile, ImportMapping, Participant, ProtectedAccess
from placements import actions
from placements.importing.people import NOT_HERE
from placements.importing.preview import Preview
from placements.models import Employer, Employment, Scheme, Supervision, Supervisor, Workplace
from tests.factories import (
    EmployerFactory,
    InternshipFactory,
    KartlaggningEntryFactory,
    SupervisorFactory,
    WorkplaceFactory,
    days,
)
from tests.placements.employer_room import EmployerWarningFactory
from tests.placements.import_room import (
    NOW,
    ORG,
    TODAY,
    Town,
    carry_out,
    counts,
    judged,
    line,
    make_town,
    only,
    receive,
    refusal,
)
from tests.placements.room import D, placed


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(db) -> Town:
    return make_town()


def test_a_row_becomes_an_employment_with_all_that_belongs_to_it(town: Town) -> None:
    number, enrolment = town.enrolled()
    file = receive(town, line(number, extent="0,75", last="2028-01-31", reference="AMC 2026/17"))
    assert judged(file) == [("nya", "")]
    assert not Employment.objects.exists()
    file = carry_out(file)
    assert (counts(file), file.state, file.rows, file.imported_at) == ((1, 0, 0), "imported", [], NOW)
    employment = Employment.objects.get()
    assert (employment.enrolment, employment.employer, employment.workplace) == (
        enrolment,
        town.employer,
        town.workplace,
    )
    assert employment.period == days(D("2026-02-01"), D("2028-01-31"))
    assert (employment.extent, employment.union, employment.created_by) == (75, "Kommunal", town.people.anna)
    assert employment.reference == "AMC 2026/17"
    supervision = Supervision.objects.get()
    assert (supervision.supervisor, supervision.period) == (town.supervisor, employment.period)
    due = FollowUp.objects.filter(enrolment=enrolment).order_by("due_on").values_list("due_on", flat=True)
    assert list(due) == [D("2027-02-01"), D("2028-01-31")]


# Each limit of domain.md section 4, by what the row says and what the answer tells.
LIMITS = [
    pytest.param({"last": "2028-02-01"}, "högst 24 månader", id="AMI at most 24 months [S0]"),
    pytest.param({"first": "2026-01-15"}, "Planen behövde vara överenskommen", id="plan before the first day [S0]"),
    pytest.param({"supervisor": ""}, "Välj en handledare", id="supervisor from day one [S1]"),
    pytest.param({"scheme": "AMA", "last": "2027-02-01"}, "högst 12 månader", id="AMA at most 12 months [S1]"),
    pytest.param({"scheme": "AMA"}, "Kartläggningen behöver vara påbörjad", id="kartläggning before AMA [S1]"),
    pytest.param({"scheme": "AMA"}, "En praktik behöver ha börjat", id="praktik before AMA [S1]"),
    pytest.param({"last": "2026-01-31"}, "Sista dagen behöver vara tidigast 2026-02-01", id="last before first"),
    pytest.param(
        {"org": "212000-0142", "employer": "Nya AB"}, "Arbetsgivaren Nya AB finns inte", id="unknown employer"
    ),
    pytest.param({"workplace": "Boden"}, "Arbetsplatsen Boden finns inte hos Gröna", id="unknown workplace"),
    pytest.param({"supervisor": "Ulla Ek"}, "Handledaren Ulla Ek finns inte hos Gröna", id="unknown supervisor"),
]


@pytest.mark.parametrize(("values", "words"), LIMITS)
def test_a_row_that_breaks_a_limit_says_which_and_what_to_do(town: Town, values: dict[str, str], words: str) -> None:
    fate, why = only(receive(town, line(town.number(), **values)))
    assert fate == "fel"
    assert words in why


def test_the_judgement_is_that_of_the_form(town: Town) -> None:
    number, enrolment = town.enrolled()
    workplace = WorkplaceFactory(employer=town.employer, name="Trånga", capacity=1)
    other = town.enrolled()[1]
    placed(
        actions.start_employment,
        enrolment=other,
        scheme=Scheme.objects.get(code="ami"),
        employer=town.employer,
        workplace=workplace,
        first_day=D("2026-02-01"),
        last_day=D("2027-01-31"),
        supervisor=town.supervisor,
        union="Kommunal",
        collective_agreement="BEA",
        by=town.people.anna,
        now=NOW,
        today=TODAY,
    )
    Supervisor.objects.filter(pk=town.supervisor.pk).update(capacity=1)
    town.supervisor.trainings.update(withdrawn_on=TODAY, withdrawn_why="Fel person.")
    EmployerWarningFactory(employer=town.employer, reason="Betalar sent.")
    file = receive(town, line(number, workplace="Trånga", agreement="", last="2028-02-01"))
    (row,) = Preview(file, TODAY, by=town.people.anna).rows
    with pytest.raises(Refused) as refused:
        actions.start_employment(
            enrolment=enrolment,
            scheme=Scheme.objects.get(code="ami"),
            employer=town.employer,
            workplace=workplace,
            first_day=D("2026-02-01"),
            last_day=D("2028-02-01"),
            supervisor=Supervisor.objects.get(pk=town.supervisor.pk),
            union="Kommunal",
            by=town.people.anna,
            now=NOW,
            today=TODAY,
        )
    said = [(one.code, one.message) for one in refused.value.obstacles]
    assert row.verdict is not None
    assert said == [(one.code, one.message) for one in (*row.verdict.refusals, *row.verdict.warnings)]
    assert {"too_long", "over_capacity", "supervisor_full", "supervisor_untrained", "employer_warning"} <= {
        code for code, _ in said
    }


def test_what_was_done_before_is_found(town: Town) -> None:
    with time_machine.travel(NOW - dt.timedelta(400)):
        number, enrolment = town.enrolled()
        KartlaggningEntryFactory(enrolment=enrolment)
    place = WorkplaceFactory(employer=town.employer)
    placed(
        InternshipFactory,
        enrolment=enrolment,
        first_day=D("2025-10-01"),
        last_day=D("2025-12-01"),
        workplace=place,
    )
    assert judged(receive(town, line(number, scheme="AMA"))) == [("nya", "")]


class TestPersons:
    """Who is not to be seen is as who is not there."""

    def test_unknown_foreign_and_protected_are_one(self, town: Town) -> None:
        foreign = town.number(participant__unit=town.people.other_unit, consultant=town.people.cilla)
        hidden, enrolment = town.enrolled()
        protect(enrolment.participant, town.people.bo)
        unknown = next(town.numbers).formatted()
        file = receive(town, line(foreign), line(hidden), line(unknown))
        assert judged(file) == [("fel", NOT_HERE)] * 3
        assert counts(carry_out(file)) == (0, 0, 3)

    def test_who_is_named_employs_the_protected(self, town: Town) -> None:
        hidden, enrolment = town.enrolled()
        protect(enrolment.participant, town.people.bo)
        assert judged(receive(town, line(hidden), by=town.people.bo)) == [("nya", "")]

    def test_a_closed_enrolment_is_said(self, town: Town) -> None:
        number, enrolment = town.enrolled()
        type(enrolment).objects.filter(pk=enrolment.pk).update(closed_on=D("2026-11-01"))
        fate, why = only(receive(town, line(number)))
        assert fate == "fel"
        assert "Inskrivningen avslutades 2026-11-01. Skriv in deltagaren på nytt" in why


class TestExceptions:
    """The enhetschef's reasoned exception, for those whose plan was agreed on paper before the unit began here [S0]."""

    def test_the_enhetschefs_counts(self, town: Town) -> None:
        number = town.number(plan=False)
        file = receive(town, line(number, paper="2026-01-10"), by=town.people.eva, exception_reason="Började före AMC.")
        assert judged(file) == [("nya", "")]
        carry_out(file)
        employment = Employment.objects.get()
        assert (employment.exception_reason, employment.exception_by) == ("Började före AMC.", town.people.eva)
        assert (employment.exception_at, employment.exception_paper_date) == (NOW, D("2026-01-10"))

    def test_it_is_noted_only_where_it_is_needed(self, town: Town) -> None:
        file = receive(town, line(town.number(), reason="Papper."), by=town.people.eva)
        carry_out(file)
        assert Employment.objects.get().exception_reason == ""

    def test_nobody_elses_counts(self, town: Town) -> None:
        row = line(town.number(plan=False), paper="2026-01-10", reason="Började före AMC.")
        fate, why = only(receive(town, row, exception_reason="Började före AMC."))
        assert (fate, "be enhetschefen om ett undantag" in why) == ("fel", True)

    def test_for_ami_the_day_on_the_paper_is_needed(self, town: Town) -> None:
        fate, why = only(receive(town, line(town.number(plan=False), reason="Före."), by=town.people.eva))
        assert (fate, "planens datum på papper" in why) == ("fel", True)


class TestDuplicates:
    """The same employment is added once, whoever has it first: the register, or a row above."""

    def test_the_same_file_twice_adds_nothing(self, town: Town) -> None:
        rows = [line(town.number()) for _ in range(3)]
        carry_out(receive(town, *rows))
        again = receive(town, *rows)
        assert {fate for fate, _ in judged(again)} == {"finns"}
        assert counts(carry_out(again)) == (0, 3, 0)
        assert Employment.objects.count() == 3

    def test_the_same_row_twice_in_the_file(self, town: Town) -> None:
        number = town.number()
        assert judged(receive(town, line(number), line(number))) == [
            ("nya", ""),
            ("finns", "Samma anställning står på rad 2."),
        ]

    def test_another_last_day_is_pointed_out_and_changes_nothing(self, town: Town) -> None:
        number = town.number()
        carry_out(receive(town, line(number)))
        fate, why = only(receive(town, line(number, last="2027-06-30")))
        assert fate == "finns"
        assert "2026-02-01 – 2027-01-31. Filen säger 2027-06-30" in why

    def test_rows_of_one_person_count_together(self, town: Town) -> None:
        number = town.number()
        rows = [
            line(number),
            line(number, first="2027-01-31", last="2027-03-31"),
            line(number, first="2027-02-01", last="2028-02-01"),
            line(number, first="2027-02-01", last="2028-01-31"),
        ]
        found = judged(receive(town, *rows))
        assert [fate for fate, _ in found] == ["nya", "fel", "fel", "nya"]
        assert "Första dagen kan vara tidigast 2027-02-01. Samma person står på rad 2." in found[1][1]
        assert "har använt 12 månader av 24" in found[2][1]


class TestRegister:
    """Employers, workplaces and supervisors are matched, and added only when somebody chose so."""

    def test_the_number_decides_for_a_firm_and_the_name_for_divisions(self, town: Town) -> None:
        for name in ("Vård och omsorg", "Teknik och park"):
            employer = EmployerFactory(name=name, org_number="2120000142", kind=Employer.Kind.FORVALTNING)
            WorkplaceFactory(employer=employer, name=f"Kontoret {name}", capacity=9)
            SupervisorFactory(employer=employer, first_name="Ulla", last_name="Ek")
        both = {"org": "212000-0142", "supervisor": "Ulla Ek", "workplace": ""}
        rows = [
            line(town.number(), employer="Gröna gården aktiebolag"),
            line(town.number(), **both, employer="Teknik och park"),
            line(town.number(), **both, employer="Skolan"),
            line(town.number(), **both, employer=""),
            line(town.number(), **both | {"workplace": "Kontoret Vård och omsorg"}, employer=""),
        ]
        preview = Preview(receive(town, *rows), TODAY, by=town.people.anna)
        assert [one.employment and one.employment.employer.name for one in preview.rows] == [
            "Gröna Gården AB",
            "Teknik och park",
            None,
            None,
            "Vård och omsorg",
        ]
        assert "Skolan finns inte i registret" in preview.rows[2].why
        assert "Flera arbetsgivare kan vara den: Teknik och park" in preview.rows[3].why

    def test_new_ones_are_added_once_each_when_chosen(self, town: Town) -> None:
        new = {"org": "", "employer": "Blå Bageriet", "workplace": "Ugnen", "supervisor": "Ulla Ek"}
        rows = [line(town.number(), **new) for _ in range(2)]
        rows.append(line(town.number(), workplace="Boden", supervisor="Ek, Ulla"))
        rows.append(line(town.number(), org="", employer="Röda Stugan", last="2030-01-01", supervisor="Bo Ek"))
        chosen = {"new_employers": "privat", "new_workplaces": True, "new_supervisors": True}
        file = receive(town, *rows, **chosen)
        preview = Preview(file, TODAY, by=town.people.anna)
        assert [str(one.fate) for one in preview.rows] == ["varningar", "varningar", "varningar", "fel"]
        employers, places, supervisors = preview.added
        assert ([str(one) for one in employers], sorted(map(str, places)), len(supervisors)) == (
            ["Blå Bageriet"],
            ["Boden", "Ugnen"],
            2,
        )
        assert not Employer.objects.filter(name="Blå Bageriet").exists()
        assert counts(carry_out(file, acknowledged=True)) == (3, 0, 1)
        bakery = Employer.objects.get(name="Blå Bageriet")
        assert (bakery.kind, bakery.workplaces.get().name, bakery.supervisors.get().full_name) == (
            "privat",
            "Ugnen",
            "Ulla Ek",
        )
        assert bakery.employments.count() == 2
        assert not Employer.objects.filter(name="Röda Stugan").exists()
        assert not Supervisor.objects.filter(last_name="Ek", municipal_employee=True).exists()

    @pytest.mark.parametrize("name", ["Gröna Gårdenn AB", "Gröna Gården AB"])
    def test_what_is_spelt_nearly_as_another_is_never_added(self, town: Town, name: str) -> None:
        number = "" if name == "Gröna Gårdenn AB" else "212000-0142"
        fate, why = only(receive(town, line(town.number(), org=number, employer=name), new_employers="privat"))
        assert fate == "fel"
        assert "Gröna Gården AB" in why

    def test_employers_out_of_use_and_several_of_a_name(self, town: Town) -> None:
        SupervisorFactory(employer=town.employer, first_name="Hans", last_name="Hedlund")
        assert "Flera handledare hos Gröna Gården AB heter Hans Hedlund" in only(receive(town, line(town.number())))[1]
        Employer.objects.update(is_active=False)
        assert "används inte längre" in only(receive(town, line(town.number())))[1]

    def test_the_only_workplace_need_not_be_named(self, town: Town) -> None:
        row = line(town.number(), workplace="")
        assert only(receive(town, row))[0] == "nya"
        WorkplaceFactory(employer=town.employer, name="Boden")
        assert "har flera arbetsplatser: Boden, Förrådet. Skriv vilken." in only(receive(town, row))[1]


class TestChoice:
    """The rest, or nothing; warnings are read first."""

    def test_nothing_goes_in_while_a_row_is_wrong(self, town: Town) -> None:
        file = receive(town, line(town.number()), line(town.number(), last="2028-02-01"))
        assert refusal(carry_out, file, rest=False) == ("rows_wrong",)
        assert not Employment.objects.exists()
        assert ImportFile.objects.get().state == "preview"
        assert counts(carry_out(file)) == (1, 0, 1)

    def test_warnings_are_read_and_kept(self, town: Town) -> None:
        file = receive(town, line(town.number()), line(town.number(), union=""))
        assert [fate for fate, _ in judged(file)] == ["nya", "varningar"]
        assert refusal(carry_out, file, rest=False) == ("warnings_unread",)
        file = carry_out(file, rest=False, acknowledged=True)
        assert counts(file) == (2, 0, 0)
        (warning,) = Employment.objects.get(union="").acknowledged_warnings.all()
        assert (warning.code, warning.acknowledged_by) == ("agreement_missing", town.people.anna)

    def test_rows_with_unread_warnings_are_left(self, town: Town) -> None:
        file = receive(town, line(town.number()), line(town.number(), union=""))
        assert counts(carry_out(file)) == (1, 1, 0)

    def test_handled_files_and_unclear_columns(self, town: Town) -> None:
        file = receive(town, line(town.number()))
        ImportFile.objects.update(columns={})
        assert refusal(carry_out, ImportFile.objects.get()) == ("columns_missing",)
        columns = dict(file.columns)
        file = actions.choose_columns(file, columns=columns, choices={"scheme": "ama"})
        assert ImportMapping.objects.get(kind=file.kind).columns == columns
        carry_out(file)
        assert refusal(carry_out, file) == ("file_handled",)
        assert refusal(actions.choose_columns, file, columns=columns, choices={}) == ("file_handled",)


def protect(person: Participant, named) -> None:
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    ProtectedAccess.objects.create(participant=person, user=named, period=days(TODAY, None), named_by=named)


def test_the_rows_number_in_the_file_is_told_and_the_org_number_alone_is_enough(town: Town) -> None:
    (one,) = Preview(receive(town, line(town.number(), employer="", org=ORG)), TODAY, by=town.people.anna).rows
    assert (one.row.number, str(one.fate)) == (2, "nya")
    assert Workplace.objects.count() == 1
