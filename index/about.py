"""Questions about a document itself: what it is about, who signed it, of which day it is.

What answers them stands in the head, the scope and the foot of the document, and is quoted from
there as it is printed.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, takewhile
from typing import Final

from index.codes import KINDS, names_all
from index.evidence import aside
from index.names import bare_words
from index.quotes import LIMIT, SHORT, quote
from index.rows import origin
from index.wanted import Expected, Wanted
from knowledge.records import DocumentInfo, StoredPassage
from knowledge.sentences import sentences
from knowledge.signer import bare_name


class Facet(StrEnum):
    """What of a document is asked."""

    CONTENT = "content"
    SIGNER = "signer"
    DAY = "day"
    NUMBER = "number"
    ISSUER = "issuer"
    APPLIES_TO = "applies to"
    RELATIONS = "relations"
    EFFECT = "effect"
    UNTIL = "until"
    COUNT = "count"
    PROPOSAL = "proposal"
    BASIS = "basis"
    ADDRESSEES = "addressees"


_OF_A_WHOLE: Final = frozenset(
    "quy dinh noi dung ve viec gi linh vuc danh hieu van de ban hanh cua chu yeu chinh nghi quyet "
    "ke hoach thong bao huong dan chuong trinh so nq qd kh ct hd nd tb tt cv lien quan den phe "
    "duyet hdnd ubnd nam tinh thanh pho uy ban nhan dan hoi dong phu dang bo trung uong "
    "tom tat luoc khai quat dai y neu trinh bay the nao".split()
)
"""What a question may say besides the document's name and still ask what it is about."""
_OPEN: Final = (Expected.ANY, Expected.LIST, Expected.DEFINITION)
_WHO: Final = (Expected.PERSON, Expected.ACTOR)
_WHICH: Final = r"(?:ai|nguoi nao|(?:co quan|cap|don vi|to chuc) nao)"
_EFFECT_WORDS: Final = "co hieu luc thi hanh ap dung ke tu bat dau duoc ngay thang nam hom bua luc"
_ASKS_WHO_PROPOSED: Final = re.compile(
    r"\bto trinh(?: mang)?(?: so)? (?:nao|may|bao nhieu|gi)\b"
    r"|\bto trinh\b.*\bso (?:may|nao|bao nhieu)\b"
    rf"|\bde nghi cua {_WHICH}\b|\b{_WHICH} (?:de nghi|trinh)\b|\bdo {_WHICH} trinh\b"
)
_OF_A_FORM: Final = re.compile(r"\b(?:mau|phu luc|bieu)\b")
"""What is asked of a proposal that is yet to be written: "Tờ trình theo mẫu số mấy?"."""
_PROPOSAL_WORDS: Final = frozenset(
    "to trinh so mang nao de nghi ban hanh ra theo xet can cu tren co so cong bo duoc xin bang gui "
    "lap la".split()
)
_PROPOSED: Final = re.compile(
    r"^\W*(?:theo|xét|trên cơ sở|căn cứ|thực hiện)\b.*?\b(?:đề nghị|tờ trình)\b", re.IGNORECASE
)
"""The line of the preamble that says who proposed the document."""
_ASKS_ON_WHAT: Final = re.compile(
    r"\bcan cu(?: vao| phap ly)?(?: (?:nhung|cac))?(?: (?P<kind>van ban|luat|nghi dinh|nghi quyet|"
    r"quyet dinh|thong tu|chi thi|ke hoach|quy dinh))?(?: \w+){0,2}? (?:nao|gi|dau)$"
    r"|\bcan cu phap ly(?: la gi)?$"
)
"""On what a document rests; what is asked last, for "căn cứ vào đâu để xếp loại" asks a rule."""
_ASKS_OF_PAPERS_TOO: Final = re.compile(r"(?<!kinh )\bgui\b")
"""What may be meant of papers that were spoken of as well: "Gửi cho ai?"."""
_BASIS_WORDS: Final = frozenset(
    "can cu vao phap ly ban hanh cua dua tren co so de la nghi dinh quyet thong tu chi thi nhung "
    "cac".split()
)
_BASIS: Final = re.compile(r"^\W*căn cứ\b", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"^\W*(?:kính gửi|nơi nhận)\s*:?", re.IGNORECASE)
_ADDRESSEE: Final = re.compile(r"^\s*[-–+•*]\s*\w|^\s*như (?:điều|trên|kính gửi)\b", re.IGNORECASE)
_SIGNER_WORDS: Final = frozenset("ky ten nguoi thay mat chuc vu".split())
_FACETS: Final = (
    (Facet.SIGNER, _WHO, re.compile(r"\bky\b"), _SIGNER_WORDS),
    (
        Facet.UNTIL,
        (Expected.DATE,),
        re.compile(
            r"\b(?:hieu luc|ap dung|thi hanh)\b.*"
            r"\bden (?:het |cuoi )?(?:ngay|thang|nam|khi|bao|luc)\b"
            r"|\bhet (?:hieu luc|han)\b"
        ),
        frozenset(f"{_EFFECT_WORDS} het han cuoi khi luc".split()),
    ),
    (
        Facet.EFFECT,
        (Expected.DATE,),
        re.compile(r"\b(?:hieu luc|ap dung|thi hanh)\b"),
        frozenset(_EFFECT_WORDS.split()),
    ),
    (
        Facet.DAY,
        (Expected.DATE,),
        re.compile(r"\b(?:ban hanh|ky|ra doi|ra|co tu)\b"),
        frozenset("ban hanh ky ra doi ngay thang nam co tu hom bua luc".split()),
    ),
    (
        Facet.ISSUER,
        (*_WHO, *_OPEN),
        re.compile(
            rf"\b(?:cua {_WHICH}\b|{_WHICH}(?: \w+){{0,2}} (?:ban hanh|ra)\b"
            rf"|ban hanh boi\b|^co quan ban hanh$|(?:ban hanh|ra) (?:la|boi|do) {_WHICH}\b)"
        ),
        frozenset("ban hanh ra co quan cap don vi to chuc boi do".split()),
    ),
    (
        Facet.ADDRESSEES,
        tuple(Expected),
        re.compile(
            r"\bnoi nhan\b|\bkinh gui\b|\bgui\b.*\b(?:dau|nhung ai|cho ai|ai)\b"
            r"|\bgui\b.*\bnao\b"
        ),
        frozenset(
            "noi nhan kinh gui den cho toi nhung cac co quan don vi to chuc duoc gom bao".split()
        ),
    ),
    (
        Facet.APPLIES_TO,
        (*_WHO, *_OPEN),
        re.compile(r"\b(?:ap dung|doi tuong)\b"),
        frozenset("ap dung doi tuong cho voi nhung pham vi nguoi".split()),
    ),
    (
        Facet.RELATIONS,
        _OPEN,
        re.compile(r"\b(?:thay the|bai bo|huy bo|sua doi|bo sung)\b.*\bnao\b"),
        frozenset("thay the bai bo huy bo sua doi bo sung cho mot so dieu cua nhung".split()),
    ),
)
"""What asks for each, and what such a question may say besides the document's name."""
_OTHER_KINDS: Final = (
    "van ban|the le|noi quy|quy tac|quy uoc|huong uoc|thoa uoc|bang diem|bang gia|bo tieu chi"
)
_KIND: Final = re.compile(rf"\b(?:{'|'.join(KINDS)}|{_OTHER_KINDS})\b")
_THIS_KIND: Final = re.compile(rf"\b({'|'.join(KINDS)}|{_OTHER_KINDS}) (?:nay|do|tren)\b")
_ASKS_WHO_SIGNED: Final = re.compile(r"\bai ky(?: ban hanh)?(?: vay| the| day| nhi)?$")
_ANOTHER_WORD: Final = 1
"""Words for which the title has others, where it is asked who signed: "sáp nhập", "sắp xếp"."""
_ANY_TEXT: Final = ("", "van ban", "quy dinh")
"""What a document may rest on, said of any kind."""
_PAPER: Final = rf"({'|'.join(KINDS)}|{_OTHER_KINDS})(?: nay| do| tren)?"
_HOW_MUCH: Final = "(?:may|bao nhieu|nao|gi)"
_ASKS_NUMBER: Final = re.compile(
    rf"\b{_PAPER}(?: co| la| mang)? so(?: hieu)?(?: la)? {_HOW_MUCH}\b"
    rf"|^so(?: hieu)?(?: cua)? {_PAPER}(?: la)?(?: {_HOW_MUCH})?$"
)
_NUMBER_WORDS: Final = frozenset(
    "so hieu mang co la may bao nhieu nao gi cua ngay thang nam ban hanh ky".split()
)
_LISTS: Final = re.compile(r"\b(?:cong bo|phe duyet|ban hanh|danh muc|kem theo)\b")
"""What a decision does with the things that it counts: "Phê duyệt 03 quy trình"."""
_LISTING_WORDS: Final = frozenset(
    "cong bo phe duyet ban hanh danh muc kem theo gom co duoc".split()
)
_SIGNED_BY: Final = re.compile(
    rf"\b(?:ky|nguoi ky)(?: ban hanh)? (?:{'|'.join(KINDS)}|van ban|so)\b|\bai ky(?: ban hanh)?$"
)
_TITLED: Final = 5
"""Words of a title by which a question names a document that it gives no number of."""
_OPENING: Final = 60
"""Characters in which a heading that was not set apart would stand."""
_SCOPE: Final = re.compile(r"(?i)\b(?:phạm vi điều chỉnh|mục đích)\b")
_APPLIES: Final = re.compile(r"(?i)\bđối tượng (?:được )?áp dụng\b")
_APPLIES_TO: Final = re.compile(r"(?i)\bnày (?:được )?áp dụng (?:cho|đối với|với)\b")
_DOES: Final = r"\b(?i:thay thế|bãi bỏ|hủy bỏ|huỷ bỏ|sửa đổi|bổ sung)\b"
_THIS: Final = (
    r"(?i)\b(?:nghị quyết|nghị định|quyết định|quy định|quy chế|thông tư|chỉ thị|kế hoạch|hướng dẫn"
    r"|luật|pháp lệnh|điều lệ|văn bản)\b"
)
_THIS_DOES: Final = re.compile(rf"{_THIS} này (?:[^\W\d_]+ ){{0,12}}?{_DOES}")
_ENDS_WHAT_IS_CONTRARY: Final = re.compile(
    rf"{_THIS}[^.;]*\btrái (?:với|nội dung)\b[^.;]*\b(?:{_DOES}|hết hiệu lực)"
)
"""What ends without being named: "Các quy định trái với Quy định này đều bãi bỏ"."""
_FROM: Final = (
    r"(?<!hết )\bhiệu lực(?: thi hành)?\b"
    r"[^.;]{0,30}?\b(?:từ|sau)\b(?: ngày (?:\d|ký|ban hành|công bố|thông qua|được)| \d+ ngày)"
)
_THIS_TAKES_EFFECT: Final = re.compile(rf"{_THIS} này (?:\w+ ){{0,3}}?{_FROM}")
_TAKES_EFFECT: Final = re.compile(rf"{_THIS}[^.;]{{0,60}}?{_FROM}")
_THIS_LASTS: Final = re.compile(
    rf"{_THIS} này (?:\w+ ){{0,3}}?hiệu lực\b[^.;]{{0,90}}?"
    r"\bđến (?:hết |cuối )?(?:ngày|tháng|năm|khi)\b"
)
_MOTTO: Final = re.compile(r"(?i)cộng h(?:òa|oà) xã hội|độc lập\s*-|đảng cộng sản việt nam|^\W*$")
_OPENING_PASSAGES: Final = 12
"""Passages in which a document says how much it is about: "Công bố danh mục 35 thủ tục"."""
_ABBREVIATED: Final = re.compile(r"[^aeiouy\d]+")
"""Words that a text spells out: PPP, TTHC, TP."""
_HEAD: Final = 12
"""Lines in which number, issuer and day of a document stand."""


