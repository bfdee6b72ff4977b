"""Whether a text is about just what a question asks, and names what it asks for.

Near in wording is not enough for an answer: "Thị xã Tân Uyên có bao nhiêu đảng viên?" is not
answered by the members of Thủ Dầu Một. Each item of `Evidence` is one reason to believe or to
doubt; `index/confidence.py` weighs them.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p
from typing import Final

from index.codes import KINDS, names_all
from index.names import (
    bare_words,
    capitalised,
    marked_words,
    people,
    places,
    without_marks,
)
from index.wanted import Expected, Wanted
from index.weights import MOST, general_weight
from knowledge.text import search_form, unmarked

_NUMBER_WORDS: Final = frozenset(
    "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty".split()
)
_NO_COUNT: Final = re.compile(
    r"\b(?:dieu|khoan|diem|muc|tieu muc|phu luc|chuong|phan|bieu|mau|trang|lan thu|quy|khoa)"
    r" (?:so )?\d{1,3}(?:\.\d{1,2})*\b(?![.,]\d)"
    r"(?! ?(?:%|dong|trieu|ty|nghin|ngan|phan tram|lan)\b)"
    r"|\b\d+[a-z]?(?: ?/ ?\d{4})? ?[/-] ?[a-z]{1,8}\d{0,2}(?:[/-] ?[a-z]+\d{0,2})+"  # số hiệu
    r"|\b\d+/\d{4}/[a-z][a-z0-9/-]*|\b\d+ ?/ ?[a-z]{2,}\b"
    r"|\bngay \d{1,2}(?: thang \d{1,2}(?: nam \d{4})?|[/.-]\d{1,2}(?:[/.-]\d{2,4})?)?"
    r"|\bthang \d{1,2}(?:[/-]\d{4}| nam \d{4})?|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b"
    r"|\b\d[gGkK]\b"  # 5G, 4K
    r"|\b(?:19|20)\d\d ?- ?(?:19|20)\d\d\b|\b(?:19|20)\d\d\b(?![.,]\d|%)"
)
"""Numbers that count nothing: of articles, of documents, of days and years."""
_ENUMERATOR: Final = re.compile(r"(?m)^\s*(?:\d+(?:\.\d+)*[.)]|\[\d+\])\s")
_MONEY: Final = re.compile(
    r"\d[\d.,]* ?(?:(?:dong(?! (?:chi|bao|nghiep|loat|thoi|ho))|trieu|ty(?! (?:le|trong))|nghin|"
    r"ngan(?! hang)|vnd|usd|d)\b|vnđ)"
    r"|\d[\d.,]* ?lan [^.;\n]{0,20}\b(?:luong|chuan)\b"
    # of a column: "Vốn (tỷ đồng): 37"
    r"|\([^()\n]{0,12}\b(?:dong|trieu|ty|nghin|ngan|vnd)\b[^()\n]{0,20}\)[^:;\n]{0,10}: ?\d"
)
_SHARE_OF: Final = re.compile(r"\d ?(?:%|(?:phan tram|lan)\b)")
_CURRENCY: Final = frozenset(("tien", "dong", "trieu", "ty"))
_PAGE_NUMBER: Final = re.compile(r"(?m)^\s*\d{1,3}\s*$")
_FACTOR: Final = re.compile(r"\d,\d")
_GROUPED: Final = re.compile(
    r"(?<![\d.])[1-9](?:\d{0,2}(?:\.\d{3})+|\d{2,})\b(?!\.\d)(?! ?(?:%|[a-z]{1,3}\d|[a-z]+\b))"
)
"""Numbers as large as amounts are, and not of anything named."""
_LISTED: Final = re.compile(r"\b(?:gom|bao gom|sau day|sau|nhu sau|cu the|la)\b")
_PREAMBLE: Final = re.compile(
    r"^\W*(?:Căn cứ|Xét|Theo đề nghị|CĂN CỨ)\b|^\W*\((?:Ban hành k|K)èm theo\b"
    r"|CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM\s*\n"
)
_DATELINE: Final = re.compile(r"^[^\n,]{2,40},\s+ngày\s+\S+\s+tháng\s+\S+\s+năm\s+\d{4}\W*$")
_LEADERS: Final = re.compile(r"\.{6,}|_{6,}|…{3,}")
_REASONS: Final = re.compile(r"\b(?:do|vi|boi|nham|nguyen nhan|ly do|bat nguon|de)\b")
_DATED: Final = re.compile(
    r"\b\d{1,2}[/-]\d{1,2}\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b|\bnam \d{3,4}|\bthang \d|\bngay \d"
    r"|\b(?:18|19|20)\d\d\b"
    r"|\d+ ?(?:gio|h|g)(?:\d\d)?\b|the ky [ivx\d]+"
)
_CITED: Final = re.compile(
    r"\b\d+[a-z]?(?: ?/ ?\d{4})? ?[/-] ?[a-z][a-z0-9/-]*[ ,]+(?:ngay \d{1,2}"
    r"(?:[/.-]\d{1,2}[/.-]\d{4}| thang \d{1,2} nam \d{4})|nam \d{4})"
    r"|\bluat [^.;\n]{3,80}?(?: so [\w/-]+| nam \d{4})"
)
"""Documents that are cited with their day, which is no answer to "khi nào"."""
_CODED: Final = re.compile(r"\b\d+ ?/ ?\d{4} ?/ ?[a-z][\w/-]*")
"""Numbers of documents, of which the year is no answer either."""
_ISSUED: Final = ("", "ban hanh", "ky", "ra doi", "thanh lap", "gui")
"""Events on whose day a document is cited."""
_ISSUED_ON: Final = re.compile(
    r"\b(?:ban hanh|thong qua|ky|phe duyet|phe chuan|chuan y|cong nhan|cong bo)\b[^.;\n]{0,20}$"
)
"""What stands before the day of a document, which is the day of nothing else."""
_TERM: Final = re.compile(r"\b(?:19|20)\d\d ?- ?(?:19|20)\d\d\b")
_OF_TERM: Final = frozenset(("nam", "ky", "doan"))
"""A term of years, which holds no day, and the words of questions that ask for one."""
_FROM_NOW: Final = re.compile(r"\b(?:ke )?tu ngay (?:ky|ban hanh|cong bo|thong qua)\b")
_UNTIL: Final = re.compile(r"\bden (?:het|ngay nao|khi nao|bao gio|luc nao)\b")
_UP_TO: Final = re.compile(r"\bden (?:het |truoc |ngay |cuoi |thang |nam |quy )*[^,;.]{0,24}")
"""Days until which something lasts, in a question and in a text."""
_BEFORE: Final = re.compile(r"\btruoc (?:ngay|thang|khi|luc) (?:nao|may)\b")
_UP_TO_BEFORE: Final = re.compile(
    r"\b(?:truoc|cham nhat|den het|het|muon nhat|han cuoi)\b[^,;.]{0,40}"
)
"""Days before which something must be done, in a question and in a text."""
_CLOSE: Final = 60
"""Letters between an event and its day, at most."""
_TIMED: Final = re.compile(r"\b(?:ngay|thang|nam|gio|quy|tuan|sau khi|truoc khi|ke tu)\b")
_ACTOR: Final = re.compile(
    r"\b(?:dong chi|ong|ba|bi thu|chu tich|giam doc|truong|pho|bo|so|thu tuong|nguoi|co quan|"
    r"uy ban|hoi dong|ban|don vi|to chuc|cap|chinh phu|quoc hoi|toa an|vien)\b"
)
_BODY: Final = re.compile(
    r"\b(?:Sở|Bộ(?! phận| luật| tiêu| máy)|Cục|Ban(?! đầu| hành)|Văn phòng(?! phẩm)|"
    r"Phòng(?! họp| chống| ngừa| học| khi)|Trung tâm|Viện(?! phí| dẫn)|Công an|Công đoàn|Mặt trận|"
    r"Đoàn(?! kết)|Hội(?! trường| nghị| thi| thảo)|Đảng ủy|Đảng uỷ|Tỉnh ủy|Thành ủy|Quận ủy|"
    r"Huyện ủy|Chi bộ|Tòa án|Thủ tướng|Chủ tịch|Phó Chủ tịch|Bí thư|Giám đốc|Hiệu trưởng|"
    r"Thủ trưởng|Trưởng|Tổng) "
    r"|\b(?:UBND|HĐND|BCH|BTV|MTTQ|LĐLĐ|Ủy ban|Uỷ ban|Hội đồng|Bộ trưởng|Chính phủ|Quốc hội)\b"
)
"""Offices and office holders as they are written."""
_NUMBERED: Final = (
    r"(?i)^\s*(?:(?:điều|khoản|mục|điểm|phần|chương)\s+)?(?:[\divxlc]+(?:\.\d+)*|[a-zđ])\s*"
)
_LABEL: Final = re.compile(rf"{_NUMBERED}[.):]\s*")
_ONLY_LABEL: Final = re.compile(rf"{_NUMBERED}[.):]?\s*$")
_OFFICE_LETTERS: Final = 60
"""Letters of a heading that is an office and nothing else, at most."""
_PLACED: Final = re.compile(
    r"\b(?:tai|o|tren|qua|gui|nop|dia chi|tru so|thanh pho|thi xa|tinh|huyen|phuong|xa|thon)\b"
)
_ROLE: Final = re.compile(r"\b(?:dong chi|ong|ba)\b")
_UNITS: Final = {
    "tien": {"dong", "trieu", "ty", "nghin", "vnd"},
    "dong": {"dong", "trieu", "ty", "nghin"},
    "hec": {"ha", "hec"},
    "ha": {"ha", "hec"},
    "phan": {"%"},
    "bua": {"ngay"},
    "hom": {"ngay"},
    "lau": {"ngay", "thang", "nam", "gio", "phut", "tuan", "quy"},
}
"""Other words for what is counted."""
_MEASURES: Final = frozenset(
    "ngay thang nam gio phut giay tuan quy nguoi lan diem dong trieu ty nghin phan ha hec met km "
    "kg tan ta lit tiet buoi bua hom suat giai phieu ban bo cuon quyen con cay xa phuong tinh "
    "huyen thon ho nha lop truong doi nhom loai muc cap buoc mau khoan dieu ca cai chiec to "
    "cau".split()
)
"""Words that count alone: "05 ngày" are "ngày làm việc" too, "1 chỉ thị" is no "chỉ tiêu"."""
_NEAR: Final = 6
_NAMED: Final = 0.25
"""From which surety on the kind of thing asked for is there."""
_KEPT: Final = 8192
"""Texts of which it is remembered what they say."""
_SIGN: Final = 80
"""Characters of an addressee or a signer's office at most."""
_OF_FOOT: Final = re.compile(
    r"\s*(?:[-–+•*]\s?\S|Nơi nhận|[A-ZĐÀ-Ỹ., ]{4,}$|(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]+ ?){2,5}$|\()"
)
_ADDRESSED: Final = re.compile(r"\s*(?i:nơi nhận)\s*:")
_DOCUMENT: Final = f"(?:{'|'.join(KINDS)}|van ban)"
_FOOT: Final = re.compile(
    rf"\b(?:{_DOCUMENT}\b.*\b(?:ky|gui|nhan)|(?:ky|gui|nhan) {_DOCUMENT}|noi nhan)\b"
)
"""Questions about what the foot of a document says."""
ITEM: Final = re.compile(r"^\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]|[a-zđ]\))\s")
"""A line that is an item of a list."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Reasons to believe or to doubt; shares are of the weight of the question's words.

    Attributes:
        covered: Share that stands in the text or its title.
        covered_quote: Share that stands in the quoted sentences or the title.
        covered_marked: Share of its marked words; `covered` where it has none.
        pairs: Share of its pairs that stand there as pairs.
        pairs_quote: Share of them in the quoted sentences or the title.
        worst: How much the weightiest missing word says, as a share of the most a word says.
        missing_places: Whether it names a place that the text is not about.
        other_places: Whether the quote names another place instead.
        missing_years: Whether it names a year that stands nowhere.
        missing_codes: Whether it names a document that this is not and does not mention.
        missing_numbers: Share of its other numbers that stand nowhere.
        missing_names: Share of its other names that stand nowhere.
        expected: How surely the quote names the kind of thing asked for.
        dense: Cosine of question and text.
        behind: How far it is ranked behind the best text, in the ranker's units.
        words: How many words of content the question has, as a logarithm.
        likeness: Of a FAQ entry: cosine of the question and its nearest wording.
        agreed: Of a FAQ entry: share of the question and the wording, taken together, that they
            have in common.
        unasked: Of a FAQ entry: share of the wording that the question does not have.
        missing_unit: Share of what is counted ("bao nhiêu …") that stands neither in the quote
            nor in the title.
        aside: Whether the quote is no statement: a preamble ("Căn cứ …"), a table of contents, a
            cover in capitals, the place and day of a letter.
        beyond: Share of the words that the document's title does not have which stand in the
            quote or in its headings: any text of a document shares the title's words.
        headed: Share of the question's words that stand in the headings.
        unnamed: Whether a number or a day is asked for and the quote has none.
    """

    covered: float
    covered_quote: float
    covered_marked: float
    pairs: float
    pairs_quote: float
    worst: float
    missing_places: float
    other_places: float
    missing_years: float
    missing_codes: float
    missing_numbers: float
    missing_names: float
    expected: float
    dense: float
    behind: float
    words: float
    likeness: float = 0.0
    agreed: float = 0.0
    unasked: float = 0.0
    missing_unit: float = 0.0
    aside: float = 0.0
    beyond: float = 1.0
    headed: float = 0.0
    unnamed: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """A text that may hold an answer.

    Attributes:
        title: Number, title and headings; of a FAQ entry its questions.
        origin: Who issued it and when, as a question may name it.
        text: The text itself.
        quote: The sentences that would be quoted.
        about: The places that the whole document is about.
        document: The document's title alone.
        headings: The headings alone, one a line.
        in_foot: Whether it stands in the foot of a document, among addressees and signers.
        wordings: Of a FAQ entry, each way to ask it.
        words: The syllables of title and of text, where they are known already.
        bare: The same without marks.
    """

    title: str
    text: str
    quote: str
    origin: str = ""
    about: frozenset[str] = frozenset()
    document: str = ""
    headings: str = ""
    in_foot: bool = False
    wordings: tuple[Wanted, ...] = ()
    words: tuple[Sequence[str], Sequence[str]] | None = None
    bare: tuple[Sequence[str], Sequence[str]] | None = None


