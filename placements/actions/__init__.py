"""What is done to workplaces, placements and supervision: one verb, one function, one transaction."""

from placements.actions.abort import abort_placement
from placements.actions.agreements import sign_agreement, write_agreement
from placements.actions.dealings import change_contact_note, finish_step, note_contact, reopen_step
from placements.actions.deviations import (
    add_measure,
    change_deviation,
    close_deviation,
    finish_measure,
    mend_deviation,
    open_deviation,
    propose_closing,
    reopen_deviation,
    reopen_measure,
    settle_gap,
    take_back_closing,
)
from placements.actions.employers import (
    change_contact,
    change_employer,
    change_workplace,
    register_contact,
    register_employer,
    register_workplace,
)
from placements.actions.employments import change_employment, end_employment, start_employment
from placements.actions.extensions import (
    decide_extension,
    extend_employment,
    may_extend,
    request_extension,
    withdraw_extension,
)
from placements.actions.importing import choose_columns, import_employments
from placements.actions.internships import change_internship, end_internship, extend_internship, start_internship
from placements.actions.joint_visit import change_joint_visit, end_joint_visit, plan_joint_visit, take_back_visit
from placements.actions.las import answer_las
from placements.actions.leaving import leave_supervisor
from placements.actions.lock_in import answer_lock_in
from placements.actions.merging import merge_employers
from placements.actions.months import confirm_supervision, correct_month, dispute_month
from placements.actions.next_step import answer_next_step
from placements.actions.payroll import make_payroll_file
from placements.actions.responsibility import change_agreement, lift_warning, register_agreement, warn_of_employer
from placements.actions.roving import change_place, drop_place, register_place
from placements.actions.schemes import change_las, change_scheme
from placements.actions.supervision import (
    acknowledge_untrained,
    change_supervisor,
    change_supervisor_details,
    create_supervisor_account,
    end_stand_in,
    register_supervisor,
    stand_in,
    untrained_warning,
)
from placements.actions.suspensions import end_suspension, suspend_employment, withdraw_suspension
from placements.actions.training import change_training, register_training, withdraw_training
from placements.actions.wage_support import (
    change_support,
    decline_renewal,
    record_support,
    request_month,
    withdraw_request,
)

__all__ = [
    "abort_placement",
    "acknowledge_untrained",
    "add_measure",
    "answer_las",
    "answer_lock_in",
    "answer_next_step",
    "change_agreement",
    "change_contact",
    "change_contact_note",
    "change_deviation",
    "change_employer",
    "change_employment",
    "change_internship",
    "change_joint_visit",
    "change_las",
    "change_place",
    "change_scheme",
    "change_supervisor",
    "change_supervisor_details",
    "change_support",
    "change_training",
    "change_workplace",
    "choose_columns",
    "close_deviation",
    "confirm_supervision",
    "correct_month",
    "create_supervisor_account",
    "decide_extension",
    "decline_renewal",
    "dispute_month",
    "drop_place",
    "end_employment",
    "end_internship",
    "end_joint_visit",
    "end_stand_in",
    "end_suspension",
    "extend_employment",
    "extend_internship",
    "finish_measure",
    "finish_step",
    "import_employments",
    "leave_supervisor",
    "lift_warning",
    "make_payroll_file",
    "may_extend",
    "mend_deviation",
    "merge_employers",
    "note_contact",
    "open_deviation",
    "plan_joint_visit",
    "propose_closing",
    "record_support",
    "register_agreement",
    "register_contact",
    "register_employer",
    "register_place",
    "register_supervisor",
    "register_training",
    "register_workplace",
    "reopen_deviation",
    "reopen_measure",
    "reopen_step",
    "request_extension",
    "request_month",
    "settle_gap",
    "sign_agreement",
    "stand_in",
    "start_employment",
    "start_internship",
    "suspend_employment",
    "take_back_closing",
    "take_back_visit",
    "untrained_warning",
    "warn_of_employer",
    "withdraw_extension",
    "withdraw_request",
    "withdraw_suspension",
    "withdraw_training",
    "write_agreement",
]
