"""What somebody has shown, as a page and a paper tell it."""

from dataclasses import dataclass

from amc.skills.models import Certificate, JudgedSkill, SkillList
from amc.staff.models import User
from participants.models import Participant

Level = JudgedSkill.Level


@dataclass(frozen=True)
class Shown:
    """An occupation, and what holds of its skills; only what has been judged."""

    of: SkillList
    rows: list[JudgedSkill]

    @property
    def alone(self) -> int:
        """How many are done alone."""
        return sum(row.level == Level.ALONE for row in self.rows)


def shown_skills(user: User, participant: Participant) -> list[Shown]:
    """What `user` may see that the participant has shown, occupation by occupation, in two queries."""
    latest = JudgedSkill.objects.visible_to(user).filter(enrolment__participant=participant).holding()
    rows = JudgedSkill.objects.visible_to(user).filter(pk__in=latest.values("pk")).exclude(level=Level.NONE)
    found: dict[SkillList, list[JudgedSkill]] = {}
    for row in rows.select_related("skill__of").order_by("skill__of__order", "skill__of", "skill__order", "skill"):
        found.setdefault(row.skill.of, []).append(row)
    return [Shown(of, skills) for of, skills in found.items()]


def certificates_of(user: User, participant: Participant) -> list[Certificate]:
    """The certificates that `user` may see, the latest first."""
    rows = Certificate.objects.visible_to(user).standing().filter(enrolment__participant=participant)
    return list(rows.select_related("kind"))
