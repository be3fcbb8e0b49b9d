"""Obstacles reach the form, and a broken constraint is an obstacle too."""

import pytest
from django import forms
from django.db import IntegrityError, transaction

from amc.obstacles import Obstacle, Refused, refuse_if, register_constraints
from amc.web.forms import ActionForm
from amc.web.models import Draft
from amc.web.obstacles import add_obstacles, constraint_obstacle
from tests.web.people import make_user


class PlainForm(forms.Form):
    start = forms.DateField(label="Start")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("field", "shown_at"), [("start", "start"), (None, "__all__"), ("hidden", "__all__"), ("end", "__all__")]
)
def test_an_obstacle_is_shown_where_the_user_sees_it(field, shown_at):
    form = PlainForm({"start": "2026-11-24"})
    assert form.is_valid()
    add_obstacles(form, Refused(Obstacle(field, "Planen saknas. Skriv den först.", "plan_missing")))
    [error] = form.errors.as_data()[shown_at]
    assert (error.code, error.message) == ("plan_missing", "Planen saknas. Skriv den först.")


def test_refuse_if_raises_only_when_there_is_something():
    refuse_if([])
    obstacles = [Obstacle(None, "Ett.", "one"), Obstacle("start", "Två.", "two")]
    with pytest.raises(Refused, match=r"Ett\.; Två\.") as refused:
        refuse_if(iter(obstacles))
    assert refused.value.codes == ("one", "two")


def test_a_constraint_has_one_meaning():
    meaning = Obstacle(None, "Så är det.", "so")
    register_constraints({"only_for_this_test": meaning})
    register_constraints({"only_for_this_test": meaning})
    with pytest.raises(ValueError, match="only_for_this_test"):
        register_constraints({"only_for_this_test": Obstacle(None, "Inte alls.", "so")})


def broken(**values):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Draft.objects.create(**values)
    return error.value


def test_the_models_own_message_is_used(db, monkeypatch):
    user = make_user()
    Draft.objects.create(user=user, key="journal", data={})
    constraint = Draft._meta.constraints[0]
    error = broken(user=user, key="journal", data={})
    assert constraint_obstacle(error) is None

    from amc.web import obstacles

    monkeypatch.setattr(constraint, "violation_error_message", "Utkastet finns redan.")
    obstacles._obstacles_of_models.cache_clear()
    try:
        assert constraint_obstacle(error) == Obstacle(None, "Utkastet finns redan.", "draft_once_per_user_and_key")
    finally:
        obstacles._obstacles_of_models.cache_clear()


def test_an_error_without_a_constraint_is_no_obstacle():
    assert constraint_obstacle(IntegrityError("whatever")) is None


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(label="Förnamn"), "Fyll i förnamn."),
        (forms.CharField(label="AF-nummer"), "Fyll i AF-nummer."),
        (forms.IntegerField(label="Omfattning (%)"), "Fyll i omfattning."),
        (forms.DateField(label="Inkom"), "Skriv ett datum i ”Inkom”, till exempel 2026-11-24."),
        (forms.DateTimeField(label="Hände"), "Skriv datum och klockslag i ”Hände”."),
        (forms.ChoiceField(label="Slag", choices=[("a", "A")]), "Välj slag."),
        (forms.ChoiceField(label="Vem gör det?", choices=[("a", "A")]), "Svara på ”Vem gör det?”"),
        (forms.BooleanField(label="Planen är läst"), "Kryssa i ”Planen är läst”."),
        (forms.FileField(label="Fil"), "Välj en fil."),
        (forms.CharField(label="Mål", error_messages={"required": "Skriv målet."}), "Skriv målet."),
    ],
)
def test_an_empty_field_says_what_to_fill_in(field: forms.Field, words: str) -> None:
    form = type("Asked", (ActionForm,), {"asked": field})({})
    assert form.errors["asked"] == [words]