def facet(asked: Wanted, document: DocumentInfo, *, cited: bool = False) -> Facet | None:
    """What of this very document a question asks; None where it asks anything else.

    Args:
        asked: The question.
        document: One that was found.
        cited: Whether the question speaks of the document just cited, or of the only one there is,
            without its number.
    """
    name = f"{origin(document)} {document.title} {document.kind or ''} {_SAID_OF_IT}"
    titled = {*bare_words(name)}
    more = asked.content - titled
    plain = " ".join(asked.words)
    if asked.documents:
        if not names_all(asked.documents, origin(document)):
            return None
    elif not cited and (not _KIND.search(plain) or len(asked.content & titled) < _TITLED):
        return None
    if asked.documents and asked.expected in _WHO and _SIGNED_BY.search(plain):
        return Facet.SIGNER
    if _ASKS_WHO_SIGNED.search(plain):
        others = more - _SIGNER_WORDS
        telling = any(map(str.isdigit, others)) or any(others & {*p.split()} for p in asked.places)
        if len(others) <= _ANOTHER_WORD and not telling:
            return Facet.SIGNER
    is_named = bool(asked.documents) or not cited
    own_kind = " ".join(bare_words(document.kind or ""))
    itself = {*bare_words(_SAID_OF_IT), *own_kind.split()}
    if of := _of_preamble(asked, plain, asked.content - itself, is_named):
        return of
    number = _ASKS_NUMBER.search(plain)
    if number and (number[1] or number[2]) in ("van ban", own_kind):
        return None if more - _NUMBER_WORDS else Facet.NUMBER
    is_meant = is_named or names_this(asked) or (own_kind and own_kind in plain)
    if not is_meant and _ASKS_OF_PAPERS_TOO.search(plain):
        return None
    for kind, expected, sign, words in _FACETS:
        asks = asked.expected in expected or asked.expected is Expected.ANY
        if asks and sign.search(plain) and not more - words:
            return kind
    if asked.expected is Expected.NUMBER and asked.unit:
        counts = _LISTS.search(plain) and not more - _LISTING_WORDS - {*asked.unit}
        if asked.documents or counts:
            return Facet.COUNT
    if asked.expected in _OPEN and not more - _OF_A_WHOLE and (not cited or names_this(asked)):
        return Facet.CONTENT
    return None


