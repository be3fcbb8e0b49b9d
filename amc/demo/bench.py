"""What the pages cost on whatever data is loaded: SQL queries, server time and size, beside an empty page."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from amc.calendar import today
from amc.demo.full_case import full_case
from amc.staff.models import Role, User
from amc.staff.sign_in import RECORDS
from amc.wall.session import LEAVE, entered
from amc.web.startup import settle
from participants.models import Enrolment, Participant
from placements.models import Employer, Supervision

WARM_UP = 3
MOST_QUERIES = 12
MOST_MILLISECONDS = 60
_LETTERS = 2
_TERMS = 6


@dataclass(frozen=True)
class Target:
    """A page: who asks, the addresses that take turns, and the terms searched for before each of them.

    With `on_full_case` the addresses are those of a participant with a very thick file.
    """

    name: str
    label: str
    user: User | None
    addresses: Callable[..., Sequence[str]]
    terms: Sequence[str] = ()
    on_full_case: bool = False


@dataclass
class Result:
    """What was measured, times in milliseconds; `sql` is the part of `p50` spent waiting for PostgreSQL.

    `cpu` is the processor's own time in this process and `sql_cpu` in PostgreSQL's, both at the median: what a page
    costs however busy the machine is. `sql_cpu` is None where PostgreSQL runs elsewhere. `missing` says why nothing
    was measured.
    """

    label: str
    signed_in_as: str = ""
    queries: int = 0
    p50: float = 0
    p95: float = 0
    sql: float = 0
    cpu: float = 0
    sql_cpu: float | None = None
    bytes: int = 0
    of_floor: float = 0
    missing: str = ""
    slow: bool = field(default=False)


class Counting:
    """Counts the queries that go through a connection, and the seconds they take.

    Savepoints are not counted: they come of measuring within a transaction.
    """

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count and pass on."""
        self.count += not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", LEAVE))
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started


def _server_clock() -> Callable[[], float] | None:
    """Reads how many milliseconds of processor time this connection's server process has used.

    None where that process cannot be seen: on another host, or without the kernel's scheduler statistics.
    """
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    command = told.with_name("cmdline")
    try:
        if b"postgres" not in command.read_bytes():
            return None
        told.read_text()
    except OSError:
        return None
    return lambda: int(told.read_text().split()[0]) / 1e6


def bench(requests: int = 30, only: Sequence[str] = ()) -> dict[str, Any]:
    """Measure the pages named in `only` (all by default), each with `requests` requests after some to warm up.

    Through the whole middleware with a signed-in test client, in this process, which begins as a web process does. A
    page that does not exist, fails or has nobody to see it is reported as missing. Raises ValueError for an unknown
    page.
    """
    with _own_addresses():
        settle()
        targets = [*_floors(), *_pages()]
        names = [target.name for target in targets]
        if unknown := set(only) - set(names):
            raise ValueError(f"Okända sidor: {', '.join(sorted(unknown))}. Finns: {', '.join(names)}.")
        results = {
            target.name: _measure(target, requests)
            for target in targets
            if not only or target.name in only or target.name == "floor"
        }
    floor = results["floor"].p95
    for result in results.values():
        result.of_floor = round(result.p95 / floor, 2) if floor else 0
        result.slow = result.queries > MOST_QUERIES or result.p95 > MOST_MILLISECONDS
    return {
        "participants": _in_all_units(Participant.objects.all()),
        "open_cases": _in_all_units(Enrolment.objects.filter(closed_on__isnull=True)),
        "requests": requests,
        "targets": {"queries": MOST_QUERIES, "p95": MOST_MILLISECONDS},
        "pages": {name: asdict(result) for name, result in results.items()},
    }


@contextmanager
def _own_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="amc.demo.bench_urls"):
        yield


# --- Which pages ----------------------------------------------------------------------------------


def _floors() -> list[Target]:
    user = _consultant()
    return [
        Target("floor", "Tom sida med ram", user, lambda: [reverse("bench_empty")]),
        Target("bare", "Tomt svar", user, lambda: [reverse("bench_bare")]),
    ]


def _pages() -> list[Target]:
    consultant, manager, supervisor = _consultant(), _manager(), _supervisor()
    cases = Enrolment.objects.filter(consultant=consultant, closed_on__isnull=True).order_by("opened_on", "pk")
    unit = consultant.unit_id if consultant else None
    everybody = Participant.objects.filter(unit=unit)
    with entered(consultant.pk if consultant else -1):
        people = list(cases.values_list("participant__uuid", flat=True)[:60])
        planned = list(cases.filter(plan__isnull=False).values_list("participant__uuid", flat=True)[:60])
        seeking = list(cases.filter(seeking__isnull=False).values_list("participant__uuid", flat=True)[:60])
        employers = list(Employer.objects.values_list("name"))
        names = list(everybody.values_list("first_name", "last_name"))
    return [
        Target("my_day", "Min dag", consultant, lambda: [reverse("my_day")]),
        Target(
            "participant_list",
            "Deltagare, med sökning",
            consultant,
            lambda: [f"{reverse('participant_list')}?konsulent=alla&lage=alla"],
            common_beginnings(names),
        ),
        Target(
            "participant_detail",
            "Deltagare",
            consultant,
            lambda: [reverse("participant_detail", args=[key]) for key in people],
        ),
        Target("plan", "Handlingsplan", consultant, lambda: [reverse("plan", args=[key]) for key in planned]),
        Target("supervision", "Handledning", supervisor, lambda: [reverse("supervision")]),
        Target("dashboard", "Översikt", manager, lambda: [reverse("dashboard")]),
        Target("placement_list", "Anställningar", manager, lambda: [reverse("placement_list")]),
        Target(
            "employer_list",
            "Arbetsgivare, med sökning",
            consultant,
            lambda: [reverse("employer_list")],
            common_beginnings(employers),
        ),
        Target("opening_list", "Lediga platser", consultant, lambda: [reverse("opening_list")]),
        Target(
            "participant_places",
            "Platser som passar",
            consultant,
            lambda: [reverse("participant_places", args=[key]) for key in seeking],
        ),
        *(
            Target(f"full_{name}", f"{label}, tjock akt", consultant, partial(_page_of, name), on_full_case=True)
            for name, label in (("participant_detail", "Deltagare"), ("plan", "Handlingsplan"), ("journal", "Journal"))
        ),
    ]


