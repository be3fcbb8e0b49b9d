"""What a later kartläggning says otherwise: shown, taken over or kept, and never asked twice."""

import pytest
from django.urls import reverse

from amc.matching.models import Seeking
from amc.matching.rules.changes import differences
from participants.models import Enrolment, KartlaggningArea, KartlaggningEntry
from tests.factories import KartlaggningEntryFactory
from tests.matching.test_views import text
from tests.placements.pages import TODAY, as_, page, post

NOTHING = {name: [] for name in ("wishes", "level", "languages", "licences", "skills")}


@pytest.mark.parametrize(
    ("said", "heard", "now", "found"),
    [
        # What was filled in from the kartläggning, which has changed since.
        ({"level": ["b1"]}, {"level": ["a2"]}, {"level": ["a2"]}, [("level", False)]),
        # Somebody has set it otherwise by hand: told, and as such.
        ({"level": ["b2"]}, {"level": ["a2"]}, {"level": ["b1"]}, [("level", True)]),
        # What was heard before is not news, whatever stands there now.
        ({"level": ["a2"]}, {"level": ["a2"]}, {"level": ["b1"]}, []),
        # It already stands there.
        ({"level": ["b1"]}, {"level": ["a2"]}, {"level": ["b1"]}, []),
        # An area that was not answered before: an empty field is nobody's hand.
        ({"licences": ["B"]}, {}, {}, [("licences", False)]),
        ({"licences": ["B"]}, {}, {"licences": ["AM"]}, [("licences", True)]),
        # What has been taken away in the kartläggning is news as well.
        ({"skills": []}, {"skills": ["odling"]}, {"skills": ["odling"]}, [("skills", False)]),
        # Order and case of languages say nothing; the order of wishes does.
        ({"languages": ["dari", "Engelska"]}, {"languages": ["Engelska", "Dari"]}, {"languages": ["Dari"]}, []),
        ({"wishes": ["kock", "bagare"]}, {"wishes": ["bagare", "kock"]}, {"wishes": ["bagare", "kock"]},
         [("wishes", False)]),
        ({}, {"level": ["a2"]}, {"level": ["a2"]}, []),
    ],
)  # fmt: skip
def test_what_is_news(said, heard, now, found):
    rows = differences(said, heard=heard, now=NOTHING | now)
    assert [(row.field, row.by_hand) for row in rows] == found


def answer(case, code, facts):
    """An area of the kartläggning is answered, anew where it was before."""
    area = KartlaggningArea.objects.get(code=code)
    known = KartlaggningEntry.objects.current().filter(participant=case.participant, area=area).first()
    return KartlaggningEntryFactory(enrolment=case, area=area, facts=facts, supersedes=known)


def spoken(level, *others):
    return {"languages": [{"language": "Svenska", "spoken": level}, *({"language": one} for one in others)]}


@pytest.fixture
def told(people, case):
    """What is sought, filled in from the kartläggning on the first day."""
    answer(case, "sprak", spoken("a2", "Dari"))
    answer(case, "kompetens", {"competences": [{"name": "Odling", "code": "odling"}]})
    given = {"kinds": ["praktik"], "level": "a2", "languages": "Dari", "skills": ["odling"]}
    assert post(people.anna, "seeking_edit", case.participant.uuid, **given).status_code == 302
    return Seeking.objects.get()


def places(people, case):
    return text(page(people.anna, "participant_places", case.participant.uuid))


def test_a_later_kartlaggning_is_told_of_and_taken_over_with_one_click(people, case, told):
    assert told.heard == {"level": ["a2"], "languages": ["Dari"], "skills": ["odling"]}
    assert "Kartläggningen har ändrats" not in places(people, case)
    answer(case, "sprak", spoken("b1", "Dari", "Engelska"))
    shown = places(people, case)
    assert "Kartläggningen har ändrats sedan det här fylldes i" in shown
    assert "Svenska: B1 (här står A2)" in shown
    assert "Andra språk: Dari, Engelska (här står Dari)" in shown
    assert Seeking.objects.get().level == "a2"
    form = page(people.anna, "seeking_hear", case.participant.uuid).context["form"]
    given = {"take": form.fields["take"].initial, "revision": told.revision, "seen": form.shown}
    assert post(people.anna, "seeking_hear", case.participant.uuid, **given).status_code == 302
    row = Seeking.objects.get()
    assert (row.level, row.languages, row.skills) == ("b1", ["Dari", "Engelska"], ["odling"])
    assert "Kartläggningen har ändrats" not in places(people, case)


def test_what_is_kept_is_not_asked_again_until_something_new_is_said(people, case, told):
    answer(case, "sprak", spoken("b1", "Dari"))
    form = page(people.anna, "seeking_hear", case.participant.uuid).context["form"]
    given = {"keep": "on", "take": ["level"], "revision": told.revision, "seen": form.shown}
    assert post(people.anna, "seeking_hear", case.participant.uuid, **given).status_code == 302
    assert Seeking.objects.get().level == "a2"
    assert "Kartläggningen har ändrats" not in places(people, case)
    assert "Det finns inget nytt att ta över." in text(page(people.anna, "seeking_hear", case.participant.uuid))
    answer(case, "sprak", spoken("b2", "Dari"))
    assert "Svenska: B2 (här står A2, valt för hand)" in places(people, case)


def test_what_was_set_by_hand_is_not_marked_to_be_taken_over(people, case, told):
    Seeking.objects.filter(pk=told.pk).update(level="b1")
    answer(case, "sprak", spoken("b2", "Dari", "Engelska"))
    form = page(people.anna, "seeking_hear", case.participant.uuid).context["form"]
    assert form.fields["take"].initial == ["languages"]
    assert "Svenska: B2 (här står B1, valt för hand)" in places(people, case)


def test_nothing_marked_something_said_meanwhile_and_somebody_elses_change_come_back(people, case, told):
    answer(case, "sprak", spoken("b1", "Dari"))
    form = page(people.anna, "seeking_hear", case.participant.uuid).context["form"]
    given = {"take": ["level"], "revision": told.revision, "seen": form.shown}
    person = case.participant.uuid
    assert "Markera det som ska tas över" in text(post(people.anna, "seeking_hear", person, **given | {"take": []}))
    stale = text(post(people.anna, "seeking_hear", person, **given | {"revision": told.revision + 7}))
    assert "Någon annan har ändrat" in stale
    answer(case, "sprak", spoken("b2", "Dari"))
    assert "har ändrats igen" in text(post(people.anna, "seeking_hear", person, **given))
    assert Seeking.objects.get().level == "a2"


def test_a_place_says_whose_points_are_of_the_older_kartlaggning(people, case, told, opening):
    words = "Poängen räknas på det äldre."
    assert words not in text(page(people.anna, "opening_matches", opening.uuid))
    answer(case, "sprak", spoken("b1", "Dari"))
    assert words in text(page(people.anna, "opening_matches", opening.uuid))


def test_a_closed_case_hears_nothing(people, case, told):
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    url = reverse("seeking_hear", args=[case.participant.uuid])
    assert as_(people.anna).get(url).status_code == 404
