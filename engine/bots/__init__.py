"""Bots: seats that see only their team's view, act by readable rules, and draw by key.

They look at the world at fixed drill times (`LOOK_MS`), so what they do never depends on how fast anybody's clock runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.bots.doctrine import AuthoredBook
from engine.bots.papers import written
from engine.bots.playbook import Wish
from engine.bots.skills import LEVELS, SKILLS, Skill
from engine.draws import Draws
from engine.errors import UnknownName
from engine.index import Index, indexed
from engine.messages import Command, Data, Input, Mark, Receipt, Reply, Start
from engine.plan import Plan
from engine.simulation import Simulation
from engine.views import TeamView

LOOK_MS = 60_000
"""Bots look at the world this often (drill time)."""
NEVER = 1 << 60
FORGETS_MS = 150 * 60_000
"""A report, or a piece of doctrine, that slips a bot's mind comes this much later (author's estimate)."""
NO_REASON = frozenset(
    (
        "task-ordered",
        "task-started",
        "task-approved",
        "order-refused",
        "pile-counted",
        "collected",
        "report-sent",
        "objective-progress",
        "watch-set",
        "note",
        "board-changed",
        "sent",
        "custody",
    )
)
"""Kinds of event that give no new reason to do anything: what was decided stands."""
MESSAGE = "message"
"""Kind of event and of fact: somebody tells or asks something. It is reason to answer, and to nothing else unless an order waits for it."""
ANSWERED = "replied"
"""Kind of event and of fact: an answer given. What it brings about comes as events of its own, so it is no reason either, unless an
order waits for it."""
Submit = Callable[[Input], Receipt]

__all__ = ["LEVELS", "LOOK_MS", "Crew"]


class Crew:
    """The bots of a drill.

    Args:
        levels: team id → idle, novice, trained, expert or reference.
        seed: the drill's seed; bots draw by key from it.

    Raises:
        UnknownName: a level or a team that is not there.
    """

    def __init__(self, plan: Plan, levels: dict[str, str], seed: int) -> None:
        index = indexed(plan)
        for team, level in levels.items():
            if team not in index.teams:
                raise UnknownName(f"no team {team!r} in this scenario")
            if level not in (*LEVELS, "reference"):
                raise UnknownName(f"no bot level {level!r}: {', '.join(LEVELS)}")
        active = {team: level for team, level in sorted(levels.items()) if level != "idle"}
        self._bots = {team: _Bot(index, team, level, seed) for team, level in active.items()}

    def act(self, sim: Simulation, submit: Submit) -> None:
        """Submit what the bots decide at the world's clock; nothing between two looks.

        All inputs of one look belong together: whoever stores them stores them as one.
        """
        last = sim.inputs[-1] if sim.inputs else None
        if sim.over or sim.clock % LOOK_MS or (last is not None and last.at >= sim.clock and last.origin == "bot"):
            return  # between two looks, or (after a resume) this look was taken already
        at = sim.clock if last is None else max(sim.clock, last.at + 1)
        decided = [(team, command) for team, bot in self._bots.items() if bot.stirs(sim) for command in bot.decide(sim.view(team))]
        for team, command in decided:
            submit(Input(at, "bot", team, f"bot-{team}", command))
            at += 1

    def wakes_at(self, sim: Simulation) -> int:
        """The next drill time (ms) at which there may be anything to decide, given that no person acts before."""
        if not self._bots:
            return NEVER
        if any(bot.stirs(sim) for bot in self._bots.values()):
            return (sim.clock // LOOK_MS + 1) * LOOK_MS  # what it just did is news to it
        soonest = min(sim.next_at + 1, *(bot.due for bot in self._bots.values()))
        return max((sim.clock // LOOK_MS + 1) * LOOK_MS, -(-soonest // LOOK_MS) * LOOK_MS)


class _Bot:
    """One team's bot. What it keeps is derived from its view and only saves work."""

    def __init__(self, index: Index, team: str, level: str, seed: int) -> None:
        self._index = index
        self._team = team
        self._name = f"{team}:{level}"
        self._seed = seed
        self._book = AuthoredBook(index, team, level)
        self._skill: Skill = SKILLS["expert" if level == "reference" else level]
        self._reactions: dict[str, int] = {}
        may = set(index.teams[team].may)
        self._hands = {action.id: action.staff if action.id in may else () for action in index.plan.actions}
        self._papers = {
            action.id: effect.ref for action in index.plan.actions for effect in action.effects if effect.verb in ("report", "notify")
        }
        """Action that sends a form → the form, '' where its target is the form."""
        awaited = {fact for order in index.plan.reference if order.team == team for fact in order.knows}
        heeds = any(fact.startswith(f"{ANSWERED}:") for fact in awaited)
        self._no_reason = NO_REASON if heeds else NO_REASON | {ANSWERED}
        self._awaited = {fact.partition(":")[2] for fact in awaited if fact.startswith(f"{MESSAGE}:")}
        """Injects for which an order waits: they are reason for more than an answer."""
        self._version = -1
        self._wishes: list[tuple[int, int, Wish]] = []
        self.due = 0

    def stirs(self, sim: Simulation) -> bool:
        """Whether there is anything new to it, or something it waited for has come due."""
        return sim.learnt(self._team) != self._version or self.due <= sim.clock

    def decide(self, view: TeamView) -> list[Command]:
        """Commands due now, the most urgent first, as far as people are free."""
        self._reconsider(view)
        self._version = view.version
        free = {staff.role: staff.free for staff in view.staff}
        out: list[Command] = []
        later = NEVER
        kept = []
        for item in self._wishes:
            due, _, wish = item
            if due > view.now:
                later = min(later, due)
                kept.append(item)
            elif self._can(wish.command, free):
                out.append(self._habit(wish, view))
            else:
                kept.append(item)  # nobody is free: again when somebody is, which is news
                if wish.urgency == 0 and isinstance(wish.command, Start):
                    free |= dict.fromkeys([role for role, _ in self._hands[wish.command.action]], 0)  # kept for the most urgent
        self._wishes = kept
        self.due = later
        return out

    def _reconsider(self, view: TeamView) -> None:
        """Wish anew, as far as what happened since the last look gives reason."""
        feed = view.feed[max(0, self._version) :]
        news = {event.kind for event in feed} - self._no_reason
        if self._version < 0 or not news <= {MESSAGE} or any(e.kind == MESSAGE and e.data["inject"] in self._awaited for e in feed):
            self._wishes = self._in_order(self._book.wishes(view))
        elif news:
            others = [item for item in self._wishes if not isinstance(item[2].command, Reply)]
            self._wishes = sorted(others + self._in_order(self._book.answers(view)), key=_first)

    def _in_order(self, wishes: list[Wish]) -> list[tuple[int, int, Wish]]:
        return sorted(((self._due(wish), wish.urgency, wish) for wish in wishes), key=_first)

    def _can(self, command: Command, free: dict[str, int]) -> bool:
        """People for it are free, or it is another team's work."""
        if not isinstance(command, Start):
            return True
        staff = self._hands[command.action]
        for role, number in staff:
            if free.get(role, 0) < number:
                return False
        for role, number in staff:
            free[role] -= number
        return True

    def _due(self, wish: Wish) -> int:
        reaction = self._reactions.get(wish.key)
        if reaction is None:
            reaction = self._draws().sample(f"bot:{self._name}", wish.key, self._skill.react)
            command = wish.command
            forgets = isinstance(command, Start) and command.action in self._papers and self._forgets(wish.key)
            if forgets or (wish.learnt and not self._draws().chance(f"doctrine:{self._name}", wish.key, self._skill.doctrine)):
                reaction += FORGETS_MS
            self._reactions[wish.key] = reaction
        return wish.since + (reaction // 3 if wish.prompt else reaction)

    def _forgets(self, key: str) -> bool:
        return not self._draws().chance(f"reports:{self._name}", key, self._skill.reports)

    def _draws(self) -> Draws:
        """Fresh for every question: a bot's draw depends on its key alone."""
        return Draws(self._seed)

    def _habit(self, wish: Wish, view: TeamView) -> Command:
        """The command as this level would really give it: slips in judgement, unfitting answers."""
        command = wish.command
        if isinstance(command, Mark) and self._draws().chance(f"slip:{self._name}", command.alert, self._skill.misjudges):
            return Mark(command.alert, {"true": "false", "false": "true", "unsure": "false"}[command.verdict])
        if isinstance(command, Start) and command.action in self._papers:
            return replace(command, params=self._fill_in(self._papers[command.action] or command.target, view))
        if isinstance(command, Reply) and not self._draws().chance(f"answers:{self._name}", command.message, self._skill.answers):
            offered = next(message.replies for message in view.messages if message.id == command.message)
            return Reply(command.message, self._draws().lowest(f"answer:{command.message}", [reply.id for reply in offered]))
        return command

    def _fill_in(self, form: str, view: TeamView) -> Data:
        """The form as this level fills it in: some fields are left open."""
        paper = written(self._index, view, form)
        for field in paper["fields"]:
            if not self._draws().chance(f"fills:{self._name}", f"{form}:{field}", self._skill.fills):
                paper["fields"][field] = ""
        return paper


def _first(item: tuple[int, int, Wish]) -> tuple[int, int, str]:
    """The most urgent first, then what is due first."""
    due, urgency, wish = item
    return urgency, due, wish.key
