"""What goes into the simulation and what comes out of it.

An `Input` is one command by one seat at one drill time; inputs and the seed determine everything else. An `Event` is
something that happened: `to` names the teams that learn it (`()` = nobody but control, who sees all).

Event kinds and their data (every value an int, a str, or a list / dict of these):

truth only
    campaign-started       campaign
    step-started           campaign step asset
    step-succeeded         campaign step verb technique asset [source] [people]     (one per target of a front)
    step-failed            campaign step asset
    step-blocked           campaign step asset reason            reason: no-foothold no-account no-path no-channel isolated cut
                                                                 patched not-granted not-offered
    step-gave-up           campaign step
    step-abandoned         campaign step                         put aside by a decision
    adversary-chose        campaign choice option because[{op, ref, team, state, holds, at}] reasoning
                           choices that come of themselves: ~channel ~path ~alarm ~door; reasoning: text id
    path-searched          campaign step hops
    channel-switched       campaign indicator
    adversary-alarmed      campaign hurry
    foothold-gained / foothold-lost    asset campaign [reason]
    artefact-left          asset artefact step holder [source] [account]
    custody-broken         seal asset team reason                read or rebuilt before it was handed over: reason = the verb
    artefact-lost          asset artefact step weight reason
    asset-encrypted / asset-wiped      asset campaign
    asset-tampered         asset campaign                        it goes on working and says something false
    asset-mended           asset reason                          it tells the truth again
    asset-changed          asset state                           state: up off isolated no-power
    service-changed        service level saved stopped rate micro lost    saved = share that paper saves; rate = users losing
                                                                 it now (micro: millionths), lost = user-ms until now
    place-bounded          service site low high                 levels that measures in force guarantee, and leave, at one site
    site-access-changed    site planes
    reserve-started / reserve-empty / reserve-saved   reserve
    copy-destroyed         backup asset
    weather                weather state                         state: begun over
    asset-restored         asset
    isolated-wrongly       asset                                 nothing hostile was on it
    cut-wrongly            site
    marked-wrongly         alert verdict
    report-judged          team form organisation duty fields[{field, kind, verdict}...] wrong_body late basis [unsigned]
    report-misdirected     team form to should basis
    order-over-head        team organisation action task         ordered round the one between (vượt cấp)
    message-held           message via organisation              the channel is down at that end
    message-read           message organisation
    leak                   team cause to about                   cause: report chat message
    services-counted       lost{service: user-ms}                at the end
    pile-moved             pile amount rate_in rate_out total_in  rates: items an hour, from now on
    piles-counted          piles{pile: counts}                   at the end; counts: waiting, late, total
    harm-counted           column amount cause
    milestone              milestone                             (to = milestone.shown_to)
teams
    alert                  alert kind sensor severity asset raised facts indicators{id: value}     facts: what its line shows (`records`)
    triaged                alert verdict hint task                verdict: likely-true likely-false unclear
    marked                 alert verdict                          by hand: true false unsure
    task-ordered           task action target params state low high seat [sure]      state: queued awaiting
    task-approved          task by
    task-awaits            task person                           written, waits for a signature
    signature-waited       task person length
    reached                person number task
    no-answer              person number task
    dead-number            person number task
    paper-owed             paper action target due               ordered by word of mouth; `paper` = its task
    paper-done             paper
    paper-missing          paper action
    sent                   message organisation via text about[fact...] seat
    shared                 message from about[fact...] indicators{id: value} states[{asset, state}...] findings[{...}...] alerts[{...}...]
    shift-changed          stale[finding...]                     read by the last shift and written nowhere
    task-started           task
    task-ended             task action target outcome params      outcome: done failed cancelled nothing
    order-refused          action target code
    found                  finding asset artefact at_source left facts indicators{id: value} task [observation]
    collected              asset what task                       (nothing but ordinary records)
    board-changed          item kind text state sure seat [why about]     kind: hypothesis pin scope; about: a hypothesis' claim
    sealed                 seal asset hash by task                an image under seal, with the SHA-256 of what lies in it
    custody                seal asset from to sealed_as seat      handed over: from a team to an organisation
    swept                  indicator value hits[asset...] blind task    blind = assets that nothing watches
    asset-known            asset state source                     state: suspect confirmed isolated encrypted off clean restored
    backup-checked         backup asset verdict                   clean infected unreadable; compared: altered matches
    proven                 system                                 shown to be clean, on paper
    indicator-blocked / indicator-unblocked   indicator value
    account-locked / account-reset / account-unlocked   account
    rover-caught           step site                              what moved about was caught there
    link-cut / link-restored   link site
    mains-lost / mains-back    site
    battery-started        site battery low high                  devices of a site go on by battery (range of how long, ms)
    power-lost / power-back    site battery                       they went dark together, or back; '' = those on no battery
    line-down / line-up    link site                              broken by weather, repaired
    road-blocked / road-open    site                              no crew, no messenger gets through
    service-noticed        service level                          heard of by monitoring or telephone
    place-noticed          service site level                     the same of what people at one site have of it
    pile-counted           pile waiting late total               late: waited longer than they may; total: ever came in
    site-noticed           site planes
    message                message inject via sender text replies[{id, tag}] due kind     kind: inject request order report answer note
    replied                message reply by free
    reply-missed           message
    request-answered       message request answer task            answer: accepted declined late
    report-sent            form organisation duty on_time fields [signed_by] [unsigned]
    duty-started           duty form organisation due
    duty-missed            duty form organisation basis          basis: text id of the law or rule
    watch-set / watch-due  until note
    note                   text seat
    declared               level seat                             suspected ordinary serious over
    switched               switch on site by                     on: 1 0; site: where it is one of several; by: the team that did it
    staff-changed          role total
    organised              what                                   convened, paper:SERVICE, help, statement ...
    objective-progress     measure state                          state: running met late
    flagged                flag                                  something an inject or reply brought about
    learnt                 indicators{id: value} source [people]     told by a message
    drill-ended
    real-incident          seat
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Start:
    """Begin an action on a target; `params` by action (form fields, copy to restore, note ...).

    `ask`: where the action needs another's word, ask for it (direction or the operating team) instead of being refused.
    """

    action: str
    target: str = ""
    params: Data = field(default_factory=dict)
    ask: bool = False
    why: str = ""
    sure: str = ""
    """How sure the seat is: '', low, middle, high. Feeds the report, never the score."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop a task that is awaiting, queued or running."""

    task: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Judge an alert by hand: true, false, unsure."""

    alert: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer a message with one of its offered replies; `free` is the seat's own words, shown and kept, never parsed."""

    message: str
    reply: str
    free: str = ""


