"""What a list costs does not depend on how long it is: the same number of questions for few rows and for many."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.reminders.models import Notification
from amc.web.list_views import ListPage
from placements.actions import confirm_supervision
from placements.models import Deviation, DeviationMeasure, Supervisor
from tests.factories import (
    EmploymentFactory,
    FollowUpFactory,
    InternshipFactory,
    MeetingFactory,
    People,
    ReferralFactory,
    SupervisorFactory,
    UserFactory,
    at,
    make_people,
)
from tests.handovers.room import HandedCaseFactory, HandoverFactory, LetterFactory, PlannedChangeFactory
from tests.matching.room import OpeningFactory
from tests.offers.room import OfferFactory
from tests.placements.room import ready_for_ami
from tests.test_consistency import routes

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
FEW, MORE = 2, 7

# Who asks, by the name of the address, and what stands behind it.
LISTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "participant_list": ("anna", (), "?konsulent=alla&lage=alla"),
    "follow_up_list": ("anna", (), "?ansvarig=alla"),
    "placement_list": ("eva", (), ""),
    "internship_list": ("eva", (), ""),
    "wage_support_list": ("eva", (), ""),
    "las_list": ("eva", (), "?nar=alla"),
    "deviation_list": ("eva", (), ""),
    "group_list": ("eva", (), ""),
    "handover_list": ("eva", (), ""),
    "planned_change_list": ("eva", (), ""),
    "employer_list": ("eva", (), ""),
    "opening_list": ("eva", (), ""),
    "offer_list": ("eva", (), "?lage=alla"),
    "ended_list": ("eva", (), ""),
    "supervisor_list": ("eva", (), ""),
    "supervisor_pay": ("ekonom", (), ""),
    "user_list": ("admin", (), ""),
    "code_list": ("admin", ("aktivitetsslag",), ""),
}
# Lists of their own make, and pages of several lists.
OTHERS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("my_day", "anna", (), ""),
    ("notices", "anna", (), ""),
    ("referral_list", "anna", (), ""),
    ("supervision", "hans", (), ""),
    ("dashboard", "eva", (), ""),
    ("after_employment", "eva", (), ""),
    ("internship_places", "eva", (), ""),
    *(
        ("figure_list", "eva", (slug,), query)
        for slug, query in {
            "inskrivna": "",
            "in": "",
            "ut": "",
            "tid": "?tid=0-3",
            "avslut": "",
            "anstallningar": "",
            "forsenat": "",
        }.items()
    ),
]
CASES = [*((name, *row) for name, row in LISTS.items()), *OTHERS]


def grow(people: People, amount: int) -> None:
    """`amount` more of everything that the lists show, each with neighbours of its own."""
    for number in range(amount):
        enrolment = ready_for_ami(people)
        boss = UserFactory(roles=["handledare"], unit=people.unit)
        supervisor = SupervisorFactory(user=boss)
        EmploymentFactory(enrolment=enrolment, supervisor=supervisor, last_day=TODAY + dt.timedelta(days=20 + number))
        InternshipFactory(enrolment=enrolment, supervisor=Supervisor.objects.get(user=people.hans))
        confirm_supervision(
            enrolment.supervisions.get(supervisor=supervisor),
            month=dt.date(2026, 10, 1),
            as_planned=True,
            by=boss,
            now=at(TODAY),
            today=TODAY,
        )
        deviation = Deviation.objects.create(
            enrolment=enrolment, kind="concern", text="Oro", noticed_on=TODAY, created_by=people.anna
        )
        DeviationMeasure.objects.create(
            deviation=deviation, text="Möte", doer=people.anna, due_on=TODAY, created_by=people.anna
        )
        FollowUpFactory(enrolment=enrolment, due_on=TODAY - dt.timedelta(days=number))
        MeetingFactory(enrolment=enrolment)
        ReferralFactory(unit=people.unit, registered_by=people.anna, received_on=TODAY - dt.timedelta(days=20))
        UserFactory(unit=people.unit, team=people.team)
        letter = LetterFactory(handover=HandoverFactory(unit=people.unit, of=people.bo), to=people.anna)
        HandedCaseFactory(letter=letter, enrolment=enrolment)
        PlannedChangeFactory(enrolment=enrolment, to=UserFactory(unit=people.unit), day=TODAY + dt.timedelta(days=9))
        OpeningFactory()
        OfferFactory(unit=people.unit)
        Notification.objects.create(
            rule="plan_follow_up",
            subject=enrolment.uuid,
            stage="due",
            due_on=TODAY,
            recipient=people.anna,
            participant=enrolment.participant,
            url="/",
        )


def cost(client: Client, address: str) -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(captured), [query["sql"][:120] for query in captured]


def test_the_same_number_of_questions_for_few_rows_and_for_many(subtests) -> None:
    with time_machine.travel(at(TODAY), tick=False):
        people = make_people()
        SupervisorFactory(user=people.hans)
        clients = {}
        for who in {who for _, who, _, _ in CASES}:
            clients[who] = Client()
            clients[who].force_login(getattr(people, who))
        addresses = {
            (name, *keys): (clients[who], reverse(name, args=keys) + query) for name, who, keys, query in CASES
        }
        grow(people, FEW)
        before = {}
        for key, (client, address) in addresses.items():
            client.get(address)
            before[key] = cost(client, address)
        grow(people, MORE)
        for key, (client, address) in addresses.items():
            with subtests.test(key):
                amount, asked = cost(client, address)
                assert amount == before[key][0] <= 14, (key, before[key], asked)


def test_every_list_is_among_them() -> None:
    lists = {
        pattern.name for _, pattern in routes() if issubclass(getattr(pattern.callback, "view_class", object), ListPage)
    }
    assert lists == set(LISTS)
