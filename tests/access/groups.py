"""The world's group activity."""

from typing import Any

from participants.models import Enrolment
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory


def fill_groups(side: Any, case: Enrolment) -> None:
    """A group with somebody in it, and a session that somebody came to."""
    group = GroupFactory(unit=side.unit, created_by=side.consultant)
    member, session = MemberFactory(group=group, enrolment=case), SessionFactory(group=group)
    AttendanceFactory(session=session, member=member, noted_by=side.consultant)
    for word, row in (("group", group), ("group_session", session), ("group_member", member)):
        side.put(word, row.uuid)