def evidence(
    asked: Wanted, source: Source, *, dense: float, behind: float = 0.0, likeness: float = 0.0
) -> Evidence:
    """Hold a question against a text.

    Args:
        asked: What is wanted.
        source: The text.
        dense: Cosine of question and text.
        behind: How far it is ranked behind the best text.
        likeness: Cosine of the question and the nearest wording of a FAQ entry.
    """
    whole = f"{source.title}\n{source.text}"
    spelt = source.words or (marked_words(source.title), marked_words(source.text))
    title, text = source.bare or map(without_marks, spelt)
    quote = bare_words(source.quote)
    near = {*title, *quote}
    words = near | set(text)
    pairs_near = {*pairwise(title), *pairwise(quote)}
    joined = f" {' '.join([*title, *text])} "
    lacking, other = _places(asked, source, joined)
    stated = words | {*bare_words(source.origin)}
    covered = _share(asked.content, words)
    expected = has_expected(asked, source)
    headed = bare_words(source.headings)
    beyond = asked.content.difference(bare_words(source.document))
    agreed, unasked = _agreement(asked, source.wordings)
    return Evidence(
        covered=covered,
        covered_quote=_share(asked.content, near),
        covered_marked=_share(asked.marked_content, {*spelt[0], *spelt[1]})
        if asked.marked_content
        else covered,
        pairs=_share_of_pairs(asked, pairs_near | {*pairwise(text)}),
        pairs_quote=_share_of_pairs(asked, pairs_near),
        worst=max(map(general_weight, asked.content - words), default=0.0) / MOST,
        missing_places=float(lacking),
        other_places=float(other),
        missing_years=float(bool(asked.years - stated)),
        missing_codes=float(not names_all(asked.documents, f"{whole}\n{source.origin}")),
        missing_numbers=_missing(asked.numbers, stated),
        missing_names=_missing(asked.names, {name for name in asked.names if name in joined}),
        expected=expected,
        dense=dense,
        behind=min(behind, 5.0),
        words=log1p(len(asked.content)),
        likeness=likeness,
        agreed=agreed,
        unasked=unasked,
        missing_unit=1.0 - _share(asked.unit, near),
        aside=max(
            aside(asked, source.quote),
            float(
                (source.in_foot or bool(_ADDRESSED.match(source.quote)))
                and _is_foot(source.quote)
                and not _of_foot(asked)
            ),
        ),
        beyond=_share(beyond, {*headed, *quote}) if source.document else 1.0,
        headed=_share(asked.content, headed) if headed else 0.0,
        unnamed=float(asked.expected in (Expected.NUMBER, Expected.DATE) and expected < _NAMED),
    )


