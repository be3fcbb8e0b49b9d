"""What follows from somebody's roles: the one place that says who may see and do what.

Querysets ask `scope`; views ask `Permission`. Scope fails closed: an unknown role, an inactive account or a
missing unit sees nothing.
"""

import enum
from typing import TYPE_CHECKING

from amc.staff.models import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from amc.staff.models import User


class Kind(enum.Enum):
    """Kinds of rows that are protected alike."""

    CASE = "case"  # participants, enrolments, plans, meetings, follow-ups: the ordinary casework
    JOURNAL = "journal"  # journal and kartläggning
    PLACEMENT = "placement"  # internships, employments, supervision: who is where and until when
    REFERRAL = "referral"
    EMPLOYER = "employer"  # employers, workplaces, supervisors: no participant
    PAY = "pay"  # handledarersättning


class Scope(enum.Enum):
    """How far somebody's sight reaches for a kind of rows."""

    NONE = "none"
    OWN = "own"  # what the user is personally assigned to
    UNIT = "unit"


# The database knows it too: `manage.py migrate` builds its wall of this (amc.wall).
SCOPES: dict[str, dict[Kind, Scope]] = {
    Role.KONSULENT: {
        Kind.CASE: Scope.UNIT,
        Kind.JOURNAL: Scope.UNIT,
        Kind.PLACEMENT: Scope.UNIT,
        Kind.REFERRAL: Scope.UNIT,
        Kind.EMPLOYER: Scope.UNIT,
    },
    Role.ENHETSCHEF: {
        Kind.CASE: Scope.UNIT,
        Kind.JOURNAL: Scope.UNIT,
        Kind.PLACEMENT: Scope.UNIT,
        Kind.REFERRAL: Scope.UNIT,
        Kind.EMPLOYER: Scope.UNIT,
        Kind.PAY: Scope.UNIT,
    },
    Role.SPECIALIST: {Kind.CASE: Scope.OWN, Kind.JOURNAL: Scope.OWN, Kind.PLACEMENT: Scope.OWN},
    Role.EKONOM: {Kind.PLACEMENT: Scope.UNIT, Kind.PAY: Scope.UNIT, Kind.EMPLOYER: Scope.UNIT},
    Role.HR: {Kind.PLACEMENT: Scope.UNIT, Kind.EMPLOYER: Scope.UNIT},
    Role.HANDLEDARE: {},  # reaches its own supervision through placements' own queryset, nothing else
    Role.SYSTEMFORVALTARE: {},
}
_ORDER = (Scope.NONE, Scope.OWN, Scope.UNIT)


def scope(user: "User | AnonymousUser", kind: Kind) -> Scope:
    """The widest sight that any of the user's roles gives for `kind`; NONE without an active account or a unit."""
    if not user.is_authenticated or not user.is_active or user.unit_id is None:
        return Scope.NONE
    scopes = [SCOPES.get(role, {}).get(kind, Scope.NONE) for role in user.roles]
    return max(scopes, key=_ORDER.index, default=Scope.NONE)


class Permission(enum.Enum):
    """What one may do, by role; each view names the one it needs (amc.staff.views.PermittedMixin)."""

    CASEWORK = frozenset({Role.KONSULENT, Role.ENHETSCHEF})
    READ_CASES = frozenset({Role.KONSULENT, Role.ENHETSCHEF, Role.SPECIALIST})
    EMPLOYERS = frozenset({Role.KONSULENT, Role.ENHETSCHEF, Role.HR})
    READ_EMPLOYERS = frozenset({Role.KONSULENT, Role.ENHETSCHEF, Role.HR, Role.EKONOM})
    READ_PLACEMENTS = frozenset({Role.KONSULENT, Role.ENHETSCHEF, Role.HR, Role.EKONOM, Role.SPECIALIST})
    MANAGE = frozenset({Role.ENHETSCHEF})
    SUPERVISE = frozenset({Role.HANDLEDARE})
    PAY = frozenset({Role.EKONOM, Role.ENHETSCHEF})
    PAYROLL = frozenset({Role.EKONOM})  # makes the files; the enhetschef reads and downloads
    ANSWER_LAS = frozenset({Role.HR, Role.EKONOM, Role.ENHETSCHEF})
    LAS_RULES = frozenset({Role.HR})  # how the forms of employment count; the systemförvaltare has the code list
    ADMINISTER = frozenset({Role.SYSTEMFORVALTARE})
    ANY = frozenset(Role)

    def granted_to(self, user: "User | AnonymousUser") -> bool:
        """Whether an active `user` has a role that carries this permission."""
        return user.is_authenticated and user.has_role(*self.value)
