"""Lists of a document and the terms it defines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.passages import place
from knowledge.proposals.statements import Line, balanced, lead_words, lines, points_elsewhere
from knowledge.records import StoredPassage
from knowledge.sentences import sentences

LONGEST_MEMBER = 160
LONGEST_DEFINITION = 230
_SHORTEST_HEAD = 10  # syllables
_LONGEST_TERM = 10  # syllables


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a document.

    Attributes:
        question: Its lead as a question: "Hồ sơ gồm giấy tờ nào sau đây".
        sort: What its members are, in one word: "quyền", "giấy tờ", "nội dung".
        lead: The words before it as printed.
        members: Those short enough to be options, without mark and stop.
        every: The words of all its members.
        passage: Where its first member stands.
        heading: The heading path of that place.
    """

    question: str
    sort: str
    lead: str
    members: tuple[str, ...]
    every: tuple[str, ...]
    passage: StoredPassage
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that a document explains."""

    term: str
    meaning: str
    quote: str
    passage: StoredPassage
    heading: tuple[str, ...]


_SORTS = (
    "nhiệm vụ và quyền hạn|nhiệm vụ, quyền hạn|quyền và nghĩa vụ|quyền lợi|quyền hạn|nhiệm "
    "vụ|quyền|nghĩa vụ"
    "|trách nhiệm|nguyên tắc|điều kiện|tiêu chuẩn|tiêu chí|yêu cầu|trường hợp|hành vi|hình "
    "thức|nội dung"
    "|giấy tờ|tài liệu|thành phần|đối tượng|biện pháp|giải pháp|chức "
    "năng|loại|nhóm|khoản|bước|hoạt động"
    "|chính sách|chế độ|phương thức|nguồn|công trình|mục tiêu|chức danh|tổ chức|cơ quan|đơn "
    "vị|văn bản|thông tin"
)
_ENDING = (
    # "có các quyền sau", "trong các trường hợp sau đây", "bảo đảm các nguyên tắc sau"
    re.compile(
        rf"^(?P<head>.+?\b(?:có|trong|theo|bảo đảm|đảm bảo|đáp ứng|thực hiện|gồm|bao gồm|tại|về"
        rf"|với|đối với"
        rf"|không thuộc|thuộc|một trong|đủ|nghiêm cấm|là))(?: đầy đủ| đủ)?(?: các| những"
        rf"| một trong các| một trong những)?"
        rf" (?P<sort>{_SORTS})(?P<more>(?: [^\W\d_]+){{0,5}}?)(?: như)?(?: sau(?: đây)?)?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<head>.+?\b(?:gồm có|bao gồm|gồm))(?: các)?(?: sau(?: đây)?)?$", re.IGNORECASE
    ),
    re.compile(
        rf"^(?P<sort>(?:{_SORTS}|hồ sơ))(?P<more> .{{6,110}}?)(?: như sau| sau đây| sau)?$",
        re.IGNORECASE,
    ),
)


def listings(passages: Sequence[StoredPassage]) -> Iterator[Listing]:
    """The lists of a document whose lead can be made a question."""
    gathered: list[Line] = []
    for line in lines(passages, keep_lead=True):
        if gathered and not (line.leads and _same(line, gathered[0])):
            if _deeper(line, gathered[0]):
                continue
            yield from _listing(gathered)
            gathered = []
        if line.leads and line.style:
            gathered.append(line)
    yield from _listing(gathered)


def _same(line: Line, first: Line) -> bool:
    return line.leads == first.leads and line.style == first.style


def _deeper(line: Line, first: Line) -> bool:
    return line.leads[: len(first.leads)] == first.leads and len(line.leads) > len(first.leads)


def _listing(gathered: Sequence[Line]) -> Iterator[Listing]:
    if len(gathered) < 2:
        return
    lead = gathered[0].leads[-1]
    asked = asking(lead)
    if asked is None:
        return
    every = tuple(line.text for line in gathered)
    members = tuple(filter(None, map(member, every)))
    if members:
        first = gathered[0]
        heading = place(first.passage.text, first.passage.heading, first.at)
        yield Listing(asked[0], asked[1], lead, members, every, first.passage, heading)


def asking(lead: str) -> tuple[str, str] | None:
    """A lead without its colon as a question, and what it asks for; None where it makes none."""
    bare = re.sub(r"\s*(?:,\s*)?(?:cụ thể|như sau|cụ thể như sau)$", "", lead).strip()
    words = lead_words(re.sub(r"\s(?:như sau|sau đây|sau)$", "", bare))
    if not words or ":" in words:
        return None
    for number, pattern in enumerate(_ENDING):
        found = pattern.match(words)
        if not found:
            continue
        groups = found.groupdict()
        more = (groups.get("more") or "").rstrip()
        if len(found["head"].split()) < _SHORTEST_HEAD if number < 2 else len(more.split()) < 4:
            return None  # nobody knows whose: "Hồ sơ gồm", "Doanh nghiệp có trách nhiệm"
        if number == 0:
            if re.match(r" (?:của|cho|sau)?$", more):
                more = ""
            return f"{found['head']} {found['sort']}{more} nào sau đây", found["sort"].lower()
        if number == 1:
            papers = words.lower().startswith(("hồ sơ", "thành phần hồ sơ"))
            sort = "giấy tờ" if papers else "nội dung"
            if sort == "nội dung" and re.search(r",\s*(?:bao )?gồm", words):
                return None  # it goes on about the last word before the comma
            return f"{found['head']} {sort} nào sau đây", sort
        sort = found["sort"].lower()
        if sort == "nội dung" or re.search(r"\b(?:được|là|do|phải|có|gồm)\b", more):
            return None
        return f"nội dung nào sau đây thuộc {words[0].lower() + words[1:]}", sort
    return None


def member(printed: str) -> str:
    """A member of a list as an option; "" where it makes none."""
    spans = sentences(printed)
    words = printed.rstrip(" .;,/").strip()
    if len(spans) != 1 or not 12 <= len(words) <= LONGEST_MEMBER or words.endswith(":"):
        return ""
    if _CONDITION.match(words) or ":" in words or not balanced(words) or points_elsewhere(words):
        return ""
    words = re.sub(r",? (?:và|hoặc)$", "", words)
    return words[0].upper() + words[1:]


_CONDITION = re.compile(
    r"(?:đối với|trường hợp|nếu|trong trường hợp|các trường hợp|khi)\b", re.IGNORECASE
)
_EXPLAINS = re.compile(
    r"giải thích (?:từ ngữ|thuật ngữ)|khái niệm|định nghĩa|(?:từ ngữ|thuật ngữ)", re.IGNORECASE
)
_DEFINES = re.compile(
    r"(?P<open>[“\"])?(?P<term>[^“”\":;.]{3,80}?)(?(open)[”\"])\s*(?:\([^()]{2,60}\)\s*)?"
    r"(?:được hiểu là|là|gồm)\s+(?P<meaning>[^;]{25,}?)[.;]?$"
)


def definitions(passages: Sequence[StoredPassage]) -> Iterator[Definition]:
    """The terms that a document explains, under a heading that says so."""
    for line in lines(passages, keep_lead=True):
        if not any(map(_EXPLAINS.search, line.passage.heading)):
            continue
        spans = sentences(line.text)
        if len(spans) != 1 or not line.style:
            continue
        found = _DEFINES.fullmatch(line.text.strip())
        if not found or not line.text.strip().endswith((".", ";")):
            continue
        term, meaning = found["term"].strip(), found["meaning"].strip()
        if term.endswith(("gọi", "gọi chung", "gọi tắt", "hiểu")):
            continue
        if len(term.split()) > _LONGEST_TERM or len(meaning) > LONGEST_DEFINITION:
            continue
        if not balanced(meaning) or points_elsewhere(meaning) or not term[0].isupper():
            continue
        heading = place(line.passage.text, line.passage.heading, line.at)
        yield Definition(term, meaning, line.text.strip(), line.passage, heading)
