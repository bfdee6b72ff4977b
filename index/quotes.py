"""Which sentences of a passage answer a question, quoted whole.

A quote is a run of whole sentences. A list keeps its lead-in; a table row is quoted as it is
stored, with its column names. What does not fit is left for "Xem nguyên văn".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from index.apart import rows
from index.evidence import ITEM, Source, aside, has_expected, is_label, is_office
from index.names import bare_words
from index.rows import heading_line
from index.wanted import Expected, Wanted
from index.weights import general_weight
from knowledge.records import StoredPassage
from knowledge.row_titles import row_rank, title_rank
from knowledge.sentences import sentences

LIMIT: Final = 700
"""Characters of a quote at most; a single longer sentence stays whole."""
SHORT: Final = 450
"""A passage of so many characters is quoted whole."""
_ENOUGH: Final = 0.12
"""A neighbour joins the quote if it adds this share of the question's weight."""
_OF_PAIRS: Final = 0.15
"""What all pairs of the question's words are worth, beside 1 for all its words."""
_VALUE: Final = re.compile(
    r"\s*(?:\d{1,3}(?:\.\d{3})+|\d{2,}|\d+(?:,\d+)?\s*(?:%|[^\W\d_]))(?:,\d+)?\s*%?[^\W\d_]*"
    r"(?:[/ ][^\W\d_]+){0,4}\s*(?:\n\s*[a-zđ\d.]{1,6}\s*)?$"
)
_UNIT: Final = re.compile(r"\s*(?:[^\W\d_]+/)?[^\W\d_]+\d?(?:[/ ][^\W\d_]+){0,5}\s*$")
_NAMED: Final = (Expected.NUMBER, Expected.DATE, Expected.PERSON, Expected.ACTOR)
_SURE: Final = 0.75
"""From which surety on a sentence names the kind of thing asked for."""
_NEAR: Final = 3
"""Sentences to either side in which it is looked for."""
_CELL: Final = 45
"""Letters of a cell that only says what is counted."""
_ROW: Final = 2
"""Cells between a label and its number, the number counted in."""
_ALSO_ASKED: Final = 0.7
"""A row of a table is quoted from this share of the best row's weight on."""
_DUTIES: Final = re.compile(r"\b[Tt]rách nhiệm của \w|\b[Nn]hiệm vụ của \w")
_INNER: Final = 2
"""Headings above a text that may have what is asked for."""
_ABOVE: Final = 0.4
"""What a word counts that stands above the table too."""
_INNERMOST: Final = 99
"""The rank of a row that nothing counts."""
_TELLS: Final = 0.3
"""The share of what is asked that its best row must have."""
_FIELD: Final = re.compile(r"^\s*(?:[-+•*]|\d+[.)]|[a-zđ][.)])?\s*([^\W\d_][^:.;\n]{2,40}):\s*\S")
"""A line that gives one thing under its name: "2. Cơ quan chủ trì: Bộ Tư pháp"."""
_SPANS: Final = frozenset("lau ngay gio phut tuan thang nam".split())
"""What a span of time is counted in."""
_FIELDS: Final = {
    Expected.DATE: frozenset(("thoi gian", "thoi han", "thoi diem", "han hoan", "hoan thanh")),
    Expected.ACTOR: frozenset(
        ("co quan", "don vi", "chu tri", "nguoi ky", "tham quyen", "phoi hop", "to chuc")
    ),
    Expected.PLACE: frozenset(("dia diem", "dia chi", "noi nop", "noi nhan")),
}
"""Pairs of words in such names under which each kind of thing is given."""
_OUTLINED: Final = re.compile(r"^(?:khoản|mục|điểm) (?=[\da-zđ]{1,3}\b)")
"""What a heading's number is called, where the text itself does not print it."""
_LEANS_BACK: Final = re.compile(
    r"^(?:trong đó|theo đó|cụ thể|ngoài ra|đồng thời|bên cạnh đó|tuy nhiên|do đó|vì vậy|qua đó|"
    r"trong thời gian này|thời gian này|trường hợp này|khi đó|số tiền này|mức này|"
    r"đây|đó|ông|bà|đồng chí|việc này|các|những|nội dung này|kế hoạch này)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences of one passage.

    Attributes:
        text: As printed, at most about LIMIT characters.
        covered: The share of the question's weight that stands in it.
    """

    text: str
    covered: float


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of a passage, where each starts and ends, and how long a quote may be."""

    bodies: Sequence[str]
    spans: Sequence[tuple[int, int]]
    limit: int

    def fits(self, first: int, last: int) -> bool:
        """Whether a quote may go from one sentence to another."""
        return self.length(first, last) <= self.limit

    def length(self, first: int, last: int) -> int:
        """The characters from one sentence to another."""
        return self.spans[last][1] - self.spans[first][0]


def quote(asked: Wanted, passage: StoredPassage, *, limit: int = LIMIT) -> Quote:
    """The sentences of a passage that answer best.

    Args:
        asked: What the question wants.
        passage: Where to look.
        limit: Characters at most, unless one sentence is longer.
    """
    text = passage.text
    if passage.kind == "table":
        return _with_lead(asked, passage, _asked_rows(asked, passage), limit)
    if len(text) <= SHORT:
        return _with_lead(asked, passage, text, limit)
    spans = sentences(text)
    if not spans:
        return Quote(text[:limit], 0.0)
    bodies = [text[start:end] for start, end in spans]
    held = [_content(asked, body) for body in bodies]
    total = sum(general_weight(word) for word in asked.content) or 1.0
    worth = [
        sum(general_weight(word) for word in words) / total
        + _OF_PAIRS * _pairs(asked, body)
        + 0.25 * _fits(asked, "\n".join(bodies[i : i + 1 + _to_value(bodies, i)]), words)
        for i, (words, body) in enumerate(zip(held, bodies, strict=True))
    ]
    # a heading-like first line repeats the question's words and answers nothing
    for i, body in enumerate(bodies):
        stopped = body.rstrip().endswith((".", ";", ":", "!"))
        if not stopped and len(body) < 80 and i + 1 < len(bodies):
            worth[i] *= 0.6
        if body.rstrip().endswith("?"):
            worth[i] *= 0.5
        if aside(asked, body):
            worth[i] *= 0.3
    best = max(range(len(bodies)), key=lambda i: (worth[i], -i))
    row, deserves = _best_row(asked, text, total)
    if deserves > worth[best] and len(row) <= limit:
        return _with_lead(asked, passage, row, limit)
    all_of_them = _Sentences(bodies, spans, limit)
    first, last = _grown(asked, all_of_them, held, best, total)
    first, last = _with_expected(asked, all_of_them, first, last)
    first, last = _with_field(asked, all_of_them, first, last)
    return _with_lead(asked, passage, text[spans[first][0] : spans[last][1]], limit)


def _asked_rows(asked: Wanted, passage: StoredPassage) -> str:
    """The rows of a table that are asked about, or the whole table. What stands in every row, as
    the names of its columns do, tells none of them from another; what stands above the table
    little."""
    lines = passage.text.split("\n")
    if asked.expected is Expected.LIST or len(lines) == 1:
        return passage.text
    titles = [list(_titles_above(lines, at)) for at in range(len(lines))]
    own = [frozenset(bare_words(line)) for line in lines]
    above = bare_words(f"{heading_line(passage)}\n{passage.lead}")
    weights = {
        word: general_weight(word) * (_ABOVE if word in above else 1)
        for word in asked.content.difference(frozenset.intersection(*own))
    }
    said = [own[at].union(*(own[title] for title in titles[at])) for at in range(len(lines))]
    worth = [sum(weights[word] for word in weights.keys() & words) for words in said]
    if max(worth) < _TELLS * sum(weights.values()):
        return passage.text
    least = _ALSO_ASKED * max(worth)
    quoted = {at for at in range(len(lines)) if worth[at] >= least}
    quoted.update(title for at in sorted(quoted) for title in titles[at])
    return "\n".join(lines[at] for at in sorted(quoted))


def _titles_above(lines: Sequence[str], at: int) -> Iterator[int]:
    """The titles among the rows of a table that a row stands under, the nearest first."""
    inner = row_rank(lines[at])
    least = _INNERMOST if inner is None else inner
    for above in range(at - 1, -1, -1):
        rank = title_rank(lines[above])
        if rank is not None and rank < least:
            yield above
            least = rank


def _best_row(asked: Wanted, text: str, total: float) -> tuple[str, float]:
    """The best row of a table that was taken apart, below what it is a part of, and its worth."""
    lines = text.split("\n")
    best, most = "", 0.0
    for row in rows(lines):
        own = "\n".join(lines[row.start : row.end])
        said = "\n".join([*(lines[at] for at in row.above), own])
        words = _content(asked, said)
        worth = (
            sum(general_weight(word) for word in words) / total
            + _OF_PAIRS * _pairs(asked, said)
            + 0.25 * _fits(asked, own, _content(asked, own))
        )
        if worth > most:
            best, most = said, worth
    return best, most


def _grown(
    asked: Wanted,
    of: _Sentences,
    held: Sequence[frozenset[str]],
    best: int,
    total: float,
) -> tuple[int, int]:
    """The first and last sentence of the quote around the best one."""
    bodies, fits = of.bodies, of.fits
    first = last = best
    said = set(held[best])
    while first and _needs_before(bodies[first]) and fits(first - 1, last):
        first -= 1
        said |= held[first]
    if ITEM.match(bodies[best]) and _lead_in(bodies, best) is not None:
        lead = _lead_in(bodies, best)
        assert lead is not None
        if fits(lead, last):
            first = min(first, lead)
    if bodies[last].rstrip().endswith(":") or (
        asked.expected is Expected.LIST and ITEM.match(bodies[last])
    ):
        while last + 1 < len(bodies) and fits(first, last + 1):
            if last > best and not ITEM.match(bodies[last + 1]) and not _open(bodies[last]):
                break
            last += 1
            said |= held[last]
    while True:
        options = []
        for start, end, new in ((first - 1, last, first - 1), (first, last + 1, last + 1)):
            if start >= 0 and end < len(bodies) and fits(start, end):
                gain = sum(general_weight(word) for word in held[new] - said) / total
                options.append((gain, start, end, new))
        if not options:
            break
        gain, start, end, new = max(options, key=lambda option: option[0])
        if gain < _ENOUGH:
            break
        first, last = start, end
        said |= held[new]
    if asked.expected is Expected.NUMBER:
        last += _to_value(bodies, last)
    # an item is read with its neighbours: which of 1.2.1 and 1.2.2 answers may be hard to tell
    # of clauses that each lay something upon somebody, even more so
    room = of.limit if asked.expected is Expected.ACTOR else SHORT
    while first and _are_items(bodies, first - 1, first):
        if of.length(first - 1, last) > room:
            break
        first -= 1
    while last + 1 < len(bodies) and _are_items(bodies, last, last + 1):
        if of.length(first, last + 1) > room:
            break
        last += 1
    # the sentence after the best one often carries on with the answer
    while last + 1 < len(bodies) and _LEANS_BACK.match(bodies[last + 1]) and fits(first, last + 1):
        last += 1
    return first, last


def _with_expected(asked: Wanted, of: _Sentences, first: int, last: int) -> tuple[int, int]:
    """The quote up to a sentence near it that names what is asked for, where it does not itself:
    "Giao Sở công khai các thủ tục. Hoàn thành trong 03 ngày." """
    bodies = of.bodies
    if asked.expected not in _NAMED or _names(asked, "\n".join(bodies[first : last + 1])):
        return first, last
    below = [(first, at) for at in range(last + 1, min(last + _NEAR, len(bodies) - 1) + 1)]
    above = [(at, last) for at in range(first - 1, max(first - _NEAR, 0) - 1, -1)]
    for start, end in [*below, *above]:
        said = bodies[end] if end > last else bodies[start]
        if of.fits(start, end) and _names(asked, said):
            return start, end
    return first, last


def _with_field(asked: Wanted, of: _Sentences, first: int, last: int) -> tuple[int, int]:
    """The quote down to the line that gives what is asked for by its name: of "1. Tên nhiệm vụ: …
    2. Cơ quan chủ trì: …" the second, where it is asked who leads. What leads in to the first such
    line is given up where both do not fit."""
    bodies = of.bodies
    lasts = asked.expected is Expected.NUMBER and not _SPANS.isdisjoint(asked.unit[:1])
    names = _FIELDS.get(Expected.DATE if lasts else asked.expected, frozenset())

    def gives(body: str) -> bool:
        field = _FIELD.match(body)
        words = bare_words(field[1]) if field else ()
        named = {" ".join(pair) for pair in pairwise(words)} & names
        # who leads, who takes part and who decides are lines of their own
        return bool(named) and (
            asked.expected is not Expected.ACTOR or asked.content.issuperset(words[2:])
        )

    fields = [at for at in range(first, last + 1) if _FIELD.match(bodies[at])]
    if not fields or any(gives(bodies[at]) for at in fields):
        return first, last
    end = start = None
    for at in range(last + 1, len(bodies)):
        if not _FIELD.match(bodies[at]) or (end is not None and not gives(bodies[at])):
            break
        room = (one for one in (first, fields[0]) if of.fits(one, at))
        if gives(bodies[at]) and (begin := next(room, None)) is not None:
            start, end = begin, at
    return (first, last) if start is None or end is None else (start, end)


def _names(asked: Wanted, said: str) -> bool:
    return has_expected(asked, Source("", said, said)) >= _SURE and not aside(asked, said)


def _are_items(bodies: Sequence[str], one: int, other: int) -> bool:
    return bool(ITEM.match(bodies[one]) and ITEM.match(bodies[other]))


def whole_list(asked: Wanted, passages: Sequence[StoredPassage], at: int) -> str:
    """The whole list that a quote would be of, where one is asked for and it fits; else empty.

    Args:
        asked: What the question wants.
        passages: Of a document, in reading order; a long list is cut into several.
        at: The one that is to be quoted.
    """
    if asked.expected is not Expected.LIST:
        return ""
    lead = passages[at].lead or _last_lead(passages[at].text)
    first = at
    while lead and first and passages[first].lead == lead:
        first -= 1
    start = passages[first].text.find(lead) if lead else -1
    if start < 0 or passages[first].heading != passages[at].heading:
        return ""
    text = passages[first].text[start:]
    for passage in passages[first + 1 :]:
        if passage.lead != lead:
            break
        text += f"\n{passage.text}"
    return text if len(text) <= LIMIT else ""


def _last_lead(text: str) -> str:
    """The last sentence of a text that ends in ":", which a list hangs on."""
    bodies = [text[start:end] for start, end in sentences(text)]
    return next((body for body in reversed(bodies) if body.rstrip().endswith(":")), "")


def _with_lead(asked: Wanted, passage: StoredPassage, body: str, limit: int) -> Quote:
    text = body
    headings = [one for one in reversed(passage.heading) if not is_label(one)][:_INNER]
    heading = next((one for one in headings if _heading_answers(asked, one, body)), "")
    if passage.lead and passage.lead not in body and len(passage.lead) + len(body) < limit:
        text = f"{passage.lead}\n{body}"
    elif heading and len(heading) + len(body) < limit:
        text = f"{_OUTLINED.sub('', heading)}\n{body}"
    total = sum(general_weight(word) for word in asked.content) or 1.0
    covered = sum(general_weight(word) for word in _content(asked, text)) / total
    return Quote(text, covered)


def _heading_answers(asked: Wanted, heading: str, body: str) -> bool:
    """Whether a heading has what is asked for: the office that a plan lays something upon, and
    "Ban Giám khảo (không quá 07 người)" where what stands below it has no number of people."""
    if heading in body:
        return False
    if asked.expected is Expected.ACTOR:
        return is_office(heading) or bool(_DUTIES.search(heading))
    return asked.expected in _NAMED and not _names(asked, body) and _names(asked, heading)


def _content(asked: Wanted, text: str) -> frozenset[str]:
    return asked.content.intersection(bare_words(text))


def _fits(asked: Wanted, body: str, words: frozenset[str]) -> float:
    """Whether a sentence that is about the question also names the kind of thing asked for."""
    if asked.expected in (Expected.ANY, Expected.YES_NO, Expected.LIST, Expected.DEFINITION):
        return 0.0
    return has_expected(asked, Source("", body, body)) if words else 0.0


def _pairs(asked: Wanted, body: str) -> float:
    """The share of the question's pairs of words that stand in a sentence."""
    return len(asked.pairs.intersection(pairwise(bare_words(body)))) / max(len(asked.pairs), 1)


def _to_value(bodies: Sequence[str], i: int) -> int:
    """How many lines below a label its number stands, where a table was taken apart; else 0."""
    if bodies[i].rstrip().endswith((".", ";", ":")) or _VALUE.match(bodies[i]):
        return 0
    for below, line in enumerate(bodies[i + 1 : i + 1 + _ROW], start=1):
        if _VALUE.match(line):
            return below
        if len(line) > _CELL or not _UNIT.match(line):
            return 0
    return 0


def _needs_before(body: str) -> bool:
    return bool(_LEANS_BACK.match(body)) and not ITEM.match(body)


def _lead_in(bodies: Sequence[str], item: int) -> int | None:
    """The sentence ending in ":" that the items up to this one hang on."""
    for i in range(item - 1, -1, -1):
        if bodies[i].rstrip().endswith(":"):
            return i
        if not ITEM.match(bodies[i]) and not _open(bodies[i]):
            return None
    return None


def _open(body: str) -> bool:
    return body.rstrip().endswith((";", ":", ","))
