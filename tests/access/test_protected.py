"""A protected person exists for the named staff alone (domain.md section 5)."""

import datetime as dt
import io
import re
import time
import zipfile
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, models
from django.test import Client
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.reminders import actions as reminders
from amc.reminders.models import Notification
from amc.staff.models import User
from handlingsplan.models import Goal
from participants.models import Enrolment, IdentityNumber, Participant, ProtectedAccess, Referral
from participants.querysets import ScopedQuerySet
from placements.models import Deviation, Employment
from tests.access.matrix import MATRIX, PERSONAL
from tests.access.rows import EVERYBODY
from tests.access.side import TODAY
from tests.access.test_matrix import Visitor, address, expected, same, unknown
from tests.access.world import NUMBERS, World
from tests.exports import take_out
from tests.factories import KartlaggningEntryFactory, at, days
from tests.leaks import UUID
from tests.sign_in import CODE, with_steps

pytestmark = pytest.mark.django_db
CANARY = "Kanariefagel"
FREE = "189001019802"
CONFIRM, SIX_MINUTES = "/konto/bekrafta", 6 * 60
# What differs between two pages alike: the token against forgery.
TOKENS = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: &quot;|"X-CSRFToken": ")[^&">]*"?\w*')
# What hangs on nobody: shared registers, codes, one's own account and notices.
ABOUT_NOBODY = {"", "notice", "employer", "workplace", "contact_person", "supervisor", "uninvited", "user"}
# A group activity is the unit's; who is in it is shown to those who know of them.
ABOUT_NOBODY |= {"group", "group_session"}
# A handover is the unit's; which cases it was of is shown to those who know of them.
ABOUT_NOBODY |= {"handover", "handover_letter"}
# A reading to review is shown without the person, where the reviewer may not know of the person.
ABOUT_NOBODY |= {"las_scheme", "flag", "phrase", "plan_template", "step_set", "step_question", "step_version"}
ABOUT_NOBODY |= {
    "employer_note",
    "joint_visit",
    "agreement",
    "employer_warning",
    "opening",
    "closed_opening",
    "training",
}
ABOUT_NOBODY |= {"offer", "supervisor_offer", "declined_offer", "supervisor_place"}
# A payroll file is the unit's, and names supervisors alone.
ABOUT_NOBODY |= {
    "payroll_file",
    "disposal_run",
    "figure",
    "codes",
    "code",
    "mailed",
    "referral",
    "file",
    "employment_file",
}
OTHERS = sorted(EVERYBODY - {"konsulent", "utloggad"})


@pytest.fixture
def hidden(world: World) -> World:
    """Everybody of the own unit is protected, with a word that stands nowhere else; only the consultant is named."""
    people = Participant.objects.filter(unit=world.own.unit)
    people.update(is_protected=True, first_name=CANARY, last_name=f"{CANARY}sson", phone=CANARY)
    Goal.objects.filter(version__state="draft").update(text=CANARY)
    Deviation.objects.update(text=CANARY)
    for person in people.exclude(protected_access__user=world.own.consultant):
        name(person, world.own.consultant)
    return world


def actor(world: World, word: str) -> User:
    """Whom the table of addresses calls `word`."""
    user = world.actors[word]
    assert user is not None
    return user


def name(person: Participant, user: User, *, last: dt.date | None = None, **values: Any) -> ProtectedAccess:
    """Let `user` see `person` from 2026 on."""
    return ProtectedAccess.objects.create(
        participant=person, user=user, period=days(dt.date(2026, 1, 1), last), named_by=user, **values
    )


def client_of(user: User) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(user)
    return client


def scoped_models() -> list[Any]:
    """Every table that hangs on a person."""
    found: list[type[models.Model]] = list(apps.get_models())
    return [one for one in found if isinstance(getattr(one, "objects", None) and one.objects.all(), ScopedQuerySet)]


