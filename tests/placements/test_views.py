"""The pages of placements: who may see and do what, what they say, and how many queries they take."""

import uuid

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from amc.staff.models import Municipality
from placements import actions
from placements.models import Employer, Employment, Internship, Supervision, SupervisionMonth, SupervisorPayment
from tests.factories import (
    EmployerFactory,
    EmploymentFactory,
    EnrolmentFactory,
    InternshipFactory,
    SupervisorFactory,
    WorkplaceFactory,
    at,
    days,
    make_people,
)
from tests.placements.room import D, ready_for_ami

TODAY = D("2026-11-24")
ROLES = ("anna", "bo", "cilla", "eva", "hans", "ekonom", "hr", "specialist", "admin")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def hans(people):
    return SupervisorFactory(user=people.hans, last_name="Hedlund")


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


@pytest.fixture
def employment(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, tasks="Baka bröd")


@pytest.fixture
def internship(enrolment, hans):
    return InternshipFactory(enrolment=enrolment, supervisor=hans)


def as_(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(user, name, *args, **query):
    return as_(user).get(reverse(name, args=args), query)


# --- Who may --------------------------------------------------------------------------------------

STAFF, CASE = {"anna", "bo", "eva"}, {"anna", "bo", "eva"}
WHO = {
    "placements": CASE,
    "employment_create": CASE,
    "employment_limits": CASE,
    "internship_create": CASE,
    "employment_detail": STAFF | {"ekonom", "hr"},
    "internship_detail": STAFF | {"ekonom", "hr"},
    "employment_extend": CASE,
    "internship_extend": CASE,
    "employment_end": CASE,
    "internship_end": CASE,
    "employment_supervisor": CASE,
    "internship_supervisor": CASE,
    "employment_deviation": CASE,
    "internship_deviation": CASE,
    "deviation_mend": CASE,
    "supervision_on_behalf": CASE,
    "placement_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "internship_list": STAFF | {"cilla", "ekonom", "hr", "specialist"},
    "employer_list": STAFF | {"cilla", "ekonom", "hr"},
    "employer_create": STAFF | {"cilla", "hr"},
    "employer_detail": STAFF | {"cilla", "ekonom", "hr"},
    "employer_change": STAFF | {"cilla", "hr"},
    "workplace_create": STAFF | {"cilla", "hr"},
    "contact_create": STAFF | {"cilla", "hr"},
    "workplace_change": STAFF | {"cilla", "hr"},
    "contact_change": STAFF | {"cilla", "hr"},
    "supervisor_list": STAFF | {"cilla", "ekonom", "hr"},
    "supervisor_create": STAFF | {"cilla", "hr"},
    "supervisor_detail": STAFF | {"cilla", "ekonom", "hr"},
    "supervisor_change": STAFF | {"cilla", "hr"},
    "supervision": {"hans"},
    "supervisor_pay": {"eva", "ekonom"},
}


@pytest.fixture
def addresses(people, employment, internship, hans):
    contact = actions.register_contact(employment.employer, name="Disa Dahl", decides=True)
    deviation = actions.open_deviation(employment, kind="concern", text="Ensam.", by=people.anna, today=TODAY)
    person = employment.participant.uuid
    supervision = employment.supervisions.get().uuid
    keys = {
        "employment": employment.uuid,
        "internship": internship.uuid,
        "employer": employment.employer.uuid,
        "workplace": employment.workplace.uuid,
        "contact": contact.uuid,
        "supervisor": hans.uuid,
        "deviation": deviation.uuid,
    }
    found = {}
    for name in WHO:
        subject, _, verb = name.partition("_")
        if name in ("placements", "employment_create", "employment_limits", "internship_create"):
            args = [person]
        elif name == "supervision_on_behalf":
            args = [supervision, "2026-10"]
        elif name in ("supervision", "supervisor_pay") or verb in ("list", "lookup"):
            args = []
        elif name in ("workplace_create", "contact_create"):
            args = [keys["employer"]]
        elif name in ("employer_create", "supervisor_create"):
            args = []
        else:
            args = [keys[subject]]
        found[name] = reverse(name, args=args)
    return found


@pytest.mark.parametrize("who", ROLES)
def test_every_page_and_role(people, addresses, who):
    client = as_(getattr(people, who))
    allowed = {name for name, url in addresses.items() if client.get(url).status_code == 200}
    assert allowed == {name for name, may in WHO.items() if who in may}


def test_this_table_covers_the_addresses():
    from placements.urls import urlpatterns

    posted = {"supervision_confirm", "supervisor_invite", "supervisor_pay_settle"}
    lookups = {"employer_lookup", "workplace_lookup", "supervisor_lookup"}
    assert {pattern.name for pattern in urlpatterns} == set(WHO) | posted | lookups


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


# --- The tab --------------------------------------------------------------------------------------


def test_the_tab_says_how_much_is_used_and_left(people, employment):
    shown = page(people.anna, "placements", employment.participant.uuid).content.decode()
    assert "12 månader av 24 använda, 12 månader kvar" in shown
    assert "9 månader och 24 dagar av 12 månader har gått" in shown
    assert "AMI 12 av 24 mån" in shown


def test_a_missing_supervisor_is_seen(people, employment):
    assert "Handledare saknas" not in page(people.anna, "placements", employment.participant.uuid).content.decode()
    employment.supervisions.update(period=days(D("2026-02-01"), D("2026-05-31")))
    shown = page(people.anna, "placements", employment.participant.uuid).content.decode()
    assert shown.count("Handledare saknas") == 2  # in the head and at the placement


def test_the_chips_of_an_internship(people, internship):
    assert (
        "Praktik till 2026-11-30"
        in page(people.anna, "placements", internship.enrolment.participant.uuid).content.decode()
    )


def form_values(response, **values):
    form = response.context["form"]
    posted = {
        name: "" if field.value() is None else field.value()
        for name, field in ((f.html_name, f) for f in form)
        if field.is_hidden
    }
    return posted | values


def post(user, url_name, *args, **values):
    client = as_(user)
    url = reverse(url_name, args=args)
    return client.post(url, form_values(client.get(url), **values))


def starting(employment_like, hans, **values):
    workplace = employment_like or WorkplaceFactory()
    return {
        "scheme": "ami",
        "workplace": str(workplace.uuid),
        "supervisor": str(hans.uuid),
        "first_day": "2026-12-01",
        "last_day": "2027-11-30",
        "extent": "100",
        "collective_agreement": "BEA",
        "union": "Kommunal",
    } | values


def test_an_ami_is_started_in_one_page(people, enrolment, hans):
    answer = post(people.anna, "employment_create", enrolment.participant.uuid, **starting(None, hans))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == reverse("placements", args=[enrolment.participant.uuid])
    employment = Employment.objects.get()
    assert (employment.first_day, employment.last_day) == (D("2026-12-01"), D("2027-11-30"))
    assert employment.created_by == people.anna


def test_without_a_plan_the_form_says_so_and_keeps_what_was_typed(people, hans):
    enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    answer = post(people.anna, "employment_create", enrolment.participant.uuid, **starting(None, hans))
    text = answer.content.decode()
    assert "Planen behöver vara överenskommen senast 2026-11-30, dagen före anställningens första dag." in text
    assert 'value="2027-11-30"' in text
    assert not Employment.objects.exists()


def test_a_warning_is_a_box_to_tick(people, enrolment, hans):
    values = starting(None, hans, union="")
    first = post(people.anna, "employment_create", enrolment.participant.uuid, **values)
    assert 'value="agreement_missing"' in first.content.decode()
    assert not Employment.objects.exists()
    ticked = post(
        people.anna, "employment_create", enrolment.participant.uuid, **values, acknowledged="agreement_missing"
    )
    assert ticked.status_code == 302


def test_a_ticked_warning_stays_ticked_beside_a_refusal(people, enrolment, hans):
    values = starting(None, hans, union="", last_day="2028-12-01", acknowledged="agreement_missing")
    text = post(people.anna, "employment_create", enrolment.participant.uuid, **values).content.decode()
    assert "Sista dagen kan vara senast 2028-11-30" in text
    assert 'value="agreement_missing"' in text
    assert text.split('value="agreement_missing"')[1].split(">")[0].find("checked") >= 0


def test_only_the_enhetschef_has_the_exceptions_fields(people, enrolment):
    assert "Skäl för undantag" in page(people.eva, "employment_create", enrolment.participant.uuid).content.decode()
    assert (
        "Skäl för undantag" not in page(people.anna, "employment_create", enrolment.participant.uuid).content.decode()
    )


def test_the_enhetschef_grants_an_exception(people, enrolment, hans):
    values = starting(
        None, hans, first_day="2026-01-16", exception_reason="På papper.", exception_paper_date="2026-01-15"
    )
    answer = post(people.eva, "employment_create", enrolment.participant.uuid, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Employment.objects.get().exception_by == people.eva


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"scheme": "ami", "first_day": "2027-02-01"}, "2028-01-31"),  # 12 of 24 months are left
        ({"scheme": "ami", "first_day": ""}, "12 månader kvar"),
        ({"scheme": "ama", "first_day": "2027-02-01"}, "2028-01-31"),
        ({"scheme": "vanlig", "first_day": "2027-02-01"}, "ingen tidsgräns"),
        ({"scheme": "nonsens"}, ""),
    ],
)
def test_the_last_possible_day_is_computed(people, employment, query, said):
    answer = page(people.anna, "employment_limits", employment.participant.uuid, **query)
    assert said in answer.content.decode()
    assert bool(answer.content.strip()) is bool(said)


