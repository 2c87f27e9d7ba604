"""Where the compiler works: the model being compiled, the network, the texts gathered, the faults noted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from engine import plan
from engine.plan import Estate
from engine.texts import placeholders
from scenarios.compiling.reading import Material
from scenarios.diagnostics import FAULT, nearest
from scenarios.model.base import Text
from scenarios.model.scenario import Scenario
from scenarios.source import Node, find

Path_ = tuple[str | int, ...]

KINDS: dict[str, tuple[str, str]] = {
    "account": ("tài khoản", "account"),
    "action": ("biện pháp", "action"),
    "alert": ("loại cảnh báo", "alert kind"),
    "artefact": ("dấu vết", "artefact"),
    "asset": ("thiết bị hoặc tập thiết bị", "asset or set of assets"),
    "backup": ("bản sao lưu", "backup copy"),
    "campaign": ("chiến dịch tấn công", "campaign"),
    "channel": ("kênh liên lạc", "channel"),
    "choice": ("quyết định của đối tượng tấn công", "choice of the adversary"),
    "control": ("biện pháp kiểm soát", "control"),
    "duty": ("trách nhiệm báo cáo", "duty"),
    "exposes": ("dịch vụ mạng", "network service"),
    "fact": ("dữ kiện", "fact"),
    "field": ("mục của mẫu báo cáo", "field of a form"),
    "form": ("mẫu báo cáo", "form"),
    "indicator": ("dấu hiệu", "indicator"),
    "inject": ("tình huống", "inject"),
    "kind": ("loại", "kind"),
    "link": ("đường truyền", "link"),
    "log": ("định dạng nhật ký", "log format"),
    "milestone": ("mốc", "milestone"),
    "observation": ("điều quan sát", "observation"),
    "objective": ("mục tiêu", "objective"),
    "option": ("phương án", "option"),
    "org": ("tổ chức", "organisation"),
    "pile": ("số đếm", "pile"),
    "person": ("người", "person"),
    "platform": ("nền tảng", "platform"),
    "profile": ("hồ sơ tổ chức", "profile"),
    "reply": ("câu trả lời hoặc loại câu trả lời", "reply or tag of a reply"),
    "role": ("vai trò", "role"),
    "segment": ("vùng mạng", "segment"),
    "sensor": ("nguồn cảnh báo", "sensor"),
    "service": ("dịch vụ", "service"),
    "set": ("tập thiết bị", "set of assets"),
    "site": ("điểm hoặc loại điểm", "site or kind of site"),
    "step": ("bước tấn công", "adversary's step"),
    "switch": ("biện pháp duy trì", "switch"),
    "system": ("hệ thống thông tin", "information system"),
    "team": ("đội", "team"),
    "target": ("đối tượng của biện pháp", "target of the action"),
    "weather": ("thời tiết", "weather"),
    "weakness": ("điểm yếu", "weakness"),
    "zone": ("phân vùng", "zone"),
}
"""What each kind of name is called."""


@dataclass(slots=True)
class Desk:
    """One compilation under way."""

    material: Material
    scenario: Scenario
    estate: Estate
    texts: dict[str, plan.Text] = field(default_factory=dict)
    names: dict[str, Collection[str]] = field(default_factory=dict)
    """Kind of name → the names there are."""

    def report(
        self, code: str, path: Path_, message: plan.Text, hint: plan.Text | None = None, *, key: bool = False, severity: str = FAULT
    ) -> None:
        """Note something at a path of the scenario's tree."""
        self.material.source.report(code, find(self.material.root, path, key=key), message, hint, severity)

    def fault(self, code: str, path: Path_, vi: str, en: str, hint: tuple[str, str] | None = None, *, key: bool = False) -> None:
        """Note a fault at a path."""
        self.report(code, path, plan.Text(vi, en), plan.Text(*hint) if hint else None, key=key)

    def known(self, kind: str, name: str, path: Path_, among: Collection[str] | None = None, *, key: bool = False) -> bool:
        """Whether a name of that kind is there; if not, a fault with the nearest one."""
        there = self.names[kind] if among is None else among
        if name in there:
            return True
        vi, en = KINDS[kind]
        close = nearest(name, sorted(there))
        hint = (f"Có phải «{close}»?", f"Did you mean `{close}`?") if close else self._some(there)
        self.fault("DT1301", path, f"Không có {vi} «{name}».", f"There is no {en} `{name}`.", hint, key=key)
        return False

    @staticmethod
    def _some(there: Collection[str]) -> tuple[str, str] | None:
        listed = ", ".join(sorted(there)[:12]) + (" …" if len(there) > 12 else "")
        return (f"Có: {listed}.", f"There are: {listed}.") if there else None

    def all_known(self, kind: str, names: list[str], path: Path_, among: Collection[str] | None = None) -> tuple[str, ...]:
        """Those of several names that are there; each other is a fault."""
        return tuple(name for place, name in enumerate(names) if self.known(kind, name, (*path, place), among))

    def say(self, text_id: str, text: Text, path: Path_, allowed: Callable[[str], bool] | None = None) -> None:
        """Put a text into the plan; placeholders that nobody will fill are faults."""
        self.texts[text_id] = plan.Text(text.vi.strip(), text.en.strip())
        for lang, words in (("vi", text.vi), ("en", text.en)):
            if "{" not in words:
                continue
            for name in sorted(placeholders(words)):
                if allowed is None or not allowed(name):
                    self.fault(
                        "DT1308",
                        (*path, lang),
                        f"Không ai điền «{{{name}}}» ở đây.",
                        f"Nobody fills `{{{name}}}` here.",
                        ("Viết thẳng nội dung, hoặc xem lại tên chỗ điền.", "Write the words out, or look at the placeholder's name."),
                    )

    def is_own(self, section: str, name: str) -> bool:
        """Whether the scenario itself holds an entry, rather than the catalogue."""
        return name in self.material.own.get(section, ())

    def scalars(self) -> Iterator[tuple[str, Node]]:
        """Every string value of the scenario and the catalogue, with the key it stands under."""
        return _strings("", self.material.root)


def _strings(key: str, node: Node) -> Iterator[tuple[str, Node]]:
    value = node.value
    if isinstance(value, str):
        yield key, node
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _strings(name, item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(key, item)