def test_the_filter_stands_in_every_table_that_hangs_on_a_person(world: World) -> None:
    eva, bo = (actor(world, word) for word in ("enhetschef", "kollega"))
    KartlaggningEntryFactory(enrolment=Enrolment.objects.filter(unit=eva.unit_id).earliest("pk"))
    seen = {table: set(table.objects.visible_to(eva).values_list("pk", flat=True)) for table in scoped_models()}
    assert {table.__name__ for table, rows in seen.items() if not rows} <= {
        "AcknowledgedWarning",
        "SupervisionMonth",
        "SupervisorPayment",
        "ProtectedIdentity",
        "ProtectedAccess",
        "Withheld",
    }
    Participant.objects.update(is_protected=True)
    ProtectedAccess.objects.update(ended_at=at(TODAY))
    about_nobody = {"Referral", "ImportFile"}
    for user in filter(None, world.actors.values()):
        for table in seen:
            if table.__name__ not in about_nobody:
                assert not table.objects.visible_to(user).exists(), (table, user)
    for person in Participant.objects.filter(unit=eva.unit_id):
        name(person, eva)
    again = {table: set(table.objects.visible_to(eva).values_list("pk", flat=True)) for table in seen}
    assert {table: rows for table, rows in again.items() if table is not ProtectedAccess} == {
        table: rows for table, rows in seen.items() if table is not ProtectedAccess
    }
    assert not Participant.objects.visible_to(bo).exists()


@pytest.mark.parametrize("word", OTHERS)
def test_for_everybody_else_the_person_does_not_exist(hidden: World, word: str) -> None:
    visitor, objects, wrong = Visitor(hidden.actors[word]), hidden.own_objects(word), {}
    for route, row in MATRIX.items():
        arguments = objects[row.about] if row.about else {}
        for method in {row.method, "post"} if row.about not in ABOUT_NOBODY else {row.method}:
            answer = visitor.ask(method, address(route, arguments), row.data)
            if (
                CANARY.encode() in b"".join(answer)
                or CANARY in str(answer.headers)
                or NUMBERS[0].encode() in answer.content
            ):
                wrong[route, method] = "shows the person"
            elif row.about not in ABOUT_NOBODY and not row.public:
                nothing = visitor.ask(method, address(route, unknown(arguments)), row.data)
                if not same(answer, nothing):
                    wrong[route, method] = f"{answer.status_code}, nothing: {nothing.status_code}"
    assert not wrong


def test_the_named_see_what_their_role_sees(hidden: World) -> None:
    visitor, objects, wrong = Visitor(hidden.actors["konsulent"]), hidden.own_objects("konsulent"), {}
    for route, row in MATRIX.items():
        answer = visitor.ask(row.method, address(route, objects[row.about] if row.about else {}), row.data)
        if answer.status_code != expected(row, "konsulent"):
            wrong[route] = answer.status_code
    assert not wrong
    shown = visitor.ask("get", address("participant_detail", objects["participant"])).content.decode()
    assert CANARY in shown
    assert "Skyddade personuppgifter" in shown


def test_no_page_of_the_person_opens_without_a_fresh_sign_in(hidden: World) -> None:
    anna = actor(hidden, "konsulent")
    objects, wrong, asked = hidden.own_objects("konsulent"), {}, 0
    before = ReadLog.objects.filter(kind=ReadLog.Kind.OPENED).count()
    client = client_of(anna)
    with_steps(client, CODE | {"at": time.time() - SIX_MINUTES})
    for route, row in MATRIX.items():
        # The question why leads on to the page, and closing shows nothing.
        leads_on = route in {"participant_open", "participant_close"}
        if row.about not in PERSONAL or "konsulent" not in row.who or leads_on:
            continue
        for method in {"get", row.method}:
            answer = getattr(client, method)(address(route, objects[row.about]), row.data)
            asked += 1
            if answer.status_code != 405 and not answer.headers.get("Location", "").startswith(CONFIRM):
                wrong[route, method] = answer.status_code
    assert not wrong
    assert asked > 60
    assert ReadLog.objects.filter(kind=ReadLog.Kind.OPENED).count() == before


def test_what_was_opened_stays_open_for_an_hour_and_the_next_person_is_asked_about(hidden: World) -> None:
    client = client_of(actor(hidden, "konsulent"))
    first, second = Participant.objects.filter(
        uuid__in=[hidden.own.objects[word]["uuid"] for word in ("participant", "settled")]
    )
    assert client.get(first.get_absolute_url()).status_code == 200
    for minutes, person, opens in (
        (19, first, True),
        (38, first, True),
        (38, second, False),
        (57, first, True),
        (61, first, False),
    ):
        with time_machine.travel(at(TODAY) + dt.timedelta(minutes=minutes), tick=False):
            answer = client.get(person.get_absolute_url())
            assert (answer.status_code == 200) is opens, (minutes, person)
            assert opens or answer["Location"].startswith(CONFIRM)


