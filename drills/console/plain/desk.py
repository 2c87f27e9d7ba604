"""A seat without a screen: it says what is new and does what a line asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from drills.console.atlas import Atlas
from drills.console.dossiers import dossier
from drills.console.feed import task_words
from drills.console.frame import Frame, Thing
from drills.console.listings import asset_rows
from drills.console.menus import LEVELS, REPORTS
from drills.console.offers import Offer, all_offers, fitting, offer_for, offers
from drills.console.plain.orders import Order, understood
from drills.console.plain.telling import alert_line, help_lines, lines, message_line, message_lines, news, situation
from drills.console.port import Drill
from drills.console.refusals import refusal_words
from drills.console.screens.confirm import confirm_lines
from drills.console.screens.reply import in_drawn_order
from drills.console.search import Query, folded
from drills.console.suggestions import ALL, suggestions
from drills.console.words import Words
from drills.language import LANGUAGES
from engine.messages import Cancel, Command, Declare, Mark, Note, Receipt, Reply, Start
from engine.texts import clean

Write = Callable[[str], None]
MOST = 40
"""Lines of a list."""
SURE_LEVELS = {"dung": "true", "that": "true", "sai": "false", "gia": "false", "chua ro": "unsure"}


class PlainDesk:
    """One seat, line by line.

    Args:
        write: puts up one line of text.
    """

    def __init__(self, drill: Drill, lang: str, write: Write) -> None:
        self.drill = drill
        self.words = Words(drill.plan, lang)
        self.atlas = Atlas(drill.plan)
        self.has_left = False
        self._write = write
        self._told = 0
        """Events of the log that were told."""
        self._state: tuple[str, str, str] = ("", "", "")
        self._chat = self._notices = 0
        self._listed: list[Thing | Offer] = []
        self._asked: Start | None = None
        self._thing: Thing | None = None

    # --- saying

    def frame(self) -> Frame:
        """The picture of this moment."""
        drill, hall = self.drill, self.drill.hall
        return Frame(
            self.words, self.atlas, drill.view(drill.player), drill.now, drill.speed, str(drill.phase), drill.why, drill.skipping,
            self._thing, frozenset(drill.looked), drill.is_eased, "" if hall is None else hall.link, drill.controls is None,
        )  # fmt: skip

    def begin(self) -> None:
        """Who one is, and where things stand."""
        words = self.words
        self._say(f"DIỄN TẬP · {words.said('scenario.title')}")
        self._say(words.tell("everything here is assumed. Do not telephone, text or send papers outside. For a real incident press F8."))
        self._say(words.tell("For a real incident type: real incident."))
        for part in ("brief", "decides", "asks", "reports"):
            self._say(words.said(f"team.{self.drill.player}.{part}"))
        self._say(words.said("scenario.situation"))
        self._say_all(help_lines(words))
        self.tell_news()

    def tell_news(self) -> None:
        """Everything that is new since the last time."""
        frame = self.frame()
        state = (frame.phase, frame.link, frame.view.declared)
        if state != self._state:
            self._say(next(situation(frame)))
            if frame.link:
                self._say(self.words.tell("The line is lost; dialling again. You can read; whatever you order goes out when it stands."))
            self._state = state
        self._say_all(news(frame, frame.view.feed[self._told :]))
        self._told = len(frame.view.feed)
        self._hear()

    def _hear(self) -> None:
        hall = self.drill.hall
        if hall is None:
            return
        for said in hall.chat[self._chat :]:
            self._say(f"{self.words.clock(said.at)} {said.seat}: {clean(said.text)}")
        for notice in hall.notices[self._notices :]:
            self._say(clean(notice.text) or self.words.tell("Word from the host: {code}", code=notice.code))
        self._chat, self._notices = len(hall.chat), len(hall.notices)
        while hall.late:
            _, receipt = hall.late.pop(0)
            self._say(self._outcome(receipt))

    def _say(self, text: str) -> None:
        for line in clean(text).splitlines():
            if line.strip():
                self._write(line.rstrip())

    def _say_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._say(text)

    # --- doing

    async def take(self, line: str) -> None:
        """One line of a person's."""
        order = understood(line)
        if order is None:
            if line.strip():
                self._say(self.words.tell("That was not understood. Type help for all commands."))
            return
        if order.what not in ("yes", "do", "choose"):
            self._asked = None
        doing = self._table()[order.what]
        await doing(order)

    def _table(self) -> dict[str, Callable[[Order], Awaitable[None]]]:
        return {
            "help": self._help, "status": self._status, "alerts": self._alerts, "messages": self._messages, "tasks": self._tasks,
            "advise": self._advise, "find": self._find, "see": self._see, "do": self._do, "judge": self._judge, "answer": self._answer,
            "note": self._note, "say": self._chatter, "crew": self._crew, "declare": self._declare, "cancel": self._cancel,
            "yes": self._yes, "no": self._no, "language": self._language, "real": self._real, "leave": self._leave,
            "choose": self._choose,
        }  # fmt: skip

    async def _help(self, _: Order) -> None:
        self._say_all(help_lines(self.words))

    async def _status(self, _: Order) -> None:
        self._say_all(situation(self.frame()))

    async def _alerts(self, _: Order) -> None:
        frame = self.frame()
        self._list([(alert_line(frame, item), Thing("alert", item.id)) for item in frame.view.alerts])

    async def _messages(self, _: Order) -> None:
        frame = self.frame()
        self._list([(message_line(frame, item), Thing("message", item.id)) for item in frame.view.messages])

    async def _tasks(self, _: Order) -> None:
        frame = self.frame()
        self._list([(task_words(frame, item.action, item.target), Thing("task", item.id)) for item in frame.open_tasks])

    async def _find(self, order: Order) -> None:
        frame = self.frame()
        rows = asset_rows(frame, Query(order.rest)).rows
        self._list([(" · ".join(cell for cell, _ in row.cells[1:4] if cell), Thing("asset", row.key)) for row in rows])

    async def _crew(self, _: Order) -> None:
        hall = self.drill.hall
        for member in hall.members if hall is not None else ():
            there = self.words.tell("present") if member.present else self.words.tell("not there")
            self._say(
                f"{member.seat} · {member.role} · {clean(member.name)} · {there} · {self.words.name(member.thing) if member.thing else '–'}"
            )

    async def _advise(self, _: Order) -> None:
        frame = self.frame()
        for item in suggestions(frame, ALL):
            self._say(f"- {item.what}. {item.why}")

    def _list(self, entries: list[tuple[str, Thing]]) -> None:
        """A numbered list; the last entries where there are too many."""
        self._listed = [thing for _, thing in entries]
        for number, (said, _) in list(enumerate(entries, start=1))[-MOST:]:
            self._say(f"{number}. {said}")
        if not entries:
            self._say(self.words.tell("There is nothing in this list."))

    async def _choose(self, order: Order) -> None:
        chosen = self._listed[order.number - 1] if 0 < order.number <= len(self._listed) else None
        if isinstance(chosen, Offer):
            await self._offered(chosen, order.rest)
        elif chosen is not None:
            self._show(chosen)
        else:
            self._say(self.words.tell("There is no such number in the list printed last."))

    async def _see(self, order: Order) -> None:
        if order.number:
            await self._choose(order)
            return
        asset = self._asset(order.rest)
        if asset:
            self._show(Thing("asset", asset))
        else:
            self._say(self.words.tell("There is no such device; find looks for one."))

    def _show(self, thing: Thing) -> None:
        """A thing's page, and what can be done about it."""
        self._thing = thing
        frame = self.frame()
        if thing.kind == "message":
            self._say_all(message_lines(frame, frame.messages[thing.id]))
            return
        if thing.kind == "alert":
            self.drill.look((thing.id,))
        if self.drill.hall is not None:
            self.drill.hall.point(thing.kind, thing.id)
        page = dossier(frame)
        self._say_all(lines((page.title, *page.lines)))
        found = offers(frame, thing)
        self._listed = list(found)
        for number, offer in enumerate(found, start=1):
            self._say(f"{number}. {self.words.value('action', offer.action.id)}")

    async def _do(self, order: Order) -> None:
        if order.number:
            await self._choose(order)
            return
        frame = self.frame()
        words = order.rest.split()
        for length in range(len(words), 0, -1):
            wanted = folded("-".join(words[:length]))
            for offer in all_offers(frame):
                name = folded(self.words.value("action", offer.action.id)).replace(" ", "-")
                if wanted in (offer.action.id, name):
                    await self._offered(offer, " ".join(words[length:]))
                    return
        self._say(self.words.tell("There is no such action for this team; see a device for those that there are."))

    async def _offered(self, offer: Offer, target: str) -> None:
        """Show what it costs, and ask."""
        frame = self.frame()
        targets = fitting(frame, offer.action) if offer.whole else offer.targets
        name = self._target(targets, target)
        exact = offer_for(frame, offer.action, name) if name is not None else None
        if exact is None or name is None:
            self._say(self.words.tell("On what? Name it behind the action."))
            return
        if {effect.verb for effect in offer.action.effects} & set(REPORTS):
            self._say(self.words.tell("A report needs a form: write it on a full screen."))
            return
        self._say(task_words(frame, offer.action.id, name))
        self._say_all(lines(confirm_lines(frame, exact, name)))
        self._asked = Start(offer.action.id, name, ask=exact.word != "own")
        self._say(self.words.tell("Do it? yes or no"))

    def _target(self, targets: tuple[str, ...], typed: str) -> str | None:
        if not typed:
            return targets[0] if len(targets) == 1 else None
        wanted = folded(typed)
        return next((name for name in targets if wanted in (folded(name), folded(self.words.name(name)))), None)

    def _asset(self, typed: str) -> str:
        wanted = folded(typed)
        return next((name for name, asset in self.atlas.assets.items() if wanted in (folded(name), folded(asset.name))), "")

    async def _yes(self, _: Order) -> None:
        if self._asked is not None:
            asked, self._asked = self._asked, None
            await self._order(asked)

    async def _no(self, _: Order) -> None:
        self._say(self.words.tell("Left as it is."))

    async def _judge(self, order: Order) -> None:
        frame = self.frame()
        verdict = SURE_LEVELS.get(folded(order.rest), folded(order.rest))
        if 0 < order.number <= len(frame.view.alerts) and verdict in ("true", "false", "unsure"):
            await self._order(Mark(frame.view.alerts[order.number - 1].id, verdict))
        else:
            self._say(self.words.tell("judge 3 true, false or unsure – the alert with number 3 of the alerts"))

    async def _answer(self, order: Order) -> None:
        frame = self.frame()
        head, _, free = order.rest.partition(" ")
        message = frame.view.messages[order.number - 1] if 0 < order.number <= len(frame.view.messages) else None
        replies = in_drawn_order(message) if message is not None else ()
        if message is not None and head.isdecimal() and 0 < int(head) <= len(replies):
            await self._order(Reply(message.id, replies[int(head) - 1].id, free.strip()))
        else:
            self._say(self.words.tell("answer 1 2 words – message 1 with its answer 2, and your own words"))

    async def _note(self, order: Order) -> None:
        text = f"{order.number} {order.rest}".strip() if order.number else order.rest
        if not text:
            return
        hall = self.drill.hall
        if hall is not None and hall.role == "observer":
            hall.observe(text, "")
        else:
            await self._order(Note(text))

    async def _chatter(self, order: Order) -> None:
        if self.drill.hall is not None and order.rest:
            self.drill.hall.say(order.rest)

    async def _declare(self, order: Order) -> None:
        wanted = folded(order.rest)
        levels = {name: level for level in LEVELS for name in (level, folded(self.words.value("level", level)))}
        if wanted in levels:
            await self._order(Declare(levels[wanted]))
        else:
            self._say_all(f"- {self.words.value('level', level)}" for level in LEVELS)

    async def _cancel(self, order: Order) -> None:
        tasks = self.frame().open_tasks
        if 0 < order.number <= len(tasks):
            await self._order(Cancel(tasks[order.number - 1].id))
        else:
            await self._tasks(order)

    async def _language(self, _: Order) -> None:
        self.words = Words(self.drill.plan, LANGUAGES[(LANGUAGES.index(self.words.lang) + 1) % len(LANGUAGES)])
        self._say_all(help_lines(self.words))

    async def _real(self, _: Order) -> None:
        self.drill.real_incident(self.drill.seat, self.drill.player)
        self._say(self.words.tell("REAL INCIDENT"))

    async def _leave(self, _: Order) -> None:
        self.has_left = True

    async def _order(self, command: Command) -> None:
        self._say(self._outcome(await self.drill.act(command)))

    def _outcome(self, receipt: Receipt) -> str:
        if receipt.accepted:
            return f"✓ {self.words.tell('It has arrived, and is accepted.')}"
        return refusal_words(self.words, receipt)
