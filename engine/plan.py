"""The Plan: everything a drill needs, as plain data.

Written by `scenarios.compiler`, read by the rest of `engine`, by `reports` and by `drills`; imports nothing of ours but
the codec. Ids are short ASCII strings, unique within their kind. Times are int milliseconds of drill time (0 = the
drill's first minute, negative = history), shares are per-mille, coordinates micro-degrees, and nothing is a float.

Words stand in `Plan.texts` under ids made from what they name, so no other field holds prose:

    scenario.title  scenario.briefing  scenario.situation  (one line per line break)
    team.T  team.T.brief  team.T.decides  team.T.asks  team.T.reports       org.O    system.S    service.S    site.S
    zone.Z  kind.K (asset kinds)  link-kind.K  role.R (staff)  severity.S    state.S (what is known of an asset)
    person.P  person.P.you  person.P.knows  person.P.wants  person.P.never (the role card)   via.CHANNEL   number.N
    action.A  action.A.effect  action.A.evidence      form.F  form.F.basis  field.F (a form's field)  outcome.C    refusal.C    event.KIND
    sensor.S  alert.A (plain words)  alert.A.why  alert.A.else  alert.A.next
    artefact.A (what it means)   log.FORMAT (line with {fields}, the same in both languages)   indicator.I   kind-of-indicator.K
    step.S (what the attacker did)  step.S.diary (in the first person)   campaign.C
    choice.C (what the attacker asks itself)   choice.C.OPTION.because
    inject.I.from  inject.I.says  inject.I.expects  inject.I.mistake  inject.I.reply.R    tag.T (a reply's kind)
    objective.O  measure.M  milestone.M  duty.D  duty.D.basis   dilemma.D   dilemma.D.OPTION   weather.W
    switch.S (a measure in force)    pile.P    pile.P.unit (what is counted)
"""

from __future__ import annotations

from dataclasses import dataclass, field

PLAN_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution as a quantile table of ints (usually ms): entry i is the quantile at i / (len - 1), never decreasing."""

    table: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the world. `op` decides which of the other fields count:

    all, any, not     `of`
    at                drill time `value` ms reached
    milestone         milestone `ref` was recorded
    step              adversary step `ref` reached `state`: started, succeeded, failed, blocked, gave-up, abandoned
    action            team `team` ('' = any) finished action `ref` at least `value` times (0 reads as 1), on one of
                      `targets` where any are named
    ordered           like `action`, when it was ordered
    service           service `ref` stands at or below `value` per-mille for `for_ms` (`state`: at that site)
    footholds         the adversary holds more than `value` of the assets `targets` (none named: of all; state 'none': holds
                      none) for `for_ms`
    encrypted         at least `value` (0 reads as 1) of `targets` are encrypted or wiped
    tampered          at least `value` (0 reads as 1) of `targets` run and say something false
    weather           weather `ref` has come to `state`: begun, over
    relapse           one of `targets` (none named: any machine) fell again after it had come back
    knows             team `team` knows fact `ref` ('' team = any); facts as in `views.TeamView.facts`
    report            team `team` sent form `ref`
    replied           inject `ref` was answered (`state`: with that reply id or reply tag; '' = any)
    ignored           inject `ref` ran out of time unanswered
    hours             local time lies in the window that opens `value` ms after midnight for `for_ms`, on the days `targets`
                      (mon ... sun; none named = every day)
    locked            account `ref` is locked
    blocked           indicator `ref` is blocked
    pile              at least `value` items wait in pile `ref`
    chose             the adversary took option `state` ('' = any) of choice `ref`
    switch            switch `ref` is on (`state`: at that site or system; '' = anywhere)
    leaked            something got out by channel `ref`, by a `message` to the wrong body, or by a `report`
    """

    op: str
    of: tuple[Condition, ...] = ()
    ref: str = ""
    team: str = ""
    state: str = ""
    value: int = 0
    for_ms: int = 0
    targets: tuple[str, ...] = ()


