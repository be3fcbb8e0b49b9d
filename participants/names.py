"""How names are ordered: the Swedish way, the same in Python, in every PostgreSQL and on every machine.

The key is a plain string to be compared code point by code point (collation "C"). It does not lean on
the locale of the database: PostgreSQL's lower() answers differently under C, C.UTF-8 and sv_SE, so
both languages fold letters by the one table below.

Order follows CLDR for Swedish: å ä ö after z in that order, æ as ä, ø ő œ as ö, ü ű as y, đ ð as d,
þ as th. Every other letter loses its marks (é as e), also where CLDR lets Swedish keep them apart
(ę, ô): colleagues look for Côté under o. Spaces and hyphens are one and the same (Anna-Karin beside
Anna Karin) and a word ends before a longer word goes on (Lind, Lind Berg, Lindberg). Apostrophes
count for nothing (O'Brien beside Obrien).
"""

import re
import unicodedata

# The three code points after "z" in ASCII.
_A_RING, _A_UMLAUT, _O_UMLAUT = "{", "|", "}"

_LETTERS = {
    "Æ": _A_UMLAUT,
    "æ": _A_UMLAUT,
    "Ø": _O_UMLAUT,
    "ø": _O_UMLAUT,
    "Œ": _O_UMLAUT,
    "œ": _O_UMLAUT,
    "Ł": "l",
    "ł": "l",
    "Đ": "d",
    "đ": "d",
    "Ð": "d",
    "ð": "d",
    "Ɖ": "d",
    "ɖ": "d",
    "Ɗ": "d",
    "ɗ": "d",
    "Ɓ": "b",
    "ɓ": "b",
    "Ɛ": "e",
    "ɛ": "e",
    "Ə": "e",
    "ə": "e",
    "Ǝ": "e",
    "ǝ": "e",
    "Ħ": "h",
    "ħ": "h",
    "ı": "i",
    "Ƙ": "k",
    "ƙ": "k",
    "ĸ": "q",
    "Ŋ": "n",
    "ŋ": "n",
    "Ɔ": "o",
    "ɔ": "o",
    "Ŧ": "t",
    "ŧ": "t",
    "Ƴ": "y",
    "ƴ": "y",
    "ẞ": "ß",
    "Þ": "þ",
    "ς": "σ",
}
_SPACES = "\t\n\v\f\r\x85\u1680\u2028\u2029-\u2010\u2012\u2013\u2014\u2015\u2212/"
_APOSTROPHES = "'\"`’‘‚‛“”„ʹʺʻʼʽʾʿ′″"
_INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
# Held back for å ä ö ({|}), special in LIKE (% _ \), or of no weight in a name.
_WITHOUT_WEIGHT = "{|}~%_\\."
# Accents standing alone: compatibility decomposition would turn each into a space and a mark.
_LONE_ACCENTS = "´¨¯¸˘˙˚˛˜˝"


def _folding() -> dict[str, str]:
    table = dict(_LETTERS)
    # Capitals of Latin, Greek, Cyrillic and Armenian; those with marks decompose to these first.
    for first, last in (("A", "Z"), ("Α", "Ω"), ("Ѐ", "ԯ"), ("Ա", "Ֆ")):
        for code in range(ord(first), ord(last) + 1):
            capital, small = chr(code), chr(code).lower()
            if small != capital and unicodedata.normalize("NFKD", capital) == capital:
                table[capital] = small
    table |= dict.fromkeys(_SPACES, " ")
    # translate() in SQL drops what has no counterpart, so what is dropped comes last.
    return table | dict.fromkeys(_APOSTROPHES + _INVISIBLE + _WITHOUT_WEIGHT, "")


_FOLDING = _folding()
_KEPT_MARKS = "\u0308\u030a\u030b"
_STRIPPED_MARKS = (
    r"[\u0300-\u0307\u0309\u030c-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_REPLACEMENTS = (
    ("ß", "ss"),
    ("þ", "th"),
    ("a\u030a", _A_RING),
    ("a\u0308", _A_UMLAUT),
    ("o\u0308", _O_UMLAUT),
    ("o\u030b", _O_UMLAUT),
    ("u\u0308", "y"),
    ("u\u030b", "y"),
)

_LONE_ACCENTS_IN_PYTHON = str.maketrans(dict.fromkeys(_LONE_ACCENTS, ""))
_FOLDING_IN_PYTHON = str.maketrans(_FOLDING)
_KEPT_MARKS_IN_PYTHON = str.maketrans(dict.fromkeys(_KEPT_MARKS, ""))


def sort_key(text: str) -> str:
    """The key by which a name is ordered and found; the same answer as `amc_sort_key(text)` in SQL.

    Compare keys as plain strings (collation "C" in SQL). To order persons, make one key of
    "Efternamn, Förnamn": the comma becomes a tab, which comes before every letter and space, so that
    all of Lind precede Lind Berg whatever their first names. A key holds no character that is special
    in LIKE, so `key LIKE amc_sort_key('lind, a') || '%'` finds by prefix. A key is not a name: never
    make a key of a key (å is `{`), never show it.
    """
    folded = unicodedata.normalize("NFKD", text.translate(_LONE_ACCENTS_IN_PYTHON))
    folded = re.sub(_STRIPPED_MARKS, "", folded.translate(_FOLDING_IN_PYTHON))
    for old, new in _REPLACEMENTS:
        folded = folded.replace(old, new)
    folded = folded.translate(_KEPT_MARKS_IN_PYTHON)
    folded = re.sub(" *, *", "\t", re.sub(" +", " ", folded))
    return folded.strip(" ")


def _literal(text: str) -> str:
    """An SQL literal that is read alike whatever the client's encoding, quoting and placeholders."""
    return "E'" + "".join(c if c.isascii() and c.isalnum() else f"\\u{ord(c):04x}" for c in text) + "'"


def _sort_key_sql() -> str:
    kept = [char for char, to in _FOLDING.items() if to]
    dropped = [char for char, to in _FOLDING.items() if not to]
    lone_accents, kept_marks = _literal(_LONE_ACCENTS), _literal(_KEPT_MARKS)
    fold_from, fold_to = _literal("".join(kept + dropped)), _literal("".join(_FOLDING[char] for char in kept))
    key = f"translate($1 COLLATE \"C\", {lone_accents}, '')"
    key = f"translate(normalize({key}, NFKD), {fold_from}, {fold_to})"
    key = f"regexp_replace({key}, '{_STRIPPED_MARKS}', '', 'g')"
    for old, new in _REPLACEMENTS:
        key = f"replace({key}, {_literal(old)}, {_literal(new)})"
    key = f"translate({key}, {kept_marks}, '')"
    key = f"regexp_replace({key}, ' +', ' ', 'g')"
    key = f"regexp_replace({key}, ' *, *', E'\\t', 'g')"
    return f"SELECT btrim({key}, ' ')"


# The body of `CREATE FUNCTION amc_sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
# AS $body$ … $body$`, for PostgreSQL 15 and newer with a database in UTF-8. Changing the table above
# changes the answer, so it takes a migration that replaces the function and rewrites the stored keys.
SORT_KEY_SQL = _sort_key_sql()