def _places(asked: Wanted, source: Source, joined: str) -> tuple[bool, bool]:
    """Whether the question names a place that the text is not about, and the quote another one."""
    if not asked.places:
        return False, False
    here = places(source.title) | places(source.quote)
    around = here or source.about
    own = places(source.origin)  # whoever issued it speaks of their own place
    lacking = any(
        place not in around and place not in own and f" {place} " not in joined
        for place in asked.places
    )
    return lacking, lacking and bool(around - asked.places)


def has_expected(asked: Wanted, source: Source) -> float:
    """How surely a text names the kind of thing that is asked for: 0 to 1; 1 where any will do."""
    match asked.expected:
        case Expected.NUMBER:
            if asked.money:
                return _priced(source.quote, in_money=not _CURRENCY.isdisjoint(asked.words))
            return _counted(asked.unit, counting_words(source.quote), bare_words(source.title))
        case Expected.DATE:
            if _UNTIL.search(" ".join(asked.words)):
                return _dated((), " ".join(_UP_TO.findall(_plain(source.quote))))
            if _BEFORE.search(" ".join(asked.words)):
                return _dated((), " ".join(_UP_TO_BEFORE.findall(_plain(source.quote))))
            of_day = "ngay" in asked.words and not _OF_TERM.intersection(asked.words)
            told = _plain(source.quote)
            return _dated(asked.unit, _TERM.sub(" ", told) if of_day else told)
        case Expected.PERSON:
            if people(source.quote):
                return 1.0
            return 0.5 * bool(_ROLE.search(_plain(source.quote)) and capitalised(source.quote))
        case Expected.ACTOR:
            if people(source.quote) or _BODY.search(source.quote):
                return 1.0
            if _ACTOR.search(_plain(source.quote)):
                return 0.8 if "ai" in asked.words else 0.6
            return 0.3
        case Expected.PLACE:
            return 1.0 if places(source.quote) or _PLACED.search(_plain(source.quote)) else 0.5
        case Expected.REASON:
            return 1.0 if _REASONS.search(_plain(source.quote)) else 0.0
        case Expected.LIST:
            return _listed(source.quote, _plain(source.quote))
        case _:
            return 1.0