def test_extend_end_change_deviation_through_the_forms(people, employment):
    for name, values, check in (
        ("employment_extend", {"last_day": "2027-06-30"}, lambda row: row.last_day == D("2027-06-30")),
        ("employment_end", {"last_day": "2027-03-31", "end_reason": "work"}, lambda row: row.end_reason == "work"),
        (
            "employment_supervisor",
            {"supervisor": str(SupervisorFactory().uuid), "first_day": "2026-12-01"},
            lambda row: row.supervisions.count() == 2,
        ),
        ("employment_deviation", {"kind": "concern", "text": "Ensam."}, lambda row: row.deviations.exists()),
    ):
        answer = post(people.anna, name, employment.uuid, **values)
        assert answer.status_code == 302, (name, answer.context["form"].errors)
        assert check(Employment.objects.get()), name
    deviation = employment.deviations.get()
    assert post(people.bo, "deviation_mend", deviation.uuid, mended_how="Två på passet.").status_code == 302


def test_an_internship_through_the_forms(people, enrolment, hans):
    values = {
        "kind": "praktik",
        "workplace": str(WorkplaceFactory().uuid),
        "supervisor": str(hans.uuid),
        "first_day": "2026-12-01",
        "last_day": "2027-02-28",
        "hours_per_week": "30",
    }
    answer = post(people.anna, "internship_create", enrolment.participant.uuid, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    internship = Internship.objects.get()
    assert post(people.anna, "internship_extend", internship.uuid, last_day="2027-03-31").status_code == 302
    assert (
        post(people.anna, "internship_end", internship.uuid, last_day="2027-01-31", end_reason="own").status_code == 302
    )


def test_two_who_change_the_same_the_second_is_told(people, employment):
    client = as_(people.anna)
    url = reverse("employment_extend", args=[employment.uuid])
    opened = form_values(client.get(url), last_day="2027-06-30")
    assert (
        post(people.bo, "employment_end", employment.uuid, last_day="2026-12-31", end_reason="work").status_code == 302
    )
    answer = client.post(url, opened)
    assert "Nu är sista dagen 2026-12-31" in answer.content.decode()
    again = form_values(answer, last_day="2027-06-30")
    assert again["seen"] == "1"
    assert client.post(url, again).status_code == 302


def test_a_double_click_starts_one_internship(people, enrolment, hans):
    client = as_(people.anna)
    url = reverse("internship_create", args=[enrolment.participant.uuid])
    values = form_values(
        client.get(url),
        kind="praktik",
        workplace=str(WorkplaceFactory().uuid),
        supervisor=str(hans.uuid),
        first_day="2026-12-01",
        last_day="2027-02-28",
        hours_per_week="30",
    )
    assert [client.post(url, values).status_code for _ in range(2)] == [302, 302]
    assert Internship.objects.count() == 1


# --- Lists and details ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Pågår", "Slutar"}),
        ({"slutar": "30"}, {"Slutar"}),
        ({"handledare": "saknas"}, {"Slutar"}),
        ({"lage": "slut"}, {"Slut"}),
        ({"lage": "kommande"}, {"Kommer"}),
        ({"lage": "alla"}, {"Pågår", "Slutar", "Slut", "Kommer"}),
        ({"anstallningsform": "ama"}, set()),
    ],
)
def test_the_list_of_employments(people, query, found):
    periods = {
        "Pågår": ("2026-02-01", "2027-05-31"),
        "Slutar": ("2026-02-01", "2026-12-20"),
        "Slut": ("2026-02-01", "2026-11-23"),
        "Kommer": ("2026-12-01", "2027-05-31"),
    }
    for name, (first, last) in periods.items():
        row = EmploymentFactory(
            enrolment=ready_for_ami(people, participant__last_name=name), first_day=D(first), last_day=D(last)
        )
        if name == "Slutar":
            row.supervisions.update(period=days(D("2026-02-01"), D("2026-05-31")))
    EmploymentFactory(enrolment=ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla))
    shown = page(people.anna, "placement_list", **query)
    assert {row.record.participant.last_name for row in shown.context["table"].rows} == found


