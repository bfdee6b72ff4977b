"""Hard-wrapped lines to paragraphs: where a new block begins.

Three habits are met in real files: every paragraph on a line of its own; lines wrapped flush at a
width, as a PDF gives them; and web sources, wrapped at a width but broken early anywhere
("Căn⏎cứ Luật …"), with blank lines between paragraphs or without.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

# A label that opens a block of its own: Điều 3., Chương II, Mục 1, Phụ lục …
STRUCTURE = re.compile(
    r"(?:Điều\s+\d+[a-zđ]?\s*[.:]"
    r"|(?:Chương|Phần|Mục|Tiểu mục|Phụ lục)\s+(?:thứ\s+\w+|[IVXLC]+|\d+)\s*(?:[.:]|$|\s[A-ZĐÀ-Ỹ])"
    r"|(?:CHƯƠNG|PHẦN|MỤC|TIỂU MỤC|PHỤ LỤC)\s+(?:THỨ\s+\w+|[IVXLC]+|\d+)\b"
    r"|Phụ lục\s*$|PHỤ LỤC\s*$)"
)
_LABEL = re.compile(
    r"(?:Chương|Phần|Mục|Tiểu mục|Phụ lục)(?:\s+(?:thứ\s+\w+|[IVXLC]+|\d+))?\s*[.:]?", re.IGNORECASE
)
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}|\(\d{1,2}\)|\[\d{1,3}\]"
_LETTER = r"[a-zđ]{1,2}\d?[.)]|\([a-zđ]\)|[IVXLC]{1,6}[.)]|[A-ZĐ][.)]"
_BULLET = r"[-–—+•*●○▪◦■□➢✓]"
# A list item: 1. … 2.3 … a) … IV. … - …
ITEM = re.compile(rf"(?:(?:{_NUMBER}|{_LETTER})\s+\S|{_BULLET}\s*[^\W\d_]|{_BULLET}\s+\S)")
_BARE = re.compile(
    rf"(?:{_NUMBER}|{_LETTER}|{_BULLET}|Điều\s+\d+[a-zđ]?[.:]|(?:Luật\s+)?[Ss]ố\s*:)$"
)
# What opens a block when the line before has come to an end.
_OPENING = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Xét|Nơi nhận|Kính gửi|Số\s*:|Câu\s+(?:hỏi\s+)?\d+|Hỏi\s*:|Đáp\s*:"
    r"|Trả lời\s*:|TM\.|KT\.|TL\.|T/M|K/T|TUQ\.)"
)
# After these a number or "Điều 5." is a reference, not a label.
_CONNECTIVE = re.compile(
    r"(?:,|\b(?:điều|khoản|điểm|mục|chương|phần|tiết|số|ngày|tháng|năm|quý|tại|của|và|hoặc|theo|từ|đến"
    r"|các|những|trong|với|thuộc|là|bởi|cho|về|phụ lục|quyết|nghị)|[(/–-])$",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.;:!?…]['\")”’]*$")
_KIND_LINE = re.compile(
    r"(?:NGHỊ QUYẾT|QUYẾT ĐỊNH|NGHỊ ĐỊNH|THÔNG TƯ|LUẬT|KẾ HOẠCH|CHỈ THỊ|HƯỚNG DẪN|QUY ĐỊNH|QUY CHẾ"
    r"|CHƯƠNG TRÌNH|THÔNG BÁO|KẾT LUẬN|BÁO CÁO|TỜ TRÌNH|ĐIỀU LỆ|CÔNG VĂN|ĐỀ ÁN)\s*:?$"
)
# The lines of a letterhead and of an official letter: number, place and date, subject.
_HEAD_LINE = re.compile(
    r"V/v|Số\s*:?\s*[\d/.…]+\s*[-/]|Số\s*:\s*\S+$|Độc lập\s*[-–]\s*Tự do"
    r"|[^\W\d_][^,;:.]{1,40},\s*ngày\s[\s.…\d]*tháng[\s.…\d]*năm[\s.…\d]*$"
)
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")
_HYPHEN = re.compile(r"[^\W_][-\u2010\u2011]$")
_ISSUER_LINE = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|CỤC TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|THỦ TƯỚNG|BAN THƯỜNG VỤ|BAN BÍ THƯ"
    r"|BỘ CHÍNH TRỊ|ỦY BAN|UỶ BAN|HỘI ĐỒNG NHÂN DÂN|CHÍNH PHỦ$|QUỐC HỘI$"
    r"|BAN CHẤP HÀNH|CỘNG H[OÒ][AÀ] XÃ|ĐẢNG CỘNG SẢN VIỆT NAM)"
)
_NARROWEST = 40  # signs in a line; text is not wrapped narrower


def begins_block(line: str) -> bool:
    """Whether a line by itself looks like the start of a block: a label or a list item."""
    return bool(STRUCTURE.match(line) or ITEM.match(line))


def is_label(line: str) -> bool:
    """Whether a line is nothing but the label of a part: "Chương II", "Phụ lục"."""
    return bool(_LABEL.fullmatch(line))


def refers_on(line: str) -> bool:
    """Whether a line breaks off inside a reference or a phrase, so that the next belongs to it."""
    return bool(_CONNECTIVE.search(line) or _BARE.match(line))


def goes_on_with_label(line: str, following: str) -> bool:
    """Whether what looks like a label at the start of a line is a reference broken off before."""
    return refers_on(line) and following[0] not in "-–—+•*" and not is_label(following)


def is_torn(line: str, following: str) -> bool:
    """Whether a line ends within a word: "QĐ-⏎UBND". Vietnamese divides no other."""
    return bool(_HYPHEN.search(line)) and following[:1].isalnum()


def joined(lines: Iterable[str]) -> str:
    """Lines of one paragraph as one line."""
    whole = ""
    for line in lines:
        whole += line if not whole or is_torn(whole, line) else f" {line}"
    return whole


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a sign that may close a paragraph."""
    return bool(_TERMINAL.search(line))


