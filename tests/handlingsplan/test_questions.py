"""What is asked at a follow-up: per kind, sensitive answers fenced, and a copy that never has them (domain.md 3, 5)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.staff.models import Municipality
from amc.wall.session import entered
from handlingsplan.actions.follow_ups import book_follow_up, hold_follow_up, plan_follow_up
from handlingsplan.copies import copy_of, copy_pdf
from handlingsplan.models import FollowUp, FollowUpAnswer, FollowUpQuestion
from participants.models import CaseAssignment, JournalEntry
from tests.factories import FollowUpFactory, at, days, opened
from tests.handlingsplan.held import HeldFollowUpFactory
from tests.handlingsplan.room import NOW, SOON, TODAY, once
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
HEALTH, TASKS = "ami_halsa", "ami_uppgifter"


def hold(follow_up, **kwargs):
    given = {"revision": 0, "held_on": TODAY, "attendees": ["deltagare"], "agreed": "Fortsätta.", "now": NOW}
    return hold_follow_up(follow_up=follow_up, by=follow_up.enrolment.consultant, **(given | kwargs))


@pytest.fixture
def yearly(enrolment):
    return FollowUpFactory(enrolment=enrolment, kind="ami_yearly", due_on=SOON)


def test_answers_are_kept_with_the_words_and_the_fence_of_the_day(yearly):
    hold(yearly, answers={TASKS: " Går bra. ", HEALTH: "Ont i ryggen.", "ami_plan": "  "})
    FollowUpQuestion.objects.update(wording="Något annat?", sensitive=False)
    kept = [(row.question.code, row.sensitive, row.text) for row in FollowUpAnswer.objects.order_by("question__order")]
    assert kept == [(TASKS, False, "Går bra."), (HEALTH, True, "Ont i ryggen.")]
    assert "Något annat?" not in FollowUpAnswer.objects.values_list("wording", flat=True)


def test_the_journal_gets_all_but_what_is_sensitive(yearly):
    hold(yearly, answers={TASKS: "Går bra.", HEALTH: "Ont i ryggen."})
    text = JournalEntry.objects.get().text
    assert "Hur fungerar arbetsuppgifterna?\nGår bra." in text
    assert "ryggen" not in text
    assert "hälsan" not in text


def test_a_question_of_another_kind_is_refused_and_nothing_is_written(yearly):
    with pytest.raises(Refused) as refused:
        hold(yearly, answers={"plan_mal": "Bra"})
    assert refused.value.codes == ("unknown_question",)
    assert not FollowUpAnswer.objects.exists()
    assert FollowUp.objects.get().held_on is None


def test_a_praktik_is_followed_up_and_plans_its_next(enrolment):
    row = plan_follow_up(enrolment=enrolment, kind="praktik", due_on=TODAY, today=TODAY)
    hold(row, next_on=SOON, answers={"praktik_tider": "Kommer i tid."})
    assert FollowUp.objects.open().get().kind == "praktik"


def test_the_yearly_one_is_planned_by_the_period_alone(enrolment):
    with pytest.raises(Refused) as refused:
        plan_follow_up(enrolment=enrolment, kind="ami_yearly", due_on=TODAY, today=TODAY)
    assert refused.value.codes == ("kind_follows_period",)


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"question": "same"}], ids=["an answer says something", "a question is answered once"]
)
def test_the_database_keeps_answers_whole(yearly, wrong):
    asked = FollowUpQuestion.objects.get(code=TASKS)
    other = FollowUpQuestion.objects.get(code="ami_plan")
    FollowUpAnswer.objects.create(follow_up=yearly, question=asked, wording="?", text="Ja")
    more = {"question": asked if "question" in wrong else other, "text": wrong.get("text", "Ja")}
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUpAnswer.objects.create(follow_up=yearly, wording="?", **more)


# --- The fence ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("anna", True), ("bo", False), ("eva", False), ("cilla", False), ("substitute", True)],
)
def test_a_sensitive_answer_is_for_those_who_work_with_the_case(people, enrolment, who, sees):
    HeldFollowUpFactory(enrolment=enrolment, kind="ami_yearly", answers="all")
    user = people.bo if who == "substitute" else getattr(people, who)
    if who == "substitute":
        CaseAssignment.objects.create(
            enrolment=enrolment, user=user, part=CaseAssignment.Part.SUBSTITUTE, period=days(TODAY, None)
        )
    assert FollowUpAnswer.objects.visible_to(user).filter(sensitive=True).exists() == sees
    with entered(user.pk):
        assert FollowUpAnswer.objects.filter(sensitive=True).exists() == sees


def test_who_has_opened_the_case_is_not_asked_about_health_and_does_not_read_it(client, people, enrolment, yearly):
    client.force_login(people.bo)
    opened(enrolment.participant, people.bo)
    url = reverse("follow_up_detail", args=[yearly.uuid])
    page = client.get(url).content.decode()
    assert "arbetsuppgifterna" in page
    assert "hälsan" not in page
    HeldFollowUpFactory(enrolment=enrolment, kind="ami_yearly", answers="all", agreed="Hej")
    held = FollowUp.objects.exclude(pk=yearly.pk).get()
    assert "hälsan" not in client.get(held.get_absolute_url()).content.decode()


def test_the_form_asks_and_the_page_shows(as_anna, yearly):
    url = reverse("follow_up_detail", args=[yearly.uuid])
    assert "Är det något i hälsan" in as_anna.get(url).content.decode()
    sent = {"held_on": TODAY.isoformat(), "attendees": ["deltagare", "fack"], "agreed": "Fortsätta.", "revision": 0}
    as_anna.post(url, sent | {f"fraga_{HEALTH}": "Ont i ryggen.", f"fraga_{TASKS}": "Bra."} | once())
    page = as_anna.get(url).content.decode()
    assert "Ont i ryggen." in page
    assert "Känsligt" in page
    assert reverse("follow_up_copy", args=[yearly.uuid]) in page


def test_a_wrong_day_keeps_the_answers(as_anna, yearly):
    sent = {"held_on": SOON.isoformat(), "attendees": ["deltagare"], "agreed": "Ja", "revision": 0}
    answer = as_anna.post(
        reverse("follow_up_detail", args=[yearly.uuid]), sent | {f"fraga_{TASKS}": "Långt svar"} | once()
    )
    assert "Långt svar" in answer.content.decode()
    assert not FollowUpAnswer.objects.exists()


def test_the_page_says_how_the_day_and_the_time_were_moved(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    book_follow_up(follow_up=row, revision=0, today=TODAY, booked_at=at(SOON), due_on=SOON + dt.timedelta(days=1))
    page = as_anna.get(row.get_absolute_url()).content.decode()
    assert "Så har tiden flyttats (1)" in page
    assert f"{TODAY} → {SOON + dt.timedelta(days=1)}" in page


def test_a_time_after_the_last_day_is_said(as_anna, yearly):
    assert "efter sista dagen" not in as_anna.get(yearly.get_absolute_url()).content.decode()
    book_follow_up(follow_up=yearly, revision=0, today=TODAY, booked_at=at(SOON + dt.timedelta(days=1)))
    assert "efter sista dagen" in as_anna.get(yearly.get_absolute_url()).content.decode()


# --- The copy -------------------------------------------------------------------------------------


def test_the_copy_never_has_a_sensitive_answer(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, kind="ami_yearly")
    hold(row, answers={TASKS: "Går bra.", HEALTH: "Ont i ryggen."})
    page = as_anna.get(reverse("follow_up_copy", args=[row.uuid])).content.decode()
    assert "Hur fungerar arbetsuppgifterna?" in page
    assert "ryggen" not in page
    assert "hälsan" not in page
    answer = as_anna.get(reverse("follow_up_pdf", args=[row.uuid]))
    assert answer["Content-Type"] == "application/pdf"
    assert enrolment.participant.last_name.lower() not in answer["Content-Disposition"].lower()


def test_what_is_not_chosen_is_not_in_the_document(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, kind="ami_yearly")
    hold(row, answers={TASKS: "Går bra."})
    row.refresh_from_db()
    url = reverse("follow_up_pdf", args=[row.uuid])
    headings = [heading for heading, _ in copy_of(row).sections]
    assert len(headings) > 1
    whole = text_of(as_anna.get(url).content)
    assert all(heading in whole for heading in headings)
    some = text_of(as_anna.get(url, {"valda": "1", "med": ["0"]}).content)
    assert f"Hölls {row.held_on}" in " ".join(some.split()), "with its year: the paper is kept"
    assert [heading in some for heading in headings] == [True] + [False] * (len(headings) - 1)
    assert headings[0] not in text_of(as_anna.get(url, {"valda": "1"}).content)


def test_the_copy_of_a_protected_person_has_the_case_number_alone(enrolment):
    row = HeldFollowUpFactory(enrolment=enrolment)
    name = enrolment.participant.last_name
    enrolment.participant.is_protected = True
    copy = copy_of(row)
    text = text_of(copy_pdf(copy, Municipality.objects.get(pk=1)))
    assert enrolment.case_number in text
    assert name not in text


def test_there_is_no_copy_of_what_has_not_been_held(as_anna, yearly):
    for name in ("follow_up_copy", "follow_up_pdf"):
        assert as_anna.get(reverse(name, args=[yearly.uuid])).status_code == 404


def test_what_was_typed_to_a_question_that_is_asked_no_more_is_kept(as_anna, yearly):
    FollowUpQuestion.objects.filter(code=TASKS).update(is_active=False)
    sent = {"revision": 0, "held_on": TODAY, "attendees": ["deltagare"], "agreed": "Fortsätta."}
    as_anna.post(yearly.get_absolute_url(), sent | {f"fraga_{TASKS}": "Går bra."})
    assert FollowUpAnswer.objects.get().text == "Går bra."