def _of_preamble(
    asked: Wanted, plain: str, besides: frozenset[str], is_named: bool
) -> Facet | None:
    """Whether it is asked who proposed the document or what it rests on; of one that is not named
    only where nothing else is said."""
    proposed = _ASKS_WHO_PROPOSED.search(plain) and not _OF_A_FORM.search(plain)
    if proposed and (is_named or not besides - _PROPOSAL_WORDS):
        return Facet.PROPOSAL
    on_what = _ASKS_ON_WHAT.search(plain)
    if on_what and "theo" not in asked.words:
        is_meant = (on_what["kind"] or "phap" in asked.words) and not besides - _BASIS_WORDS
        return Facet.BASIS if is_named or is_meant else None
    return None


def names_this(asked: Wanted) -> str:
    """The kind of document that a question points at: "ke hoach" of "Kế hoạch này do ai ký?", and
    of "Kế hoạch số mấy?"."""
    plain = " ".join(asked.words)
    if found := _THIS_KIND.search(plain):
        return found[1]
    number = _ASKS_NUMBER.search(plain)
    return (number[1] or number[2]) if number else ""


_SAID_OF_IT: Final = "văn bản nghị quyết quyết định kế hoạch nghị định thông tư luật này đó trên số"


def told(
    of: Facet, asked: Wanted, document: DocumentInfo, passages: Sequence[StoredPassage]
) -> tuple[int, str] | None:
    """Where that stands: the number of the passage and what to quote; None where nowhere.

    Args:
        of: What is asked.
        asked: The question.
        document: The document.
        passages: All of it, in reading order.
    """
    match of:
        case Facet.SIGNER:
            return _signed(document.signer, passages)
        case Facet.DAY | Facet.NUMBER | Facet.ISSUER:
            return _headed(of, document, passages)
        case Facet.RELATIONS:
            return _related(document, passages)
        case Facet.EFFECT:
            return _sentence(passages, _THIS_TAKES_EFFECT) or _sentence(passages, _TAKES_EFFECT)
        case Facet.COUNT:
            return _counted(asked, document, passages[:_OPENING_PASSAGES])
        case Facet.PROPOSAL:
            return _proposed(asked, document, passages[:_OPENING_PASSAGES])
        case Facet.BASIS:
            return _based(asked, document, passages[:_OPENING_PASSAGES])
        case Facet.ADDRESSEES:
            return _addressed(passages)
        case Facet.UNTIL:
            return _sentence(passages, _THIS_LASTS)
        case Facet.APPLIES_TO:
            at = _first(passages, _APPLIES)
            if at is None:
                return _sentence(passages, _APPLIES_TO)
            return at, quote(asked, passages[at]).text
    at = _first(passages, _SCOPE)
    if at is None:
        stated = (i for i, one in enumerate(passages) if not aside(asked, one.text))
        at = next(stated, 0)
    return at, f"{document.title}\n{_beginning(passages[at].text)}"


