"""The kartläggning: completed instead of started over, and fenced where it is sensitive [S2]."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from participants.actions.kartlaggning import complete_area
from participants.models import CaseAssignment, Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from participants.rules.kartlaggning import entry_obstacles
from tests.factories import EnrolmentFactory, People, days, opened
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FENCE = "Området är känsligt och visas för dem som arbetar med ärendet."


def area(code: str = "utbildning") -> KartlaggningArea:
    return KartlaggningArea.objects.get(code=code)


def complete(case: Enrolment, code: str = "utbildning", **values: Any) -> KartlaggningEntry:  # noqa: F811
    told = {
        "own_words": "Jag gick nio år i skolan.",
        "assessment": "",
        "is_obstacle": False,
        "by": case.consultant,
        "seen": None,
        "today": TODAY,
    } | values
    return complete_area(enrolment=case, area=area(code), **told)


@pytest.mark.parametrize(
    ("own", "assessment", "sensitive", "works", "codes"),
    [
        ("Ord", "", False, False, []),
        ("", "Bedömning", False, False, []),
        (" ", "\n", False, True, ["empty"]),
        ("Ord", "", True, True, []),
        ("Ord", "", True, False, ["not_in_case"]),
    ],
)
def test_what_an_entry_must_be(own: str, assessment: str, sensitive: bool, works: bool, codes: list[str]) -> None:
    found = entry_obstacles(own, assessment, sensitive=sensitive, works_with_case=works)
    assert [one.code for one in found] == codes


def test_what_was_known_stays_as_history(case: Enrolment) -> None:  # noqa: F811
    first = complete(case)
    second = complete(case, own_words="Jag gick nio år i skolan, och SFI.", seen=first)
    assert second.supersedes == first
    assert list(KartlaggningEntry.objects.current()) == [second]


def test_whoever_did_not_see_the_latest_is_told(case: Enrolment) -> None:  # noqa: F811
    first = complete(case)
    second = complete(case, seen=first)
    for seen in (None, first):
        with pytest.raises(Stale) as stale:
            complete(case, seen=seen)
        assert stale.value.current == second


def test_an_entry_is_never_rewritten(case: Enrolment) -> None:  # noqa: F811
    entry = complete(case)
    for change in (lambda: KartlaggningEntry.objects.update(own_words="x"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_level_of_education_is_the_participants(case: Enrolment) -> None:  # noqa: F811
    complete(case, education_level="gymnasial")
    assert Participant.objects.get().education_level == "gymnasial"


def test_the_fence_holds_in_the_action_too(people: People, case: Enrolment) -> None:  # noqa: F811
    with pytest.raises(Refused):
        complete(case, "halsa", by=people.bo)


def page(user: Any, case: Enrolment) -> str:  # noqa: F811
    return signed_in(user).get(reverse("kartlaggning", args=[case.participant.uuid])).content.decode()


@pytest.mark.parametrize("who", ["bo", "eva"])
def test_a_colleague_cannot_tell_whether_anything_is_written(people: People, case: Enrolment, who: str) -> None:  # noqa: F811
    def shown() -> str:
        # The tokens differ from page to page; nothing else may.
        import re

        return re.sub(r"[A-Za-z0-9]{32,}", "", page(getattr(people, who), case))

    opened(case.participant, getattr(people, who))
    before = shown()
    complete(case, "halsa", own_words="Jag har ont i ryggen.", is_obstacle=True)
    complete(case, "hinder", own_words="Det är svårt hemma.")
    assert shown() == before
    assert before.count(FENCE) == 3


def test_those_who_work_with_the_case_see_it(people: People, case: Enrolment) -> None:  # noqa: F811
    complete(case, "halsa", own_words="Jag har ont i ryggen.")
    assert "ont i ryggen" in page(people.anna, case)
    part = {"enrolment": case, "user": people.bo, "part": CaseAssignment.Part.SUBSTITUTE}
    substitute = CaseAssignment.objects.create(period=days(TODAY, TODAY), **part)
    assert "ont i ryggen" in page(people.bo, case)
    substitute.delete()
    assert "ont i ryggen" not in page(people.bo, case)


@pytest.mark.parametrize(("code", "status"), [("utbildning", 200), ("halsa", 404), ("finns-inte", 404)])
def test_a_fenced_area_is_a_page_that_does_not_exist(people: People, case: Enrolment, code: str, status: int) -> None:  # noqa: F811
    url = reverse("kartlaggning_area", args=[case.participant.uuid, code])
    client = signed_in(people.bo)
    opened(case.participant, people.bo)
    assert client.get(url).status_code == status
    posted = client.post(url, {"own_words": "Något", "once": ""})
    assert (posted.status_code == 404) == (status == 404)


def test_a_closed_case_is_not_completed(people: People, case: Enrolment) -> None:  # noqa: F811
    Enrolment.objects.update(closed_on=TODAY)
    url = reverse("kartlaggning_area", args=[case.participant.uuid, "utbildning"])
    assert signed_in(people.anna).get(url).status_code == 404


def test_what_another_unit_began_is_completed_here(people: People, case: Enrolment) -> None:  # noqa: F811
    elsewhere = EnrolmentFactory(participant=case.participant, unit=people.other_unit, closed_on=TODAY)
    complete(elsewhere, by=people.cilla)
    url = reverse("kartlaggning_area", args=[case.participant.uuid, "utbildning"])
    client = signed_in(people.anna)
    form = client.get(url).context["form"]
    posted = {bound.html_name: bound.value() or "" for bound in form} | {"own_words": "Jag gick tio år i skolan."}
    assert client.post(url, posted).status_code == 302
    assert KartlaggningEntry.objects.current().get().own_words == "Jag gick tio år i skolan."


def test_two_who_write_at_once_see_both_and_lose_nothing(people: People, case: Enrolment) -> None:  # noqa: F811
    first = complete(case, assessment="Behöver SFI.")
    url = reverse("kartlaggning_area", args=[case.participant.uuid, "utbildning"])
    client = signed_in(people.anna)
    form = client.get(url).context["form"]
    posted = {bound.html_name: bound.value() or "" for bound in form} | {"own_words": "Jag gick tio år i skolan."}
    complete(case, own_words="Jag gick åtta år.", assessment="Behöver SFI C.", seen=first, by=people.bo)
    answer = client.post(url, posted)
    stale = answer.context["form"].stale
    assert stale.who == people.bo.full_name
    assert [conflict.label for conflict in stale.conflicts] == ["Med deltagarens egna ord"]
    assert stale.taken == ["Din bedömning"]
    again = {bound.html_name: bound.value() or "" for bound in answer.context["form"]} | {"own_words-keep": "both"}
    assert client.post(url, again).status_code == 302
    latest = KartlaggningEntry.objects.current().get()
    assert latest.own_words == "Jag gick åtta år.\n\nJag gick tio år i skolan."
    assert latest.assessment == "Behöver SFI C."


def test_an_untouched_level_overwrites_nobodys(people: People, case: Enrolment) -> None:  # noqa: F811
    url = reverse("kartlaggning_area", args=[case.participant.uuid, "utbildning"])
    client = signed_in(people.anna)
    form = client.get(url).context["form"]
    posted = {bound.html_name: bound.value() or "" for bound in form} | {
        "own_words": "Nio år.",
        "initial-education_level": "okand",
    }
    Participant.objects.update(education_level="gymnasial")
    assert client.post(url, posted).status_code == 302
    assert Participant.objects.get().education_level == "gymnasial"
