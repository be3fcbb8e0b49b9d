"""Migrates without rendering every model anew for each operation (docs/decisions/0020).

Django renders a changed model and everything that relates to it, which here is nearly everything, once per operation;
an empty database took two minutes of that. Most operations only add. Those are added to the models already rendered,
as they are when an app's modules are imported; any other operation drops what is rendered, and it is rendered whole
the next time somebody asks.
"""

from typing import Any

from django.db import models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import field_is_referenced

LISTED = ("constraints", "indexes", "triggers")


class GrowingState(ProjectState):
    """A project state whose rendered models grow.

    Only the state that rendered them lets them grow. A copy reads them, also after they have grown, and renders its
    own as soon as it is changed itself; an operation asks the copy for what was there before it, which is still there.
    """

    def __init__(self, models: dict | None = None, real_apps: set[str] | None = None) -> None:
        super().__init__(models, real_apps)
        self.borrowed = False

    def clone(self) -> "GrowingState":
        """A copy with the same rendered models."""
        copy = GrowingState({key: state.clone() for key, state in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            copy.apps = self.apps
            copy.borrowed = True
        return copy

    def drop(self) -> None:
        """Forget what is rendered; a copy that reads it keeps it."""
        self.__dict__.pop("apps", None)
        self.borrowed = False

    def add_model(self, model_state: ModelState) -> None:
        """Render the new model alone, beside the others."""
        apps = self._taken()
        super().add_model(model_state)
        if apps and not any(isinstance(base, str) for base in model_state.bases):
            apps.render_multiple([model_state])
            self._grown(apps)

    def add_field(
        self, app_label: str, model_name: str, name: str, field: models.Field, preserve_default: bool
    ) -> None:
        """Add the field to the rendered model, unless more than one table or model is concerned."""
        apps = self._taken()
        super().add_field(app_label, model_name, name, field, preserve_default)
        if not apps or field.many_to_many or field.primary_key:
            return
        model = apps.get_model(app_label, model_name)
        if not model.__subclasses__():
            model.add_to_class(name, self.models[app_label, model_name].fields[name].clone())
            self._grown(apps)

    def alter_field(
        self, app_label: str, model_name: str, name: str, field: models.Field, preserve_default: bool
    ) -> None:
        """Exchange the field in the rendered model when its column stays as it is: new choices, another label."""
        key = app_label, model_name
        same = _same_column(self.models[key].fields[name], field) and not field_is_referenced(self, key, (name, field))
        apps = self._taken()
        super().alter_field(app_label, model_name, name, field, preserve_default)
        if not apps or not same:
            return
        model = apps.get_model(app_label, model_name)
        if not model.__subclasses__():
            old = model._meta.get_field(name)
            new = self.models[key].fields[name].clone()
            new.creation_counter = old.creation_counter  # its place among the others
            model._meta.local_fields.remove(old)
            if f"get_{name}_display" in vars(model):
                delattr(model, f"get_{name}_display")
            model.add_to_class(name, new)
            self._grown(apps)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """After a change to the model's state: list its constraints, indexes and triggers anew if they are all that
        changed, else drop everything rendered.
        """
        apps = self._taken()
        if apps and _relisted(apps.get_model(app_label, model_name), self.models[app_label, model_name]):
            self._grown(apps)

    def reload_models(self, models: Any, delay: bool = True) -> None:
        """After a change to the states of `models`."""
        self.drop()

    def remove_model(self, app_label: str, model_name: str) -> None:
        """Remove the model's state."""
        self.drop()
        super().remove_model(app_label, model_name)

    def _taken(self) -> Any:
        """The rendered models if they may grow; this state is left without any, so that Django doesn't touch them."""
        apps = None if self.borrowed else self.__dict__.get("apps")
        self.drop()
        return apps

    def _grown(self, apps: Any) -> None:
        """Take the rendered models back, unless something in them waits for a model that isn't there."""
        if not apps._pending_operations:
            apps.clear_cache()
            self.apps = apps


def _same_column(old: models.Field, new: models.Field) -> bool:
    """Whether PostgreSQL sees no difference between two fields, as Django's schema editor judges it."""
    if old.is_relation or new.is_relation or type(old) is not type(new) or old.db_column != new.db_column:
        return False
    _, _, was, was_named = old.deconstruct()
    _, _, becomes, becomes_named = new.deconstruct()
    kept = (was_named.keys() | becomes_named.keys()) - set(new.non_db_attrs)
    return was == becomes and all(was_named.get(word) == becomes_named.get(word) for word in kept)


def _relisted(model: type[models.Model], state: ModelState) -> bool:
    """Whether `model` differed from its state in what it lists and in no field; it is made to list the same."""
    meta = model._meta
    if {field.name for field in (*meta.local_fields, *meta.local_many_to_many)} != set(state.fields):
        return False
    changed = False
    for option in LISTED:
        wanted = state.options.get(option, [])
        if [one.name for one in getattr(meta, option, [])] != [one.name for one in wanted]:
            setattr(meta, option, list(wanted))
            changed = True
    meta.__dict__.pop("total_unique_constraints", None)
    return changed


class Executor(MigrationExecutor):
    """Django's, on a state that grows."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> GrowingState:
        state = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        return GrowingState(state.models, state.real_apps)
