"""Which identity number somebody can be given [SFS 1991:481]."""

from amc.obstacles import Obstacle

# Says nothing of whose it is: the other person may be out of the reader's sight.
NUMBER_TAKEN = Obstacle("number", "Numret finns redan i registret. Kontrollera det mot handlingen.", "number_taken")


def number_obstacles(*, is_others: bool, is_present: bool, from_kind: str, to_kind: str) -> list[Obstacle]:
    """What stands in the way of a new identity number; kinds are those of IdentityNumber, `from_kind` "" for none."""
    if is_others:
        return [NUMBER_TAKEN]
    if is_present:
        return [Obstacle("number", "Det här är redan deltagarens nummer.", "same_number")]
    if from_kind == "personnummer" and to_kind == "samordningsnummer":
        message = "Deltagaren har ett personnummer. Det ersätts inte av ett samordningsnummer."
        return [Obstacle("number", message, "backwards")]
    return []