def test_ekonom_and_hr_see_no_more_than_they_need(people, employment):
    actions.open_deviation(employment, kind="concern", text="Hemlig oro", by=people.anna, today=TODAY)
    for user in (people.ekonom, people.hr):
        text = page(user, "employment_detail", employment.uuid).content.decode()
        assert employment.participant.full_name in text
        assert "/deltagare/" not in text
        assert "Hemlig oro" not in text
        assert "Baka bröd" not in text
        assert "/deltagare/" not in page(user, "placement_list").content.decode()


def test_the_list_leaves_as_a_file(people, employment):
    answer = page(people.ekonom, "placement_list", export="xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_employers_history_holds_only_what_one_may_see(people, employment):
    elsewhere = EmploymentFactory(
        enrolment=ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla),
        employer=employment.employer,
        workplace=employment.workplace,
    )
    text = page(people.anna, "employer_detail", employment.employer.uuid).content.decode()
    assert employment.participant.full_name in text
    assert elsewhere.participant.full_name not in text


def test_an_employer_is_registered_and_its_number_checked(people):
    values = {"name": "Tekniska kontoret", "kind": "forvaltning", "org_number": "212000-0143"}
    assert "org_number" in post(people.hr, "employer_create", **values).context["form"].errors
    answer = post(people.hr, "employer_create", **values | {"org_number": "212000-0142"})
    assert answer.status_code == 302
    assert Employer.objects.get().org_number == "2120000142"
    again = post(people.hr, "employer_create", **values | {"name": "Äldreförvaltningen", "org_number": "16212000-0142"})
    assert "Organisationsnumret finns redan: Tekniska kontoret" in again.content.decode()


