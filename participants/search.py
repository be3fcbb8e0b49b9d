"""From what somebody types in a search field to what the database is asked."""

import re

from participants.names import sort_key

_UNFOLD = str.maketrans("{|}", "aao")


def search_terms(text: str) -> list[str]:
    """Words of `text` folded as the search key is (å→a); punctuation is left out, so nothing is an operator."""
    return re.findall(r"\w+", sort_key(text).translate(_UNFOLD))