@pytest.mark.parametrize("word", ["kollega", "enhetschef", "specialist"])
def test_searching_finds_nobody(hidden: World, word: str) -> None:
    visitor = Visitor(hidden.actors[word])
    case = Enrolment.objects.filter(unit=hidden.own.unit).earliest("pk")
    for term in (CANARY, NUMBERS[0], case.case_number):
        for route, field in (("search", "q"), ("participant_list", "sok")):
            found = visitor.ask("post", reverse(route), {field: term}).content.decode()
            assert str(case.participant.uuid) not in found
            nobody = visitor.ask("post", reverse(route), {field: "Finnsinte"}).content.decode()
            assert TOKENS.sub("", found.replace(term, "")) == TOKENS.sub("", nobody.replace("Finnsinte", ""))


def test_whoever_is_taken_away_is_out_on_the_next_request(hidden: World) -> None:
    person = Participant.objects.get(uuid=hidden.own.objects["participant"]["uuid"])
    anna = client_of(actor(hidden, "konsulent"))
    assert anna.get(person.get_absolute_url()).status_code == 200
    ProtectedAccess.objects.filter(participant=person).update(ended_at=at(TODAY))
    assert anna.get(person.get_absolute_url()).status_code == 404


def test_a_naming_that_has_run_out_or_not_begun_opens_nothing(hidden: World) -> None:
    person = Participant.objects.get(uuid=hidden.own.objects["participant"]["uuid"])
    eva = actor(hidden, "enhetschef")
    access = name(person, eva, last=TODAY - dt.timedelta(days=1))
    assert not Participant.objects.visible_to(eva).exists()
    ProtectedAccess.objects.filter(pk=access.pk).update(period=days(TODAY + dt.timedelta(days=1), None))
    assert not Participant.objects.visible_to(eva).exists()
    ProtectedAccess.objects.filter(pk=access.pk).update(period=days(TODAY, TODAY))
    assert Participant.objects.visible_to(eva).get() == person


def test_a_supervisor_who_is_named_sees_the_case_number_only(hidden: World) -> None:
    hans = client_of(actor(hidden, "handledare"))
    assert CANARY not in hans.get(reverse("supervision")).text
    case = Enrolment.objects.get(supervisions__uuid=hidden.own.objects["supervision"]["uuid"])
    assert case.case_number not in hans.get(reverse("supervision")).text
    name(case.participant, actor(hidden, "handledare"))
    page = hans.get(reverse("supervision")).text
    assert f"Ärende {case.case_number}" in page
    assert CANARY not in page


