"""Made-up persons' identity numbers: only such as can hit no living person (domain.md section 5).

Skatteverket publishes test numbers that are never given to anybody. Most of them follow a pattern, read
from the published list (41,493 numbers; tests/participants/test_identity_pattern.py compares):

- born 1976–2013: every day has birth number 238 (a woman) and 239 (a man), but for 25 that are missing;
- born 2014–2024: about every other day has one of them, and 1890–1910 has 980 and 981 by turns;
- born 1920–1975: some 25 a year, with birth numbers in no order. Those of 1956–1975 are written out below.

Nothing outside the list is safe. Before 1990 birth numbers were handed out by county, and 238–239 belong
to Östergötland; 930–999 went to people who moved here; a samordningsnummer takes its number at random
from all of 001–999 (SKV M 2010:3), so no series of it is reserved. People of working age therefore have
about 26,000 safe numbers and no more. Data larger than that gives everybody else a reserve number of the
unit's own series, which is no identity number at all and so is nobody's.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from amc.calendar import add_months
from participants.identity import PERSONNUMMER, Identity, check_digit, make_reserve_number

FIRST_DAY = dt.date(1956, 1, 1)
FIRST_PATTERN_DAY = dt.date(1976, 1, 1)
LAST_PATTERN_DAY = dt.date(2013, 12, 31)
_WOMAN, _MAN = "238", "239"
WOMAN, MAN = "kvinna", "man"

# What the list leaves out of the pattern, and so may belong to somebody.
_NOT_PUBLISHED = """
19760101238 19800101238 19800101239 19891220238 19900101239 19900102239 19900104238 19900104239
19900105239 19900106238 19900106239 19900108238 19900108239 19900109239 19900113238 20001218238
20010303239 20011104238 20021016238 20021227238 20050509238 20070911239 20071228238 20101211238
20111230238
"""

# Year, then month, day and birth number of those published for it.
_BEFORE_THE_PATTERN = """
1956 0113233 0122286 0207265 0219268 0303219 0321269 0331312 0406259 0412279 0508264 0523277 0604132
0617279 0618274 0722239 0730232 0808265 0905238 0908289 0919281 0927281 1013238 1028247 1101276
1124285 1126285 1207254
1957 0103286 0129289 0201997 0218256 0227287 0312262 0321303 0413310 0508263 0517259 0601227 0620261
0626263 0710280 0814310 0818281 0911279 0926308 1014265 1015219 1031268 1109264 1121289 1230284
1958 0108274 0112265 0126305 0214278 0223263 0301280 0319325 0404364 0513313 0522308 0607307 0707281
0711264 0713305 0730299 0805238 0909265 0913289 0926274 1003335 1030286 1111221 1112307 1124326
1209283 1219309
1959 0102299 0123260 0201035 0217339 0226280 0313327 0330278 0422335 0502287 0505288 0514339 0611318
0702991 0711317 0714259 0715317 0820267 0909299 0912282 0926307 1016264 1019263 1031257 1103262
1114281 1114982 1117293 1223284
1960 0106262 0118911 0120913 0125253 0128257 0214268 0226285 0310262 0318098 0324287 0418284 0503287
0504311 0527280 0617281 0708312 0721261 0813306 0905299 0917233 0930256 1011303 1019267 1027266
1111277 1124282 1128283 1217273
1961 0112265 0118280 0124279 0208314 0213317 0304369 0312322 0321349 0403289 0415348 0516265 0527326
0614349 0710286 0716279 0729305 0819317 0828316 0907297 0928282 1002305 1018254 1111295 1120298
1207265 1212287
1962 0108269 0112280 0210313 0225276 0317305 0323306 0414285 0514324 0526281 0619314 0714284 0721309
0723288 0723304 0813283 0827284 0913276 0922315 1001284 1005314 1012978 1012979 1031311 1102276
1117314 1126283 1202314 1228258
1963 0102286 0105239 0119312 0120263 0205238 0206284 0227335 0304239 0311336 0327579 0421338 0507334
0511317 0518314 0616340 0625315 0731277 0814278 0821281 0923296 1007299 1026262 1104187 1129260
1212324 1223258
1964 0105307 0122286 0212319 0218337 0228336 0301341 0310060 0319377 0327316 0409473 0415383 0511298
0518363 0610340 0713325 0731360 0807341 0810299 0823323 0831238 0905308 0929469 1010288 1024305
1118239 1119308 1128349 1228364
1965 0102277 0113337 0125306 0201375 0202314 0210361 0314325 0318458 0420379 0509296 0515329 0623288
0713275 0718279 0723372 0812285 0816325 0927338 1011305 1031311 1103280 1207324 1212333
1966 0106262 0114297 0210346 0223319 0314342 0319337 0323372 0407261 0407263 0407265 0407266 0407267
0407268 0407269 0407276 0407278 0407280 0427308 0518339 0525322 0606319 0711314 0730311 0815284
0818294 0825308 0906309 0930354 1010326 1023284 1123315 1125266 1219327 1231238 1231239
1967 0129284 0314343 0403345 0505372 0520325 0718299 0729346 0813307 0828258 0913288 0919264 0927269
1008310 1031319 1109268 1122294 1127302 1130263 1203288 1227264
1968 0102928 0124929 0214928 0216926 0227929 0325929 0410978 0410979 0415926 0424928 0502926 0522927
0524928 0612929 0709922 0721928 0729925 0819926 0913929 0927928 1007929 1029238 1029239 1102238
1102239 1130928
1969 0111928 0207928 0220929 0322928 0413926 0426239 0430238 0605239 0609238 0611239 0625929 0710928
0720978 0720979 0728929 0811928 0909239 0909929 0922928 1014929 1019928 1029928 1113929 1129928
1217929
1970 0123929 0212927 0225929 0319929 0612114 0721929 0808928 0916929 0930928 1018926 1112928 1129928
1971 0101904 0101905 0103924 0103928 0115239 0116929 0204928 0218928 0301103 0311929 0414239 0514239
0531928 0810928 0904927 0925928 1002183 1008929 1019978 1019979 1109929 1130928
1972 0107929 0118926 0203927 0224928 0330928 0516926 0522929 0609928 0617929 0713928 0717239 0918929
0923928 1011928 1018929 1124927 1129238
1973 0120928 0315925 0619928 0710929 0729928 0906928 1019926 1031929 1105928 1123929
1974 0225927 0319928 0322929 0427928 0526928 0607929 0702928 0716929 0816924 0830239 0911239 0913929
0922928 1030928 1212926
1975 0107929 0114928 0219925 0227928 0304929 0325928 0330917 0404929 0424921 0527929 0612924 0710929
0806916 0825929 0913928 1001238 1008238 1010924 1015238 1017928 1023924 1119928
"""

# No unit gives reserve numbers in this year, so made-up ones meet no real ones.
_RESERVE_YEAR = 1999


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """What the identity of a made-up participant consists of; `gender` is "kvinna" or "man"."""

    number: str
    kind: str
    birth_date: dt.date
    gender: str


def official_numbers(
    seed: int,
    *,
    born_from: dt.date = FIRST_DAY,
    born_to: dt.date = LAST_PATTERN_DAY,
    gender: str | None = None,
) -> Iterator[Identity]:
    """Every official test personnummer in the range, each once, in an order that `seed` decides.

    `born_from` and `born_to` are inclusive and within 1956–2013; `gender` is "kvinna", "man" or None for
    both. 1976–2013 has two a day, 1956–1975 some 10 to 35 a year. Raises ValueError for other years or
    another gender.
    """
    if not (born_from >= FIRST_DAY and born_to <= LAST_PATTERN_DAY):
        raise ValueError("Official test numbers are known for those born 1956–2013.")
    if gender not in (None, WOMAN, MAN):
        raise ValueError(f"The gender is {WOMAN!r}, {MAN!r} or None.")
    numbers = [
        identity
        for year in range(born_from.year, born_to.year + 1)
        for identity in _official_numbers_of(year)
        if born_from <= identity.birth_date <= born_to and gender in (None, gender_of(identity))
    ]
    random.Random(seed).shuffle(numbers)  # noqa: S311, made-up data must come out the same again
    yield from numbers


def made_up_people(seed: int, *, today: dt.date, youngest: int = 16, oldest: int = 66) -> Iterator[MadeUpPerson]:
    """People for generated data, without end: the same for the same arguments, no number twice.

    Ages on `today` are spread evenly from `youngest` to `oldest`, both inclusive. Each birth year uses up
    its official test numbers first; whoever comes after gets a reserve number (`kind` "reservnummer"), so
    that a few hundred people nearly all have a personnummer and of 100,000 every fourth. Those born outside
    1956–2013 have reserve numbers only.
    """
    born_from = add_months(today, -12 * (oldest + 1)) + dt.timedelta(days=1)
    born_to = add_months(today, -12 * youngest)
    chance = random.Random(seed)  # noqa: S311, made-up data must come out the same again
    left: dict[int, list[Identity]] = defaultdict(list)
    earliest, latest = max(born_from, FIRST_DAY), min(born_to, LAST_PATTERN_DAY)
    for identity in official_numbers(seed, born_from=earliest, born_to=latest):
        left[identity.birth_date.year].append(identity)
    serial = 0
    while True:
        birth_date = born_from + dt.timedelta(days=chance.randint(0, (born_to - born_from).days))
        if left[birth_date.year]:
            identity = left[birth_date.year].pop()
            yield MadeUpPerson(identity.number, identity.kind, identity.birth_date, gender_of(identity))
        else:
            serial += 1
            reserve = make_reserve_number(serial, _RESERVE_YEAR)
            yield MadeUpPerson(reserve.number, reserve.kind, birth_date, chance.choice((WOMAN, MAN)))


def gender_of(identity: Identity) -> str:
    """The gender that the birth number tells: "kvinna" or "man"."""
    return MAN if identity.gender_digit % 2 else WOMAN


@cache
def _official_numbers_of(year: int) -> tuple[Identity, ...]:
    if year < FIRST_PATTERN_DAY.year:
        return tuple(_identity(f"{year}{rest}") for rest in _irregular_by_year()[year])
    missing = frozenset(_NOT_PUBLISHED.split())
    first = dt.date(year, 1, 1)
    days = (first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days))
    stems = (f"{day:%Y%m%d}{birth_number}" for day in days for birth_number in (_WOMAN, _MAN))
    return tuple(_identity(stem) for stem in stems if stem not in missing)


@cache
def _irregular_by_year() -> dict[int, list[str]]:
    by_year: dict[int, list[str]] = {}
    for word in _BEFORE_THE_PATTERN.split():
        if len(word) == 4:
            by_year[int(word)] = current = []
        else:
            current.append(word)
    return by_year


def _identity(stem: str) -> Identity:
    """The whole number from its first eleven digits."""
    birth_date = dt.date(int(stem[:4]), int(stem[4:6]), int(stem[6:8]))
    return Identity(stem + check_digit(stem[2:]), PERSONNUMMER, birth_date)