def test_the_register_is_searched_in_the_body(people):
    EmployerFactory(name="Ågrens bageri")
    EmployerFactory(name="Ödmans")
    client = as_(people.anna)
    answer = client.post(reverse("employer_list"), {"sok": "ÅGREN"})
    assert "ÅGREN" not in answer["Location"].upper()
    text = client.get(answer["Location"]).content.decode()
    assert "Ågrens bageri" in text
    assert "Ödmans" not in text


@pytest.mark.filterwarnings("ignore:Django 2028 will not have a default mailer")
def test_a_supervisor_is_invited_without_personal_data(people):
    supervisor = SupervisorFactory(first_name="Disa", last_name="Dahl", email="disa@kommunen.example")
    client = as_(people.anna)
    answer = client.post(reverse("supervisor_invite", args=[supervisor.uuid]), follow=True)
    assert "Inbjudan är skickad" in answer.content.decode()
    (message,) = mail.outbox
    assert message.to == ["disa@kommunen.example"]
    assert "Disa" not in message.body
    assert "Dahl" not in message.body
    supervisor.refresh_from_db()
    assert supervisor.user.roles == ["handledare"]


@pytest.mark.parametrize(
    ("lookup", "term", "hit"),
    [
        ("workplace_lookup", "äng", "Köket Ängen"),
        ("supervisor_lookup", "hedl", "Hans Hedlund"),
        ("employer_lookup", "VÅRD", "Vård"),
    ],
)
def test_what_can_be_chosen(people, employment, lookup, term, hit):
    assert hit in as_(people.anna).post(reverse(lookup), {"q": term}).content.decode()
    assert as_(people.hans).post(reverse(lookup), {"q": term}).status_code == 404