def _first(passages: Sequence[StoredPassage], sign: re.Pattern[str]) -> int | None:
    def says(passage: StoredPassage) -> bool:
        return any(map(sign.search, (*passage.heading[-1:], passage.text[:_OPENING])))

    return next((i for i, passage in enumerate(passages) if says(passage)), None)


def _beginning(text: str) -> str:
    if len(text) <= SHORT:
        return text
    spans = sentences(text)
    return text[: spans[0][1] if spans else LIMIT]


def _signed(signer: str | None, passages: Sequence[StoredPassage]) -> tuple[int, str] | None:
    """The signature: the office in capitals and the name below it."""
    if not signer:
        return None
    name = signer.partition(",")[0]
    for at in range(len(passages) - 1, -1, -1):
        lines = passages[at].text.splitlines()
        row = next((i for i, line in enumerate(lines) if bare_name(line) == name), None)
        if row is None:
            continue
        start = row
        while start and lines[start - 1].isupper():
            start -= 1
        return at, "\n".join(lines[start : row + 1])
    return None


def _sentence(passages: Sequence[StoredPassage], sign: re.Pattern[str]) -> tuple[int, str] | None:
    """The first sentence that says it."""
    for at, passage in enumerate(passages):
        for start, end in sentences(passage.text):
            if sign.search(passage.text[start:end]):
                return at, passage.text[start:end]
    return None


