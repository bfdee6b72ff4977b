"""What a question asks for: its words of content, its names and numbers, the kind of answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Final

from index.codes import NamedDocument, documents_named
from index.names import asked_places, bare_words, capitalised, places, without_marks
from knowledge.text import document_codes, syllables, unmarked


class Expected(StrEnum):
    """The kind of thing an answer must name."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"  # who somebody is
    ACTOR = "actor"  # who does or decides something: a person, an office, a body
    PLACE = "place"
    REASON = "reason"
    LIST = "list"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    ANY = "any"


_EXPECTED: Final = (
    (
        Expected.DATE,
        r"khi nao|bao gio|luc nao|(?:ngay|nam|thang|thoi gian|thoi diem|gio|mua|the ky|dip|hom|"
        r"bua|hoi|chung|giai doan|nhiem ky) (?:nao|may)|may gio|han chot"
        r"|(?<!moi )(?<!mot )(?<!hang )(?<!1 )(?<!/)(?:ngay|nam|thang) bao nhieu",
    ),
    (
        Expected.NUMBER,
        r"bao nhieu|(?<!lan thu )may(?! tinh| moc| bay)|bao lau|bao xa|ty le nao|lan thu may|"
        r"(?:con|chi) so nao|muc nao",
    ),
    (Expected.PERSON, r"la ai|ai la|ten (?:la )?gi|ai (?:giu|lam) (?:chuc|bi thu|chu tich)"),
    (Expected.ACTOR, r"ai|nguoi nao|dong chi nao|co quan nao|to chuc nao|don vi nao|cap nao"),
    (Expected.REASON, r"vi sao|tai sao|nguyen nhan|ly do|do dau"),
    (
        Expected.PLACE,
        r"o dau|noi nao|cho nao|dia diem nao|(?:tinh|thanh pho|nuoc|huyen|xa|phuong|dia phuong) nao"
        r"|tai dau|den dau|tu dau|ve dau|vao dau",
    ),
    (Expected.YES_NO, r"co .*khong|dung hay sai|phai khong|duoc khong|hay chua|dung khong"),
    (Expected.DEFINITION, r"la gi|nghia la|the nao la|duoc hieu"),
    (Expected.LIST, r"nhung gi|gom|cac .* nao|nhung .* nao|liet ke|ke ten"),
)
_OFFICE: Final = re.compile(
    r"\b(?:sở|bộ|ban|cục|vụ|phòng|viện|hội|đoàn|trường|ngành|công ty|chi bộ|đảng bộ|ủy ban|uỷ ban)"
    r" nào\b"
)
"""Which of some bodies; without its marks "sở" would be "số"."""
_KINDS = [(kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _EXPECTED]
_UNIT_OF = re.compile(
    r"\b(?:bao nhieu|may)(?! (?:mot|1|moi|cho|tren|tu|o|tai|thi|la|vay|neu|khi|trong)\b)"
    r"((?: [^\W\d_]+){1,3})"
)
_EVENT_OF = re.compile(
    r"((?: ?[^\W\d_]+){1,2}) (?:(?:vao|tu|ke tu|trong|den|tinh den|la|(?<!hieu )luc) )*"
    r"(?:khi nao|bao gio|luc nao|(?:ngay|nam|thang|thoi gian|thoi diem|gio|mua|the ky|dip) "
    r"(?:nao|may|bao nhieu)|may gio)"
)
_MONEY: Final = re.compile(
    r"\b(?:giá|phí|lương|tiền|vốn|thưởng|phạt|ngân sách|thuế|hỗ trợ|trợ cấp|phụ cấp|mức chi|"
    r"mức đóng|mức hưởng|chi|đóng|nộp|hưởng|thu nhập)\b.*\b(?:bao nhiêu|mức nào|mấy)"
    r"|\bbao nhiêu (?:tiền|đồng|triệu|tỷ)"
)
_ASKS_AS: Final = {
    unmarked(word): word for word in "ai bao mấy nào đâu gì sao hôm bữa lúc giờ".split()
}
"""What question words are with their marks; with others they are other words."""
_HOW_LONG: Final = "bao lâu"
_YEAR = re.compile(r"(?:19|20)\d\d")

_OF_MONEY: Final = frozenset(
    "tien dong trieu ty mot moi cho nam thang nguoi ngay quy thi la vay a hang nay o tai".split()
)
_OF_TIME: Final = frozenset(("ngay", "thang", "nam"))
FILLER: Final = frozenset(
    "ai bao nhiêu nào gì sao đâu mấy à ơi nhé nhỉ vậy thế thì là có không được phải hay hoặc của "
    "cho về với và các những một cái này đó kia ấy ở tại trong từ đến bị do vì theo như khi sẽ đã "
    "đang còn cũng rất hỏi em anh chị mình tôi bạn xin biết giúp vui lòng cảm ơn ad admin lúc nếu "
    "mà để muốn tìm hiểu xem nói kể vào ra gọi thuộc hiện nay rồi nên cần ạ dạ vẫn tất cả".split()
)
"""Syllables that say little about what a question is about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for; all words without marks unless said.

    Attributes:
        words: Its syllables, in order.
        content: The distinct ones that say what it is about.
        pairs: Neighbours that are both of them content: most words of Vietnamese are two syllables.
        marked_content: The content with marks; empty where it was typed without any.
        numbers: Its numbers but years and codes.
        years: Its years.
        documents: The documents it names by number, in full or in part ("nghị quyết 02").
        places: Places it names.
        names: Its other names of two capitalised words and more.
        expected: The kind of thing an answer must name.
        unit: The content right behind "bao nhiêu"; of a day that is asked for, what happened on it.
        money: Whether the number it asks for is an amount of money.
    """

    words: tuple[str, ...]
    content: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    marked_content: frozenset[str]
    numbers: frozenset[str]
    years: frozenset[str]
    documents: tuple[NamedDocument, ...]
    places: frozenset[str]
    names: frozenset[str]
    expected: Expected
    unit: tuple[str, ...]
    money: bool


@lru_cache(maxsize=4096)  # the wordings of Q&A entries are held against question after question
def wanted(question: str, *, known: frozenset[str] = frozenset()) -> Wanted:
    """Read a question.

    Args:
        question: With its marks put back where it had none.
        known: Names of places that the searched texts carry, see `names.named_places`.
    """
    marked = syllables(question)
    words = without_marks(marked)
    plain_text = " ".join(marked)
    plain = " ".join(map(_asking, marked))
    expected = next((kind for kind, sign in _KINDS if sign.search(plain)), Expected.ANY)
    if expected is Expected.ANY and _OFFICE.search(plain_text):
        expected = Expected.ACTOR
    bare = unmarked(plain_text)
    unit = _UNIT_OF.search(bare) if expected in (Expected.NUMBER, Expected.DATE) else None
    of = without_marks(_counted(marked, bare, unit.start(1))) if unit else ()
    if of[:1] in (("cai",), ("chiec",)):  # "mấy cái mới" counts whatever was spoken of
        of = of[1:]
    counted = [word for word in of if word not in _OF_MONEY]
    if _OF_TIME.issuperset(of[:1]) and "luong" not in of:  # "đóng phí bao nhiêu tháng"
        counted = list(of[:1])
    if unit is None and expected is Expected.DATE and (event := _EVENT_OF.search(bare)):
        of = tuple(event[1].split())
    telling = frozenset(word for word in marked if word not in FILLER)
    if _HOW_LONG in plain_text:
        telling -= {"lâu"}
    content = frozenset(without_marks(tuple(telling)))
    has_marks = unmarked(question) != question
    codes = frozenset(code.key for code in document_codes(question))
    digits = frozenset(word for word in words if any(c.isdigit() for c in word))
    documents = documents_named(question)
    in_codes = frozenset(part for code in codes for part in bare_words(code))
    in_codes |= frozenset(word for word in digits if any(_is_of(word, d) for d in documents))
    years = frozenset(word for word in digits if _YEAR.fullmatch(word)) - in_codes
    money = expected is Expected.NUMBER and bool(_MONEY.search(plain_text)) and not counted
    named = asked_places(marked, known) | places(question)
    return Wanted(
        words=words,
        content=content,
        pairs=frozenset(pair for pair in pairwise(words) if content.issuperset(pair)),
        marked_content=telling if has_marks else frozenset(),
        numbers=digits - years - in_codes,
        years=years,
        documents=documents,
        places=named,
        names=frozenset(
            name for name in capitalised(question) if not any(place in name for place in named)
        ),
        expected=expected,
        unit=()
        if money
        else ("lau",)
        if _HOW_LONG in plain_text
        else tuple(word for word in of if word in content),
        money=money,
    )


def _counted(marked: Sequence[str], bare: str, at: int) -> tuple[str, ...]:
    """The syllables behind "bao nhiêu", from a place in the bare text, up to one that only binds:
    "bao nhiêu điểm thì xếp loại" asks for "điểm"."""
    first = bare[: at + 1].count(" ")
    return tuple(takewhile(lambda word: word not in FILLER, marked[first : first + 3]))


def _asking(word: str) -> str:
    """A syllable as the patterns of questions know it; "máy" is not "mấy", "đầu" not "đâu"."""
    bare = unmarked(word)
    return "_" if word not in (bare, _ASKS_AS.get(bare, word)) else bare


def _is_of(word: str, document: NamedDocument) -> bool:
    return word.replace(",", ".") == document.number
