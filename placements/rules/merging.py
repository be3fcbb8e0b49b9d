"""Two employers that are one: what can be put together, and what is read before it is."""

from dataclasses import dataclass

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle
from placements.rules.verdict import Verdict


@dataclass(frozen=True)
class Side:
    """An employer as the rules know it."""

    key: str
    name: str
    org_number: str
    merged: bool = False


@dataclass(frozen=True)
class Moves:
    """What goes along: how many of each; `alike` of the workplaces are called as one that is there already."""

    workplaces: int
    alike: int
    people: int
    supervisors: int
    notes: int
    agreements: int
    warnings: int
    placements: int


# One and many, in the order of Moves.
_WORDS = (
    ("workplaces", "arbetsplats", "arbetsplatser"),
    ("people", "kontaktperson", "kontaktpersoner"),
    ("supervisors", "handledare", "handledare"),
    ("notes", "antecknad kontakt", "antecknade kontakter"),
    ("agreements", "ansvarsavtal", "ansvarsavtal"),
    ("warnings", "varning", "varningar"),
    ("placements", "placering som du ser", "placeringar som du ser"),
)


def judge_merge(kept: Side, gone: Side, moves: Moves) -> Verdict:
    """Whether `gone` may become `kept`: two numbers are two organisations [SFS 1974:174], and are refused. What moves
    is read and ticked first, as it is not taken back."""
    if kept.key == gone.key:
        return _no("Det är samma arbetsgivare. Välj dubbletten.", "same_employer")
    if gone.merged or kept.merged:
        return _no(f"{(gone if gone.merged else kept).name} är redan ihopslagen med en annan.", "already_merged")
    if kept.org_number and gone.org_number and kept.org_number != gone.org_number:
        message = f"{gone.name} har ett annat organisationsnummer. Rätta numret först, om det är fel."
        return _no(message, "other_number")
    counted = [swedish_plural(amount, one, many) for name, one, many in _WORDS if (amount := getattr(moves, name))]
    message = f"{gone.name} försvinner ur registret och blir {kept.name}. "
    message += f"Det här följer med: {', '.join(counted)}. " if counted else ""
    if moves.alike:
        words = swedish_plural(moves.alike, "arbetsplats", "arbetsplatser")
        message += (
            f"{words} finns på båda och blir en. " if moves.alike == 1 else f"{words} finns på båda och slås ihop. "
        )
    message += "Andra enheters placeringar följer också med. Det går inte att ångra. Vad som stod finns i historiken."
    return Verdict(warnings=[Obstacle("gone", message, f"merge_{gone.key}")])


def _no(message: str, code: str) -> Verdict:
    return Verdict(refusals=[Obstacle("gone", message, code)])
