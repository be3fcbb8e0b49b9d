"""The life of a person's AMI contracts, in any order, while time goes: what is promised holds after every step, in
PostgreSQL and on whatever day it is done."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from amc.obstacles import Refused
from placements import actions
from placements.models import AmiTotal, Employment, EmploymentFollowUp, ExtensionRequest, Scheme, Suspension
from tests.factories import SupervisorFactory, WorkplaceFactory, at, make_people
from tests.placements.room import AGREED_ON, D, ready_for_ami
from tests.placements.test_time_oracle import taken

BEGINS = D("2026-01-25")
TICKED = {"agreement_missing", "supervisor_untrained", "extent_over_full_time"}
# Also what is entered up to two months after it began.
OFFSETS = st.integers(-60, 30) | st.integers(7, 1500)
LENGTHS = st.integers(1, 120) | st.integers(1, 800)


class ContractLife(RuleBasedStateMachine):
    """One person, any number of contracts. What is refused must leave everything as it was."""

    def __init__(self):
        super().__init__()
        self.today = BEGINS
        self.over_since = {}
        self.decided = {}
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(moves=st.booleans())
    def arrive(self, moves):
        self.people = make_people()
        self.enrolment = ready_for_ami(self.people)
        Scheme.objects.filter(code="ami").update(suspension_moves=moves)
        self.workplace = WorkplaceFactory()
        self.supervisor = SupervisorFactory(employer=self.workplace.employer)

    def contracts(self):
        rows = Employment.objects.filter(participant=self.enrolment.participant_id).select_related("scheme")
        return list(rows.order_by("period"))

    def try_to(self, act, *args, **values):
        """Whether it went through; a refusal leaves every day as it was."""
        before = [(row.pk, row.period) for row in self.contracts()]
        try:
            with transaction.atomic():
                act(*args, **values)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except Refused as refused:
            assert [(row.pk, row.period) for row in self.contracts()] == before
            return set(refused.codes)
        return set()

    def over(self, spans):
        """Whether these contracts break a limit, worked out by hand."""
        return any(taken(*span) > 720 for span in spans) or sum(taken(*span) for span in spans) > 720

    @rule(offset=OFFSETS, length=LENGTHS)
    def start(self, offset, length):
        first = max(self.today + dt.timedelta(days=offset), AGREED_ON + dt.timedelta(days=1))
        last = first + dt.timedelta(days=length - 1)
        others = [(row.first_day, row.last_day) for row in self.contracts()]
        clash = any(one[0] <= last and first <= one[1] for one in others)
        codes = self.try_to(
            actions.start_employment,
            enrolment=self.enrolment,
            scheme=Scheme.objects.get(code="ami"),
            employer=self.workplace.employer,
            workplace=self.workplace,
            first_day=first,
            last_day=last,
            supervisor=self.supervisor,
            by=self.people.anna,
            now=at(self.today),
            today=self.today,
            acknowledged=TICKED | {"no_agreement", "agreement_none"},
        )
        self.as_expected(codes, over=self.over([*others, (first, last)]), clash=clash)

    def as_expected(self, codes, *, over, clash=False):
        assert ("overlap" in codes) == clash, codes
        if not clash:
            assert bool(codes & {"too_long", "total_too_long"}) == over, codes
        assert bool(codes) == (over or clash), codes

    @precondition(lambda self: self.contracts())
    @rule(data=st.data(), more=st.integers(1, 400), asked=st.booleans())
    def extend(self, data, more, asked):
        row = data.draw(st.sampled_from(self.contracts()))
        last = row.last_day + dt.timedelta(days=more)
        others = [(one.first_day, one.last_day) for one in self.contracts() if one.pk != row.pk]
        clash = any(one[0] <= last and row.first_day <= one[1] for one in others)
        waits = row.extension_requests.filter(state="pending").exists()
        over = self.over([*others, (row.first_day, last)])
        if asked:
            codes = self.try_to(
                actions.request_extension,
                row,
                last_day=last,
                reason="Behövs.",
                seen=row.revision,
                by=self.people.anna,
                today=self.today,
            )
        else:
            codes = self.try_to(
                actions.extend_employment,
                row,
                last_day=last,
                seen=row.revision,
                by=self.people.eva,
                now=at(self.today),
                today=self.today,
                acknowledged=TICKED,
            )
        if waits or row.last_day < self.today:
            assert codes == {"request_pending" if waits else "has_ended"}
        else:
            self.as_expected(codes, over=over, clash=clash)

    @precondition(lambda self: ExtensionRequest.objects.filter(state="pending").exists())
    @rule(approved=st.booleans())
    def decide(self, approved):
        request = ExtensionRequest.objects.filter(state="pending").first()
        too_late = request.employment.last_day < self.today
        codes = self.try_to(
            actions.decide_extension,
            request,
            approved=approved,
            decision_reason="Behövs.",
            by=self.people.eva,
            now=at(self.today),
            today=self.today,
            acknowledged=TICKED,
        )
        assert (codes == {"decided_too_late"}) == too_late, codes

    @precondition(lambda self: self.contracts())
    @rule(data=st.data(), length=st.integers(1, 30) | st.integers(1, 200))
    def suspend(self, data, length):
        row = data.draw(st.sampled_from(self.contracts()))
        first = row.first_day + dt.timedelta(days=data.draw(st.integers(0, (row.last_day - row.first_day).days)))
        self.try_to(
            actions.suspend_employment,
            row,
            why="parental",
            first_day=first,
            last_day=first + dt.timedelta(days=length - 1),
            seen=row.revision,
            by=self.people.anna,
            now=at(self.today),
            today=self.today,
        )

    @precondition(lambda self: Suspension.objects.standing().exists())
    @rule(data=st.data(), after=st.integers(1, 100), early=st.booleans())
    def come_back(self, data, after, early):
        away = data.draw(st.sampled_from(list(Suspension.objects.standing().order_by("pk"))))
        if early:
            back = away.first_day + dt.timedelta(days=after)
            self.try_to(actions.end_suspension, away, back_on=back, by=self.people.anna, now=at(self.today))
        else:
            self.try_to(actions.withdraw_suspension, away, by=self.people.anna, now=at(self.today), today=self.today)

    @precondition(lambda self: self.contracts())
    @rule(data=st.data(), days=st.integers(0, 400))
    def end(self, data, days):
        row = data.draw(st.sampled_from(self.contracts()))
        codes = self.try_to(
            actions.end_employment,
            row,
            last_day=max(row.first_day, row.last_day - dt.timedelta(days=days)),
            end_reason="work",
            seen=row.revision,
            by=self.people.anna,
            now=at(self.today),
        )
        assert codes == set()

    @rule(days=st.integers(1, 400))
    def wait(self, days):
        self.today += dt.timedelta(days=days)

    @invariant()
    def what_is_over_is_not_woken_up(self):
        if not hasattr(self, "supervisor"):
            return
        for row in self.contracts():
            if row.pk in self.over_since:
                assert row.last_day <= self.over_since[row.pk]
            if row.last_day < self.today:
                self.over_since[row.pk] = row.last_day
            # Whose end is decided lasts no longer until it is decided anew, which takes the reason away.
            if row.end_reason:
                assert row.last_day <= self.decided.setdefault(row.pk, row.last_day)
            else:
                self.decided.pop(row.pk, None)

    @invariant()
    def what_is_promised(self):
        if not hasattr(self, "supervisor"):
            return
        rows = self.contracts()
        spans = [(row.first_day, row.last_day) for row in rows]
        assert not self.over(spans)
        assert all(one[1] < two[0] for one, two in pairwise(spans))
        total = AmiTotal.objects.filter(participant=self.enrolment.participant_id).first()
        assert (total.days if total else 0) == sum(taken(*span) for span in spans)
        for row in rows:
            # One truth for the last day: the supervision ends with the employment, and nobody is away after it.
            assert row.supervisions.get().last_day == row.last_day
            for away in row.suspensions.standing():
                assert row.first_day <= away.first_day <= away.last_day <= row.last_day
            assert row.extension_requests.filter(state="pending").count() <= 1
        for link in EmploymentFollowUp.objects.select_related("employment", "follow_up"):
            assert link.employment.first_day <= link.follow_up.due_on <= link.employment.last_day


@pytest.mark.django_db
def test_the_life_of_contracts():
    run_state_machine_as_test(
        ContractLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        ),
    )
