"""Reading what participants have shown that they can."""

from typing import Self

from participants.querysets import ScopedQuerySet


class JudgedQuerySet(ScopedQuerySet):
    """Judgements of skills."""

    def holding(self) -> Self:
        """Of each skill what holds now: the judgement of the latest day, and of one day the one written last."""
        order = ("enrolment__participant_id", "skill_id", "-judged_on", "-pk")
        return self.order_by(*order).distinct("enrolment__participant_id", "skill_id")


class CertificateQuerySet(ScopedQuerySet):
    """Certificates."""

    def standing(self) -> Self:
        """Those that nobody has struck."""
        return self.filter(struck=False)
