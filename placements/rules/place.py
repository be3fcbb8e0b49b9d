"""What to know of a place before somebody begins there: warnings of it, and who answers for what."""

import datetime as dt
from dataclasses import dataclass

from amc.obstacles import Obstacle
from placements.rules.periods import Period
from placements.rules.verdict import Verdict

LIFTED = Obstacle(None, "Varningen gäller inte längre.", "warning_over")


@dataclass(frozen=True)
class Caution:
    """A warning of an employer: why, whose it is, and its last day, None while nobody has said."""

    reason: str
    by: str
    until: dt.date | None


@dataclass(frozen=True)
class Agreement:
    """An agreement on responsibility: the day it was signed and its last day, None until further notice."""

    signed_on: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True)
class Place:
    """An employer as the rules know it: the name, the warnings in force, and the agreements that hold for the
    workplace."""

    name: str
    cautions: tuple[Caution, ...] = ()
    agreements: tuple[Agreement, ...] = ()


def judge_cautions(place: Place) -> Verdict:
    """The warnings of an employer are read by whoever places somebody there; they never refuse."""
    if not place.cautions:
        return Verdict()
    words = " ".join(f"{one.reason.rstrip('. ')}. ({_whose(one)})" for one in place.cautions)
    return Verdict(warnings=[Obstacle("workplace", f"Varning om {place.name}: {words}", "employer_warning")])


def _whose(one: Caution) -> str:
    return f"{one.by}, till {one.until}" if one.until else one.by


def judge_responsibility(place: Place, period: Period) -> Verdict:
    """Whether it is agreed who answers for working environment, insurance and guidance; it only warns.

    For praktik. Who is employed has it from the employer by law [SFS 1977:1160 chapter 3; SFS 1976:380]; who is in
    praktik counts as employed for the working environment alone [SFS 1977:1160 1:3], so the rest is a matter of words.
    """
    holding = [one for one in place.agreements if one.signed_on <= period.first and _last(one) >= period.first]
    if not holding:
        message = (
            f"Det finns inget ansvarsavtal med {place.name} för {period.first}: vem som svarar för arbetsmiljö, "
            "försäkring och handledning."
        )
        return Verdict(warnings=[Obstacle("workplace", message, "responsibility_missing")])
    last = max(_last(one) for one in holding)
    if last >= period.last:
        return Verdict()
    message = f"Ansvarsavtalet med {place.name} slutar {last}, innan praktiken är slut. Förnya det i tid."
    return Verdict(warnings=[Obstacle("workplace", message, "responsibility_ends")])


def _last(one: Agreement) -> dt.date:
    return one.valid_to or dt.date.max


def agreement_obstacles(
    signed_on: dt.date, valid_to: dt.date | None, *, today: dt.date, other_workplace: bool = False
) -> list[Obstacle]:
    """What stands in the way of registering an agreement. `other_workplace`: the workplace is another employer's."""
    found = []
    if signed_on > today:
        message = "Dagen har inte varit än. Lägg in avtalet när det är undertecknat."
        found.append(Obstacle("signed_on", message, "signed_later"))
    if valid_to is not None and valid_to < signed_on:
        message = f"Avtalet slutar innan det undertecknas {signed_on}."
        found.append(Obstacle("valid_to", message, "ends_before_signed"))
    if other_workplace:
        found.append(Obstacle("workplace", "Arbetsplatsen hör till en annan arbetsgivare.", "other_employer"))
    return found


def warning_obstacles(until: dt.date | None, *, today: dt.date) -> list[Obstacle]:
    """What stands in the way of a warning of an employer: one that is over warns nobody."""
    if until is not None and until < today:
        return [Obstacle("until", "Dagen har varit. Lämna tomt om varningen gäller tills vidare.", "until_passed")]
    return []


def joined(*verdicts: Verdict) -> Verdict:
    """All that they say, in their order."""
    return Verdict(
        [one for verdict in verdicts for one in verdict.refusals],
        [one for verdict in verdicts for one in verdict.warnings],
    )