# --- Handledning ----------------------------------------------------------------------------------


def test_a_supervisor_sees_what_the_task_needs_and_nothing_else(people, employment, hans):
    people.anna.phone = "0155-24 80 01"
    people.anna.save()
    Municipality.objects.update(phone="0155-24 80 00")
    other = EmploymentFactory(enrolment=ready_for_ami(people))
    text = page(people.hans, "supervision").content.decode()
    for shown in (
        employment.participant.full_name,
        "Baka bröd",
        "2026-02-01",
        "100 %",
        "Anna Ängström",
        'href="tel:0155-248001"',
        'href="mailto:anna@kommunen.example"',
        "Oktober 2026: gick allt som planerat?",
    ):
        assert shown in text, shown
    for hidden in (
        other.participant.full_name,
        employment.enrolment.case_number,
        "1990",
        str(employment.participant.uuid),
        str(employment.uuid),
    ):
        assert hidden not in text, hidden


def confirm(client, supervision, month="2026-10", answer="ja", **values):
    url = reverse("supervision_confirm", args=[supervision.uuid, month])
    return client.post(url, {"answer": answer, "once": str(uuid.uuid4()), **values}, follow=True)


def test_a_month_is_confirmed_and_stays_as_a_tick(people, employment):
    client = as_(people.hans)
    text = confirm(client, employment.supervisions.get()).content.decode()
    assert "Tack! Oktober 2026 är klar" in text
    assert "Oktober 2026: gick" not in text
    assert "September 2026: gick" in text
    assert SupervisionMonth.objects.get().confirmed_by == people.hans


def test_confirming_twice_is_once(people, employment):
    client, mark = as_(people.hans), str(uuid.uuid4())
    for _ in range(2):
        assert confirm(client, employment.supervisions.get(), once=mark).status_code == 200
    confirm(client, employment.supervisions.get())
    assert SupervisionMonth.objects.count() == SupervisorPayment.objects.count() == 1


def test_no_asks_for_a_line_and_reaches_the_consultant(people, employment):
    client = as_(people.hans)
    answer = confirm(client, employment.supervisions.get(), answer="nej")
    text = answer.content.decode()
    assert "Berätta kort vad som inte gick som planerat." in text
    assert text.count(" open>") == 1
    confirm(client, employment.supervisions.get(), answer="nej", comment="Kom inte vecka 42.")
    assert employment.deviations.get().text.endswith("Kom inte vecka 42.")


@pytest.mark.parametrize("month", ["2026-11", "2026-1x", "2019-01"])
def test_a_month_that_is_no_month_of_hers(people, employment, month):
    answer = confirm(as_(people.hans), employment.supervisions.get(), month)
    assert answer.status_code in (200, 404)
    assert not SupervisionMonth.objects.exists()