def _counted(
    asked: Wanted, document: DocumentInfo, passages: Sequence[StoredPassage]
) -> tuple[int, str] | None:
    """The sentence that counts what is asked for and has all that the title does not say."""
    unit = " ".join(asked.unit[:2])
    counts = re.compile(rf"\b\d[\d.]* (?:[^\W\d_]+ )?{unit}\b")
    spelt = _told_apart_by(asked, document)
    for at, passage in enumerate(passages):
        for start, end in sentences(passage.text):
            said = passage.text[start:end]
            words = bare_words(said)
            if counts.search(" ".join(words)) and spelt.issubset(words):
                return at, said
    return None


def _proposed(
    asked: Wanted, document: DocumentInfo, passages: Sequence[StoredPassage]
) -> tuple[int, str] | None:
    """The line of the preamble that names who proposed it, and by which letter."""
    spelt = _told_apart_by(asked, document) - _PROPOSAL_WORDS
    for at, passage in enumerate(passages):
        for line in passage.text.splitlines():
            if _PROPOSED.search(line) and spelt.issubset(bare_words(line)):
                return at, line.strip()
    return None


def _based(
    asked: Wanted, document: DocumentInfo, passages: Sequence[StoredPassage]
) -> tuple[int, str] | None:
    """The lines of the preamble that name what the document rests on, of the kind asked for."""
    sign = _ASKS_ON_WHAT.search(" ".join(asked.words))
    kind = (sign and sign["kind"]) or ""
    spelt = _told_apart_by(asked, document) - _BASIS_WORDS - {*kind.split()}
    spelt |= set() if kind in _ANY_TEXT else {*kind.split()}
    bases = [
        [
            line.strip()
            for line in passage.text.splitlines()
            if _BASIS.search(line) and spelt.issubset(bare_words(line))
        ]
        for passage in passages
    ]
    at = max(range(len(bases)), key=lambda at: len(bases[at]), default=0)
    return (at, _as_many(bases[at])) if any(bases) else None


