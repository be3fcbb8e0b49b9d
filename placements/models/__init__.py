from placements.models.employer import ContactPerson, Employer, Workplace
from placements.models.placement import (
    AmiTotal,
    Employment,
    EmploymentFollowUp,
    Internship,
    InternshipKind,
    Scheme,
)
from placements.models.supervision import (
    Deviation,
    Supervision,
    SupervisionMonth,
    Supervisor,
    SupervisorPayment,
    UnconfirmedMonth,
)

__all__ = [
    "AmiTotal",
    "ContactPerson",
    "Deviation",
    "Employer",
    "Employment",
    "EmploymentFollowUp",
    "Internship",
    "InternshipKind",
    "Scheme",
    "Supervision",
    "SupervisionMonth",
    "Supervisor",
    "SupervisorPayment",
    "UnconfirmedMonth",
    "Workplace",
]