@pytest.mark.parametrize("route", ["participant_list", "placement_list", "internship_list", "follow_up_list"])
def test_files_carry_the_case_number_also_for_the_named(hidden: World, route: str) -> None:
    answer = take_out(client_of(actor(hidden, "konsulent")), reverse(route), {"konsulent": "alla"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        written = "".join(book.read(part).decode() for part in book.namelist())
    assert CANARY not in written
    assert "Ärende F-" in written


def test_the_overview_counts_what_its_lists_show(hidden: World) -> None:
    eva = client_of(actor(hidden, "enhetschef"))
    page = eva.get(reverse("dashboard"))
    assert page.context["open_now"] == 0
    assert page.context["overdue_total"] == 0
    assert page.context["results"].total == 0
    behind = UUID.sub("", eva.get(reverse("figure_list", args=["forsenat"])).text)
    assert "2026-" not in behind.split("<main")[1].split("Försenat")[0]
    stays = Enrolment.objects.filter(unit=hidden.own.unit)
    line = page.context["hidden"]
    opened = stays.filter(opened_on__year=TODAY.year).count()
    assert (line.open_now, line.came, line.went) == (stays.filter(closed_on=None).count(), opened, 1)
    assert page.context["with_hidden"] == (line.open_now, opened, 1)
    running = Employment.objects.running_on(TODAY).filter(enrolment__unit=hidden.own.unit, scheme__in=["ami", "ama"])
    assert line.running == running.count() == page.context["running_with_hidden"] > 0
    assert page.context["employments"] == []
    assert page.context["closed_with_hidden"] == 1
    assert f"Skyddade: {line.open_now} inskrivna nu" in page.text
    inside = eva.get(reverse("figure_list", args=["inskrivna"]))
    assert f"Skyddade: {line.open_now}, kan inte öppnas." in inside.text
    assert inside.context["table"].page.paginator.count == 0
    for slug, count in (("ut", 1), ("avslut", 1), ("anstallningar", line.running)):
        assert f"Skyddade: {count}, kan inte öppnas." in eva.get(reverse("figure_list", args=[slug])).text
    for late in (page.text, eva.get(reverse("figure_list", args=["forsenat"])).text):
        assert f"Det som är försenat i {line.open_now} skyddade ärenden räknas inte här." in late.replace("\xa0", " ")
    board = eva.get(reverse("board_report")).text
    came = opened if opened >= 5 else "färre än 5"
    assert f"skyddade personuppgifter är inte med i siffrorna: {came} inskrivna och färre än 5 avslutade" in board
    for narrowed in ({"fran": "2026-03-01"}, {"remittent": "af"}):
        assert not eva.get(reverse("dashboard"), narrowed).context["hidden"]
        assert "kan inte öppnas" not in eva.get(reverse("figure_list", args=["in"]), narrowed).text
    assert "kan inte öppnas" not in eva.get(reverse("figure_list", args=["inskrivna"]), {"konsulent": "utan"}).text
    for person in Participant.objects.filter(unit=hidden.own.unit):
        name(person, actor(hidden, "enhetschef"))
    page = eva.get(reverse("dashboard"))
    assert page.context["open_now"] == Enrolment.objects.filter(unit=hidden.own.unit, closed_on=None).count()
    assert page.context["overdue_total"] > 0
    assert not page.context["hidden"]


def test_only_the_named_are_told(hidden: World) -> None:
    Notification.objects.all().delete()
    reminders.sweep(TODAY, now=at(TODAY))
    reminders.send_mail(now=at(TODAY))
    told = Notification.objects.filter(participant__unit=hidden.own.unit)
    assert told.exists()
    assert set(told.values_list("recipient", flat=True)) == {actor(hidden, "konsulent").pk}
    for message in mail.outbox:
        assert CANARY not in f"{message.subject}{message.body}{message.message()}"


def test_what_was_told_before_is_out_of_sight(world: World) -> None:
    reminders.sweep(TODAY, now=at(TODAY))
    eva = actor(world, "enhetschef")
    mine = Notification.objects.filter(recipient=eva, participant__isnull=False)
    assert mine.exists()
    Participant.objects.update(is_protected=True)
    assert not Notification.objects.visible_to(eva).filter(participant__isnull=False).exists()
    reminders.sweep(TODAY, now=at(TODAY))
    assert not mine.unread().exclude(participant__protected_access__user=eva).exists()


def test_somebody_is_always_named(hidden: World) -> None:
    User.objects.filter(pk=actor(hidden, "konsulent").pk).update(is_active=False)
    assert not Participant.objects.visible_to(actor(hidden, "enhetschef")).exists()
    reminders.sweep(TODAY, now=at(TODAY))
    seen = Participant.objects.visible_to(actor(hidden, "enhetschef"))
    assert seen.count() == Participant.objects.filter(unit=hidden.own.unit).count()
    assert not Participant.objects.visible_to(actor(hidden, "kollega")).exists()


def test_a_protected_person_has_no_address(hidden: World) -> None:
    with pytest.raises(IntegrityError, match="protected_person_has_no_address"):
        Participant.objects.filter(unit=hidden.own.unit).update(city="Orten")


def test_a_taken_number_says_nothing(hidden: World) -> None:
    """The number of a protected person, or of somebody in another unit, is given to somebody else as a free one is."""
    visible = Participant.objects.create(
        unit=hidden.own.unit, first_name="Bodil", last_name="Berg", birth_date=dt.date(1990, 1, 1)
    )
    url = reverse("participant_identity_change", args=[visible.uuid])
    visitor = Visitor(actor(hidden, "enhetschef"))
    pages = []
    for number in (FREE, *NUMBERS):
        answer, page = visitor.send(url, {"number": number})
        assert answer.status_code == 302
        assert "Numret är bytt" in page.text
        pages.append(TOKENS.sub("", page.text).replace(f"{number[:8]}-{number[8:]}", ""))
    assert pages[0] == pages[1] == pages[2]
    assert CANARY not in pages[1]


def test_the_functions_answer_for_the_hidden_alone(hidden: World) -> None:
    assert IdentityNumber.objects.filter(number=NUMBERS[0]).exists()
    assert Referral.objects.exists()
    with connection.cursor() as cursor:
        for word, found in (("konsulent", []), ("kollega", [(NUMBERS[0],)])):
            cursor.execute("SELECT participants_hidden_numbers(%s, %s)", [actor(hidden, word).pk, list(NUMBERS)])
            assert cursor.fetchall() == found
