"""Where attempts are counted. What cannot count lets nobody in."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, OperationalError


class NoCount(OperationalError):
    """The table of counts does not answer; the request is answered 503 (amc.web.errors)."""


class StrictDatabaseCache(DatabaseCache):
    """Django's cache in the database, which says so when it is gone instead of forgetting what it was to keep."""

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        """Raises NoCount when nothing can be read."""
        try:
            return super().get_many(keys, version=version)
        except DatabaseError as error:
            raise NoCount from error

    def _base_set(self, mode: str, key: Any, value: Any, timeout: Any = None) -> bool:
        try:
            kept = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        except DatabaseError as error:
            raise NoCount from error
        if mode == "set" and not kept:
            raise NoCount
        return bool(kept)
