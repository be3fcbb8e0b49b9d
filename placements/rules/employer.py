"""The register of employers: likely duplicates are pointed out."""

from collections.abc import Iterable

from amc.obstacles import Obstacle
from placements.rules.verdict import Verdict

# From how much alike two names are (pg_trgm, 0 to 1) one of them may be a slip of the pen: one letter of about ten.
NEARLY = 0.7


def judge_employer(name: str, org_number: str, alike: Iterable[tuple[str, str]], nearly: Iterable[str] = ()) -> Verdict:
    """Whether an employer may be one that is already there: the same number or the same name only warns, as the
    divisions of a municipality share a number. `alike` are (name, number) of the others; `nearly` the names of those
    that are spelt nearly the same."""
    found = list(alike)
    warnings = []
    same_number = [other for other, number in found if org_number and number == org_number]
    if same_number:
        message = f"Organisationsnumret finns redan: {', '.join(same_number)}. Är det en annan förvaltning eller enhet?"
        warnings.append(Obstacle("org_number", message, "same_org_number"))
    same_name = [other for other, number in found if not org_number or number != org_number]
    if same_name:
        message = f"Det finns redan en arbetsgivare som heter {same_name[0]}. Är det en annan?"
        warnings.append(Obstacle("name", message, "same_name"))
    other = next(iter(nearly), "")
    if other and not warnings:
        message = f"Det finns redan en arbetsgivare som heter nästan likadant: {other}. Är det en annan?"
        warnings.append(Obstacle("name", message, "similar_name"))
    return Verdict(warnings=warnings)
