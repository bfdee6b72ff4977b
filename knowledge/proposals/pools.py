"""What the texts hold of each kind of thing, to take wrong options from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.proposals.facts import Fact, Kind
from knowledge.proposals.names import DEPARTMENTS, MINISTRIES, SIGNED
from knowledge.records import StoredPassage

_FULL = (
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"),
    (re.compile(r"\bHĐND\b"), "Hội đồng nhân dân"),
    (re.compile(r"\bMTTQ\b"), "Mặt trận Tổ quốc"),
)
_LEVEL = re.compile(
    r"(?: (?:nhân dân ))?(?P<level> (?:cấp (?:tỉnh|huyện|xã)|các cấp|tỉnh|thành phố|Thành phố"
    r"|huyện|xã|phường"
    r"|quận|thị xã)\b.*)$"
)
_OF_A_LEVEL = (
    "Hội đồng nhân dân", "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc Việt Nam", "Thanh tra",
    "Công an", "Bộ Chỉ huy Quân sự", "Bảo hiểm xã hội", "Chủ tịch Ủy ban nhân dân",
)  # fmt: skip
_OF_A_COMMUNE = (
    "Hội đồng nhân dân", "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc Việt Nam", "Công an",
    "Ban Chỉ huy Quân sự",
)  # fmt: skip
_NO_MINISTRY = ("Bộ Chính trị", "Bộ Chỉ huy")
_HEADS_OF_A_COMMUNE = ("Chủ tịch Hội đồng nhân dân", "Trưởng Công an", "Chỉ huy trưởng Quân sự")
_LEADERS = (
    "Thủ tướng Chính phủ", "Chủ tịch nước", "Chủ tịch Quốc hội", "Tổng Kiểm toán nhà nước",
    "Chánh án Tòa án nhân dân tối cao",
)  # fmt: skip
_PARTY_LEADERSHIP = (
    "Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương", "Ủy ban Kiểm tra Trung ương",
)  # fmt: skip
_STATE = (
    "Chính phủ", "Quốc hội", "Ủy ban Thường vụ Quốc hội",
    "Kiểm toán nhà nước", "Tòa án nhân dân tối cao", "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
)  # fmt: skip
_PARTY = (
    "Ban Tổ chức", "Ban Tuyên giáo và Dân vận", "Ủy ban Kiểm tra", "Văn phòng", "Ban Nội chính",
)  # fmt: skip
_PARTY_BODY = re.compile(
    r"(?:Ban|Văn phòng|Ủy ban Kiểm tra) .*?(?P<of>Thành ủy|Tỉnh ủy|Huyện ủy|Đảng ủy|Trung ương)$"
)


def full(body: str) -> str:
    """A body's name with its usual abbreviations spelt out."""
    for pattern, words in _FULL:
        body = pattern.sub(words, body)
    return body


def sort_of(body: str) -> str:
    """What a body is among its like: its first word for a department or ministry; "" of others."""
    if body.startswith(_NO_MINISTRY):
        return ""
    return next(
        (s for s in ("Giám đốc Sở", "Bộ trưởng Bộ", "Sở", "Bộ") if body.startswith(s + " ")), ""
    )


def bodies_like(body: str, pool: "Pool") -> list[str]:
    """Other bodies that could stand for one, those that the document names first.

    A body of the State has the others of its level for company: two names of one body ("Ủy ban
    nhân dân tỉnh", "… cấp tỉnh") never stand beside each other.
    """
    body = full(body)
    if sort := sort_of(body):
        known = {
            "Sở": DEPARTMENTS,
            "Bộ": MINISTRIES,
            "Giám đốc Sở": [f"Giám đốc {name}" for name in DEPARTMENTS],
            "Bộ trưởng Bộ": [f"Bộ trưởng {name}" for name in MINISTRIES],
        }[sort]
        return list(dict.fromkeys([*pool.bodies[sort], *known]))
    if body in _LEADERS:
        return list(_LEADERS)
    if body in _PARTY_LEADERSHIP:
        return list(_PARTY_LEADERSHIP)
    if party := _PARTY_BODY.match(body):
        return [f"{name} {party['of']}" for name in _PARTY]
    if (level := _LEVEL.search(body)) and not body.startswith("Bảo hiểm xã hội Việt Nam"):
        suffix = level["level"]
        if re.match(r" (?:cấp )?(?:xã|phường)", suffix):
            if body.startswith("Chủ tịch"):
                return [f"{head}{suffix}" for head in _HEADS_OF_A_COMMUNE]
            return [f"{head}{suffix}" for head in _OF_A_COMMUNE]
        if body.startswith("Chủ tịch"):
            return [
                f"{head}{suffix}"
                for head in ("Chủ tịch Hội đồng nhân dân", "Chánh Thanh tra", "Giám đốc Công an")
            ]
        heads = [head for head in _OF_A_LEVEL if not head.startswith("Chủ tịch")]
        return (
            [*DEPARTMENTS[:3], *(f"{head}{suffix}" for head in heads)]
            if body.startswith("Văn phòng")
            else [f"{head}{suffix}" for head in heads]
        )
    return [*_STATE]


@dataclass
class Pool:
    """The facts of some passages by kind and unit."""

    values: dict[tuple[Kind, str], list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    bodies: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, fact: Fact, passage_id: int) -> None:
        """Takes in a fact of a passage."""
        if fact.kind is Kind.BODY:
            self.bodies[sort_of(fact.text)][full(fact.text)] = None
        else:
            self.values[fact.kind, fact.unit].append((passage_id, fact.text))

    def elsewhere(self, fact: Fact, passage_id: int) -> list[str]:
        """What other passages hold of the kind and unit of a fact."""
        rows = self.values[fact.kind, fact.unit]
        return [text for where, text in rows if where != passage_id]

    def beside(self, fact: Fact, passage_id: int) -> list[str]:
        """What the same passage holds of it."""
        rows = self.values[fact.kind, fact.unit]
        return [text for where, text in rows if where == passage_id]


def people(passages: Iterable[StoredPassage]) -> list[str]:
    """The people who sign or are addressed in passages, each once, in order."""
    return list(
        dict.fromkeys(
            found["name"] or found["addressed"]
            for passage in passages
            for found in SIGNED.finditer(passage.text)
        )
    )
