"""What was asked, promised, tested and kept back: a specimen and a near miss of the rules on challenge and candour."""

from __future__ import annotations

from examples.counties.county import County
from examples.counties.facts import MEETS
from examples.counties.pairs import pair
from govledger import events as ev


@pair("UNANSWERED_CHALLENGE", specimen="challenge:partners-own-actions", near_miss="challenge:partners-own-waits")
def unanswered_challenge(tell: County, ref: str, near: bool) -> None:
    """The partnership asks what is left for it to do, and hears confidence. The near miss hears figures, in writing."""
    asked = MEETS["partnership"][5]
    tell.say(
        ev.ChallengeRaised(
            challenge=ref, agenda_item="partnership-6/plan", by=["person:p4"], to=["office:dcs"], kind="question",
            text="Should the partnership take on any actions of its own about waits for early help?",
            about=["commitment:8"],
        ),
        ev.ChallengeAnswered(
            challenge=ref, agenda_item="partnership-6/plan", by=["office:dcs"],
            disposition="answered" if near else "confidence_only",
            text="Yes: health visiting holds half of the waits, as the figures sent round this week show" if near
            else "I am confident in the plan as it stands",
        ),
        on=asked,
    )  # fmt: skip
    if near:
        tell.paper(f"{ref}-reply", asked, kind="letter")


@pair("REPORT_BACK_OVERDUE", specimen="obligation:distant-placements", near_miss="obligation:unregulated-placements")
def report_back_overdue(tell: County, ref: str, near: bool) -> None:
    """A standing item is not on April's agenda. The near miss was put off to July by the commission itself."""
    asked, taken = MEETS["scrutiny"][7:9]
    tell.say(
        ev.ObligationCreated(
            obligation=ref, kind="standing_item", leads=["office:head-of-care"], to=["body:scrutiny"],
            due="every meeting of body:scrutiny", about=[f"area:{ref}"],
            text=f"{ref.replace('-', ' ').capitalize()}, number and length, to be a standing item",
        ),
        on=asked,
    )  # fmt: skip
    tell.paper(f"{ref}-paper", taken)
    tell.say(
        ev.AgendaItemConsidered(
            agenda_item=f"scrutiny-9/{ref}", meeting="scrutiny-9", number="5", about=[f"area:{ref}"],
            documents=[f"{ref}-paper"], standing_item="yes", outcome="considered",
        ),
        on=taken,
    )  # fmt: skip
    if near:
        tell.say(
            ev.DeadlineChanged(
                subject=f"obligation:{ref}", was="every meeting of body:scrutiny", now="by 2025-07-26",
                outcome="granted", by=["body:scrutiny"], approved_by="body:scrutiny",
                reason="The regional sufficiency report is published in June, and is to be taken with it",
            ),
            on=taken,
        )  # fmt: skip


@pair("ASSURANCE_POSTPONED", specimen="obligation:assurance-test-dcs", near_miss="obligation:assurance-test-member")
def assurance_postponed(tell: County, ref: str, near: bool) -> None:
    """The test of assurance of a post is put off "in due course" by its holder. The near miss, three weeks by audit."""
    holder = "office:lead-member" if ref.endswith("member") else "office:dcs"
    tell.say(
        ev.ObligationCreated(
            obligation=ref, kind="assurance_review", leads=["office:internal-audit"], to=["body:scrutiny"],
            about=[holder], due="by 2025-06-20",
            text="Test whether the post can carry all that is asked of it, as the statutory guidance requires",
        ),
        on=MEETS["scrutiny"][8],
    )  # fmt: skip
    tell.say(
        ev.DeadlineChanged(
            subject=f"obligation:{ref}", was="by 2025-06-20", outcome="granted", approved_by="body:scrutiny",
            now="by 2025-07-11" if near else "unspecified | in due course",
            by=["office:internal-audit"] if near else [holder],
            requested_by="office:internal-audit" if near else holder,
            reason="Two interviews could not be held before the end of term" if near
            else "The structure of the directorate is under review",
        ),
        on=MEETS["scrutiny"][9],
    )  # fmt: skip


@pair("NOTED_NOT_TESTED", specimen="plan:neglect-strategy", near_miss="plan:exploitation-strategy")
def noted_not_tested(tell: County, ref: str, near: bool) -> None:
    """An amber strategy is noted three times. The near miss is noted as often, and once asked about and acted on."""
    tell.another_plan(
        ev.PlanVersioned(plan=ref, version="1", standing="made", overseen_by=["scrutiny"], by=["body:partnership"]),
        on=MEETS["scrutiny"][6],
    )
    for number, day in enumerate(MEETS["scrutiny"][7:], start=8):
        item = f"scrutiny-{number}/{ref}"
        tell.report(f"plan:{ref}", "a", day, text="Training is behind; the screening tool is in use in two districts")
        tell.paper(f"{ref}-{number}", day)
        tell.say(
            ev.AgendaItemConsidered(
                agenda_item=item, meeting=f"scrutiny-{number}", number="6", about=[f"plan:{ref}"],
                documents=[f"{ref}-{number}"], put_before=[f"plan:{ref}"], outcome="considered",
            ),
            ev.DecisionRecorded(
                decision=item, body="scrutiny", meeting=f"scrutiny-{number}", agenda_item=item, force="noted",
                text="That the report be noted", about=[f"plan:{ref}"],
            ),
            on=day,
        )  # fmt: skip
    if near:
        _tested(tell, ref)


