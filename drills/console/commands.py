"""Every key of the console, once: bindings, footer, help and palette are made from this list, so they cannot drift."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from drills.language import mark

FOOTER_MOST = 6


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do with a key.

    `id` names the action method; `scope` is app (everywhere) or screen (the main screen).
    """

    id: str
    keys: str
    key: str
    """As shown to a person."""
    word: str
    help: str
    part: str
    scope: str = "screen"
    footer: int = 0
    """Place in the footer, 0 = not there."""

    def binding(self) -> Binding:
        """The key binding; F keys and Ctrl+Q work while one types as well."""
        return Binding(
            self.keys, f"{self.scope}.{self.id}" if self.scope == "app" else self.id, self.word, show=False, priority=False, id=self.id
        )


LOOK, ACT, TALK, CLOCK, PROGRAM = mark("Looking"), mark("Acting"), mark("Telling"), mark("The clock"), mark("The program")
PARTS = (LOOK, ACT, TALK, CLOCK, PROGRAM)

COMMANDS = (
    Command("help", "f1", "F1", mark("Help"), mark("All keys, and how a drill is played."), PROGRAM, "app", 1),
    Command("actions", "a", "a", mark("Actions"), mark("Actions for what is selected, and all others by stage."), ACT, footer=2),
    Command("judge", "t", "t", mark("Judge"), mark("Check the selected alert, or judge it by hand."), ACT, footer=3),
    Command("answer", "r", "r", mark("Answer"), mark("Answer the most urgent message, or the one under the cursor."), TALK, footer=4),
    Command("advise", "question_mark", "?", mark("What now?"),
            mark("What should I do? Suggestions with their reasons; asking costs nothing."), LOOK, footer=5),
    Command("real_incident", "f8", "F8", mark("REAL INCIDENT"), mark("A real incident: the drill freezes at once."), PROGRAM, "app", 6),
    Command("standing", "m", "m", mark("What stands"),
            mark("Measures in force, what is counted and how it moves, services place by place."), LOOK),
    Command("board", "b", "b", mark("Case board"),
            mark("What the team thinks and why, which devices belong to the case, indicators, who holds the evidence."), LOOK),
    Command("panel(1)", "1", "1", mark("Alerts"),
            mark("To the lists of alerts, devices, indicators, accounts, services, copies (← →)."), LOOK),
    Command("panel(2)", "2", "2", mark("Devices"), mark("To what is known of the selected thing, and its actions."), LOOK),
    Command("panel(3)", "3", "3", mark("Work"), mark("To what is under way, and the objectives."), LOOK),
    Command("panel(4)", "4", "4", mark("Contacts"), mark("To messages, reports owed and the log."), LOOK),
    Command("panel(5)", "5", "5", mark("Map"), mark("To the map of the province."), LOOK),
    Command("next_panel", "tab", "Tab", mark("Next panel"), mark("To the next panel; Shift+Tab goes back."), LOOK),
    Command("filter", "slash", "/", mark("Filter"),
            mark("Filter the list: words to find, !word to leave out. Devices: searches the whole network."), LOOK),
    Command("zoom", "z", "z", mark("Zoom"), mark("Zoom the map about the chosen place."), LOOK),
    Command("layer", "s", "s", mark("Service on the map"), mark("Show on the map how one service reaches every place."), LOOK),
    Command("places", "v", "v", mark("Map or list"), mark("The map as a list, and back."), LOOK),
    Command("back", "escape", "Esc", mark("Back"), mark("Back to the list; clears the filter."), LOOK),
    Command("watch", "w", "w", mark("Keep watching"), mark("Wait on purpose and look again at a time: a decision, recorded as one."), ACT),
    Command("put_on_board", "i", "i", mark("Put on the board"),
            mark("What is selected goes on the case board: into the scope, as a hypothesis, or pinned."), ACT),
    Command("declare", "d", "d", mark("Declare"), mark("Declare, raise, lower or close the incident."), ACT),
    Command("cancel", "c", "c", mark("Cancel a task"), mark("Cancel the task under the cursor, after a question."), ACT),
    Command("report", "f", "f", mark("Report"), mark("Write and send a report; what is known already stands in it."), TALK),
    Command("write", "g", "g", mark("Write"), mark("Words to another organisation: whom, by which channel, with what attached."), TALK),
    Command("people", "p", "p", mark("People"), mark("Who can be called, which numbers are dead, who was reached, who signs."), TALK),
    Command("crew", "o", "o", mark("Team"), mark("Who sits in the team, what they look at, and the team's chat."), TALK),
    Command("note", "n", "n", mark("Note"), mark("A line in the team's log."), TALK),
    Command("pause", "space", "Space", mark("Pause"), mark("Hold the clock, or let it go on."), CLOCK),
    Command("faster", "plus,equals_sign", "+", mark("Faster"), mark("A faster clock."), CLOCK),
    Command("slower", "minus", "-", mark("Slower"), mark("A slower clock."), CLOCK),
    Command("language", "f2", "F2", mark("Tiếng Việt / English"), mark("The other language, at once."), PROGRAM, "app"),
    Command("theme", "f3", "F3", mark("Colours"),
            mark("The next colour theme: dark, light, high contrast, red-green safe."), PROGRAM, "app"),
    Command("glossary", "f4", "F4", mark("Explain words"), mark("What the underlined words mean."), PROGRAM, "app"),
    Command("command_palette", "ctrl+p,f5", "F5", mark("Command palette"), mark("Find anything by its name."), PROGRAM, "app"),
    Command("leave", "q,ctrl+q", "q", mark("Leave"), mark("Leave. The drill is kept and can be taken up again."), PROGRAM),
)  # fmt: skip


def bindings(scope: str) -> list[Binding]:
    """Bindings of a scope."""
    return [command.binding() for command in COMMANDS if command.scope == scope]


def footer_commands() -> tuple[Command, ...]:
    """The keys of the footer, in order."""
    return tuple(sorted((command for command in COMMANDS if command.footer), key=lambda command: command.footer))


def numbered() -> dict[str, Command]:
    """Commands by id."""
    return {command.id: command for command in COMMANDS}
