"""A few protected persons, so that the demo shows how they are seen, and by whom not."""

import datetime as dt

from amc.demo.municipality import DEMO_CONSULTANT
from amc.staff.models import Role, User
from participants.actions.protection import give_protection, lift_protection
from participants.models import Enrolment, Protection, Referral

# Kind, decision, whether the enhetschef is named beside the consultant, and whether it has been lifted since.
PROTECTED = (
    (Protection.SEKRETESSMARKERING, "Skatteverket, dnr 131 204-26", True, False),
    (Protection.SKYDDAD_FOLKBOKFORING, "Skatteverket, dnr 131 377-26", False, False),
    (Protection.FINGERADE, "Polismyndigheten, muntligt besked till enhetschefen", True, False),
    (Protection.SEKRETESSMARKERING, "Skatteverket, dnr 131 058-25", True, True),
)


def protect(today: dt.date, now: dt.datetime) -> int:
    """Give some of the demo consultant's participants a protected identity; answers how many.

    Persons with one stay, opened this year or the last, so that no figure of earlier years is touched.
    """
    consultant = User.objects.get(first_name=DEMO_CONSULTANT[0], last_name=DEMO_CONSULTANT[1])
    manager = User.objects.get(unit=consultant.unit, roles=[Role.ENHETSCHEF])
    cases = Enrolment.objects.filter(
        consultant=consultant, closed_on__isnull=True, referral__isnull=False, opened_on__year__gte=today.year - 1
    ).order_by("pk")
    chosen = [case for case in cases if case.participant.enrolments.count() == 1][: len(PROTECTED)]
    for case, (kind, decision, with_manager, is_lifted) in zip(chosen, PROTECTED, strict=True):
        by, decided_on = consultant, case.opened_on - dt.timedelta(days=3)
        Referral.objects.filter(pk=case.referral_id).update(
            protection=kind, protection_decision=decision, protection_decided_on=decided_on
        )
        give_protection(
            case.participant,
            kind=kind,
            decision=decision,
            decided_on=decided_on,
            named=[consultant, *([manager] if with_manager else [])],
            by=by,
            today=today,
        )
        if is_lifted:
            lift_protection(
                case.participant,
                kind=kind,
                decision="Skatteverket, upphörde efter ansökan",
                decided_on=today,
                by=by,
                now=now,
            )
    return len(chosen)
