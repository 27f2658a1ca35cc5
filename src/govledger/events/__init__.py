"""What may be said: the event catalogue and the values it holds.

Pure attrs classes, no I/O and no clock. Import it as ``from govledger import events as ev``.
"""

from govledger.events.amounts import Period, Quantity
from govledger.events.attendance import Attendance, Vote
from govledger.events.bodies import (
    AppointmentEnded,
    AppointmentMade,
    BodyClosed,
    BodyEstablished,
    TermsOfReferenceSet,
)
from govledger.events.catalogue import CATALOGUE, Catalogue, EventType, UnknownEvent, each, event
from govledger.events.deliberation import (
    AccountsDiffer,
    ChallengeAnswered,
    ChallengeRaised,
    DecisionRecorded,
    StatementMade,
)
from govledger.events.due import Due, by
from govledger.events.evidence import (
    DocumentLodged,
    EvidenceRecorded,
    LinkNoted,
    OpinionGiven,
    VerificationRecorded,
)
from govledger.events.inspection import (
    FindingMade,
    InterventionEnded,
    InterventionImposed,
    JudgementPublished,
    VisitConducted,
    VisitPlanned,
)
from govledger.events.measures import MeasureDefined, MeasureObserved
from govledger.events.meetings import (
    AgendaItemConsidered,
    MeetingHeld,
    MeetingNotHeld,
    MeetingScheduled,
    MinutesApproved,
)
from govledger.events.obligations import ObligationCreated, ObligationDischarged, ResourceRecorded
from govledger.events.plans import (
    ActionAdded,
    CommitmentMade,
    PlanVersioned,
    RiskIdentified,
    RootCauseIdentified,
    StatusSchemeDefined,
)
from govledger.events.progress import (
    CompletionClaimed,
    DeadlineChanged,
    DetailChanged,
    EmbeddingConfirmed,
    PlanItemReopened,
    PlanItemRetired,
    StatusReported,
)
from govledger.events.recommendations import RecommendationAnswered, RecommendationClosed, RecommendationMade
from govledger.events.record import (
    AlarmAnswered,
    ClockCorrected,
    CorrectionRecorded,
    CoverageDeclared,
    DisclosureErased,
    EntryRetracted,
    LedgerOpened,
    PersonNamed,
    RuleSettingChanged,
)
from govledger.events.text import Text
from govledger.events.values import Link, Meaning, Part, Party, Ref, Source, State, StatusValue
from govledger.events.when import When, when
from govledger.events.working_days import EnglandAndWales, ListedHolidays, WorkingDayCalendar

__all__ = [
    "CATALOGUE",
    "AccountsDiffer",
    "ActionAdded",
    "AgendaItemConsidered",
    "AlarmAnswered",
    "AppointmentEnded",
    "AppointmentMade",
    "Attendance",
    "BodyClosed",
    "BodyEstablished",
    "Catalogue",
    "ChallengeAnswered",
    "ChallengeRaised",
    "ClockCorrected",
    "CommitmentMade",
    "CompletionClaimed",
    "CorrectionRecorded",
    "CoverageDeclared",
    "DeadlineChanged",
    "DecisionRecorded",
    "DetailChanged",
    "DisclosureErased",
    "DocumentLodged",
    "Due",
    "EmbeddingConfirmed",
    "EnglandAndWales",
    "EntryRetracted",
    "EventType",
    "EvidenceRecorded",
    "FindingMade",
    "InterventionEnded",
    "InterventionImposed",
    "JudgementPublished",
    "LedgerOpened",
    "Link",
    "LinkNoted",
    "ListedHolidays",
    "Meaning",
    "MeasureDefined",
    "MeasureObserved",
    "MeetingHeld",
    "MeetingNotHeld",
    "MeetingScheduled",
    "MinutesApproved",
    "ObligationCreated",
    "ObligationDischarged",
    "OpinionGiven",
    "Part",
    "Party",
    "Period",
    "PersonNamed",
    "PlanItemReopened",
    "PlanItemRetired",
    "PlanVersioned",
    "Quantity",
    "RecommendationAnswered",
    "RecommendationClosed",
    "RecommendationMade",
    "Ref",
    "ResourceRecorded",
    "RiskIdentified",
    "RootCauseIdentified",
    "RuleSettingChanged",
    "Source",
    "State",
    "StatementMade",
    "StatusReported",
    "StatusSchemeDefined",
    "StatusValue",
    "TermsOfReferenceSet",
    "Text",
    "UnknownEvent",
    "VerificationRecorded",
    "VisitConducted",
    "VisitPlanned",
    "Vote",
    "When",
    "WorkingDayCalendar",
    "by",
    "each",
    "event",
    "when",
]
