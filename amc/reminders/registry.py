"""Every rule that the apps want remembered."""

from amc.aktivitetskrav import due as aktivitetskrav_due
from amc.due import DueRule
from amc.groups import due as groups_due
from amc.kaa import due as kaa_due
from amc.matching import due as matching_due
from amc.offers import due as offers_due
from amc.review import due as review_due
from amc.skills import due as skills_due
from amc.staff import due as staff_due
from handlingsplan import due as handlingsplan_due
from participants import due as participants_due
from placements import due as placements_due
from placements import (
    due_aborts,
    due_agreements,
    due_deviations,
    due_employers,
    due_extension,
    due_las,
    due_lock_in,
    due_next_step,
    due_training,
    due_wage_support,
)

RULES: tuple[DueRule, ...] = (
    *participants_due.RULES,
    *handlingsplan_due.RULES,
    *placements_due.RULES,
    *groups_due.RULES,
    *due_agreements.RULES,
    *due_aborts.RULES,
    *due_deviations.RULES,
    *matching_due.RULES,
    *due_next_step.RULES,
    *due_lock_in.RULES,
    *due_extension.RULES,
    *due_las.RULES,
    *due_training.RULES,
    *due_wage_support.RULES,
    *aktivitetskrav_due.RULES,
    *due_employers.RULES,
    *offers_due.RULES,
    *kaa_due.RULES,
    *skills_due.RULES,
    *review_due.RULES,
    *staff_due.RULES,
)
BY_CODE: dict[str, DueRule] = {rule.code: rule for rule in RULES}
# What those who work with the case do themselves; a supervisor's month is the supervisor's.
OF_THE_CASE = tuple(rule for rule in RULES if rule.case_url is None)
# The same work asked of a second person is not overdue twice.
COUNTED = tuple(rule for rule in RULES if not rule.repeats)
