"""What an entry in the kartläggning must be (domain.md section 3)."""

from amc.obstacles import Obstacle


def entry_obstacles(
    own_words: str, assessment: str, *, sensitive: bool, works_with_case: bool, answered: bool = False
) -> list[Obstacle]:
    """What stands in the way of writing in an area: it must say something, in words or (`answered`) in the area's own
    questions, and a sensitive area is written by those who work with the case [S2]."""
    found = []
    if not own_words.strip() and not assessment.strip() and not answered:
        found.append(Obstacle("own_words", "Skriv deltagarens egna ord, din bedömning eller båda.", "empty"))
    if sensitive and not works_with_case:
        found.append(
            Obstacle(None, "Området är känsligt. Bara den som arbetar med ärendet kan skriva här.", "not_in_case")
        )
    return found