def common_beginnings(people: Sequence[Sequence[str]]) -> list[str]:
    """What the names of most of `people` (each a tuple of names) begin with: the commonest first, a few of them.

    Searched for, these fill a page of the list in a register of 1,000 as in one of 100,000; the beginning of any name
    would give a few rows in one and a full page in the other, and the difference would be that of the rows.
    """
    counted = Counter(
        beginning
        for names in people
        for beginning in sorted({name[:_LETTERS].casefold() for name in names if len(name) >= _LETTERS})
    )
    return [beginning for beginning, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_TERMS]]


def _page_of(name: str, person: Participant) -> list[str]:
    return [reverse(name, args=[person.uuid])]


def _consultant() -> User | None:
    """The one with most open cases."""
    return _busiest(Role.KONSULENT, Enrolment.objects.filter(closed_on__isnull=True), "consultant")


def _manager() -> User | None:
    consultant = _consultant()
    managers = User.objects.active_on(today()).with_role(Role.ENHETSCHEF)
    return managers.filter(unit=consultant.unit_id).order_by("pk").first() if consultant else None


def _supervisor() -> User | None:
    """The one with most to supervise today."""
    return _busiest(Role.HANDLEDARE, Supervision.objects.filter(period__contains=today()), "supervisor__user")


def _busiest(role: str, rows: QuerySet, user: str) -> User | None:
    """Of those with `role`, the one with most of `rows` by the path `user`, if any; the wall answers each about the own."""
    counts = {}
    for one in User.objects.active_on(today()).with_role(role).order_by("pk"):
        with entered(one.pk):
            counts[one] = rows.filter(**{user: one}).count()
    return max((one for one in counts if counts[one]), key=lambda one: counts[one], default=None)


def _in_all_units(rows: QuerySet) -> int:
    """How many of `rows` the units' managers see, each in the own."""
    managers = User.objects.active_on(today()).with_role(Role.ENHETSCHEF).filter(unit__isnull=False)
    count = 0
    for manager in managers.order_by("unit_id", "pk").distinct("unit_id"):
        with entered(manager.pk):
            count += rows.filter(unit=manager.unit_id).count()
    return count


# --- Measuring ------------------------------------------------------------------------------------


def _measure(target: Target, requests: int) -> Result:
    result = Result(target.label)
    if target.user is None:
        result.missing = "ingen att logga in som"
        return result
    result.signed_in_as = target.user.email
    if not target.on_full_case:
        _visit(target, target.user, requests, result)
        return result
    with full_case(target.user) as person:
        if person is None:
            result.missing = "inget att visa"
        else:
            _visit(replace(target, addresses=partial(target.addresses, person)), target.user, requests, result)
    return result


def _visit(target: Target, user: User, requests: int, result: Result) -> None:
    try:
        addresses = target.addresses()
    except NoReverseMatch:
        result.missing = "sidan finns inte"
        return
    if not addresses:
        result.missing = "inget att visa"
        return
    client = _client()
    _sign_in(client, user)
    try:
        _run(client, target, addresses, requests, result)
    finally:
        client.logout()


def _sign_in(client: Client, user: User) -> None:
    """A session like one that has shown a second factor; whoever runs this has the database anyway."""
    client.force_login(user)
    session = client.session
    session[RECORDS] = [{"method": "mfa", "type": "bench", "at": time.time()}]
    session.save()


def _client() -> Client:
    """A browser that reaches the site under a name it answers to."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return Client(raise_request_exception=False, SERVER_NAME=host)


def _run(client: Client, target: Target, addresses: Sequence[str], requests: int, result: Result) -> None:
    times, waits, queries, own, servers = [], [], [], [], []
    clock = _server_clock()
    turns = zip(cycle(addresses), cycle(target.terms or [""]), strict=False)
    for number, (address, term) in enumerate(islice(turns, WARM_UP + requests)):
        if term:
            client.post(address, {"sok": term}, secure=True)
        counting = Counting()
        with connection.execute_wrapper(counting):
            server, processor, started = clock() if clock else 0, time.process_time(), time.perf_counter()
            response = client.get(address, secure=True)
            spent, worked = time.perf_counter() - started, time.process_time() - processor
        if response.status_code != 200:
            result.missing = f"svarar {response.status_code}"
            return
        if number >= WARM_UP:
            times.append(spent * 1000)
            waits.append(counting.seconds * 1000)
            queries.append(counting.count)
            own.append(worked * 1000)
            servers.append(clock() - server if clock else 0)
            result.bytes = max(result.bytes, len(response.content))
    result.queries = max(queries)
    result.p50, result.p95 = percentile(times, 50), percentile(times, 95)
    result.sql, result.cpu = percentile(waits, 50), percentile(own, 50)
    result.sql_cpu = percentile(servers, 50) if clock else None


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest of `values` that at least `percent` of them do not exceed, to a tenth. Raises on no values."""
    ranked = sorted(values)
    return round(ranked[max(0, -(-len(ranked) * percent // 100) - 1)], 1)