def _tested(tell: County, ref: str) -> None:
    """The question that was put once, its answer, and what came of it."""
    day, item = MEETS["scrutiny"][8], f"scrutiny-9/{ref}"
    tell.say(
        ev.ChallengeRaised(
            challenge=f"{ref}-districts", agenda_item=item, by=["person:p2"], to=["office:head-of-safeguarding"],
            kind="question", text="Why is the tool in use in two districts and not in five?", about=[f"plan:{ref}"],
        ),
        ev.ChallengeAnswered(
            challenge=f"{ref}-districts", agenda_item=item, by=["office:head-of-safeguarding"],
            disposition="accepted", created=[f"obligation:{ref}-rollout"],
            text="Three teams were never trained; the date for each will be brought to the July meeting",
        ),
        ev.ObligationCreated(
            obligation=f"{ref}-rollout", kind="report_back", leads=["office:head-of-safeguarding"],
            to=["body:scrutiny"], due="by 2025-07-26", about=[f"plan:{ref}"], basis=[f"challenge:{ref}-districts"],
            text="Bring the date on which each district will use the tool",
        ),
        on=day,
    )  # fmt: skip


@pair("KEPT_FROM_BOARD", specimen="plan:workforce", near_miss="plan:mentoring")
def kept_from_board(tell: County, ref: str, near: bool) -> None:
    """The board sees a plan's green measure and not its red one. The near miss has the red one in an exempt item."""
    tell.another_plan(
        ev.PlanVersioned(plan=ref, version="1", standing="made", overseen_by=["board"], by=["office:dcs"]),
        on="2024-02-05",
    )
    for measure, name, said, value in (
        ("losses", "Leavers in the quarter, for each ten who joined", "missed", "14 in 10"),
        ("enquiries", "Enquiries answered within two working days", "met", "96 %"),
    ):
        tell.say(
            ev.MeasureDefined(
                measure=f"{ref}-{measure}", version="1", name=name, about=[f"plan:{ref}"],
                unit=value.partition(" ")[2], direction="lower" if said == "missed" else "higher",
                by="office:performance",
            ),
            on="2024-02-05",
        )  # fmt: skip
        tell.say(
            ev.MeasureObserved(
                measure=f"{ref}-{measure}", version="1", period="during 2024-01-01..2024-03-31", value=value,
                denominator=60, provisional="no", said=said, by="office:performance",
            ),
            on="2024-04-08",
        )  # fmt: skip
    tell.aside.add(f"measure:{ref}-losses 2024-04-08")
    if near:
        tell.paper(f"{ref}-exempt", MEETS["board"][8])
        tell.say(
            ev.AgendaItemConsidered(
                agenda_item=f"board-9/{ref}", meeting="board-9", number="7", about=[f"measure:{ref}-losses"],
                documents=[f"{ref}-exempt"], put_before=[f"measure:{ref}-losses"], outcome="considered",
            ),
            on=MEETS["board"][8], visibility="exempt",
        )  # fmt: skip


@pair("CONFLICT_TREATED_AS_SETTLED", specimen="evidence:short-breaks-feedback", near_miss="evidence:transport-feedback")
def conflict_treated_as_settled(tell: County, ref: str, near: bool) -> None:
    """A claim is "based on the feedback" while that is not collated. In the near miss Cabinet decides on the matter."""
    matter, day = ref.removesuffix("-feedback"), MEETS["scrutiny"][7]
    tell.say(
        ev.EvidenceRecorded(
            evidence=ref, kind="feedback", by=["office:head-of-commissioning"], voice=["group:parent-carers"],
            collected="2024-10-14", complete="no", text="Forty of about two hundred forms had been read by the meeting",
        ),
        on="2024-10-21",
    )  # fmt: skip
    tell.say(
        ev.StatementMade(
            agenda_item="scrutiny-8/plan", by=["office:head-of-commissioning"], speaking_as="officer", kind="claim",
            text="Based on the feedback, families prefer the new offer", about=[f"area:{matter}"],
            basis=[f"evidence:{ref}"],
        ),
        on=day,
    )  # fmt: skip
    if near:
        decided = MEETS["cabinet"][7]
        tell.say(
            ev.DecisionRecorded(
                decision=f"{matter}-offer", body="cabinet", meeting="cabinet-8", agenda_item="cabinet-8/plan",
                force="approved", kind="substantive", about=[f"area:{matter}"],
                text="Approve the new offer for a year, having read all the replies, a third of them against",
            ),
            on=decided,
        )  # fmt: skip
