"""Which texts a document says it replaces, amends or repeals.

Luật Ban hành văn bản quy phạm pháp luật has a text name those expressly, by number; the Party's
forms do the same in their last articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.blocks import Block
from knowledge.codes import document_codes
from knowledge.sentences import sentences


class RelationKind(StrEnum):
    """What a document does to another."""

    REPLACES = "replaces"
    AMENDS = "amends"
    REPEALS = "repeals"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says of another one.

    Attributes:
        kind: What it does to it.
        number: The other's, in canonical spelling.
    """

    kind: RelationKind
    number: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


_OF = r"(?:toàn bộ |một số (?:điều|nội dung|điểm|khoản)[^.;]{0,80}? (?:của|tại) |(?:các )?)"
_TEXT = (
    r"(?:(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư|Quy chế"
    r"|Quy định|Kế hoạch|Hướng dẫn|Chương trình|Kết luận|Thông báo|Văn bản)\b)"
)
# "Nghị quyết này thay thế Nghị quyết số 5 …", "và thay thế …", "Bãi bỏ Quyết định số 3 …"
_ACTS = {
    RelationKind.REPLACES: re.compile(rf"(?<!được )\bthay thế (?:{_OF})?(?={_TEXT})", re.I),
    RelationKind.AMENDS: re.compile(
        rf"(?<!được )\bsửa đổi(?:, bổ sung)?(?:, (?:thay thế|bãi bỏ))? {_OF}(?={_TEXT})", re.I
    ),
    RelationKind.REPEALS: re.compile(rf"(?<!được )(?<!bị )\bbãi bỏ {_OF}(?={_TEXT})", re.I),
}
# "Nghị quyết số 5 … hết hiệu lực kể từ ngày …"
_CEASES = re.compile(r"\bhết hiệu lực\b")
# what another text did stands in the preamble, or is told of
_TOLD = re.compile(
    r"^\W*(?:Căn cứ|Xét|Theo đề nghị|Thực hiện)\b|\bđã (?:được )?(?:sửa đổi|thay thế|bãi bỏ)"
    r"|\b(?:được|bị) (?:sửa đổi|thay thế|bãi bỏ)|\btrường hợp\b|\bdẫn chiếu\b"
)
_OPENS = re.compile(
    r"(?:(?:Điều|Khoản)\s+\d+\w?\s*[.:]|\d+(?:\.\d+)*[.)]|[a-zđ]\)|[-–+#])?\s*$", re.I
)
_PLANS = ("KH", "CV", "TB", "BC", "TTR", "CTR", "ĐA")
# The ranks of Luật Ban hành văn bản quy phạm pháp luật: a text changes none above its own.
_RANKS = (("QH", 5), ("UBTVQH", 4), ("CP", 3), ("TTG", 2), ("TT-", 1))
_ENDS = re.compile(r";|\bcủa Luật\b|\bcăn cứ\b|\bthực hiện Nghị\b|\bquy định chi tiết\b")
_MOST = 30


def read_relations(blocks: Sequence[Block], *, number: str | None) -> tuple[Relation, ...]:
    """What a document does to others, in the order of its text; each other document once.

    A text that proposes changes of texts above it, as plans do, does not make them.

    Args:
        blocks: As its reader gave them.
        number: The document's own; without one, no other document names it either.
    """
    found: dict[str, Relation] = {}
    for block in blocks:
        for start, end in sentences(block.text):
            for relation in _said(" ".join(block.text[start:end].split())):
                if _may(number or "", relation.number) and len(found) < _MOST:
                    found.setdefault(relation.number, relation)
    return tuple(found.values())


def _may(own: str, other: str) -> bool:
    """Whether a text of one number can change one of another."""
    if own == other or _rank(other) > _rank(own):
        return False
    kind, others = _kind(own), _kind(other)
    return kind == others or not kind.startswith(_PLANS)


def _kind(number: str) -> str:
    letters = re.search(r"[-/]([^\W\d]+)", number)
    return letters[1].upper() if letters else ""


def _rank(number: str) -> int:
    upper = number.upper()
    return max((rank for sign, rank in _RANKS if sign in upper), default=0)


def _said(sentence: str) -> Iterator[Relation]:
    if _TOLD.search(sentence):
        return
    for kind, act in _ACTS.items():
        if match := act.search(sentence):
            if kind is RelationKind.AMENDS and not _OPENS.match(sentence[: match.start()]):
                continue  # it is told of
            rest = sentence[match.end() :]
            end = _ENDS.search(rest)
            for code in document_codes(rest[: end.start()] if end else rest):
                yield Relation(kind, code.text)
                if kind is RelationKind.AMENDS:
                    break  # what follows is what the other one was about
    if match := _CEASES.search(sentence):
        for code in document_codes(sentence[: match.start()])[:1]:
            yield Relation(RelationKind.REPEALS, code.text)
