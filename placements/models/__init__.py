from placements.models.dealings import EmployerContact
from placements.models.deviation import Deviation, DeviationMeasure
from placements.models.employer import ContactPerson, Employer, Workplace
from placements.models.internship_agreement import AgreementClause, InternshipAgreement, InternshipSignature
from placements.models.joint_visit import JointVisit
from placements.models.las import LasAnswer
from placements.models.lasting import ExtensionRequest, Suspension
from placements.models.lock_in import LockInAnswer
from placements.models.next_step import NextStep
from placements.models.pay import MonthCorrection, PayrollColumn, PayrollFile, SupervisorPayment
from placements.models.placement import (
    AmiTotal,
    Employment,
    EmploymentFollowUp,
    Internship,
    InternshipKind,
)
from placements.models.responsibility import EmployerWarning, ResponsibilityAgreement
from placements.models.scheme import Scheme
from placements.models.supervision import (
    Supervision,
    SupervisionMonth,
    Supervisor,
    UnconfirmedMonth,
)
from placements.models.supervisor_place import SupervisorPlace
from placements.models.training import SupervisorTraining
from placements.models.visits import InternshipVisit, PlannedVisit
from placements.models.wage_support import Requisition, WageSupport, WaitingRequisition
from placements.models.warning import AcknowledgedWarning

__all__ = [
    "AcknowledgedWarning",
    "AgreementClause",
    "AmiTotal",
    "ContactPerson",
    "Deviation",
    "DeviationMeasure",
    "Employer",
    "EmployerContact",
    "EmployerWarning",
    "Employment",
    "EmploymentFollowUp",
    "ExtensionRequest",
    "Internship",
    "InternshipAgreement",
    "InternshipKind",
    "InternshipSignature",
    "InternshipVisit",
    "JointVisit",
    "LasAnswer",
    "LockInAnswer",
    "MonthCorrection",
    "NextStep",
    "PayrollColumn",
    "PayrollFile",
    "PlannedVisit",
    "Requisition",
    "ResponsibilityAgreement",
    "Scheme",
    "Supervision",
    "SupervisionMonth",
    "Supervisor",
    "SupervisorPayment",
    "SupervisorPlace",
    "SupervisorTraining",
    "Suspension",
    "UnconfirmedMonth",
    "WageSupport",
    "WaitingRequisition",
    "Workplace",
]