def starts_afresh(line: str, following: str) -> bool:
    """Whether two lines are parts of a head or a foot that stay apart, whatever their length."""
    if line.startswith(("Kính gửi", "Nơi nhận")) and not following[0].islower():
        return True
    if _KIND_LINE.match(line):
        return True
    broken_name = _NAME.fullmatch(line) and not is_capitals(line)  # "Hà⏎Nội, ngày …"
    if _HEAD_LINE.match(following) and not refers_on(line) and not broken_name:
        return True
    if is_capitals(line) and is_capitals(following):
        return bool(_ISSUER_LINE.match(following)) and not refers_on(line)
    return ends_sentence(line) and bool(_OPENING.match(following))


@lru_cache(maxsize=256)  # each line is held against the one before and the one after
def is_capitals(line: str) -> bool:
    """Whether a line is set in capitals, as titles and issuers are."""
    letters = "".join(filter(str.isalpha, line))
    return len(letters) > 1 and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def join_paragraphs(lines: Sequence[str]) -> list[list[int]]:
    """The line numbers that make up each paragraph, in order; blank lines end one."""
    texts = [" ".join(line.split()) for line in lines]
    layout = _Layout(texts)
    paragraphs: list[list[int]] = []
    previous: int | None = None
    for number, text in enumerate(texts):
        if not text:
            previous = None
            continue
        if previous is not None and layout.continues(texts[previous], text):
            paragraphs[-1].append(number)
        else:
            paragraphs.append([number])
        previous = number
    return paragraphs


class _Layout:
    """How the lines of one file are wrapped."""

    def __init__(self, texts: Sequence[str]) -> None:
        pairs = [(a, b) for a, b in pairwise(texts) if a and b]
        carried = [(a, b) for a, b in pairs if b[0].islower() and not begins_block(b)]
        lengths = sorted(len(a) for a, _ in carried)
        self.width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
        # A few lines that go on in lower case, or short ones, are a list or a poem.
        self.wrapped = (
            len(carried) >= 2 and len(carried) >= 0.1 * len(pairs) and self.width >= _NARROWEST
        )
        early = sum(not self._full(a, b) for a, b in carried)
        self.loose = early > 0.2 * len(carried)

    def _full(self, line: str, following: str) -> bool:
        return len(line) + 1 + len(following.split(" ", 1)[0]) > self.width - 4

    def continues(self, line: str, following: str) -> bool:
        """Whether `following` goes on with the paragraph of `line`."""
        if _BARE.match(line):
            return True
        if not self.wrapped:
            return False
        if begins_block(following):
            return goes_on_with_label(line, following)
        if starts_afresh(line, following):
            return False
        if is_capitals(line) != is_capitals(following):
            return following[0].islower() or (
                not is_capitals(line) and self._full(line, following) and not ends_sentence(line)
            )
        if is_capitals(line):
            return True
        if following[0].islower():
            return True
        if ends_sentence(line):
            return self._full(line, following)
        return self.loose or self._full(line, following)