@dataclass(frozen=True, slots=True)
class Declare:
    """Declare, raise, lower or close the incident: suspected, ordinary, serious, over."""

    level: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Wait on purpose: look again at `until`."""

    until: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """A message to organisations by a channel; `about` = facts that the team holds, attached: whoever reads it learns them.

    The words are shown and kept, never parsed.
    """

    to: tuple[str, ...]
    channel: str
    text: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A line in the team's own log."""

    text: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What the team thinks may have happened: open, likely, ruled-out; `id` of one that is there changes it."""

    text: str
    state: str = "open"
    sure: str = ""
    """'', low, middle, high."""
    id: str = ""
    why: str = ""
    about: str = ""
    """What it claims, where it can be held against the truth afterwards: taken:ASSET first:ASSET clean:ASSET account:ACCOUNT."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An asset is part of the case, or is not."""

    asset: str
    in_scope: bool = True
    why: str = ""
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A fact that the team knows (`TeamView.facts`) belongs on the board."""

    about: str
    why: str = ""
    sure: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Sealed evidence (a seal, or the asset that was sealed) goes to another organisation; `sealed_as`: the record's number."""

    evidence: str
    to_org: str
    sealed_as: str = ""


@dataclass(frozen=True, slots=True)
class Fire:
    """Control's hand: deliver a stand-by inject now."""

    inject: str


@dataclass(frozen=True, slots=True)
class RealIncident:
    """SỰ CỐ THẬT: the session freezes the drill; the engine only records it."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Control ends the drill now."""


Command = Start | Cancel | Mark | Reply | Send | Hypothesis | Scope | Pin | HandOver | Declare | Watch | Note | Fire | RealIncident | Finish


@dataclass(frozen=True, slots=True)
class Input:
    """One command at one drill time. `origin`: seat, bot or control. `team` is '' for control."""

    at: int
    origin: str
    team: str
    seat: str
    command: Command


@dataclass(slots=True)
class Receipt:
    """What became of an input at once: accepted, or a refusal code with parameters (text `refusal.CODE`)."""

    accepted: bool
    code: str = ""
    params: Data = field(default_factory=dict)
    id: str = ""
    """Id of what the command made: a task, a message."""


@dataclass(slots=True)
class Event:
    """Something that happened at drill time `at` (ms); `to` = the teams that learn it.

    Never changed once it was emitted. It is not frozen because a frozen one costs three times as much to make, and a drill
    makes thousands.
    """

    at: int
    kind: str
    to: tuple[str, ...]
    data: Data
