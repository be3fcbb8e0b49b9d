"""The log of concerns at an employer: what was warned of and noted, by whom and when, and of whom only for casework."""

import pytest
from django.urls import reverse

from placements import actions
from placements.concerns import MOST, concerns_of, with_concerns
from placements.models import AcknowledgedWarning, Employer, Employment
from tests.factories import EmployerFactory, InternshipFactory, WorkplaceFactory
from tests.placements.employer_room import EmployerWarningFactory
from tests.placements.import_room import carry_out, line, make_town, receive
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")
MESSAGE = "Köket har 1 plats, och 1 är där redan någon av de dagarna."


@pytest.fixture
def practice(people):
    place = WorkplaceFactory(employer=EmployerFactory(name="Bageriet"))
    return InternshipFactory(enrolment=ready_for_ami(people), workplace=place)


def log_of(employer, user):
    return concerns_of(with_concerns(Employer.objects.filter(pk=employer.pk), user).get(), user)


WHY = "Den andra slutar på fredag."


def warn(practice, by, code="over_capacity"):
    told = {"enrolment": practice.enrolment, "internship": practice, "code": code, "message": MESSAGE}
    return AcknowledgedWarning.objects.create(**told, reason=WHY, acknowledged_by=by)


def test_what_was_read_and_noted_stands_there_with_who_and_when(people, practice):
    warn(practice, people.anna)
    # About the person alone, and about the supervisor: not a concern at the place.
    warn(practice, people.anna, "praktik_after_praktik")
    warn(practice, people.anna, "supervisor_untrained")
    actions.open_deviation(practice, kind="misuse", text="Ersätter vikarie.", by=people.eva, today=TODAY)
    actions.open_deviation(practice, kind="outside_agreement", text="Kör truck.", by=people.bo, today=TODAY)
    actions.open_deviation(practice, kind="absence", text="Borta.", by=people.eva, today=TODAY)
    lines = log_of(practice.workplace.employer, people.anna).lines
    assert [(line.what, line.text, line.by, line.on, line.why) for line in lines] == [
        ("Fler än platsen tar emot", MESSAGE, people.anna.full_name, TODAY, WHY),
        # What somebody does outside of what was agreed is a kind of its own.
        ("Uppgifter utanför överenskommelsen", "Kör truck.", people.bo.full_name, TODAY, ""),
        ("Platsen missbrukas", "Ersätter vikarie.", people.eva.full_name, TODAY, ""),
    ]
    text = page(people.anna, "employer_detail", practice.workplace.employer.uuid).content.decode()
    name = practice.enrolment.participant.full_name
    for word in (
        MESSAGE,
        f"Gick vidare ändå: {WHY}",
        "Ersätter vikarie.",
        f"Läst av {people.anna.full_name}",
        name,
        "Alla avvikelser",
    ):
        assert word in text


def test_a_warning_of_the_employer_stands_there_also_when_it_is_lifted(people, practice):
    employer = practice.workplace.employer
    kept = actions.warn_of_employer(employer, reason="Ingen blir kvar.", by=people.bo, today=TODAY)
    gone = actions.warn_of_employer(employer, reason="Byter chef.", by=people.bo, today=TODAY)
    until = {"until": TODAY, "by": people.bo, "today": TODAY}
    actions.warn_of_employer(employer, reason="Till i dag.", **until)
    EmployerWarningFactory(employer=employer, reason="Till i går.", until=D("2026-11-23"), created_by=people.bo)
    actions.lift_warning(gone, by=people.anna, today=TODAY)
    # The warnings hold no participant: who reads employers reads them, in every unit.
    for user in (people.anna, people.cilla, people.ekonom):
        found = {(line.text, line.state, line.stands, line.by) for line in log_of(employer, user).lines}
        assert found == {
            (kept.reason, "Gäller", True, people.bo.full_name),
            ("Till i dag.", "Gäller", True, people.bo.full_name),
            ("Till i går.", "Gällde till 2026-11-23", False, people.bo.full_name),
            (gone.reason, f"Hävd {TODAY} av {people.anna.full_name}", False, people.bo.full_name),
        }
    assert "Inget har varnats för" not in page(people.anna, "employer_detail", employer.uuid).text


def test_those_who_may_not_open_the_case_read_of_nobody(people, practice):
    warn(practice, people.anna)
    actions.open_deviation(practice, kind="misuse", text="Ersätter vikarie.", by=people.eva, today=TODAY)
    for user in (people.ekonom, people.hr):
        lines = log_of(practice.workplace.employer, user).lines
        assert [(line.what, line.person, line.url) for line in lines] == [
            ("Fler än platsen tar emot", "", ""),
            ("Platsen missbrukas", "", ""),
        ]
        assert "Ersätter vikarie." not in str(lines)
        assert WHY not in str(lines)
        assert WHY not in page(user, "employer_detail", practice.workplace.employer.uuid).text
    other = page(people.cilla, "employer_detail", practice.workplace.employer.uuid).content.decode()
    assert "Inget har varnats för eller antecknats här." in other
    assert MESSAGE not in other


def test_the_latest_are_shown_until_all_are_asked_for(people, practice):
    for _ in range(MOST + 2):
        warn(practice, people.anna)
    employer = practice.workplace.employer
    log = log_of(employer, people.anna)
    assert (len(log.lines), log.more) == (MOST, True)
    address = reverse("employer_detail", args=[employer.uuid])
    client = as_(people.anna)
    assert "?oro=alla#oro" in client.get(address).content.decode()
    assert client.get(address, {"oro": "alla"}).content.decode().count(MESSAGE) == MOST + 2
    answer = client.get(log_of(employer, people.anna).list_url)
    assert answer.status_code == 200


def test_the_log_costs_one_query_however_long(people, practice, django_assert_num_queries):
    actions.open_deviation(practice, kind="misuse", text="Ersätter vikarie.", by=people.eva, today=TODAY)
    for _ in range(4):
        warn(practice, people.anna)
    employer = practice.workplace.employer
    with django_assert_num_queries(1):
        log_of(employer, people.anna)


def test_what_is_imported_over_capacity_says_that_it_ran_already(db):
    town = make_town()
    place = WorkplaceFactory(employer=town.employer, name="Trånga", capacity=1)
    InternshipFactory(enrolment=town.enrolled()[1], workplace=place, last_day=D("2027-01-31"))
    number, enrolment = town.enrolled()
    carry_out(receive(town, line(number, workplace="Trånga")), rest=False, acknowledged=True)
    kept = dict(Employment.objects.get(enrolment=enrolment).acknowledged_warnings.values_list("code", "reason"))
    assert kept["over_capacity"] == "Anställningen pågick redan när den lästes in ur en fil."
