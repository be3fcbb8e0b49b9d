"""Who may open which page, how many queries it takes, and that reading writes nothing."""

import uuid

import pytest
from django.urls import reverse

from placements import actions
from placements.models import Employment, Supervision
from tests.factories import (
    EmploymentFactory,
    InternshipFactory,
    UserFactory,
    at,
    days,
    opened,
)
from tests.placements.pages import CASE, ROLES, TODAY, WHO, as_, page
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.parametrize("who", ROLES)
def test_every_page_and_role(people, addresses, employment, internship, who):
    for placement in (employment, internship):
        opened(placement.enrolment.participant, people.bo)
    client = as_(getattr(people, who))
    allowed = {name for name, url in addresses.items() if client.get(url).status_code == 200}
    assert allowed == {name for name, may in WHO.items() if who in may}


def test_a_colleague_is_asked_why_first(people, addresses, employment):
    """The pages about the person; lists and registers are the unit's."""
    client = as_(UserFactory(unit=people.unit))
    asked = {name for name, url in addresses.items() if client.get(url).status_code == 302}
    assert asked == {name for name, may in WHO.items() if may == CASE} | {
        "employment_detail",
        "internship_detail",
        "wage_support_detail",
        "las_account",
    }


def test_this_table_covers_the_addresses():
    from placements.urls import urlpatterns

    posted = {"supervision_confirm", "supervisor_invite", "payroll_make", "requisition_withdraw"}
    # Of rows that these people have none of; they have test files of their own.
    posted |= {
        "payroll_download",
        "supervision_correct",
        "supervision_dispute",
        "supervision_stand_in",
        "supervision_untrained",
    }
    posted |= {"extension_withdraw", "suspension_withdraw"}
    lookups = {"employer_lookup", "workplace_lookup", "supervisor_lookup", "employer_any_lookup"}
    leads_on = {"supervision_next_on_behalf"}
    assert {pattern.name for pattern in urlpatterns} == set(WHO) | posted | lookups | leads_on


def test_strangers_and_nonexistent_are_the_same_bytes(people, addresses):
    client = as_(people.cilla)
    for name, url in addresses.items():
        if "cilla" in WHO[name]:
            continue
        parts = url.strip("/").split("/")
        if len(parts) < 2:
            continue
        missing = "/".join(["", *(str(uuid.uuid4()) if len(part) == 36 else part for part in parts), ""])
        foreign, unknown = client.get(url), client.get(missing)
        assert foreign.status_code == unknown.status_code == 404, name
        assert foreign.content == unknown.content, name


def test_a_specialist_sees_the_placements_of_own_cases_and_changes_nothing(people, employment):
    from participants.models import CaseAssignment

    CaseAssignment.objects.create(
        enrolment=employment.enrolment, user=people.specialist, part="specialist", period=days(TODAY, None)
    )
    shown = page(people.specialist, "placements", employment.participant.uuid)
    assert shown.status_code == 200
    assert "Förläng" not in shown.content.decode()
    assert page(people.specialist, "employment_detail", employment.uuid).status_code == 200
    assert page(people.specialist, "employment_extend", employment.uuid).status_code == 404


def many(people, hans, count):
    for _ in range(count):
        enrolment = ready_for_ami(people)
        EmploymentFactory(enrolment=enrolment, supervisor=hans, last_day=D("2026-12-20"))
        InternshipFactory(enrolment=enrolment, supervisor=hans)
    for row in Supervision.objects.filter(months__isnull=True):
        actions.confirm_supervision(
            row, month=D("2026-10-01"), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
        )


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("anna", "placement_list"),
        ("anna", "internship_list"),
        ("anna", "employer_list"),
        ("anna", "supervisor_list"),
        ("hans", "supervision"),
        ("ekonom", "supervisor_pay"),
        ("anna", "employer_detail"),
        ("anna", "supervisor_detail"),
        ("anna", "placements"),
        ("anna", "employment_detail"),
    ],
)
def test_more_rows_the_same_number_of_queries(people, hans, django_assert_max_num_queries, who, name):
    many(people, hans, 2)
    employment = Employment.objects.first()
    keys = {
        "employer_detail": [employment.employer.uuid],
        "supervisor_detail": [hans.uuid],
        "placements": [employment.participant.uuid],
        "employment_detail": [employment.uuid],
    }
    url = reverse(name, args=keys.get(name, []))
    client = as_(getattr(people, who))
    client.get(url)
    counts = []
    for more in (0, 6):
        many(people, hans, more)
        Employment.objects.update(employer=employment.employer)
        with django_assert_max_num_queries(14) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= (14 if name == "placements" else 12), counts


def test_reading_writes_nothing_but_the_read_log(people, addresses):
    """A page that only reads sends nothing but SELECT (the session is not touched either) and whom it showed."""
    from django.db import connection

    def only_reads(execute, sql, params, many, context):
        allowed = ("SELECT", "SAVEPOINT", "RELEASE", "WITH", 'INSERT INTO "AUDIT_READLOG"')
        assert sql.lstrip(" \n(").upper().startswith(allowed), sql
        return execute(sql, params, many, context)

    client = as_(people.anna)
    with connection.execute_wrapper(only_reads):
        for name, url in addresses.items():
            if "anna" in WHO[name]:
                assert client.get(url).status_code == 200, name


def test_the_addresses_hold_no_personal_data(addresses, employment):
    for url in addresses.values():
        assert employment.participant.last_name not in url
