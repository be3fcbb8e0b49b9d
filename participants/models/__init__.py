from participants.models.closure import Closure
from participants.models.enrolment import CaseAssignment, Enrolment, OutsideContact
from participants.models.handover import HandedCase, Handover, HandoverLetter
from participants.models.journal import JournalEntry
from participants.models.kartlaggning import Competence, KartlaggningArea, KartlaggningEntry
from participants.models.later import LaterFollowUp
from participants.models.meetings import Meeting, MeetingParty, Party, Undertaking
from participants.models.opening import OpeningReason, TemporaryAccess
from participants.models.person import EducationLevel, Gender, IdentityNumber, Participant
from participants.models.planned import PlannedChange
from participants.models.protection import ProtectedAccess, ProtectedIdentity, Protection
from participants.models.referral import ImportFile, ImportMapping, Referral, Source, TeamRule
from participants.models.sharing import Consent, Disclosure, Recipient, Withheld
from participants.models.statements import Statement, StatementKind

__all__ = [
    "CaseAssignment",
    "Closure",
    "Competence",
    "Consent",
    "Disclosure",
    "EducationLevel",
    "Enrolment",
    "Gender",
    "HandedCase",
    "Handover",
    "HandoverLetter",
    "IdentityNumber",
    "ImportFile",
    "ImportMapping",
    "JournalEntry",
    "KartlaggningArea",
    "KartlaggningEntry",
    "LaterFollowUp",
    "Meeting",
    "MeetingParty",
    "OpeningReason",
    "OutsideContact",
    "Participant",
    "Party",
    "PlannedChange",
    "ProtectedAccess",
    "ProtectedIdentity",
    "Protection",
    "Recipient",
    "Referral",
    "Source",
    "Statement",
    "StatementKind",
    "TeamRule",
    "TemporaryAccess",
    "Undertaking",
    "Withheld",
]