# --- the estate ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """A place: `kind` is commune, datacentre, department, police, operator, post, hospital, broadcast, health, national ..."""

    id: str
    kind: str
    org: str
    lat_e6: int = 0
    lon_e6: int = 0
    population: int = 0
    code: str = ""
    """Official code of the commune or ward, '' elsewhere."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A site's zone: `zone` is office, server, dmz, backup, management, core, ot, internet, guest ..."""

    id: str
    site: str
    zone: str


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two segments in one plane (`tslcd`, `internet`, `ring`, `local`); connectivity holds plane by plane."""

    id: str
    kind: str
    plane: str
    a: str
    b: str
    capacity_mbps: int
    operator: str
    """Organisation that runs the line."""


@dataclass(frozen=True, slots=True)
class FlowRule:
    """Traffic that firewalls let through: from a zone to a zone, on these services, over this plane.

    Hosts of one segment always reach each other; segments joined over plane `local` follow rules of plane `local`.
    """

    from_zone: str
    to_zone: str
    services: tuple[str, ...]
    plane: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A device, or `count` like devices. `controls`: edr, mail-gateway, logs (forwarded), mfa, backup, netmon."""

    id: str
    name: str
    """As officers see it (TTDL-FILE02)."""
    segment: str
    kind: str
    """workstation, server, domain-controller, hypervisor, backup-server, file-server, database, mail-server, web-server,
    firewall, router, switch, vpn, kiosk, scanner, video, speaker, camera, bts, storage, log-server, ups ..."""
    platform: str
    system: str = ""
    count: int = 1
    users: int = 0
    controls: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    exposes: tuple[str, ...] = ()
    """Network services it offers: smb, rdp, winrm, ssh, https, smtp, vpn, ldap, sql, backup, hypervisor ..."""
    address: str = ""
    people: int = 0
    """People whose personal data it holds."""


@dataclass(frozen=True, slots=True)
class Account:
    """A log-in: `kind` user, admin, service, vendor, domain-admin; it grants the assets named."""

    id: str
    name: str
    kind: str
    grants: tuple[str, ...]
    org: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    """One stored copy of an asset, taken `age_ms` before the drill's first minute, held on another asset."""

    id: str
    asset: str
    age_ms: int
    held_on: str
    offline: bool = False


@dataclass(frozen=True, slots=True)
class System:
    """An information system with its level (cấp độ 1-5) and its three bodies, each an organisation id."""

    id: str
    level: int
    owner: str
    operator: str
    specialised: str
    trusts: tuple[str, ...] = ()
    """Systems whose accounts and machines it takes on trust: whoever still sits there comes back through them."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a service depends on. op: asset, link, service (leaf, `ref`); all, any (`of`); k (`k` of `of`)."""

    op: str
    ref: str = ""
    of: tuple[Need, ...] = ()
    k: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that piles up while a service is down: items an hour, and how long until the first of them is late.

    The engine knows the pile that the compiler makes of it (`Plan.piles`, named as the service); pages say it in these words.
    """

    per_hour: int
    slack_ms: int
    drain_permille: int = 1500
    """Speed of catching up, against the arrival rate."""


@dataclass(frozen=True, slots=True)
class Local:
    """What carries a service at one place: there, its level is at most the share of these devices that work.

    Devices of `kind` at the site (of `system`, '' = of any), or the one device `<site>-<asset>`; a site without such
    devices has what the service gives. `plane`: by which they hang on the rest, '' where they need none.
    """

    kind: str = ""
    system: str = ""
    asset: str = ""
    plane: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service people use: `users` = pairs (site id, users there). `access` = planes a site may reach it by ('' none needed)."""

    id: str
    org: str
    system: str
    needs: Need
    users: tuple[tuple[str, int], ...]
    access: tuple[str, ...] = ()
    degraded_permille: int = 500
    """Level when a part that it could do without is lost (any-of or k-of-n with a member missing)."""
    paper_permille: int = 0
    """Share of the loss that a paper procedure saves once it runs."""
    queue: Queue | None = None
    local: Local | None = None
    standby: Need | None = None
    """What stands ready to take it over: a fail-over asks for it, and holds while it stands. None = it has no standby."""


@dataclass(frozen=True, slots=True)
class Org:
    """An organisation; `team` is the drill team that acts for it, '' if nobody does."""

    id: str
    kind: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Estate:
    """The modelled network of a province."""

    id: str
    orgs: tuple[Org, ...]
    sites: tuple[Site, ...]
    segments: tuple[Segment, ...]
    links: tuple[Link, ...]
    rules: tuple[FlowRule, ...]
    systems: tuple[System, ...]
    assets: tuple[Asset, ...]
    accounts: tuple[Account, ...]
    backups: tuple[Backup, ...]
    services: tuple[Service, ...]


