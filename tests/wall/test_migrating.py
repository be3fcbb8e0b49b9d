"""What migrating renders: models that grow are those that Django would have rendered anew (ADR 0020)."""

from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations import RunPython
from django.db.migrations.state import ModelState, StateApps

from amc.wall.management.commands import migrate
from amc.wall.migrating import Executor, GrowingState

taken_apart = MigrationAutodetector(GrowingState(), GrowingState()).deep_deconstruct


def field_of(field: Any, apps: StateApps) -> tuple:
    """All that is to say about a field, and whether it points to the registry's own model."""
    target = field.remote_field and field.remote_field.model
    own = target is None or apps.get_model(target._meta.app_label, target._meta.model_name) is target
    choices = field.choices and vars(field.model)[f"get_{field.name}_display"].keywords["field"] is field
    return (taken_apart(field), field.column, target and target._meta.label, own, field.model._meta.label, choices)


def model_of(model: type[models.Model], apps: StateApps) -> dict[str, Any]:
    """All that is to say about a rendered model."""
    meta = model._meta
    return {
        "fields": [field_of(field, apps) for field in meta.local_fields],
        "many": [taken_apart(field) for field in meta.local_many_to_many],
        "to it": sorted((rel.related_model._meta.label, rel.field.name, rel.name) for rel in meta.related_objects),
        "attributes": sorted(name for name in vars(model) if not name.startswith("_")),
        "managers": [manager.name for manager in meta.managers],
        "constraints": [taken_apart(one) for one in meta.constraints],
        "indexes": [taken_apart(one) for one in meta.indexes],
        "triggers": [(one.name, one.hash) for one in getattr(meta, "triggers", [])],
        "bases": [base.__name__ for base in model.__mro__],
        "table": (meta.db_table, meta.ordering, meta.pk and meta.pk.name, meta.swapped, meta.apps is apps),
    }


def all_of(apps: StateApps) -> dict[str, dict[str, Any]]:
    """All that is to say about all models."""
    return {model._meta.label: model_of(model, apps) for model in apps.get_models(include_auto_created=True)}


def test_what_has_grown_is_what_django_renders(db) -> None:
    """At every migration of data, which works with the models, and at the end."""
    executor = Executor(connection)
    state, compared, grown = executor._create_project_state(), 0, 0

    def compare() -> None:
        assert all_of(state.apps) == all_of(StateApps(state.real_apps, state.models))

    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        for operation in migration.operations:
            if isinstance(operation, RunPython):
                compare()
                compared += 1
            rendered, _before = state.apps, state.clone()
            operation.state_forwards(migration.app_label, state)
            grown += state.apps is rendered
    compare()
    assert compared > 20
    assert grown > 1000


@pytest.fixture
def state() -> GrowingState:
    """A state with one rendered model, `staff.Box`."""
    state = GrowingState()
    state.add_model(ModelState("staff", "Box", [("id", models.AutoField(primary_key=True))]))
    assert state.apps
    return state


def names(state: GrowingState) -> list[str]:
    """The fields of the rendered model."""
    return [field.name for field in state.apps.get_model("staff", "box")._meta.local_fields]


def test_a_copy_reads_what_has_grown_but_changes_only_its_own(state) -> None:
    copy = state.clone()
    assert copy.apps is state.apps

    copy.add_field("staff", "box", "width", models.IntegerField(default=1), preserve_default=True)
    assert (names(copy), names(state)) == (["id", "width"], ["id"])

    copy.add_field("staff", "box", "height", models.IntegerField(default=1), preserve_default=True)
    assert (names(copy), names(state)) == (["id", "width", "height"], ["id"])


@pytest.mark.parametrize(
    ("to", "grows"),
    [
        (models.CharField(max_length=9, choices=[("b", "B")]), True),
        (models.CharField(max_length=9, verbose_name="bredd"), True),
        (models.CharField(max_length=10), False),
        (models.CharField(max_length=9, unique=True), False),
        (models.CharField(max_length=9, null=True), False),
        (models.CharField(max_length=9, default="a"), False),
        (models.CharField(max_length=9, db_default="a"), False),
        (models.CharField(max_length=9, db_column="w"), False),
        (models.TextField(max_length=9), False),
    ],
)
def test_a_field_is_exchanged_where_it_stands_only_when_its_column_stays(state, to, grows) -> None:
    state.add_field(
        "staff", "box", "width", models.CharField(max_length=9, choices=[("a", "A")]), preserve_default=True
    )
    state.add_field("staff", "box", "height", models.IntegerField(), preserve_default=True)
    rendered = state.apps
    before = rendered.get_model("staff", "box")._meta.get_field("width")

    state.alter_field("staff", "box", "width", to, preserve_default=True)

    assert (state.apps is rendered) == grows
    assert names(state) == ["id", "width", "height"]
    assert state.apps.get_model("staff", "box")._meta.get_field("width").deconstruct()[1:] == to.deconstruct()[1:]
    assert grows or rendered.get_model("staff", "box")._meta.get_field("width") is before


def test_djangos_command_uses_it(db) -> None:
    assert isinstance(migrate.migrate.MigrationExecutor(connection)._create_project_state(), GrowingState)
