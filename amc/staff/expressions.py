"""SQL functions of ours, as expressions. They are created in staff's first migration."""

from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat


def _joined(fields: tuple[str, ...], separator: str) -> Concat:
    parts: list[object] = [fields[0]]
    for field in fields[1:]:
        parts += [Value(separator), field]
    return Concat(*parts, output_field=TextField())


class SortKey(Func):
    """The key that puts names in Swedish order (å ä ö last) under the C collation, whatever the server's locale.

    Arguments: the fields in the order they are compared, usually last name, first name.
    """

    function = "amc_sort_key"
    output_field = TextField()

    def __init__(self, *fields: str, **extra: Any) -> None:
        if len(fields) == 1 or extra:
            super().__init__(*fields, **extra)
            return
        super().__init__(_joined(fields, ", "))


class SearchKey(Func):
    """A tsvector of folded words (å→a, é→e), for prefix search by any of the names."""

    function = "amc_search_key"

    def __init__(self, *fields: str, **extra: Any) -> None:
        if len(fields) == 1 or extra:
            super().__init__(*fields, **extra)
            return
        super().__init__(_joined(fields, " "))