def _addressed(passages: Sequence[StoredPassage]) -> tuple[int, str] | None:
    """To whom it is addressed, or sent: the line that says so and the list below it."""
    for at, passage in enumerate(passages):
        lines = passage.text.splitlines()
        start = next((row for row, line in enumerate(lines) if _ADDRESSED.search(line)), None)
        if start is not None:
            below = takewhile(_ADDRESSEE.search, lines[start + 1 :])
            return at, _as_many([lines[start].strip(), *map(str.strip, below)])
    return None


def _as_many(lines: Sequence[str]) -> str:
    """As many of the lines as fit a quote, one at least."""
    ends = accumulate(len(line) + 1 for line in lines)
    return "\n".join(lines[: max(1, sum(end <= LIMIT for end in ends))])


def _told_apart_by(asked: Wanted, document: DocumentInfo) -> set[str]:
    """The words of content that the document's name does not have, those spelt out by texts but for
    places."""
    titled = {*bare_words(f"{origin(document)} {document.title} {_SAID_OF_IT}")}
    spelt = {word for word in asked.content - titled if not _ABBREVIATED.fullmatch(word)}
    return spelt.difference(*(place.split() for place in asked.places))


def _related(document: DocumentInfo, passages: Sequence[StoredPassage]) -> tuple[int, str] | None:
    """The sentence that says which other texts it replaces, amends or repeals."""
    for relation in document.relations:
        number = re.escape(relation.number)
        found = _sentence(passages, re.compile(rf"{_DOES}.*{number}|{number}.*{_DOES}", re.DOTALL))
        if found:
            return found
    return _sentence(passages, _THIS_DOES) or _sentence(passages, _ENDS_WHAT_IS_CONTRARY)


def _headed(
    of: Facet, document: DocumentInfo, passages: Sequence[StoredPassage]
) -> tuple[int, str] | None:
    """The lines of the head: who issued it, its number, the place and day."""
    if not passages:
        return None
    lines = [line for line in passages[0].text.splitlines()[:_HEAD] if not _MOTTO.search(line)]
    day = document.issued_on
    dated = day and re.compile(
        rf"(?i)ngày\s+0?{day.day}\s+tháng\s+0?{day.month}\s+năm\s+{day.year}"
    )
    issuer = bare_words(document.issuer or "")
    kept = [
        line
        for i, line in enumerate(lines)
        if (of is not Facet.NUMBER and issuer and not i and set(bare_words(line)) <= {*issuer})
        or (document.number and document.number in line and len(line) < len(document.number) + 10)
        or (dated and dated.search(line) and len(line) < LIMIT)
    ]
    text = "\n".join(kept)
    match of:
        case Facet.DAY:
            found = bool(dated and dated.search(text))
        case Facet.NUMBER:
            found = bool(document.number and document.number in text)
        case _:
            found = bool(kept) and lines[0] in kept
    return (0, text) if found else None
