"""What the adversary can work from and get at: footholds that live, and what lies within reach of them."""

from __future__ import annotations

from engine.index import PIVOT_KINDS
from engine.plan import Step
from engine.world import World


class Reach:
    """Asks of the world as it is; holds nothing of its own."""

    def __init__(self, world: World) -> None:
        self._world = world

    def held(self, step: Step) -> bool:
        """Whether one of the footholds that a step needs lives."""
        if step.needs_foothold == ("*",):
            return bool(self._world.live)
        return not self._world.live.keys().isdisjoint(self._world.index.numbers(step.needs_foothold))

    def sources(self, step: Step) -> list[int]:
        """Segments to work from: where footholds live, and the internet for what needs none."""
        world = self._world
        if step.needs_foothold or world.index.internet < 0:
            return world.live_segments
        return [*world.live_segments, world.index.internet]

    def reachable(self, step: Step, number: int) -> bool:
        """Whether the step gets at an asset over the network service that it uses."""
        return self._world.network.reached_from(self.sources(step), self._world.index.segment[number], step.over) >= 0

    def source(self, step: Step, target: str) -> str:
        """The foothold that the step works from: one that it asks for by name, else one near the target, in the order of the estate."""
        world = self._world
        if step.verb == "flood":
            return ""
        number = world.index.asset_of[target]
        if number in world.live:
            return target
        segment = world.index.segment[number]
        named = self._named(step, segment)
        if named >= 0:
            return world.index.assets[named].id
        if not world.live_in.get(segment):
            sources = world.live_segments
            if not sources:
                return ""
            segment = world.network.reached_from(sources, segment, step.over) if step.over else sources[0]
        return world.index.assets[min(world.live_in[segment])].id if segment >= 0 else ""

    def _named(self, step: Step, segment: int) -> int:
        """The live foothold named by the step that is in the segment or, failing that, gets there; -1 where none does."""
        if not step.needs_foothold or step.needs_foothold == ("*",):
            return -1
        world = self._world
        names = world.index.numbers(step.needs_foothold)
        live = sorted(number for number in world.live if number in names)
        where = world.index.segment
        near = [number for number in live if where[number] == segment]
        able = near or [number for number in live if not step.over or world.network.reaches(where[number], segment, step.over)]
        return able[0] if able else -1

    def pivots(self, step: Step, segment: int) -> list[int]:
        """Hosts of a segment that can be taken on the way: running, and offering what firewalls let through to them."""
        world, index = self._world, self._world.index
        sources = self.sources(step)
        open_ = {name for name in index.pivots[segment] if any(world.network.reaches(source, segment, name) for source in sources)}
        return [
            number
            for number in index.by_segment.get(segment, ())
            if world.usable(number) and index.assets[number].kind in PIVOT_KINDS and open_.intersection(index.assets[number].exposes)
        ]
