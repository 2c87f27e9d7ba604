"""The main screen: lists, the inspector, the map, what is under way, what waits; the same widgets at every size."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget

from drills.console import boarding, flows, sending
from drills.console.commands import COMMANDS, bindings
from drills.console.dossiers import dossier
from drills.console.frame import Frame, Thing
from drills.console.listings import feed_rows, inbox_rows, objective_rows, task_rows
from drills.console.messages import open_duties
from drills.console.port import Controls
from drills.console.screens.asking import Asking
from drills.console.screens.board import Board
from drills.console.screens.crew import CrewCard
from drills.console.screens.standing import Standing
from drills.console.spans import Line, plain
from drills.console.widgets.bars import FooterBar, HeaderBar, StandingBar, Strip, TabBar
from drills.console.widgets.chart import Chart
from drills.console.widgets.inspector import Inspector
from drills.console.widgets.panel import ListPanel
from drills.console.widgets.province import Province
from drills.console.widgets.queue import Queue
from drills.console.widgets.rows import Rows
from drills.pacer import SPEEDS

LEAST_ROWS = 4
"""Rows that the queue has at least."""


class Desk(Asking):
    """Draws frames, and turns keys into questions and commands."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]
    ASKING = frozenset(command.id.partition("(")[0] for command in COMMANDS if command.scope == "screen")

    def __init__(self) -> None:
        super().__init__()
        self.header = HeaderBar(id="header")
        self.tabs = TabBar(id="tabs")
        self.strip = Strip(id="strip")
        self.standing = StandingBar(id="standing")
        self.queue = Queue()
        self.inspector = Inspector()
        self.province = Province()
        self.work_list = ListPanel(task_rows, _tasks_heading, lambda frame: frame.words.tell("c cancel"), id="tasks", pace_ms=1000)
        self.inbox = ListPanel(
            inbox_rows, _inbox_heading, lambda frame: frame.words.tell("r answer  f report  g write  p people"), id="inbox", pace_ms=5000
        )
        self.goals = ListPanel(objective_rows, lambda frame: ((frame.words.tell("Objectives"), "title"),), lambda frame: "", id="goals")
        self.log_list = ListPanel(feed_rows, lambda frame: ((frame.words.tell("Log"), "title"),), lambda frame: "", id="feed")
        self.footer = FooterBar()
        self.tab = 1
        self.frame: Frame | None = None
        self._is_up = False

    def compose(self) -> ComposeResult:
        """Fixed lines around three groups of panels."""
        yield self.header
        yield self.tabs
        yield self.strip
        yield self.standing
        with Horizontal(id="body"):
            with Container(id="left"):
                yield self.queue
                yield self.inspector
            with Vertical(id="right"):
                yield self.province
                yield self.work_list
                yield self.inbox
                yield self.goals
        yield self.log_list
        yield self.footer

    def on_mount(self) -> None:
        """Begin at the alerts."""
        self.add_class("-tab1")
        if self.console.selected is not None:
            self.queue.rows.put_cursor(self.console.selected.id)
        self.queue.rows.focus()
        self._is_up = True

    def on_resize(self) -> None:
        """Another size: draw once the panels have theirs."""
        self.call_after_refresh(self.console.draw, force=True)

    # --- drawing

    def show(self, frame: Frame) -> None:
        """Draw a frame."""
        self.frame = frame
        if not self._is_up:
            return
        self._share_left(frame)
        self.header.show(frame)
        self.tabs.show(frame, self.tab)
        self.strip.show(frame)
        self.standing.show(frame)
        for panel in (self.queue, self.inspector, self.province, self.work_list, self.inbox, self.goals, self.log_list):
            if panel.region or not panel.size:
                panel.show(frame)
        self.footer.show(frame)

    def _share_left(self, frame: Frame) -> None:
        """Give the queue the rows that it has, at least four, and the inspector the rest."""
        if self.is_narrow or self.has_class("-huge"):
            self.queue.styles.clear_rule("height")
            return
        half = max(LEAST_ROWS, self.size.height // 3)
        rows = (
            min(half, max(LEAST_ROWS, len(self.queue.rows.listing.rows)))
            if self.queue.mode != "alert"
            else min(half, max(LEAST_ROWS, len(frame.repeats)))
        )
        self.queue.styles.height = rows + 2

    def page_words(self) -> str:
        """The text of the inspector, for the glossary."""
        if self.frame is None:
            return ""
        page = dossier(self.frame)
        return "\n".join(plain(line) for line in (page.title, *page.lines))

    @property
    def is_narrow(self) -> bool:
        """Whether there is one column with tabs."""
        return self.has_class("-narrow")

    def select(self, thing: Thing | None) -> None:
        """Point at a thing: the inspector explains it, and commands are about it."""
        self.console.selected = thing
        if self.console.drill.hall is not None and thing is not None:
            self.console.drill.hall.point(thing.kind, thing.id)
        if thing is not None and thing.kind == "alert":
            alike = self.frame.alike(thing.id) if self.frame is not None else ()
            opened = (*(alert.id for alert in alike if alert.id != thing.id), thing.id)
            self.console.seen = self.console.seen.union(opened)
            self.console.drill.look(opened)
        self.console.draw()

    # --- what widgets say

    def on_queue_pointed(self, event: Queue.Pointed) -> None:
        """Something in a list was pointed at, or opened."""
        self.select(event.thing)
        if event.opened:
            self._open_inspector()

    def on_queue_begun(self, event: Queue.Begun) -> None:
        """The very first Enter shows something at every size: the first row's page, or the map while there is no row."""
        if event.is_empty:
            self.action_panel(5)
        elif self.is_narrow:
            self._open_inspector()

    def on_queue_turned(self) -> None:
        """Another list, or another filter."""
        self.console.draw(force=True)

    def on_province_changed(self) -> None:
        """Another layer or zoom."""
        self.console.draw(force=True)

    def on_chart_walked(self, event: Chart.Walked) -> None:
        """A place on the map was reached, or opened."""
        self.select(Thing("site", event.site))
        if event.opened:
            self._open_inspector()

    def on_inspector_offered(self, event: Inspector.Offered) -> None:
        """An action was chosen beside the inspector."""
        self.ask(flows.start(self, event.offer))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The cursor in the list of tasks explains a task."""
        if event.rows is self.work_list.rows:
            self.select(Thing("task", event.key))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a task or a message."""
        if event.rows is self.work_list.rows:
            self.select(Thing("task", event.key))
            self._open_inspector()
        elif event.rows is self.inbox.rows:
            kind, _, name = event.key.partition(":")
            self.ask(flows.open_inbox(self, Thing(kind, name)))

    def _open_inspector(self) -> None:
        if self.is_narrow:
            self.turn_to(2)
        (self.inspector.rows if self.inspector.rows.listing.rows else self.inspector.scroller).focus()

    # --- tabs and panels

    def turn_to(self, tab: int) -> None:
        """Show a tab of the narrow screen."""
        self.remove_class(*(f"-tab{number}" for number in range(1, 6)))
        self.add_class(f"-tab{tab}")
        self.tab = tab
        self.call_after_refresh(self.console.draw, force=True)

    def action_panel(self, number: int) -> None:
        """To a panel, or to a tab where the screen is narrow."""
        self.turn_to(number)
        if number == 1:
            self.queue.turn("alert")
        elif number == 2 and self.is_narrow and self.queue.mode == "alert" and self.console.selected is None:
            self.queue.turn("asset")
        first: dict[int, Widget] = {
            1: self.queue.rows,
            2: self.inspector.rows if self.inspector.rows.listing.rows else self.inspector.scroller,
            3: self.work_list.rows,
            4: self.inbox.rows,
            5: self.province.rows if self.province.as_list else self.province.chart,
        }
        self.call_after_refresh(first[number].focus)

    def action_next_panel(self) -> None:
        """Tab."""
        self.focus_next()

    def action_back(self) -> None:
        """Esc: to the list."""
        if self.is_narrow and self.tab != 1:
            self.turn_to(1)
        self.call_after_refresh(self.queue.rows.focus)

    def action_filter(self) -> None:
        """/: filter the lists of the first panel."""
        if self.is_narrow and self.tab not in (1, 2):
            self.turn_to(2)
        self.call_after_refresh(self.queue.start_filter)

    def action_zoom(self) -> None:
        """Z."""
        self.province.toggle_zoom()

    def action_places(self) -> None:
        """V."""
        self.province.toggle_list()

    # --- questions and commands

    def action_actions(self) -> None:
        """A: the menu of actions."""
        self.ask(flows.menu(self))

    def action_judge(self) -> None:
        """T: check or judge the selected alert."""
        self.ask(flows.judge(self))

    def action_answer(self) -> None:
        """R: answer a message."""
        self.ask(flows.answer(self))

    def action_advise(self) -> None:
        """?: what should I do."""
        self.ask(flows.advise(self))

    def action_watch(self) -> None:
        """W: wait on purpose."""
        self.ask(flows.watch(self))

    def action_declare(self) -> None:
        """D: the incident's level."""
        self.ask(flows.declare(self))

    def action_cancel(self) -> None:
        """C: cancel a task."""
        self.ask(flows.cancel(self))

    def action_board(self) -> None:
        """B: the case board."""
        self.app.push_screen(Board())

    def action_put_on_board(self) -> None:
        """I: what is selected goes on the case board."""
        self.ask(boarding.put(self))

    def action_report(self) -> None:
        """F: a report."""
        self.ask(flows.report(self))

    def action_write(self) -> None:
        """G: words to another organisation."""
        self.ask(sending.compose(self))

    def action_people(self) -> None:
        """P: people to call."""
        self.ask(flows.people(self))

    def action_note(self) -> None:
        """N: a line in the log."""
        self.ask(flows.note(self))

    def action_crew(self) -> None:
        """O: who sits in the team, and its chat."""
        hall = self.console.drill.hall
        if hall is None:
            self.console.tell(self.console.words.tell("You play alone: nobody else sits in this team."))
        else:
            self.app.push_screen(CrewCard(self.console.frame(), hall))

    def action_layer(self) -> None:
        """S: a service on the map."""
        self.ask(flows.layer(self))

    def action_standing(self) -> None:
        """M: measures in force, counts, services by place."""
        self.app.push_screen(Standing(self.console.frame()))

    def action_leave(self) -> None:
        """Q."""
        self.console.action_leave()

    # --- the clock

    def _controls(self) -> Controls | None:
        """What moves the clock; where it is control's, a word about it."""
        controls = self.console.drill.controls
        if controls is None:
            self.console.tell(self.console.words.tell("The clock belongs to exercise control."), grave=True)
        return controls

    def action_pause(self) -> None:
        """Space: hold the clock, or let it go on."""
        drill, controls = self.console.drill, self._controls()
        if controls is not None and drill.phase == "running":
            controls.pause()
        elif controls is not None and drill.phase == "paused":
            controls.resume()
        self.console.draw()

    def action_faster(self) -> None:
        """+."""
        self._pace(1)

    def action_slower(self) -> None:
        """-."""
        self._pace(-1)

    def _pace(self, step: int) -> None:
        drill, controls = self.console.drill, self._controls()
        if controls is None:
            return
        place = next((number for number, speed in enumerate(SPEEDS) if speed >= drill.speed), len(SPEEDS) - 1)
        controls.set_speed(SPEEDS[min(len(SPEEDS) - 1, max(0, place + step))])
        self.console.draw()


def _tasks_heading(frame: Frame) -> Line:
    tell = frame.words.tell
    total = sum(staff.total for staff in frame.view.staff)
    busy = total - sum(staff.free for staff in frame.view.staff)
    return (
        (tell("Under way"), "title"),
        (f" {len(frame.open_tasks)}", "title"),
        (f" · {tell('{busy}/{total} at work', busy=busy, total=total)}", ""),
    )


def _inbox_heading(frame: Frame) -> Line:
    tell = frame.words.tell
    waiting = len(frame.waiting) + len(open_duties(frame))
    return ((tell("Contacts"), "title"), (f" · {tell('{count} to answer', count=waiting)}", "warn" if waiting else "dim"))
