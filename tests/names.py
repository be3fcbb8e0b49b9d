"""Names of the persons in tests."""

import string


def lettered(number: int) -> str:
    """`number` as four letters: a name with four digits would be searched for as a number."""
    return "".join(string.ascii_lowercase[number // 26**place % 26] for place in (3, 2, 1, 0))
