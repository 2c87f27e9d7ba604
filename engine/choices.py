"""The adversary's named decisions: asked once, thought over, settled by what teams did or else by a keyed draw, and said why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.applied import Applied, Occasion
from engine.conditions import Conditions, reason
from engine.messages import Data
from engine.plan import Campaign, Choice, ChoiceOption
from engine.world import World


class Choices:
    """The decisions of one campaign. `carry_out` gives up steps, then begins others: (given up, begun)."""

    def __init__(
        self,
        world: World,
        conditions: Conditions,
        applied: Applied,
        campaign: Campaign,
        carry_out: Callable[[tuple[str, ...], tuple[str, ...]], None],
    ) -> None:
        self._world = world
        self._conditions = conditions
        self._applied = applied
        self._campaign = campaign
        self._carry_out = carry_out
        self.before: dict[str, Choice] = {choice.at_step: choice for choice in campaign.choices if choice.at_step}
        """Step → the decision that is taken before it."""

    def open(self) -> None:
        """The campaign begins: from now on what asks is watched."""
        for choice in self._campaign.choices:
            if choice.when is not None:
                self._conditions.when(choice.when, partial(self._ask, choice))

    def thinks(self, choice: Choice) -> int:
        """How long they think it over, ms."""
        return self._world.draws.sample("choice-after", choice.id, choice.after)

    def _ask(self, choice: Choice) -> None:
        self._world.clock.later(self.thinks(choice), self.decide, choice)

    def decide(self, choice: Choice) -> None:
        """Take the first option whose condition holds, else one of those without, by weight."""
        option = next((item for item in choice.options if item.when is not None and self._conditions.holds(item.when)), None)
        if option is None:
            free = {item.id: item for item in choice.options if item.when is None}
            option = free[self._world.draws.weighted("choice", choice.id, tuple((item.id, item.weight) for item in free.values()))]
        self.say(choice.id, option.id, self._reasons(choice, option))
        for name in ("", option.id):
            self._conditions.latch(f"choice:{choice.id}:{name}")
        self._carry_out(option.stops, option.then)
        self._applied.apply(option.effects, Occasion((), f"choice:{choice.id}"))

    def _reasons(self, choice: Choice, option: ChoiceOption) -> list[Data]:
        """What made them ask, and what settled it."""
        return [found for condition in (choice.when, option.when) if condition is not None for found in self._conditions.reasons(condition)]

    def say(self, choice: str, option: str, because: list[Data]) -> None:
        """Put a decision on record; those that come of themselves are named ~channel, ~path, ~alarm, ~door."""
        own = choice.startswith("~")
        reasoning = f"choice.{choice}.because" if own else f"choice.{choice}.{option}.because"
        data = {"campaign": self._campaign.id, "choice": choice, "option": option, "because": because, "reasoning": reasoning}
        self._world.emit("adversary-chose", (), data)

    def say_own(self, choice: str, option: str, what: str, about: str) -> None:
        """The same for a reaction that comes of itself; an innocent campaign decides nothing."""
        if not self._campaign.benign:
            self.say(choice, option, [reason(what, about, self._world.clock.now)])
