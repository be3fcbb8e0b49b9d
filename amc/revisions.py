"""Saving a row that several people edit: the later of two saves that began from the same version is refused."""

from collections.abc import Iterable
from typing import Any

from amc.base import RevisedModel


class Stale(Exception):
    """Somebody saved the row after `revision` was read. `current` is the row as it stands, with its `revision`; None
    when it is gone."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__(f"{current!r} has been saved by somebody else.")


def save_revised(instance: RevisedModel, revision: int, update_fields: Iterable[str]) -> None:
    """Write `update_fields` of `instance` if the row still has `revision`, and count the revision up.

    One UPDATE compares and sets, so of two saves from the same revision exactly one takes effect.
    Raises Stale for the other.
    """
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    values = {name: getattr(instance, name) for name in update_fields}
    if not rows.filter(revision=revision).update(**values, revision=revision + 1):
        raise Stale(rows.first())
    instance.revision = revision + 1