@lru_cache(maxsize=_KEPT)
def _plain(text: str) -> str:
    return unmarked(search_form(text))


@lru_cache(maxsize=_KEPT)
def counting_words(text: str) -> tuple[str, ...]:
    """The bare syllables of a text without the numbers that count nothing."""
    plain = unmarked(search_form(_ENUMERATOR.sub("", text)))
    return bare_words(_NO_COUNT.sub(" ", plain))


def aside(asked: Wanted, quote: str) -> float:
    """Whether a quote states nothing: a preamble, a table of contents, a cover in capitals."""
    if _is_preamble(quote) and not {"can", "cu"} <= asked.content:
        return 1.0
    return float(_states_nothing(quote))


def is_label(heading: str) -> bool:
    """Whether a heading is a number and nothing else: "điểm a", "khoản 2"."""
    return bool(_ONLY_LABEL.match(heading))


def is_office(heading: str) -> bool:
    """Whether a heading is the name of an office: "4. Sở Nội vụ", "khoản 2. UBND cấp xã"."""
    name = _LABEL.sub("", heading)
    return len(name) <= _OFFICE_LETTERS and bool(_BODY.match(name))


@lru_cache(maxsize=_KEPT)
def _is_preamble(quote: str) -> bool:
    return bool(_PREAMBLE.search(quote))


