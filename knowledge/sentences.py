"""Where the sentences of a Vietnamese text begin and end."""

import re

from knowledge.syllable import is_syllable

_END = re.compile(
    r"(?:\./\.|[.!?…]+)[\"”’»)\]]*(?=\s|$)"  # a stop, its closing quote, a space
    r"|(?<=[^\W\d_])[.!?…](?=[^\W\d_])"  # a stop without a space: "phát triển.Ông"
    r"|[^\S\n]*\n\s*"
)
# words a stop shortens; the name or title that follows belongs to them
_SHORTENED = frozenset(
    "bs cn cv đc đ/c đt gs hs k/t ks kt l/s ls mr mrs ms nq ncs nxb p pgs q qđ sđt st t/m th ths "
    "tm tl tp tr ts tt tuq tx vd x đ h".split()
)
_NUMBERED = re.compile(
    r"(?:(?:điều|khoản|mục|tiểu mục|chương|phần|phụ lục|câu|bài|bảng|biểu|hình|chuyên đề) )?"
    r"(?:\d+[a-zđ]?(?:\.\d+)*|[ivxl]+|[a-zđ])",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[^\s(\[“\"‘]*$")
_ENCLOSED = re.compile(r"“[^“”\n]{0,300}”|\([^()\n]{0,300}\)|\"[^\"\n]{0,300}\"")
_LIST_MARK = re.compile(r"[-–—•*+]\s|\d+(?:\.\d+)*[.)]|[a-zđ]\)")
_WRAPPED = 60  # a line this long without a stop goes on in the next


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of an NFC text, in order, without the space around them.

    Everything but white space lies in exactly one span. A stop is no end after a short form ("TP.
    Bến Tre", "PGS.TS. Nguyễn V. A"), after the number that opens a heading ("Điều 3. Phạm vi"),
    or inside quotes and brackets that close on the same line. A line break is an end, unless the
    line is wrapped there.
    """
    enclosed = [match.span() for match in _ENCLOSED.finditer(text)]
    spans, start, behind = [], 0, 0
    for match in _END.finditer(text):
        at = match.end()
        while behind < len(enclosed) and enclosed[behind][1] <= match.start() + 1:
            behind += 1
        inside = (
            behind < len(enclosed)
            and enclosed[behind][0] < match.start()
            and (at < enclosed[behind][1])
        )
        if inside or not _is_end(text, start, match):
            continue
        if span := _trimmed(text, start, at):
            spans.append(span)
        start = at
    if span := _trimmed(text, start, len(text)):
        spans.append(span)
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    before, mark, at = text[start : match.start()].strip(), match[0], match.end()
    if "\n" in mark:
        return _is_line_end(before, mark, text[at : at + 12])
    following = text[at:].lstrip(" ") if at + 1 >= len(text) else text[at : at + 40].lstrip(" ")
    if not following:
        return True
    if following[0].islower():
        return False
    if not text[at].isspace():
        return _are_glued(before, mark, following)
    if not mark.startswith(".") or mark.startswith(("./.", "..")):
        return True
    if _NUMBERED.fullmatch(before):
        return False
    word = _LAST_WORD.search(before)
    last = word[0] if word else ""
    short = last.lower()
    if short.replace(".", "") in _SHORTENED or short.rpartition(".")[2] in _SHORTENED:
        return len(last) == 1 and last.islower()
    if len(last) == 1 and last.isupper():
        return not _is_initial(before)
    return not (last.isdigit() and len(last) <= 2 and following[0].isdigit())


def _is_line_end(before: str, mark: str, following: str) -> bool:
    if mark.count("\n") > 1 or _LIST_MARK.match(following) or before.endswith(tuple(".!?…:;")):
        return True
    if following[:1].islower() or before.endswith(","):
        return False
    return len(before.rpartition("\n")[2]) < _WRAPPED


def _are_glued(before: str, mark: str, following: str) -> bool:
    """Whether a stop with no space after it parts two sentences: two plain words stand there."""
    last = re.search(r"[^\W\d_]+$", before)
    first = re.match(r"[^\W\d_]+", following)
    return (
        last is not None
        and first is not None
        and len(last[0]) > 1
        and last[0].islower()
        and is_syllable(last[0])
        and (first[0].istitle() and is_syllable(first[0]))
    )


def _is_initial(before: str) -> bool:
    """Whether a lone capital at the end stands in a name ("Nguyễn V") and not after a noun."""
    words = before.split()
    return len(words) < 2 or words[-2][:1].isupper()
