"""Sets of questions about steps as the municipality writes them, and which of them follow a case."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan import due
from handlingsplan.actions import step_sets as actions
from handlingsplan.actions.measures import choose_sets
from handlingsplan.models import ProgressFollow, ProgressMeasure, ProgressQuestion, ProgressSet, ProgressVersion
from handlingsplan.progress_page import progress_of, shown_sets
from handlingsplan.step_rules import draft_obstacles, follows, set_obstacles
from tests.factories import at
from tests.handlingsplan.held import measured, step_set
from tests.handlingsplan.room import TODAY, once

pytestmark = pytest.mark.django_db

TEXTS = {
    "own_wording": "Jag sover bra",
    "about_wording": "",
    "scale": "0-10",
    "lowest_words": "Aldrig",
    "highest_words": "Alltid",
}


@pytest.fixture
def as_admin(client, people):
    client.force_login(people.admin)
    return client


@pytest.fixture
def shipped():
    return ProgressSet.objects.get(code="steg")


def publish(asked, people):
    draft = asked.versions.get(published_at__isnull=True)
    return actions.publish(asked=asked, seen=actions.mark_of(draft), by=people.admin, now=timezone.now())


def latest(asked):
    return asked.versions.filter(published_at__isnull=False).order_by("-number").first()


# --- The rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "first_days", "own", "about", "codes"),
    [
        (1, 1, True, False, []),
        (60, 180, False, True, []),
        (0, 14, True, True, ["interval"]),
        (61, 14, True, True, ["interval"]),
        (8, 0, True, True, ["first_days"]),
        (8, 181, True, True, ["first_days"]),
        (8, 14, False, False, ["nobody_answers"]),
    ],
)
def test_a_set_is_asked_of_somebody_and_again(every, first_days, own, about, codes):
    found = set_obstacles(every=every, first_days=first_days, asks_participant=own, asks_consultant=about)
    assert [row.code for row in found] == codes


@pytest.mark.parametrize(("amount", "codes"), [(0, ["no_questions"]), (1, []), (30, []), (31, ["too_many_questions"])])
def test_what_is_published_can_be_answered(amount, codes):
    assert [row.code for row in draft_obstacles(amount)] == codes


@pytest.mark.parametrize(
    ("chosen", "begins", "answered", "expected"),
    [
        ({}, False, False, False),
        ({}, True, False, True),
        ({}, False, True, True),
        ({"a": False}, True, True, False),
        ({"a": True}, False, False, True),
        ({"b": True}, False, False, False),
    ],
)
def test_a_choice_goes_before_the_set_s_own_rule(chosen, begins, answered, expected):
    assert follows("a", chosen=chosen, begins=begins, is_answered=answered) == expected


@pytest.mark.parametrize(
    ("every", "per", "on", "after"),
    [
        (8, "vecka", "2026-01-01", "2026-02-26"),
        (1, "manad", "2026-01-31", "2026-02-28"),
        (3, "manad", "2026-11-28", "2027-02-28"),
    ],
)
def test_the_interval_is_in_weeks_or_months(every, per, on, after):
    """The same day so many months later, the last of the month where it is missing (domain.md section 4)."""
    day = ProgressSet(every=every, per=per).next_after(dt.date.fromisoformat(on))
    assert day == dt.date.fromisoformat(after)


# --- Versions ---------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_answers_keep_theirs(people, enrolment, shipped):
    before = measured(enrolment, TODAY - dt.timedelta(days=60), 2)
    draft = actions.begin_draft(asked=shipped)
    assert actions.begin_draft(asked=shipped) == draft
    assert latest(shipped).number == 1
    codes = list(draft.questions.values_list("code", flat=True))
    assert codes == list(latest(shipped).questions.values_list("code", flat=True))
    actions.remove_question(question=draft.questions.get(code="kunna"))
    actions.add_question(asked=shipped, **TEXTS)
    version = publish(shipped, people)
    assert (version.number, latest(shipped)) == (2, version)
    measured(enrolment, TODAY, 4, version=version)
    before.refresh_from_db()
    assert before.version.number == 1
    (progress,) = progress_of(people.anna, enrolment)
    way = progress.way
    assert (way.first.told, way.last.told, way.same, way.left_out) == ("2,0 av 5", "4,0 av 5", 7, 2)
    assert progress.changed_on == TODAY


def test_other_words_are_the_same_question_unless_one_says_otherwise(people, shipped):
    draft = actions.begin_draft(asked=shipped)
    first, second, third = draft.questions.all()[:3]
    same = TEXTS | {"scale": "1-5"}
    assert actions.change_question(question=first, revision=0, **same).code == "vet_vad"
    assert actions.change_question(question=second, revision=0, is_new=True, **same).code != "tror_pa"
    assert actions.change_question(question=third, revision=0, **TEXTS).code != "vardag"
    added = actions.add_question(asked=shipped, **TEXTS)
    assert actions.change_question(question=added, revision=0, is_new=True, **same).code == added.code


def test_nothing_is_written_on_what_is_published(people, shipped):
    question = latest(shipped).questions.first()
    for attempt in (
        lambda: actions.change_question(question=question, revision=0, **TEXTS),
        lambda: actions.remove_question(question=question),
        lambda: actions.move_question(question=question, direction="up"),
        lambda: actions.add_question(asked=shipped, **TEXTS),
        lambda: actions.change_lead(asked=shipped, revision=0, lead="?"),
        lambda: actions.discard_draft(asked=shipped),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.codes == ("draft_gone",)


def test_what_is_published_is_what_was_read(people):
    asked = step_set()
    draft = asked.versions.get()
    seen = actions.mark_of(draft)
    actions.add_question(asked=asked, **TEXTS)
    with pytest.raises(Refused) as refused:
        actions.publish(asked=asked, seen=seen, by=people.admin, now=timezone.now())
    assert refused.value.codes == ("changed",)
    assert publish(asked, people).published_by == people.admin


def test_order(people):
    asked = step_set()
    actions.add_question(asked=asked, **TEXTS)
    draft = asked.versions.get()
    first, second = draft.questions.all()
    actions.move_question(question=second, direction="up")
    assert list(draft.questions.all()) == [second, first]
    actions.move_question(question=second, direction="up")
    actions.move_question(question=second, direction="down")
    assert list(draft.questions.all()) == [first, second]


def test_a_draft_goes_and_the_set_with_it_when_nothing_is_published(shipped):
    actions.begin_draft(asked=shipped)
    assert actions.discard_draft(asked=shipped)
    assert latest(shipped).number == 1
    assert not actions.discard_draft(asked=step_set())
    assert not ProgressSet.objects.filter(code="kurs").exists()


def test_of_two_changes_the_later_sees_both(shipped):
    values = actions.SetValues(
        name="Steg",
        every=2,
        per="manad",
        first_days=7,
        asks_participant=True,
        asks_consultant=False,
        by_default=True,
        from_sources=[],
    )
    other = ProgressSet.objects.get(pk=shipped.pk)
    actions.change_set(asked=shipped, revision=0, values=values, is_active=True)
    with pytest.raises(Stale):
        actions.change_set(asked=other, revision=0, values=values, is_active=True)


# --- The pages of those who write -------------------------------------------------------------------


def test_from_nothing_to_asked(as_admin, as_someone, enrolment, people):
    url = reverse("step_set_create")
    given = {"name": "Språk på jobbet", "every": "0", "per": "manad", "first_days": "0", "by_default": "on"}
    answer = as_admin.post(url, given | once())
    assert set(answer.context["form"].errors) == {"every", "first_days"}
    given["first_days"] = "10"
    answer = as_admin.post(url, given | {"every": "2"} | once())
    assert set(answer.context["form"].errors) == {"asks_participant"}
    mark = once()
    for _ in range(2):
        answer = as_admin.post(url, given | {"every": "2", "asks_participant": "on"} | mark)
    asked = ProgressSet.objects.get(name="Språk på jobbet")
    assert "sprak" not in asked.code, "what somebody has written is never in an address"
    assert answer.url == asked.get_absolute_url()
    args = [asked.code]
    assert "Utkastet har inga frågor än" in as_admin.get(answer.url).text
    refused = as_admin.post(reverse("step_draft_publish", args=args), {"seen": "1.0"} | once())
    assert "Lägg till minst en fråga" in refused.text
    wrong = {"own_wording": "", "scale": "1-7"}
    bad = as_admin.post(reverse("step_question_create", args=args), TEXTS | wrong | once())
    assert set(bad.context["form"].errors) == {"own_wording", "scale"}
    assert "Alltid" in bad.text
    as_admin.post(reverse("step_question_create", args=args), TEXTS | once())
    assert as_admin.get(reverse("step_question_create", args=args)).context["form"]["scale"].value() == "0-10"
    as_admin.post(reverse("step_draft_lead", args=args), {"lead": "Tänk på i dag.", "revision": "0"} | once())
    preview = as_admin.get(reverse("step_preview", args=[asked.code, 1, "deltagare"])).text
    assert "Jag sover bra" in preview
    assert "Tänk på i dag." in preview
    page = as_someone(people.anna).get(reverse("progress", args=[enrolment.participant.uuid])).text
    assert asked.name not in page
    client = as_someone(people.admin)
    seen = client.get(reverse("step_draft_publish", args=args)).context["form"]["seen"].value()
    assert client.post(reverse("step_draft_publish", args=args), {"seen": seen} | once()).status_code == 302
    page = as_someone(people.anna).get(reverse("progress", args=[enrolment.participant.uuid])).text
    assert asked.name in page


@pytest.fixture
def as_someone(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_a_form_sent_after_publishing_says_so_and_keeps_what_was_typed(as_admin, people):
    asked = step_set()
    question = asked.versions.get().questions.get()
    publish(asked, people)
    url = reverse("step_question_edit", args=[asked.code, question.code])
    assert as_admin.get(url).status_code == 404
    answer = as_admin.post(url, TEXTS | {"revision": "0"} | once())
    assert "Utkastet finns inte längre" in answer.text
    assert "Jag sover bra" in answer.text


def test_the_list_costs_the_same_for_many(as_admin, django_assert_max_num_queries):
    for number in range(6):
        step_set(f"kurs-{number}", published=1)
    with django_assert_max_num_queries(8):
        page = as_admin.get(reverse("step_sets")).text
    assert page.count("Kursen") >= 6


# --- The case ---------------------------------------------------------------------------------------


def test_a_set_follows_those_it_is_meant_for(people, enrolment):
    asked = step_set(published=1, by_default=True, from_sources=["kaa"])
    assert [one.asked.code for one in shown_sets(people.anna, enrolment)] == ["steg"]
    ProgressSet.objects.filter(pk=asked.pk).update(from_sources=[enrolment.source.code])
    assert [one.asked.code for one in shown_sets(people.anna, enrolment)] == ["kurs", "steg"]


def test_what_is_chosen_follows_and_what_is_not_does_not(as_anna, people, enrolment):
    step_set(published=1)
    url = reverse("progress_sets", args=[enrolment.participant.uuid])
    assert as_anna.get(url).context["form"]["sets"].value() == ["steg"]
    measured(enrolment, TODAY - dt.timedelta(days=56), 2)
    as_anna.post(url, {"sets": ["kurs"], "seen": "steg"} | once())
    shown = {one.asked.code: one for one in shown_sets(people.anna, enrolment)}
    assert (shown["kurs"].can_answer, shown["steg"].can_answer) == (True, False)
    assert [row["due_on"] for row in due.MEASURE.rows(TODAY)] == []
    page = as_anna.get(reverse("progress", args=[enrolment.participant.uuid])).text
    assert "Frågorna är bortvalda" in page
    as_anna.post(url, {"sets": ["kurs", "steg"], "seen": "kurs"} | once())
    assert [row["due_on"] for row in due.MEASURE.rows(TODAY)] == [TODAY]
    assert ProgressFollow.objects.count() == 2


def test_a_colleague_s_choice_of_another_set_stands(people, enrolment):
    step_set(published=1)
    given = {"enrolment": enrolment, "now": at(TODAY)}
    choose_sets(chosen=["steg", "kurs"], seen=["steg"], by=people.anna, **given)
    choose_sets(chosen=[], seen=["steg"], by=people.bo, **given)
    assert dict(ProgressFollow.objects.values_list("set__code", "follows")) == {"kurs": True, "steg": False}


def test_each_set_has_its_own_due_day(enrolment):
    version = latest(step_set(published=1))
    measured(enrolment, dt.date(2026, 1, 31), 4, version=version)
    measured(enrolment, dt.date(2026, 1, 30), 4)
    rows = sorted((row["due_on"], row["subject"]) for row in due.MEASURE.rows(dt.date(2026, 3, 20)))
    assert [day for day, _ in rows] == [dt.date(2026, 2, 28), dt.date(2026, 3, 27)]
    assert len({subject for _, subject in rows}) == 2
    measured(enrolment, dt.date(2026, 2, 20), 4, version=version)
    assert [row["due_on"] for row in due.MEASURE.rows(dt.date(2026, 3, 6))] == [dt.date(2026, 3, 20)]


def test_the_consultant_s_own_set_is_due_by_the_consultant_s_answers(people, enrolment):
    version = latest(step_set(published=1, asks_participant=False))
    measured(enrolment, dt.date(2026, 1, 15), 4, voice="konsulent", version=version)
    assert [row["due_on"] for row in due.MEASURE.rows(dt.date(2026, 2, 10))] == [dt.date(2026, 2, 15)]
    (progress,) = progress_of(people.anna, enrolment)
    assert progress.next_on == dt.date(2026, 2, 15)
    ProgressSet.objects.filter(code="kurs").update(is_active=False)
    assert list(due.MEASURE.rows(dt.date(2026, 2, 10))) == []
    assert progress_of(people.anna, enrolment)[0].next_on is None


def test_answers_belong_to_the_version_that_was_shown(as_anna, people, enrolment):
    asked = step_set(published=1)
    url = reverse("measure", args=[enrolment.participant.uuid, "kurs", "deltagare"])
    shown = as_anna.get(url).context["form"]["version"].value()
    assert "Jag hinner med på kursen" in as_anna.get(url).text
    publish(asked, people)
    as_anna.post(url, {"hinner": "7", "words": "", "version": shown} | once())
    assert ProgressMeasure.objects.get().version.number == 1
    other = reverse("measure", args=[enrolment.participant.uuid, "kurs", "konsulent"])
    assert as_anna.get(other).context["form"]["version"].value() == 2
    ProgressSet.objects.filter(pk=asked.pk).update(is_active=False)
    assert as_anna.get(url).status_code == 404


def test_a_draft_cannot_be_answered(as_anna, enrolment):
    asked = step_set()
    url = reverse("measure", args=[enrolment.participant.uuid, "kurs", "deltagare"])
    assert as_anna.get(url).status_code == 404
    assert as_anna.post(url, {"hinner": "7", "version": "1"} | once()).status_code == 404
    assert ProgressQuestion.objects.filter(version__set=asked).count() == 1
    assert ProgressVersion.objects.filter(set=asked).count() == 1


def test_two_sets_are_two_curves(as_anna, draft):
    case = draft.plan.enrolment
    measured(case, TODAY, 4, version=latest(step_set(published=1)))
    measured(case, TODAY - dt.timedelta(days=7), 2)
    measured(case, TODAY, 4)
    for name in ("plan", "progress"):
        page = as_anna.get(reverse(name, args=[case.participant.uuid])).text
        assert page.count('class="curve"') == 2
        assert "från 2,0 av 5 till 4,0 av 5" in page
        assert "mätt en gång" in page
