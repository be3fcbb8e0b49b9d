"""What Celery needs to mail about accounts, and to end them when they are over (amc.wall)."""

from amc.wall.lines import ALL, Outside

LINES = ()
OUTSIDE = (
    # Never the password's hash: a link for a new one is signed with a print of it (amc.staff.links).
    Outside("user", ("uuid", "revision", "last_login"), ("UPDATE (expires_on, revision)",), label="staff"),
    Outside("homeaddress", label="staff"),
    Outside("accountmail", ALL, ("UPDATE", "DELETE"), label="staff"),
    Outside("invitation", ALL, ("INSERT", "DELETE"), label="staff"),
    Outside("authenticator", ("id", "user_id"), label="mfa"),
    Outside("usersession", ALL, ("DELETE",), label="usersessions"),
)
