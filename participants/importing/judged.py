"""What the previews of imported files share, whatever their rows are."""

from collections import Counter
from functools import cached_property
from typing import Any


class JudgedRows[J]:
    """Rows of a file, each with its fate (`fate`)."""

    rows: Any

    @cached_property
    def counts(self) -> Counter[Any]:
        """How many rows of each fate."""
        return Counter(judged.fate for judged in self.rows)

    def of(self, *fates: Any) -> list[J]:
        """The rows of some fates."""
        return [judged for judged in self.rows if judged.fate in fates]
