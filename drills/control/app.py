"""Exercise control's console: how every drill stands, who sits where, what comes next, and the hand on the clock."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from drills.control.line import ControlLine
from drills.language import mark, speak
from drills.pacer import SPEEDS
from engine.messages import Data, Receipt
from engine.texts import clean, clock

FRESH_S = 0.5
DROWNING = 5
"""Alerts that nobody judged and answers owed from which a team is said to drown."""
IDLE_MS = 10 * 60_000
"""Drill time without an act of its own after which a team is said to be idle."""
LEVELS = ("", "novice", "trained", "expert")
_PHASES = {
    "paused": mark("stands"),
    "running": mark("runs"),
    "frozen": mark("FROZEN"),
    "over": mark("is over"),
    "closed": mark("is over"),
}
_REFUSALS = {
    "no-line": mark("The host is away; nothing was done."),
    "over": mark("The drill is over."),
    "bad-params": mark("The host did not take that."),
    "no-such-inject": mark("There is no such situation."),
}


class Control(App[None]):
    """The console.

    Args:
        line: an open line to the host.
    """

    TITLE = "DIỄN TẬP"
    CSS = """
    Screen { layout: vertical; }
    #head { height: 1; background: $primary; color: $text; padding: 0 1; }
    #teams { height: auto; max-height: 60%; padding: 0 1; overflow-y: auto; }
    #due { height: 1fr; padding: 1 1 0 1; overflow-y: auto; }
    #said { height: 1; padding: 0 1; color: $warning; }
    Ask, Choose { align: center middle; }
    #card { width: 76; max-width: 95%; height: auto; max-height: 80%; background: $surface; border: round $primary; padding: 1 2; }
    OptionList { height: auto; max-height: 16; }
    """
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [
        Binding("space", "run_or_pause", ""),
        Binding("plus,equals_sign", "faster", "", key_display="+"),
        Binding("minus", "slower", "", key_display="-"),
        Binding("k", "skip", ""),
        Binding("f", "fire", ""),
        Binding("b", "say", ""),
        Binding("o", "bots", ""),
        Binding("tab", "next_drill", "", priority=True),
        Binding("l", "language", ""),
        Binding("e", "end", ""),
        Binding("q", "quit", ""),
    ]
    _NAMES: ClassVar[dict[str, str]] = {
        "run_or_pause": mark("start or pause"),
        "faster": mark("faster"),
        "slower": mark("slower"),
        "skip": mark("skip"),
        "fire": mark("fire a situation"),
        "say": mark("tell all"),
        "bots": mark("bots"),
        "next_drill": mark("next drill"),
        "language": "English / Tiếng Việt",
        "end": mark("end"),
        "quit": mark("leave"),
    }

    def __init__(self, line: ControlLine, lang: str) -> None:
        super().__init__()
        self.line = line
        self.lang = lang
        self.chosen = 0
        self._last = ""

    def compose(self) -> ComposeResult:
        """One line of state, the teams, what is due, what was said."""
        yield Static(id="head", markup=False)
        yield Static(id="teams")
        yield Static(id="due")
        yield Static(id="said", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to follow."""
        self._name_keys()
        self.set_interval(FRESH_S, self.fresh)
        self.fresh()

    def tell(self, english: str, **values: object) -> str:
        """The program's words in this language."""
        text = speak(self.lang)(english)
        return text.format_map(values) if values else text

    def _name_keys(self) -> None:
        for action, english in self._NAMES.items():
            for keys in self._bindings.key_to_bindings.values():
                keys[:] = [
                    Binding(item.key, item.action, self.tell(english), key_display=item.key_display, priority=item.priority)
                    if item.action == action
                    else item
                    for item in keys
                ]
        self.refresh_bindings()

    # --- what is shown

    @property
    def drills(self) -> list[Data]:
        """All drills as of the newest overview."""
        return list(self.line.overview["drills"]) if self.line.overview else []

    @property
    def drill(self) -> Data | None:
        """The chosen one."""
        return self.drills[self.chosen % len(self.drills)] if self.drills else None

    def fresh(self) -> None:
        """Show the newest overview."""
        drill = self.drill
        if drill is None or not self.is_running:
            return
        self.query_one("#head", Static).update(self._head(drill))
        self.query_one("#teams", Static).update(self._teams(drill))
        self.query_one("#due", Static).update(self._due(drill))
        self.query_one("#said", Static).update(
            self._last if self.line.is_connected else self.tell(mark("The host is away; dialling again …"))
        )

    def _head(self, drill: Data) -> str:
        title = self.line.overview["title"][self.lang] if self.line.overview else ""
        number = f" {self.chosen % len(self.drills) + 1}/{len(self.drills)}" if len(self.drills) > 1 else ""
        parts = [
            f"DIỄN TẬP{number}",
            clean(str(drill["group"])),
            clock(drill["starts"], drill["now"], seconds=True),
            self.tell(_PHASES.get(drill["phase"], _PHASES["paused"])) + (f" ({self._why(drill)})" if drill["why"] else ""),
            f"×{drill['speed']}" + (f" {self.tell('slowed for writing')}" if drill["eased"] else ""),
            clean(str(title)),
        ]
        return " │ ".join(part for part in parts if part)

    def _why(self, drill: Data) -> str:
        known = {"real-incident": mark("REAL INCIDENT"), "store": mark("the disk refuses"), "fault": mark("a fault of ours")}
        return self.tell(known[drill["why"]]) if drill["why"] in known else ""

    def _teams(self, drill: Data) -> Table:
        table = Table(expand=True, box=None, pad_edge=False)
        for head in (mark("Team"), mark("Who plays"), mark("New alerts"), mark("Owes"), mark("Under way"), ""):
            table.add_column(self.tell(head) if head else "")
        for team in drill["teams"]:
            owed, unjudged = int(team["owed"]), int(team["unjudged"])
            table.add_row(
                Text(clean(team["name"][self.lang])),
                Text(self._who(team)),
                Text(str(unjudged)),
                Text(str(owed)),
                Text(str(team["running"])),
                Text(self._hint(drill, team), style="bold"),
            )
        return table

    def _who(self, team: Data) -> str:
        if team["bot"]:
            return self.tell(mark("bot: {level}"), level=team["bot"])
        here = [seat["name"] or seat["id"] for seat in team["seats"] if seat["present"]]
        return ", ".join(clean(name) for name in here) or self.tell(mark("nobody is there"))

    def _hint(self, drill: Data, team: Data) -> str:
        if team["bot"]:
            return ""
        if int(team["owed"]) + int(team["unjudged"]) > DROWNING:
            return self.tell(mark("drowning"))
        return self.tell(mark("idle")) if drill["now"] - max(0, team["last_act"]) > IDLE_MS and not team["running"] else ""

    def _due(self, drill: Data) -> Table:
        table = Table(title=self.tell(mark("The next 30 minutes")), title_justify="left", expand=True, box=None, pad_edge=False)
        for head in (mark("At"), mark("Whom"), mark("What")):
            table.add_column(self.tell(head), no_wrap=True, overflow="ellipsis", ratio=1 if head == "What" else None)
        for item in drill["due"][:40]:
            mark_ = "§ " if item["kind"] == "owed" else "✉ "
            says = clean(item["what"][self.lang]).replace("\n", " ")
            table.add_row(clock(drill["starts"], item["at"]), Text(clean(item["team"][self.lang])), Text(mark_ + says))
        if not drill["due"]:
            table.add_row("", "", Text(self.tell(mark("Nothing by the clock; what depends on the teams comes besides."))))
        return table

    # --- what is done

    def _steer(self, what: str, **params: object) -> None:
        drill = self.drill
        if drill is not None:
            self.run_worker(self._ask_host(what, str(drill["id"]), params), exclusive=False)

    async def _ask_host(self, what: str, drill: str, params: Data) -> None:
        receipt: Receipt = await self.line.steer(what, drill, **params)
        self._last = self.tell(mark("Done.")) if receipt.accepted else self.tell(_REFUSALS.get(receipt.code, _REFUSALS["bad-params"]))
        self.fresh()

    def action_run_or_pause(self) -> None:
        """Start or pause."""
        drill = self.drill
        if drill is not None:
            self._steer("pause" if drill["phase"] == "running" else "start")

    def action_faster(self) -> None:
        """The next speed up."""
        self._pace(1)

    def action_slower(self) -> None:
        """The next speed down."""
        self._pace(-1)

    def _pace(self, step: int) -> None:
        drill = self.drill
        if drill is not None:
            place = next((number for number, speed in enumerate(SPEEDS) if speed >= drill["speed"]), len(SPEEDS) - 1)
            self._steer("speed", speed=SPEEDS[min(len(SPEEDS) - 1, max(0, place + step))])

    def action_next_drill(self) -> None:
        """The next of several parallel drills."""
        self.chosen += 1
        self.fresh()

    def action_skip(self) -> None:
        """Skip so many minutes of drill time."""
        self.push_screen(Ask(self.tell(mark("Skip how many minutes of drill time?")), "10"), self._skip)

    def _skip(self, typed: str | None) -> None:
        drill = self.drill
        if typed and drill is not None:
            minutes = int(typed) if typed.strip().isdecimal() else 0
            self._steer("skip", to=drill["now"] + minutes * 60_000)

    def action_fire(self) -> None:
        """Choose a stand-by situation and send it."""
        waiting = self.line.overview["standby"] if self.line.overview else []
        options = [(item["id"], clean(item["says"][self.lang]).replace("\n", " ")) for item in waiting]
        self.push_screen(Choose(self.tell(mark("Which situation?")), options), self._fire)

    def _fire(self, chosen: str | None) -> None:
        if chosen:
            self._steer("fire", inject=chosen)

    def action_say(self) -> None:
        """Tell everybody something."""
        self.push_screen(Ask(self.tell(mark("What are all seats to read?")), ""), self._say)

    def _say(self, typed: str | None) -> None:
        if typed and typed.strip():
            self._steer("say", text=typed)

    def action_bots(self) -> None:
        """Put a bot in a team, or take it out."""
        drill = self.drill
        if drill is None:
            return
        options = []
        for team in drill["teams"]:
            for level in LEVELS:
                who = self.tell(mark("bot: {level}"), level=level) if level else self.tell(mark("people"))
                options.append((f"{team['id']} {level}", f"{clean(team['name'][self.lang])}: {who}"))
        self.push_screen(Choose(self.tell(mark("Who plays?")), options), self._bots)

    def _bots(self, chosen: str | None) -> None:
        if chosen:
            team, _, level = chosen.partition(" ")
            self._steer("bots", team=team, level=level)

    def action_end(self) -> None:
        """End the drill, after a question."""
        options = [("end", self.tell(mark("End this drill now; it cannot go on after that"))), ("", self.tell(mark("Go on")))]
        self.push_screen(Choose(self.tell(mark("End the drill?")), options[::-1]), self._end)

    def _end(self, chosen: str | None) -> None:
        if chosen == "end":
            self._steer("end")

    def action_language(self) -> None:
        """The other language."""
        self.lang = "en" if self.lang == "vi" else "vi"
        self._name_keys()
        self.fresh()


class Ask(ModalScreen[str | None]):
    """One line to type."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [Binding("escape", "dismiss(None)", "")]

    def __init__(self, question: str, begins: str) -> None:
        super().__init__()
        self._question = question
        self._begins = begins

    def compose(self) -> ComposeResult:
        """The question and the line."""
        with Vertical(id="card"):
            yield Label(self._question, markup=False)
            yield Input(self._begins)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.dismiss(event.value)


class Choose(ModalScreen[str | None]):
    """One of several things."""

    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [Binding("escape", "dismiss(None)", "")]

    def __init__(self, question: str, options: list[tuple[str, str]]) -> None:
        super().__init__()
        self._question = question
        self._options = options

    def compose(self) -> ComposeResult:
        """The question and the list."""
        with Vertical(id="card"):
            yield Label(self._question, markup=False)
            yield OptionList(*[Option(Text(words)) for _, words in self._options])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter."""
        self.dismiss(self._options[event.option_index][0])
