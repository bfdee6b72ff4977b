"""From a sentence and the fact in it to a question."""

import re

from knowledge.proposals.facts import Fact, Kind
from knowledge.proposals.statements import Statement, own_name
from knowledge.proposals.subjects import (
    actor,
    context,
    does_something,
    is_actor,
    is_generic,
    is_vague,
    says_enough,
)
from knowledge.proposals.words import lowered, tells_itself

_TELLING = 4
_TELLING_BODY = 6
"""Distinct syllables of its own that a question needs; see `subjects.says_enough`."""
LONGEST = 300
"""Characters of a stem: what Telegram takes as the question of a quiz."""

_LATER_CLAUSE = re.compile(
    r"(?:trong (?:thời hạn|vòng|thời gian)|trước|sau|chậm nhất|kể từ|đến|định kỳ|trường hợp|khi"
    r"|nếu|đối với)\b",
    re.IGNORECASE,
)


def _main_clause(rest: str) -> bool:
    """Whether something is said behind a clause of time."""
    rest = rest.partition(";")[0]
    behind = re.sub(r"^,?\s*(?:tính |kể )?từ (?:ngày|khi|thời điểm|lúc)[^,]*(?:,|$)", "", rest)
    return len(behind.split()) >= 5


def stem(statement: Statement, fact: Fact, document: str) -> str:
    """The question for a fact; "" where the sentence makes no good one."""
    words = statement.text
    start, end = _clause(words, fact)
    asked = words[start : fact.start] + fact.asked + words[fact.end : end]
    asked = asked.strip().rstrip(",.;: ")
    if fact.kind is not Kind.BODY:
        asked = _shortened(asked, fact.asked)
    lead = statement.lead
    doer = actor(statement)
    if not doer and not lead and (does_something(words) or statement.hangs):
        return ""  # whose task is it? of what is it a point?
    if _LATER_CLAUSE.match(words) and not _main_clause(words[fact.end :]):
        return ""
    if doer:
        if tells_itself(doer, fact.text):
            return ""
        asked, lead = f"{doer} {lowered(asked)}", ""
    elif lead and (is_actor(lead) or does_something(lead)):
        return ""
    elif lead and is_generic(lead):
        lead = ""
    if start and (head := _head(words, start)):
        asked = f"{head} {asked}"
    elif start:
        return ""
    if lead and words.lower().startswith(lead.lower()):
        lead = ""  # "Thời hạn kiểm tra: Thời hạn kiểm tra là …"
    body = _joined(lead, asked)
    name = own_name(body)
    if name and name.start() == 0:
        if not _is_kind(name[0], statement.passage.document.kind):
            return ""
        whole = document + body[name.end() :]
        if own_name(body[name.end() :]):
            return ""
    else:
        about = ""
        if is_vague(words) and not (about := context(statement)) and not lead and not doer:
            return ""
        if not says_enough(
            f"{about} {body}", _TELLING_BODY if fact.kind is Kind.BODY else _TELLING
        ):
            return ""
        whole = ", ".join(filter(None, (f"Theo {document}", about, lowered(body))))
    whole = re.sub(r"(?<=: )[^:]+", lambda rest: lowered(rest[0]), whole)
    whole = whole[0].upper() + whole[1:] + "?"
    return whole if len(whole) <= LONGEST else ""


def _is_kind(name: str, kind: str | None) -> bool:
    """Whether "Nghị quyết này" is the document: a consolidated text quotes what others say of "
    "them."""
    return kind is None or name.lower().startswith(kind.lower()) or "hợp nhất" not in kind.lower()


def _clause(words: str, fact: Fact) -> tuple[int, int]:
    """Where the clause with the fact begins and ends: semicolons part clauses."""
    start = words.rfind("; ", 0, fact.start)
    end = words.find(";", fact.end)
    return start + 2 if start >= 0 else 0, end if end >= 0 else len(words)


def _head(words: str, start: int) -> str:
    """What stands before a row of clauses and belongs to each: "Phấn đấu đến năm 2030:"."""
    colon = words.find(": ", 0, start)
    return words[: colon + 1] if 0 < colon < 120 else ""


_AFTERTHOUGHT = re.compile(
    r",\s(?!(?:nếu|trừ|đối với|khi|kể từ|trong đó|tính|với|để|bằng|tương đương|mà|và|tăng|giảm"
    r"|trong|tại|do|theo|cao|thấp"
    r"|nhưng|sau|đến|không|từ)\b).*$|\s\((?:thứ|Thứ)[^()]*\)$"
)


def _shortened(asked: str, asking: str) -> str:
    """Without what follows on the asking words behind a comma: the sentence goes on to say more."""
    at = asked.find(asking) + len(asking)
    if colon := re.match(r"[^:]*?,?\s(?:trong đó |cụ thể )?(?:gồm|bao gồm|là|như)?:", asked[at:]):
        asked = asked[: at + colon.end()]
        asked = re.sub(r",?(?:\strong đó|\scụ thể)?(?:\s(?:gồm|bao gồm|là|như))?:$", "", asked)
    asked = asked[:at] + re.sub(r"\s(?:và|,) (?:có hiệu lực|bãi bỏ|thay thế)\b.*$", "", asked[at:])
    if len(asked[:at].split()) < 10 or _LATER_CLAUSE.match(asked):
        return asked
    return (
        asked[:at] + _AFTERTHOUGHT.sub("", asked[at:]) if _AFTERTHOUGHT.match(asked[at:]) else asked
    )


def _joined(lead: str, asked: str) -> str:
    return f"{lead}: {lowered(asked)}" if lead else asked