@lru_cache(maxsize=_KEPT)
def _states_nothing(quote: str) -> bool:
    if _DATELINE.match(quote.strip()) or len(_LEADERS.findall(quote)) > 1:
        return True
    letters = "".join(filter(str.isalpha, quote))
    return sum(map(str.isupper, letters)) > 0.6 * len(letters)


@lru_cache(maxsize=_KEPT)
def _is_foot(quote: str) -> bool:
    """Whether a quote from below "Nơi nhận" is addressees and signers, not an appendix."""
    lines = quote.splitlines()
    signs = sum(len(line) <= _SIGN and bool(_OF_FOOT.match(line)) for line in lines)
    return signs > 0.6 * len(lines)


def _of_foot(asked: Wanted) -> bool:
    """Whether the question asks what the foot of a document says: who signed it, who gets it."""
    said = " ".join(asked.words)
    return asked.expected is Expected.PERSON or bool(_FOOT.search(said))


def _priced(quote: str, *, in_money: bool) -> float:
    """Whether an amount of money stands in a quote; or a rate, unless money is asked for."""
    stated = _PAGE_NUMBER.sub("", _ENUMERATOR.sub("", quote))
    plain = _NO_COUNT.sub(" ", unmarked(search_form(stated)))
    if _MONEY.search(plain):
        return 1.0
    if _SHARE_OF.search(plain):
        return 0.5 if in_money else 1.0
    if _GROUPED.search(plain):
        return 0.8
    if _FACTOR.search(plain):
        return 0.4
    return 0.2 if any(c.isdigit() for c in plain) else 0.0


