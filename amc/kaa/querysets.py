"""Reading the register of KAA."""

from typing import Self

from participants.querysets import ScopedQuerySet


class RegisterQuerySet(ScopedQuerySet):
    """What the register holds of a case."""

    def standing(self) -> Self:
        """Those that nobody has struck."""
        return self.filter(struck=False)
