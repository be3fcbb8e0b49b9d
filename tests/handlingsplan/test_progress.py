"""Stegförflyttning: sets as data, answered by two voices, once a day (domain.md section 2; the wish of [S4])."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amc.obstacles import Refused
from amc.web.charts import curves
from handlingsplan import due
from handlingsplan.models import ProgressAnswer, ProgressMeasure, ProgressQuestion, ProgressSet, ProgressVersion
from handlingsplan.progress_page import progress_of
from handlingsplan.steps import Given, Scale, Step, measure_obstacles, share_of, way_of
from tests.handlingsplan.held import measured
from tests.handlingsplan.room import TODAY, once

D = dt.date
ASKED = [Scale("a", 1, 5), Scale("b", 0, 10)]


@pytest.mark.parametrize(
    ("answers", "is_open", "codes"),
    [
        pytest.param({"a": 1, "b": 10}, True, [], id="the ends of both scales"),
        pytest.param({"a": 0, "b": 0}, True, ["outside_scale"], id="below"),
        pytest.param({"a": 5, "b": 11}, True, ["outside_scale"], id="above"),
        pytest.param({"a": 3}, True, ["not_answered"], id="one is left out"),
        pytest.param({"a": 3, "b": 3, "c": 3}, True, ["unknown_question"], id="a question of another version"),
        pytest.param({"a": 3, "b": 3}, False, ["enrolment_closed"], id="closed"),
    ],
)
def test_a_measure_answers_all_within_the_scale(answers, is_open, codes):
    assert [row.code for row in measure_obstacles(ASKED, answers, enrolment_open=is_open)] == codes


@given(st.lists(st.sampled_from([(1, 5), (0, 10)]).flatmap(
    lambda ends: st.integers(*ends).map(lambda value: (value, *ends))), min_size=1))  # fmt: skip
def test_a_share_lies_on_the_scale(answers):
    assert 0 <= share_of(answers) <= 1


@pytest.mark.parametrize(
    ("answers", "share"), [([(1, 1, 5)], 0), ([(5, 1, 5)], 1), ([(3, 1, 5), (5, 0, 10)], 0.5), ([(2, 1, 5)], 0.25)]
)
def test_share(answers, share):
    assert share_of(answers) == share


def step(day, voice, *given):
    return Step(day, voice, tuple(Given(*one) for one in given))


def test_the_way_is_from_the_first_to_the_last_of_one_voice():
    steps = [step(D(2026, month, 1), voice, ("a", value, 1, 5)) for month, voice, value in (
        (1, "deltagare", 2), (2, "konsulent", 1), (9, "deltagare", 4), (5, "deltagare", 1))]  # fmt: skip
    way = way_of(steps, "deltagare")
    assert (way.first.told, way.last.told, way.change, way.same, way.left_out) == ("2,0 av 5", "4,0 av 5", 0.5, 1, 0)
    assert way_of(steps, "konsulent") is None


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        pytest.param(
            [("a", 2, 1, 5), ("b", 5, 1, 5)],
            [("a", 4, 1, 5), ("c", 1, 1, 5)],
            ("2,0 av 5", "4,0 av 5", 1, 2),
            id="only what both have answered",
        ),
        pytest.param([("a", 2, 1, 5)], [("b", 4, 1, 5)], None, id="nothing in common"),
        pytest.param([("a", 2, 1, 5)], [("a", 8, 0, 10)], None, id="another scale is another question"),
    ],
)
def test_versions_are_compared_by_the_questions_that_are_the_same(first, last, told):
    way = way_of([step(D(2026, 1, 1), "deltagare", *first), step(D(2026, 6, 1), "deltagare", *last)], "deltagare")
    assert (way and (way.first.told, way.last.told, way.same, way.left_out)) == told


@given(st.lists(st.tuples(st.dates(D(2020, 1, 1), D(2030, 1, 1)), st.floats(0, 1)), max_size=20))
def test_the_curve_stays_on_its_surface(points):
    drawn = curves([("Deltagaren", "series-1", [(day, share, "") for day, share in sorted(points)])])
    assert (drawn is None) == (not points)
    for mark in drawn.lines[0].marks if drawn else ():
        assert 0 <= mark.x <= drawn.width
        assert 0 <= mark.y <= drawn.height


# --- What is kept ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_tabs_the_same_day_are_one_and_the_first_stands(enrolment):
    first = measured(enrolment, TODAY, 2)
    assert measured(enrolment, TODAY, 2) == first
    for changed in ({"value": 5}, {"words": "Något annat."}):
        with pytest.raises(Refused) as refused:
            measured(enrolment, TODAY, **({"value": 2} | changed))
        assert refused.value.codes == ("answered_already",)
    assert set(ProgressAnswer.objects.values_list("value", flat=True)) == {2}
    measured(enrolment, TODAY, 4, voice="konsulent")
    measured(enrolment, TODAY + dt.timedelta(days=1), 4)
    assert ProgressMeasure.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("voice", ["deltagare", "konsulent"])
def test_what_is_answered_second_is_told_and_stays_on_the_page(as_anna, enrolment, voice):
    measured(enrolment, TODAY, 2, voice=voice, words="Det går framåt.")
    url = reverse("measure", args=[enrolment.participant.uuid, "steg", voice])
    codes = ProgressQuestion.objects.filter(version__set__code="steg").values_list("code", flat=True)
    answer = as_anna.post(url, dict.fromkeys(codes, "4") | {"words": "Jag har fått ett jobb."} | once())
    page = answer.content.decode()
    assert "svarade redan i dag klockan" in page
    assert "Svaren var 2, 2, 2, 2, 2, 2, 2, 2 med orden ”Det går framåt.”" in page
    assert "Jag har fått ett jobb.</textarea>" in page
    assert page.count("checked") == len(codes)
    assert ProgressMeasure.objects.get().words == "Det går framåt."
    before = as_anna.get(url, follow=True)
    assert before.redirect_chain == [(reverse("progress", args=[enrolment.participant.uuid]), 302)]
    assert "svarade redan i dag klockan" in before.content.decode()
    other = {"deltagare": "konsulent", "konsulent": "deltagare"}[voice]
    assert as_anna.get(reverse("measure", args=[enrolment.participant.uuid, "steg", other])).status_code == 200


@pytest.mark.django_db
def test_a_published_version_is_frozen_and_a_new_one_is_free():
    question = ProgressQuestion.objects.first()
    for change_it in (
        lambda: ProgressQuestion.objects.filter(pk=question.pk).update(own_wording="Något annat"),
        lambda: ProgressQuestion.objects.filter(pk=question.pk)._raw_delete("default"),
        lambda: ProgressQuestion.objects.create(
            version=question.version, code="ny", own_wording="?", about_wording="?"
        ),
        lambda: ProgressVersion.objects.filter(pk=question.version_id).update(lead="Nytt"),
        lambda: ProgressVersion.objects.filter(pk=question.version_id).update(published_at=None),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change_it()
    version = ProgressVersion.objects.create(set=question.version.set, number=2)
    ProgressQuestion.objects.create(version=version, code="ny", own_wording="?", about_wording="?")


@pytest.mark.django_db
@pytest.mark.parametrize("value", [0, 6])
def test_the_database_keeps_the_scale(enrolment, value):
    measure = measured(enrolment, TODAY)
    other = ProgressVersion.objects.create(set=ProgressSet.objects.get(), number=2)
    asked = ProgressQuestion.objects.create(version=other, code="x", own_wording="?", about_wording="?")
    ProgressVersion.objects.filter(pk=other.pk).update(published_at=measure.recorded_at)
    fresh = ProgressMeasure.objects.create(
        enrolment=enrolment, version=other, voice="deltagare", measured_on=TODAY, recorded_by=measure.recorded_by,
        recorded_at=measure.recorded_at,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="scale"), transaction.atomic():
        ProgressAnswer.objects.create(measure=fresh, question=asked, value=value)
    with pytest.raises(DatabaseError, match="scale"), transaction.atomic():
        ProgressAnswer.objects.create(measure=measure, question=asked, value=3)


@pytest.mark.django_db
def test_a_closed_case_is_not_measured(enrolment):
    enrolment.closed_on = TODAY
    enrolment.save()
    with pytest.raises(Refused):
        measured(enrolment, TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "is_due"), [(56, True), (43, True), (41, False)])
def test_the_next_is_due_after_the_interval(enrolment, ago, is_due):
    measured(enrolment, TODAY - dt.timedelta(days=ago))
    measured(enrolment, TODAY, voice="konsulent")
    rows = [row["due_on"] for row in due.MEASURE.rows(TODAY)]
    assert rows == ([TODAY + dt.timedelta(days=56 - ago)] if is_due else [])


# --- The pages ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_both_voices_on_the_curve(people, enrolment, django_assert_num_queries):
    measured(enrolment, TODAY - dt.timedelta(days=60), 2)
    measured(enrolment, TODAY, 4)
    measured(enrolment, TODAY, 3, voice="konsulent")
    with django_assert_num_queries(1):
        (progress,) = progress_of(people.anna, enrolment)
    assert (progress.way.first.told, progress.way.last.told) == ("2,0 av 5", "4,0 av 5")
    assert [len(line.marks) for line in progress.curve.lines] == [2, 1]
    assert progress.next_on == TODAY + dt.timedelta(weeks=8)
    assert progress_of(people.cilla, enrolment) == []


@pytest.mark.django_db
def test_answering_and_seeing(as_anna, enrolment):
    person = enrolment.participant.uuid
    url = reverse("measure", args=[person, "steg", "deltagare"])
    page = as_anna.get(url).content.decode()
    assert enrolment.participant.last_name not in page
    codes = ProgressQuestion.objects.values_list("code", flat=True)
    half = {code: "4" for code in codes if code != "soka"} | {"words": "Jag vill till köket"}
    answer = as_anna.post(url, half | once())
    assert answer.context["form"].errors == {"soka": ["Välj ett svar."]}
    assert "Jag vill till köket" in answer.content.decode()
    mark = once()
    for _ in range(2):
        assert as_anna.post(url, half | {"soka": "5"} | mark).url == reverse("progress", args=[person])
    assert ProgressMeasure.objects.count() == 1
    assert "Jag vill till köket" in as_anna.get(reverse("progress", args=[person])).content.decode()
    assert as_anna.get(reverse("measure", args=[person, "steg", "nagon"])).status_code == 404


@pytest.mark.django_db
def test_the_plan_page_shows_the_steps(as_anna, draft):
    measured(draft.plan.enrolment, TODAY, 4)
    page = as_anna.get(reverse("plan", args=[draft.plan.enrolment.participant.uuid])).content.decode()
    assert 'class="curve"' in page
    assert "mätt en gång" in page