def _listed(quote: str, plain: str) -> float:
    """Whether a quote lists things."""
    items = sum(bool(ITEM.match(line)) for line in quote.splitlines())
    if items > 1 or plain.count(";") > 1:
        return 1.0
    if plain.count(",") > 1 and _LISTED.search(plain):
        return 0.9
    return 0.6 if plain.count(",") > 1 or _LISTED.search(plain) else 0.2


def _dated(event: Sequence[str], plain: str) -> float:
    """Whether a quote names a time, and names it near the event whose day is asked for."""
    happens = " ".join(event[-2:])
    told = plain if happens in _ISSUED else _CODED.sub(" ", _CITED.sub(" ", plain))
    if happens == "hieu luc" and _FROM_NOW.search(told):
        return 1.0
    times = [match.start() for match in _DATED.finditer(told)]
    if not times:
        return 0.4 * bool(_TIMED.search(told))
    at = [match.start() for match in re.finditer(rf"\b{happens}\b", told)] if happens else [0]
    if not at and happens not in _ISSUED and all(_ISSUED_ON.search(told[:time]) for time in times):
        return 0.2
    if not happens or not at:
        return 1.0
    near = any(abs(time - place) <= _CLOSE for time in times for place in at)
    return 1.0 if near else 0.6


def _counted(unit: Sequence[str], words: Sequence[str], title: Sequence[str]) -> float:
    """Whether a number stands by what is counted."""
    digits = [i for i, word in enumerate(words) if _has_digit(word)]
    spelt = [i for i, word in enumerate(words) if word in _NUMBER_WORDS]
    if not digits and not spelt:
        return 0.0
    if not unit:
        return 1.0 if digits else 0.6
    whole = tuple(unit[:2])
    best = 0.3 if digits else 0.1
    if digits and (whole in {*pairwise(title)} or (len(whole) == 1 and whole[0] in title)):
        best = 0.8  # a FAQ answer need not say again what is counted
    for at_all, worth in ((digits, 1.0), (spelt, 0.8)):
        for at in at_all:
            near = words[max(0, at - _NEAR) : at + _NEAR + 1]
            units = {whole[0], *_UNITS.get(whole[0], ())}
            # "53 thủ tục" counts them; a number somewhere near may count anything
            if not units.isdisjoint(words[at + 1 : at + 3]):
                alone = len(whole) == 1 or whole[0] in _MEASURES or whole[0] in _UNITS
                same = alone or whole in {*pairwise(near)}
                best = max(best, worth if same else 0.3 * worth)
            elif len(whole) == 2 and whole in {*pairwise(near)}:
                best = max(best, 0.8 * worth)
            elif not units.isdisjoint(near):
                best = max(best, (0.8 if len(whole) == 1 else 0.7) * worth)
            elif whole[0] == "phan" and words[at].endswith("%"):
                best = max(best, worth)
    return best


@lru_cache(maxsize=_KEPT)
def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _agreement(asked: Wanted, wordings: Sequence[Wanted]) -> tuple[float, float]:
    """What the question and the wording nearest to it have in common, and what it lacks of it."""
    best, lacked = 0.0, 0.0
    for wording in wordings:
        either = _weight(asked.content | wording.content)
        agreed = _weight(asked.content & wording.content) / either if either else 0.0
        if agreed >= best:
            own = _weight(wording.content)
            best = agreed
            lacked = _weight(wording.content - asked.content) / own if own else 0.0
    return best, lacked


def _share(wanted: frozenset[str] | tuple[str, ...], words: Collection[str]) -> float:
    weights = _weights(wanted)
    whole = sum(weights.values())
    return sum(weights[word] for word in weights if word in words) / whole if whole else 1.0


@lru_cache(maxsize=1024)
def _weights(words: frozenset[str] | tuple[str, ...]) -> dict[str, float]:
    """How much each word says; a question is held against text after text."""
    return {word: general_weight(unmarked(word)) for word in words}


def _share_of_pairs(asked: Wanted, pairs: Collection[tuple[str, str]]) -> float:
    whole = sum(_weight(pair) for pair in asked.pairs)
    return sum(_weight(pair) for pair in asked.pairs if pair in pairs) / whole if whole else 1.0


def _weight(words: Collection[str]) -> float:
    return sum(map(general_weight, words))


def _missing(wanted: Collection[str], words: Collection[str]) -> float:
    return sum(word not in words for word in wanted) / len(wanted) if wanted else 0.0