# --- what can be seen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that can be searched for or blocked: kind domain, address, hash, account, url, task, file.

    The drill's value is chosen among `values` by a keyed draw.
    """

    id: str
    kind: str
    values: tuple[str, ...]
    account: str = ""
    """The estate's account that this indicator is, for kind account."""


@dataclass(frozen=True, slots=True)
class LogFormat:
    """How a product keeps a record: Sigma's log source (product, category, service), constants, native names of fields.

    The line that people read is `log.FORMAT` in the texts. `names`: pairs (our field, the product's own name for it; '' =
    the product has no such field). `fixed` may use what `engine.native` makes, besides what a record's fields may use.
    """

    id: str
    product: str = ""
    category: str = ""
    service: str = ""
    fixed: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    time: str = "time"
    """The product's name for the moment of a record; written as ISO 8601 unless `fixed` says how."""


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A log line to be: format id (`log.FORMAT` in the texts) and field templates, those that the line does not show too.

    Templates may use {host} {address} {domain} {account} {user} {source} {source_address} {time} {pid} {INDICATOR-ID}.
    """

    format: str
    fields: tuple[tuple[str, str], ...]
    technique: str = ""
    """ATT&CK id of what this record shows, where that is not its step's own."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A trace: where it lies, how long it lasts, what a reader learns from it.

    `where`: memory (volatile) or disk on the asset concerned, `source` (disk of the attacker's foothold), an asset id that
    keeps central logs, or a kind of asset (proxy, vpn ...): the keeper of that kind nearest to the asset concerned.
    `lives_ms` 0 = until overwritten.
    """

    id: str
    where: str
    records: tuple[LogRecord, ...]
    reveals: tuple[str, ...] = ()
    """Indicator ids that a reader learns."""
    lives_ms: int = 0
    weight: int = 1
    """Evidence points lost if it is destroyed before anybody collected it."""
    benign: bool = False
    points: str = ""
    """`source`: a reader also learns, as suspect, the machine that it came from (a line names it)."""
    secrecy: str = ""
    """'', personal or secret: who may have it is the profile's `need_to_know`."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """Raises alerts on assets that carry `control` ('' = all). `to`: which team gets them, after what delay."""

    id: str
    control: str
    to: tuple[tuple[str, Spread], ...]


@dataclass(frozen=True, slots=True)
class AlertKind:
    """What an alert says: severity 4 Rất cao, 3 Cao, 2 Trung bình, 1 Thấp; one log line; indicators that it carries."""

    id: str
    sensor: str
    severity: int
    record: LogRecord
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noise:
    """False alarms: an alert kind on one of the assets, at intervals of `every`."""

    id: str
    alert: str
    targets: tuple[str, ...]
    every: Spread


@dataclass(frozen=True, slots=True)
class Benign:
    """A harmless record that lies among the traces of assets of `kinds` ('*' = all); `count` of them per collection."""

    id: str
    kinds: tuple[str, ...]
    record: LogRecord
    count: int = 2


@dataclass(frozen=True, slots=True)
class Sight:
    """What one sees while `when` holds (None = at any time), with a chance (per-mille): an artefact's lines.

    `about`: the asset that it shows to be in the attackers' hands; '' = it says so of none.
    """

    when: Condition | None
    artefact: str
    chance: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Looking at a thing that is not a log: texts `observation.O` and `observation.O.else` (nothing to see).

    `targets`: assets to look at or from (a site's name stands for those there); the first of `sees` that holds is seen.
    `needs`: an asset without whose service nobody can look.
    """

    id: str
    targets: tuple[str, ...]
    sees: tuple[Sight, ...]
    needs: str = ""


# --- the adversary ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action, reply, inject or step does when it takes hold: a verb the engine knows, and its arguments."""

    verb: str
    ref: str = ""
    value: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A chance that a step raises an alert: alert kind and per-mille (the sensor must cover the asset)."""

    alert: str
    chance: int


@dataclass(frozen=True, slots=True)
class Front:
    """A step that goes from host to host: one process, one target every `every`, `lanes` at a time, at most `most`."""

    every: Spread
    most: int
    lanes: int = 1
    moves: bool = False
    """It is at one place at a time: each success leaves the place before."""
    nearest: bool = False
    """A moving one goes on to one of the nearest places."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the adversary does.

    verb: deliver exploit login escalate discover move persist beacon collect exfiltrate encrypt wipe deface flood stop tamper spoof act
    (`stop` = off until somebody powers it on; `tamper` = goes on working and says something false; `spoof` = something
    else is taken for it; `act` = a harmless person's doing, for false trails). `targets`: candidate asset ids (service ids
    for flood); `pick` of them are chosen by keyed draw (0 = one); a front goes through all of them in such an order.
    """

    id: str
    verb: str
    technique: str
    tactic: str
    targets: tuple[str, ...]
    takes: Spread
    chance: int
    pick: int = 0
    on: str = ""
    """Instead of `targets`: the asset on which step `on` last succeeded."""
    needs_foothold: tuple[str, ...] = ()
    """At least one of these must be held ('*' = any foothold)."""
    needs_account: str = ""
    needs_weakness: str = ""
    over: str = ""
    """Network service that the target must be reachable by, from some foothold ('' = no path needed; with no foothold
    held, from the internet)."""
    channel: bool = False
    """Needs a live command channel."""
    leaves: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    gives_account: tuple[str, ...] = ()
    gives_foothold: bool = False
    people: int = 0
    """People exposed when an exfiltration succeeds (0 = those the target holds)."""
    front: Front | None = None
    when: Condition | None = None
    """Checked when its turn comes; false = it is left out and `skipped` follows."""
    wait: bool = False
    """With `when`: wait for it instead of leaving the step out."""
    then: tuple[str, ...] = ()
    one_of: tuple[tuple[str, int], ...] = ()
    """Exactly one of these follows as well, by keyed draw with per-mille weights."""
    again_after: Spread | None = None
    again_times: int = 0
    otherwise: tuple[str, ...] = ()
    """Follows when it gave up."""
    skipped: tuple[str, ...] = ()
    unhurried: bool = False
    """Does not go faster when the adversary is alarmed."""
    until: Condition | None = None
    """With `tamper`: while this holds the asset tells the truth."""
    paused_by: Condition | None = None
    """A moving front lies still while this holds."""
    needs_switch: str = ""
    """A switch that must be on (anywhere)."""
    effects: tuple[Effect, ...] = ()
    """Apply at each success (`turns` of the authored step stand here, too)."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a campaign does when it notices a partial containment: after `delay`, work at `hurry` per-mille of the time
    (500 = twice as fast), and start `then` (once)."""

    delay: Spread
    hurry: int
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """One way to decide: taken if it is the first whose `when` holds; else among those without, by per-mille `weight`."""

    id: str
    when: Condition | None = None
    weight: int = 1000
    then: tuple[str, ...] = ()
    """Steps that begin."""
    stops: tuple[str, ...] = ()
    """Steps that are given up: those under way at once, others never begin."""
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision of the adversary, asked once: when `when` first holds, or before step `at_step` (which waits for it).

    At least one option has no condition. `after`: how long they think.
    """

    id: str
    options: tuple[ChoiceOption, ...]
    when: Condition | None = None
    at_step: str = ""
    after: Spread = Spread((0,))


@dataclass(frozen=True, slots=True)
class Campaign:
    """A graph of steps. `starts_ms` may be negative (history); with `starts_when` it waits for a condition as well."""

    id: str
    starts_ms: int
    first: tuple[str, ...]
    steps: tuple[Step, ...]
    starts_when: Condition | None = None
    starts_spread: Spread | None = None
    channels: tuple[str, ...] = ()
    """Indicator ids (domain or address) of the command channel, in order of preference."""
    alarm: Alarm | None = None
    benign: bool = False
    choices: tuple[Choice, ...] = ()


# --- the response -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Switch:
    """A measure that stays in force: a sender blocked, loudspeakers mute, patients diverted, remote support open.

    `scope`: none (one state), site or system (one state each; effects take the place from what they are about, or name it
    as `SWITCH@PLACE`). While on, each service of `caps` stands at that level (per-mille) at most and each of `lifts` at
    least; with scope site only there. `told`: teams that hear of every turn, beside the one that turns it.
    """

    id: str
    scope: str = "none"
    caps: tuple[tuple[str, int], ...] = ()
    lifts: tuple[tuple[str, int], ...] = ()
    told: tuple[str, ...] = ()
    starts: bool = False
    """On from the beginning (scope none)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """So many items an hour, while `when` holds (None = always); with `each`, for every one of those assets that the
    adversary holds or has tampered with."""

    per_hour: int
    when: Condition | None = None
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """Something counted that grows and is worked off: the first flow that holds gives the rate, none = 0.

    `harms`: column → items that come in for one unit of harm; `standing`: column → items × hours that lie there for one
    unit (column service: a unit is one user-hour). `counters`: teams that count it at full beats of `every_ms` while it
    changes, once `needs` holds.
    """

    id: str
    comes: tuple[Flow, ...]
    goes: tuple[Flow, ...] = ()
    starts_with: int = 0
    most: int = 0
    """It never holds more than that (0 = no bound): what comes beyond is not taken in."""
    late_after_ms: int = 0
    """Items that wait longer are late, for ever (0 = no clock); first in, first out."""
    harms: tuple[tuple[str, int], ...] = ()
    standing: tuple[tuple[str, int], ...] = ()
    counters: tuple[str, ...] = ()
    every_ms: int = 1_800_000
    needs: Condition | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something a team can do. target: none, alert, asset, site, link, account, indicator, service,
    backup, form, team, system, person.

    authority: own (any team that may), operator (only the team that operates the target's system or line; others send
    a request), leader (needs direction: waits for `approval`).
    """

    id: str
    code: str
    """RE&CT id, or an own `DT-` id."""
    target: str
    staff: tuple[tuple[str, int], ...]
    takes: Spread
    effects: tuple[Effect, ...]
    authority: str = "own"
    kinds: tuple[str, ...] = ()
    """Target kinds it applies to (asset kinds, indicator kinds ...); empty = all."""
    noticed: int = 0
    """Per-mille chance that the adversary notices when it touches something of theirs."""
    approval: Spread | None = None
    group: str = ""
    """Stage for the menu: identify, contain, eradicate, recover, coordinate."""
    works: tuple[tuple[str, int], ...] = ()
    """Piles → items an hour that it works off, after `takes`, until they are empty."""
    needs_proof: tuple[str, ...] = ()
    """Systems that must have been proven clean first, as far as the team knows ('*' = any one)."""


@dataclass(frozen=True, slots=True)
class HearsAt:
    """What a team notices place by place: what people at these sites have of a service, and after how long."""

    service: str
    sites: tuple[str, ...]
    after: Spread


@dataclass(frozen=True, slots=True)
class Shift:
    """How long a team has been at work (`since_ms`, negative = before the drill) and what tiredness does after `tired_after_ms`.

    `slower`: length of its work, `slips`: chance that the adversary notices it, per-mille of the rested one.
    """

    since_ms: int
    tired_after_ms: int
    slower: int = 1300
    slips: int = 1500


@dataclass(frozen=True, slots=True)
class Team:
    """A team: its organisation, its people by role, what it may do, which systems and lines it runs."""

    id: str
    org: str
    staff: tuple[tuple[str, int], ...]
    may: tuple[str, ...]
    hears: tuple[tuple[str, Spread], ...] = ()
    """Services whose loss it notices, and after how long."""
    player: bool = False
    hears_at: tuple[HearsAt, ...] = ()
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An offered answer. `tag`: its kind, visible to all (verify, hand-over, comply, decline, speculate, promise, delay,
    inform, admit, silence). Effects apply when it is given."""

    id: str
    tag: str
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Inject:
    """A situation put to teams. when None = stand-by (control's hand). via: phone, mail, chat, paper, visit, system."""

    id: str
    when: Condition | None
    to: tuple[str, ...]
    via: str
    replies: tuple[Reply, ...] = ()
    reply_within_ms: int = 0
    effects: tuple[Effect, ...] = ()
    """Apply when it is delivered."""
    ignored: tuple[Effect, ...] = ()
    carried_by: str = ""
    """Service that carries it; while that is down it waits."""
    objective: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A report that a team owes: form, to which organisation, counted from a milestone.

    Its basis is the text `duty.D.basis`; where the law is not known for certain that text says «theo quy chế diễn tập».
    """

    id: str
    team: str
    form: str
    to: str
    since: str
    within_ms: int
    also_to: tuple[str, ...] = ()
    """Organisations to which it goes at the same time; addressing any of them, or `to`, is addressing it rightly."""
    basis_sure: bool = False
    """The basis cites a law that was checked, not the drill's own rules."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """Something that runs dry (UPS, battery): from `starts`, after `lasts`, unless `saved` is true by then, `assets` lose
    power until it is."""

    id: str
    starts: Condition
    saved: Condition
    lasts: Spread
    assets: tuple[str, ...]


# --- organisations: who answers to whom, who may order what, who declares, which papers there are --------------------


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form. kind: text, time, systems, services, people, level, measures, help (see `engine.reports`).

    `asked`: the person writes it; the console fills in none of it.
    """

    id: str
    kind: str
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A paper. kind: notice, initial, situation, final, personal-data, plan, direction. `signed`: '' or 'head'."""

    id: str
    kind: str
    fields: tuple[FormField, ...]
    signed: str = ""


@dataclass(frozen=True, slots=True)
class MayOrder:
    """Organisation `who` may order those actions (`*` = every one) of those organisations (`*` = everybody); else it asks.

    `paper_within_ms`: the order must follow on paper by then, 0 = it need not.
    """

    who: str
    whom: tuple[str, ...]
    actions: tuple[str, ...]
    paper_within_ms: int = 0


@dataclass(frozen=True, slots=True)
class Severity:
    """An incident's level: organisations that may declare it (none named = anybody), what it calls up, costs and opens.

    `calls`: (organisation, role, people) who join its team. `alarm`: trust lost, per-mille, if the public felt nothing yet.
    `opens`: actions that may be ordered only while a level stands that opens them.
    """

    level: str
    by: tuple[str, ...] = ()
    calls: tuple[tuple[str, str, int], ...] = ()
    alarm: int = 0
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody beside the teams, by office: text `person.P`; `person.P.you`, `.knows`, `.wants`, `.never` are the role card.

    `numbers`: (desk, duty, mobile or home; 1 where it works), in the order of the roster. `there`: when he is at his place
    (None = always); `away` = on leave. `after`: until a call is put through once a number answers.
    """

    id: str
    org: str
    there: Condition | None = None
    away: bool = False
    numbers: tuple[tuple[str, int], ...] = ()
    answers: int = 1000
    after: Spread = Spread((0,))
    signs: Spread | None = None
    """How long a paper takes him; None = he signs nothing."""
    brings: tuple[tuple[str, int], ...] = ()
    """Role, people: who come with him when he is called out."""
    effects: tuple[Effect, ...] = ()
    """What follows when he is reached: what he knows."""
    contract: str = ""
    """Of a vendor: valid or lapsed."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for an organisation, and who in his place ('' = nobody)."""

    org: str
    person: str
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to send words: text `via.C`. It carries only where all of `needs` (services) do at both ends.

    `only`: organisations that have it (none named = everybody). `leaks`: chance, per-mille, that a message with something
    attached gets out. `paper`: it counts as paper.
    """

    id: str
    needs: tuple[str, ...]
    takes: Spread
    read_after: Spread
    per_km_ms: int = 0
    leaks: int = 0
    paper: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The organisation profile that holds on the drill's day, in this network's organisations."""

    answers: tuple[tuple[str, str], ...] = ()
    """(organisation, the one it answers to)."""
    orders: tuple[MayOrder, ...] = ()
    severities: tuple[Severity, ...] = ()
    forms: tuple[Form, ...] = ()
    signers: tuple[Signer, ...] = ()
    people: tuple[Person, ...] = ()
    channels: tuple[Channel, ...] = ()
    need_to_know: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Secrecy of a finding (personal, secret) → organisations that may have it."""
    oral_within_ms: int = 0
    """What was ordered by word of mouth must be on paper within this time."""


# --- the score ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fall:
    """What weather does to places: `what` mains or road (of `sites`), or line (`links`); each is struck by chance, `at`
    after the weather began, and comes back by itself after `lasts` (None = not before somebody repairs it).

    `along`: latitude and longitude of two points (micro-degrees) and the time the weather takes from one to the other.
    """

    what: str
    at: Spread
    chance: int
    sites: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    lasts: Spread | None = None
    along: tuple[int, ...] = ()
    seen: tuple[Seen, ...] = ()
    """Alerts at the place: true, and innocent."""


@dataclass(frozen=True, slots=True)
class Weather:
    """A storm or the like: begins, lets things fall, is over."""

    id: str
    starts_ms: int
    lasts_ms: int
    falls: tuple[Fall, ...]


@dataclass(frozen=True, slots=True)
class Battery:
    """What carries `assets` while the mains of their site are out, drawn for each site; those on none go dark at once."""

    id: str
    assets: tuple[str, ...]
    lasts: Spread
    refuel_ms: int = 0
    """How long one refuelling carries them, 0 = none can."""


@dataclass(frozen=True, slots=True)
class Reentry:
    """What restoring an asset from a copy costs: items that came in since, `per_hour`, pile up in `pile` to be typed in again."""

    assets: tuple[str, ...]
    pile: str
    per_hour: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """A condition whose first moment is recorded; `shown_to` = teams that are told."""

    id: str
    when: Condition
    shown_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One judged item. kind:

    time      ms from milestone `since` ('' = the drill's first minute) to milestone `until`; comes due when `since` is
              recorded
    harm      harm `ref` (service:ID, service:ID@SITE, service, data, evidence, information) in per-mille of the nobody
              run's; SITE may be a kind of site; where that run has none, not due if the team lost none either, else
              nothing is earned
    count     number of happenings `ref` (wrong-isolations, wrong-marks, evidence-lost, duties-late ...), or of a pile's
              items at the end: pile:ID (waiting), pile-in:ID (all that came), late:ID
    reply     inject `ref` answered within its time by one of reply tags `tags`; comes due when it is delivered
    duty      duty `ref` fulfilled within its time; comes due with its milestone
    report    duty `ref`: 40 % for its time, 20 % for the right body at the first go, 40 % for its fields (all of them where
              `target` per-mille are right or not to be known, none at `limit`); comes due with its milestone
    Full points at `target` or better, none at `limit` or worse, linear between.
    """

    id: str
    kind: str
    points: int
    since: str = ""
    until: str = ""
    ref: str = ""
    tags: tuple[str, ...] = ()
    target: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Objective:
    """What is trained. `csf`: NIST CSF 2.0 category; `team` '' = all."""

    id: str
    csf: str
    measures: tuple[Measure, ...]
    team: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How the four harms fold into one figure, where one is needed: milli-points per unit.

    Units: one user-hour of service, one thousand people's data, one evidence point, one per-mille of trust.
    `avoidable_at_least`: below this difference of weighted milli-points avoided harm is not measurable.
    """

    service: int
    data: int
    evidence: int
    information: int
    avoidable_at_least: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    """One line of the authored reference response: once the team knows all `knows` facts and `after_ms` has passed, act.

    `target`: an id, or `each:suspect`, `each:confirmed`, `each:indicator`, `each:alert`, '' for none; `reply` orders name
    an inject and a reply id; action `declare` declares the level that `target` names.
    """

    team: str
    action: str
    target: str = ""
    after_ms: int = 0
    knows: tuple[str, ...] = ()
    reply: str = ""
    level: str = ""
    """From which level on (novice, trained, expert) bots know to do it, too; '' = the reference alone."""


@dataclass(frozen=True, slots=True)
class Dilemma:
    """A declared choice and its options, each a set of reference orders added to the rest."""

    id: str
    options: tuple[str, ...]
    orders: tuple[tuple[Order, ...], ...] = ()
    """Orders of each option, in the order of `options`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A drill's world and story, complete: nothing else is needed to run, replay or report it."""

    scenario: str
    version: str
    """Hash of the scenario's files."""
    network: str
    profile: str
    attack: str
    """ATT&CK version of the technique ids."""
    starts: str
    """Local wall time of drill time 0, ISO 8601 with offset."""
    lasts_ms: int
    estate: Estate
    teams: tuple[Team, ...]
    actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]
    artefacts: tuple[Artefact, ...]
    benign: tuple[Benign, ...]
    sensors: tuple[Sensor, ...]
    alerts: tuple[AlertKind, ...]
    noise: tuple[Noise, ...]
    campaigns: tuple[Campaign, ...]
    injects: tuple[Inject, ...]
    duties: tuple[Duty, ...]
    reserves: tuple[Reserve, ...]
    milestones: tuple[Milestone, ...]
    objectives: tuple[Objective, ...]
    weights: Weights
    reference: tuple[Order, ...]
    observations: tuple[Observation, ...] = ()
    formats: tuple[LogFormat, ...] = ()
    """Of the records in this plan; one that is not here has no names but its own."""
    dilemmas: tuple[Dilemma, ...] = ()
    switches: tuple[Switch, ...] = ()
    piles: tuple[Pile, ...] = ()
    organisation: Profile = Profile()
    """What `profile` says: chains, orders, levels, forms."""
    reentries: tuple[Reentry, ...] = ()
    weather: tuple[Weather, ...] = ()
    batteries: tuple[Battery, ...] = ()
    texts: dict[str, Text] = field(default_factory=dict)
    schema: int = PLAN_SCHEMA
