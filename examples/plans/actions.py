"""The sixty actions of an invented council's plan, as they stand at the end of September 2017.

Each line is a reference, what is to be done, who leads it, when it falls due, its RAG and what is said of it. A date
written 2017-09-30 stands in its cell as a day, one written 2017-09 as a day that is shown as Sep-17, and any other as
the words themselves. A RAG in capitals is a word in its cell, one in small letters only the colour behind it.
"""
# ruff: noqa: E501 - a line is a row of the plan

THEMES = {
    "1": "Priority 1: Leadership and oversight",
    "2": "Priority 2: The front door and thresholds",
    "3": "Priority 3: Assessment and planning for children",
    "4": "Priority 4: A stable and skilled workforce",
    "5": "Priority 5: Partnership and the voice of children",
}

ACTIONS = """
1.1 | Set up an improvement board with an independent chair | Chief Executive | 2017-06-30 | GREEN | First meeting held in June.
1.2 | Agree terms of reference for the board | Director of Children's Services | 2017-07-31 | green | Agreed in July.
1.3 | Publish a performance report to the board each month | Head of Performance | ongoing | green | Three reports published.
1.4 | Hold a performance clinic for each service | Head of Performance | 2017-10-31 | amber | Two of five services covered.
1.5 | Bring the lead member's briefing to a fixed form | Director of Children's Services | 2017-09 | green | In use since August.
1.6 | Set out who decides what in a scheme of delegation | Monitoring Officer | 2017-12-31 | amber | Draft with the legal team.
1.7 | Review the capacity of the scrutiny committee | Head of Democratic Services | Autumn 2017 | amber |
1.8 | Report staff views to the board twice a year | Head of Human Resources | 2018-03-31 | GREEN | Survey drafted.
1.9 | Commission a peer review of leadership | Chief Executive | 2018-01-31 | red | No reviewer found yet.
1.10 | Agree a data quality policy | Head of Performance | 2017-11-30 | amber | Draft circulated.
1.11 | Train managers to read performance data | Head of Performance | 2017-12-31 | amber | First session held.
1.12 | Visit each front-line team as senior leaders | Director of Children's Services | ongoing | green | Nine visits since June.
2.1 | Audit every threshold decision for one month | Head of MASH | 2017-09-30 | green | 212 decisions read.
2.2 | Rewrite the threshold document with partners | Head of MASH | End of Sept 2017 | amber | Out to partners.
2.3 | Move police and health into the same room | Head of MASH | 2017-11-30 | red | Rooms not ready.
2.4 | Make a decision on every contact within one working day | Head of MASH | 2017-11-30 | amber | 81% in August.
2.5 | Give feedback to every referrer | Head of MASH | 2017-10-31 | amber | 60% in August.
2.6 | Record the reason for every decision to close a contact | Head of MASH | 2017-10-31 | green | Form changed in July.
2.7 | Check re-referrals within six months | Head of Quality Assurance | 2017-12-31 | amber | First sample read.
2.8 | Set up a daily meeting on domestic abuse | Head of MASH | 2017-09 | green | Daily since 4 September.
2.9 | Screen children missing from home within a day | Head of Early Help | 2017-11-30 | amber | New form in test.
2.10 | Agree a pathway for early help | Head of Early Help | 2017-12-31 | amber | Workshop held.
2.11 | Clear the backlog of contacts | Head of MASH | 2017-08-31 | red | 44 left, of 390 in May.
2.12 | Publish guidance for schools on when to refer | Head of Education | 31/02/2017 | amber | With the designers.
3.1 | See every child within five days of referral | Head of Assessment Service | 2017-10-31 | amber | 74% in August.
3.2 | Complete assessments within 45 days | Head of Assessment Service | 2017-12-31 | green | On course.
3.3 | Write every assessment with the child's own words | Head of Assessment Service | 2017-12-31 | amber | Sample shows half.
3.4 | Hold supervision monthly and record it | Principal Social Worker | ongoing | amber | 68% recorded.
3.5 | Audit six cases a month in every team | Head of Quality Assurance | ongoing | green | 58 read since June.
3.6 | Review every child protection plan over two years | Head of Safeguarding | 2017-10-31 | amber | 11 of 19 reviewed.
3.7 | Visit every child in need each month | Head of Assessment Service | 2017-11-30 | red | 52% in August.
3.8 | Put a chronology on every file | Principal Social Worker | 2018-01-31 | amber | New template.
3.9 | Review every child looked after by agreement | Head of Safeguarding | 2017-09-30 | green | 40 of 40 reviewed.
3.10 | Bring permanence plans to the second review | Head of Looked After Children | 2017-12-31 | amber | Tracker in place.
3.11 | Complete health assessments in 20 working days | Designated Nurse for Safeguarding | 2018-03-31 | red | 31% in August.
3.12 | Give every care leaver a plan they have signed | Head of Leaving Care Service | 2018-03-31 | amber | 70 of 96.
4.1 | Fill every team manager post | Head of Human Resources | 2017-12-31 | amber | 9 of 12 filled.
4.2 | Bring agency social workers below 15% | Head of Human Resources | 2018-03-31 | red | 31% in August.
4.3 | Start an academy for newly qualified workers | Principal Social Worker | 2017-10-31 | green | Fourteen began in September.
4.4 | Bring caseloads below 18 | Director of Children's Services | 2018-01-31 | amber | Average 19.4.
4.5 | Hold exit interviews and report what they say | Head of Human Resources | 2017-09-30 | red | None held.
4.6 | Train every worker in the practice model | Principal Social Worker | 2018-03-31 | amber | 120 of 310.
4.7 | Agree a retention offer | Head of Human Resources | 2017-11-30 | amber | Paper drafted.
4.8 | Replace the case record system's reports | Head of ICT | 2018-06-30 | amber | Supplier chosen.
4.9 | Give managers a guide to good supervision | Principal Social Worker | 2017-10-31 | green | Published.
4.10 | Appraise every worker | Head of Human Resources | 2018-03-31 | amber | 44%.
4.11 | Check every professional registration | Head of Human Resources | 2017-09-30 | GREEN | All checked.
4.12 | Appoint a practice lead for each service | Principal Social Worker | 2017-12-31 | amber | Three of five.
5.1 | Agree the partnership's priorities | Safeguarding Board Manager | 2017-10-31 | amber | Draft.
5.2 | Ask children what changed for them | Head of Participation Service | ongoing | amber | 30 children asked.
5.3 | Set up a shadow board of young people | Head of Participation Service | 2017-12-31 | green | Eleven joined.
5.4 | Report complaints and what was learnt | Head of Quality Assurance | 2017-11-30 | amber | First report in draft.
5.5 | Hold multi-agency audits each quarter | Safeguarding Board Manager | quarterly | amber | One held.
5.6 | Share information under one agreement | Head of Information Governance Team | 2017-12-31 | amber | With partners.
5.7 | Bring schools into early help meetings | Jo Example | 2018-01-31 | amber | Twelve schools.
5.8 | Agree a neglect strategy | Safeguarding Board Manager | 2017-11-30 | amber | Consultation.
5.9 | Train partners in the threshold document | Head of MASH | 2018-01-31 | red | Waits for 2.2.
5.10 | Commission advocacy for every child in a conference | Head of Commissioning | 2018-01-31 | amber | Tender out.
5.11 | Check return interviews for missing children | Head of Early Help | 2017-10-31 | amber | 55% in time.
5.12 | Publish what was done with what children said | Head of Participation Service | 2018-03-31 | amber |
"""

