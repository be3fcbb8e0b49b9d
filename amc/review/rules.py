"""What a review must say."""

from amc.obstacles import Obstacle

SHORTEST_COMMENT = 5


def review_obstacles(*, outcome: str, comment: str, present: str, own: bool) -> list[Obstacle]:
    """What stands in the way of the outcome `outcome` for a reading whose outcome is `present` ("" for none).

    `own`: the reviewer is the one who read; somebody else has to look at that.
    """
    found = []
    if own:
        found.append(Obstacle(None, "Det är din egen läsning. Någon annan behöver granska den.", "own"))
    if present not in {"", "asked"}:
        found.append(Obstacle(None, "Läsningen är redan granskad. Läs om sidan.", "reviewed"))
    if outcome != "clear" and len(comment.strip()) < SHORTEST_COMMENT:
        found.append(Obstacle("comment", "Skriv vad du frågade, eller vad avvikelsen är.", "comment_missing"))
    return found
