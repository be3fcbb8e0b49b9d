"""What a table that hangs on a person says about itself; each app lists its own in its `wall.py`.

    LINES = (OnCase("journalentry", "enrolment", Kind.JOURNAL),)

`amc.wall.build` makes the policies of them (docs/wall.md).
"""

from dataclasses import KW_ONLY, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from amc.staff.access import Kind

ALL = ("*",)


@dataclass(frozen=True)
class Line:
    """One table behind the wall.

    `model`: its name in the app of the list. `also`: a condition in SQL on the row `t` that opens it besides.
    `only`: one that has to hold besides. `kept`: rows are added and never changed or removed by `app`.
    `worker`: the columns that Celery reads, or ALL; `may`: what else it does, e.g. ("INSERT", "UPDATE (period)").
    `adds` and `changes`: conditions in SQL on the row `t` that a row has to meet that Celery adds, or has changed.
    """

    model: str
    _: KW_ONLY
    also: str = ""
    only: str = ""
    kept: bool = False
    worker: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    adds: str = ""
    changes: str = ""
    label: str = ""

    @property
    def django_model(self) -> type[models.Model]:
        """The model."""
        return apps.get_model(self.label, self.model)

    @property
    def table(self) -> str:
        """The table's name."""
        return self.django_model._meta.db_table

    def column(self, field: str) -> str:
        """The column of a field."""
        found: Any = self.django_model._meta.get_field(field)
        return str(found.column)

    @property
    def condition(self) -> str:
        """When the user of the transaction reaches the row `t`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Own(Line):
    """A table whose rows belong to a user, by the field `via`."""

    via: str = "user"

    @property
    def condition(self) -> str:
        return f"t.{self.column(self.via)} = {number('user')}"


@dataclass(frozen=True)
class OfUnit(Line):
    """A table whose rows belong to a unit, by the field `via`, for those who see `kind` in that unit."""

    kind: Kind = Kind.CASE
    via: str = "unit"

    @property
    def condition(self) -> str:
        return f"t.{self.column(self.via)} = {unit(self.kind)}"


@dataclass(frozen=True)
class OfPerson(Line):
    """A table that hangs on a participant by the field `via`, and follows the person from unit to unit."""

    kind: Kind = Kind.CASE
    via: str = "participant"

    @property
    def condition(self) -> str:
        return (
            f"EXISTS (SELECT FROM wall.person p WHERE p.id = t.{self.column(self.via)}"
            f" AND (p.unit_id = {unit(self.kind)} OR p.id = ANY ({numbers(f'persons_{self.kind.value}')})))"
        )


@dataclass(frozen=True)
class OnCase(Line):
    """A table that hangs on an enrolment by the field `via`: at once, or by another table of this kind."""

    via: str = "enrolment"
    kind: Kind = Kind.CASE

    @property
    def parent(self) -> str:
        """The table that it hangs on."""
        found: Any = self.django_model._meta.get_field(self.via)
        return str(found.related_model._meta.db_table)

    @property
    def condition(self) -> str:
        return (
            f'EXISTS (SELECT FROM wall."{self.parent}" c WHERE c.id = t.{self.column(self.via)}'
            f" AND (c.unit_id = {unit(self.kind)} OR c.case_id = ANY ({numbers(f'cases_{self.kind.value}')})))"
        )


@dataclass(frozen=True)
class By(Line):
    """A table whose rule is its own: `rule` is the whole condition on the row `t`."""

    rule: str = ""

    @property
    def condition(self) -> str:
        return self.rule


@dataclass(frozen=True)
class View(Line):
    """A view of tables behind the wall: it shows whoever asks what the tables show them."""


@dataclass(frozen=True)
class Outside:
    """A table without a policy that Celery needs all the same: `worker` and `may` as for a Line."""

    model: str
    worker: tuple[str, ...] = ALL
    may: tuple[str, ...] = ()
    label: str = ""

    @property
    def table(self) -> str:
        """The table's name."""
        return apps.get_model(self.label, self.model)._meta.db_table


def number(setting: str) -> str:
    """A number that `wall.enter` has set, asked for once per statement; NULL, which opens nothing, without one."""
    return f"(SELECT nullif(current_setting('amc.{setting}', true), '')::bigint)"


def numbers(setting: str) -> str:
    """The same for a list of numbers."""
    return f"(SELECT nullif(current_setting('amc.{setting}', true), '')::bigint[])::bigint[]"


def unit(kind: Kind) -> str:
    """The unit whose rows of `kind` the user reaches."""
    return number(f"unit_{kind.value}")


def own_unit() -> str:
    """The unit of the user's account, whatever the roles: for what a unit has written that is about nobody."""
    return f"(SELECT u.unit_id FROM staff_user u WHERE u.id = {number('user')})"  # noqa: S608 - a setting's name


def lines() -> list[Line]:
    """Every app's lines, in the order in which the apps are installed."""
    return [line for module, label in _modules() for line in _labelled(module.LINES, label)]


def outside() -> list[Outside]:
    """Every app's tables outside the wall that Celery needs."""
    return [line for module, label in _modules() for line in _labelled(getattr(module, "OUTSIDE", ()), label)]


def _modules() -> list[tuple[Any, str]]:
    return [
        (import_module(f"{config.name}.wall"), config.label)
        for config in apps.get_app_configs()
        if config.name != "amc.wall" and config.module and find_spec(f"{config.name}.wall")
    ]


def _labelled(listed: Any, label: str) -> list[Any]:
    return [line if line.label else replace(line, label=label) for line in listed]