EVIDENCE = {
    "1.1": "Minutes of the board, June to September",
    "2.1": "Audit report, September 2017",
    "2.8": "Log of the daily meeting",
    "3.5": "Audit tracker",
    "3.9": "Schedule of reviews",
    "4.11": "HR register, 28 September",
}
"""What the sheet gives as evidence; of 3.2, which is green, it gives none."""

OCTOBER = {
    "1.4": {"rag": "green", "progress": "All five services covered."},
    "1.6": {"progress": "Draft with the monitoring officer."},
    "1.9": {"rag": "amber", "progress": "Reviewer found."},
    "2.2": {"rag": "green", "progress": "Published on 20 October.", "evidence": "Threshold document, version 3"},
    "2.3": {"progress": "Rooms promised for December."},
    # Moved, and nothing is said of it: the date is another and the revised date stays empty.
    "2.4": {"due": "2018-03-31", "progress": "83% in September."},
    "2.6": {"text": "Record the reason for most decisions to close a contact"},
    "2.11": {"rag": "amber", "progress": "19 left."},
    "3.1": {"progress": "79% in September."},
    "3.6": {"revised": "2017-12-31", "progress": "15 of 19 reviewed."},
    "4.1": {"progress": "10 of 12 filled."},
    "4.7": {"lead": "Director of Children's Services"},
    "5.3": {"progress": "First meeting on 12 October."},
}
"""What is another at the end of October."""

NOVEMBER = {
    "1.10": {"rag": "green", "progress": "Agreed on 21 November.", "evidence": "Policy, version 1"},
    "2.3": {"rag": "amber", "progress": "Desks delivered."},
    "2.4": {"due": "2018-06-30", "progress": "82% in October."},
    "3.7": {"rag": "amber", "progress": "66% in October."},
    "4.3": {"rag": "blue", "progress": "Complete."},
    "5.11": {"due": "tbc", "progress": "61% in time."},
}
"""What is another at the end of November; 4.5, which was red, is no longer there, and there is a 5.13."""

GONE = {"4.5"}
NEW = "5.13 | Agree a protocol for children who go missing from care | Head of Early Help | 2018-03-31 | amber | New."