def test_a_supervisor_confirms_only_the_own(people, employment):
    other = EmploymentFactory(enrolment=ready_for_ami(people)).supervisions.get()
    answer = confirm(as_(people.hans), other)
    unknown = as_(people.hans).post(reverse("supervision_confirm", args=[uuid.uuid4(), "2026-10"]))
    assert answer.status_code == 404
    assert answer.content == unknown.content
    assert confirm(as_(people.anna), employment.supervisions.get()).status_code == 404
    assert not SupervisionMonth.objects.exists()


def test_a_consultant_confirms_on_behalf(people, employment):
    supervision = employment.supervisions.get()
    answer = post(
        people.anna, "supervision_on_behalf", supervision.uuid, "2026-10", answer="ja", on_behalf_reason="Talades vid."
    )
    assert answer["Location"] == employment.get_absolute_url()
    assert SupervisionMonth.objects.get().on_behalf_reason == "Talades vid."


# --- Pay ------------------------------------------------------------------------------------------


@pytest.fixture
def payments(people, employment):
    supervision = employment.supervisions.get()
    for month in ("2026-09-01", "2026-10-01"):
        actions.confirm_supervision(
            supervision, month=D(month), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
        )
    return SupervisorPayment.objects.order_by("month")


def settle(user, query="", **values):
    return as_(user).post(reverse("supervisor_pay_settle") + query, values)


def test_the_ekonom_sees_sum_and_proof(people, payments):
    text = page(people.ekonom, "supervisor_pay").content.decode()
    assert "1\xa0000\xa0kr" in text
    assert "Bekräftad 2026-11-24 av Hans Hedlund" in text
    october = page(people.ekonom, "supervisor_pay", manad="2026-10").content.decode()
    assert "500\xa0kr" in october
    assert "2026-09" not in october.split("<table")[1]


def test_chosen_ones_are_settled(people, payments):
    first = payments[0]
    assert settle(people.ekonom, payment=str(first.uuid)).status_code == 302
    assert settle(people.ekonom, payment=str(first.uuid)).status_code == 302
    settled = list(SupervisorPayment.objects.filter(settled_at__isnull=False))
    assert settled == [first]
    assert settled[0].settled_by == people.ekonom


def test_all_means_all_that_the_filter_leaves(people, payments):
    settle(people.ekonom, "?manad=2026-10", alla="on")
    assert [row.settled_at is None for row in payments.all()] == [True, False]


@pytest.mark.parametrize("who", ["eva", "anna", "hr", "hans"])
def test_only_the_ekonom_settles(people, payments, who):
    assert settle(getattr(people, who), alla="on").status_code == 404
    assert not SupervisorPayment.objects.filter(settled_at__isnull=False).exists()


def test_the_enhetschef_reads_and_has_no_boxes(people, payments):
    text = page(people.eva, "supervisor_pay").content.decode()
    assert "Hans Hedlund" in text
    assert 'name="payment"' not in text
    assert "Markera" not in text


# --- Closing --------------------------------------------------------------------------------------


def test_what_runs_stands_in_the_way_of_closing(people, employment):
    from participants.hooks import closing_obstacles

    (obstacle,) = [row for row in closing_obstacles(employment.enrolment, TODAY) if row.code == "placement_running"]
    assert "AMI-anställning till 2027-01-31" in obstacle.message
    codes = [row.code for row in closing_obstacles(employment.enrolment, D("2027-01-31"))]
    assert "placement_running" not in codes


# --- How many queries -----------------------------------------------------------------------------


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


def test_reading_writes_nothing(people, addresses):
    """A page that only reads sends nothing but SELECT (the session is not touched either)."""
    from django.db import connection

    def only_reads(execute, sql, params, many, context):
        assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "WITH")), sql
        return execute(sql, params, many, context)

    client = as_(people.anna)
    with connection.execute_wrapper(only_reads):
        for name, url in addresses.items():
            if "anna" in WHO[name]:
                assert client.get(url).status_code == 200, name


def test_the_addresses_hold_no_personal_data(addresses, employment):
    for url in addresses.values():
        assert employment.participant.last_name not in url
