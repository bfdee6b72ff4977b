"""Questions that lean on what was said before: "Còn Thủ Dầu Một thì sao?", "Ở đó ai là bí thư?".

A question that leans is rewritten to stand alone, in a few ways; the evidence decides which of
them, or the question as it stands, has an answer. A question of its own subject is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, Protocol

from index.names import PLACE_NAME, RUN, asked_places
from index.wanted import FILLER
from knowledge.text import document_codes, search_form, syllables, unmarked


class Said(Protocol):
    """One earlier question with its answer."""

    @property
    def question(self) -> str:
        """As it was asked."""

    @property
    def text(self) -> str:
        """What was answered."""


_WHAT_OF: Final = re.compile(
    r"^(?:(?:the|vay)\s+(?!nao\b|la\b|gioi\b|he\b|thao\b)(?:thi\s+)?(?:con\s+)?|(?:thi\s+)?con\s+)"
    r"(?P<what>(?:(?!\b(?:bao nhieu|bao lau|bao gio|khi nao|ai|gi|may|o dau|nao|vi sao)\b).)+?)"
    r"(?:\s+(?:thi|la)?\s*(?:sao|the nao|ra sao|nhu the nao))?\s*[?.!]*$"
)
_TURNS: Final = re.compile(r"(?:thế|the|vậy|vay|thì|thi|còn|con)\b")
"""What turns to another thing; "thể lệ" does not."""
_SAME_OF: Final = re.compile(
    r"^(?P<what>(?:[^\W_]+ ){1,7}?[^\W_]+)\s+thi\s+(?:la |duoc |het |mat |can )?"
    r"(?:sao|the nao|ra sao|nhu the nao|bao nhieu|may|bao lau|khi nao|o dau|ai)\b"
    r"[^?.!]{0,20}[?.!]*$"
)
"""The same question of another: "Phó Trưởng ban thì sao?", "Thư ký thì bao nhiêu?"."""
_POINTS_BACK: Final = re.compile(
    r"\b(?:o do|tai do|trong do|tren do|noi do|noi nay|o day|khi do|luc do|sau do|do la|cai do|"
    r"(?:thanh pho|thi xa|tinh|huyen|phuong|xa|dia phuong|van ban|nghi quyet|ke hoach|quyet dinh|"
    r"cong van|chuong trinh|quy dinh|nghi dinh|thong tu|luat|dieu|nguoi|ong|ba|dong chi|don vi|"
    r"co quan|du an|mo hinh|cuoc thi|hoi thi|khu|so|nam|viec|nhiem vu|chi tieu|truong hop|"
    r"danh hieu|bai|ho so) (?:do|nay|ay|kia|tren|noi tren|vua roi)|ong ay|ba ay|"
    r"nhu tren|noi tren)\b"
)
_OF_THE_TEXT: Final = re.compile(
    r"\b(?:van ban|nghi quyet|ke hoach|quyet dinh|cong van|chuong trinh|quy dinh|nghi dinh|"
    r"thong tu|luat|chi thi|huong dan|de an|quy che|bo luat|dieu|bai|trong) "
    r"(?:do|nay|ay|kia|tren|noi tren|vua roi)\b"
)
_ASKED_OF: Final = re.compile(
    r"^(?P<who>.+?\b(?:có|gồm|bao gồm|được|phải|là|cần|hưởng|đề ra|nêu)(?: những| các)?)\s+"
    r"(?P<what>.+?)(?P<end>\s+(?:gì|nào|bao nhiêu|sao|như thế nào|ra sao|ai)\b.*)?$",
    re.IGNORECASE,
)
"""Who has what: "Đoàn viên có | quyền | gì"."""
_INTERROGATIVE: Final = re.compile(
    r"bao nhiêu(?: [^\W\d_]+)?|khi nào|(?:ngày|năm|tháng|lúc|giờ) nào|bao lâu|mấy [^\W\d_]+|là ai|"
    r"\bai\b|ở đâu|như thế nào|thế nào|vì sao|tại sao|(?:những )?gì",
    re.IGNORECASE,
)
_UNITS_OF_AMOUNT: Final = "năm tháng ngày tuổi giờ người km ha héc-ta triệu tỷ đồng %".split()
_AMOUNT: Final = rf"\d+(?:[.,]\d+)*\s+(?:{'|'.join(_UNITS_OF_AMOUNT)})"
_PARALLEL: Final = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    for pattern in (
        # a range: "từ 5 năm trở lên", "dưới 2 năm"
        rf"(?:từ |trên |dưới |hơn |đủ |quá |ít nhất |tối đa )+{_AMOUNT}"
        rf"(?: đến (?:dưới )?{_AMOUNT}| trở lên| trở xuống)?",
        r"(?:(?:phó )?(?:chủ tịch|bí thư(?! thứ)|trưởng ban|trưởng đoàn|trưởng phòng|giám đốc|"
        r"tổng biên tập|hiệu trưởng|chủ nhiệm|đội trưởng|tổ trưởng|trưởng thôn|chỉ huy trưởng|"
        r"tiểu đoàn trưởng|đại đội trưởng|trung đội trưởng|thư ký)|ủy viên(?: thường trực)?|"
        r"uỷ viên(?: thường trực)?|thành viên|phó trưởng ban|chỉ huy phó|chính trị viên)",
        r"(?:giáo viên|học sinh|sinh viên|học viên|trẻ em|người cao tuổi|người khuyết tật|"
        r"người lao động|công chức|viên chức|cán bộ|đảng viên|đoàn viên|hội viên|nghệ s[ĩỹ]|"
        r"diễn viên|"
        r"hộ nghèo|hộ cận nghèo|hộ gia đình|doanh nghiệp|cá nhân|tập thể)",
        r"cấp (?:trung ương|tỉnh|huyện|xã|cơ sở)|(?:tiểu học|mầm non|trung học cơ sở|"
        r"trung học phổ thông|THCS|THPT)",
        r"(?:tổng cục|chi cục|cục|vụ|phòng|thanh tra|văn phòng)(?: loại \d)?",
        r"cấp (?:mới|lại|đổi)|gia hạn|thu hồi|điều chỉnh|đình chỉ|tạm dừng|chấm dứt|"
        r"cấp(?= (?:giấy|phép|chứng|thẻ))",
        r"(?:không )?hoàn thành(?: xuất sắc| tốt)?(?: nhiệm vụ)?|xuất sắc|giỏi|khá|trung bình",
        r"giải (?:nhất|nhì|ba|khuyến khích|đặc biệt|tập thể)|hạng (?:nhất|nhì|ba)|loại [A-ZĐ\d]+",
        r"(?:nhóm|cấp|bậc|vùng|khu vực|mức|phương án) (?:[IVX]+|\d|[A-ZĐ])",
    )
)
"""Kinds of things of which one may stand in the place of another."""
_BARE_AMOUNT: Final = re.compile(r"\b(?:từ|trên|dưới|hơn|đủ|quá) \d[\d.,]*$", re.IGNORECASE)
_LEADS_ON: Final = re.compile(
    r"^(?:(?:thế|vậy|thì|còn|nếu|trường hợp|xin|muốn|the|vay|thi|con|neu|truong hop|muon)\s+)+",
    re.IGNORECASE,
)
_BEGIN_A_KIND: Final = frozenset(
    "văn đề nghị quyết kế chương thông luật bộ sở ban ủy uỷ hội đảng nhà sổ quy hướng công chỉ tờ "
    "điều khoản mục phụ danh trung đoàn chi".split()
)
"""Single capitals that begin a kind of document or office, no name: "Văn bản", "Đề án"."""
_LEADS_IN: Final = frozenset("ở tại theo của trong với về do còn thế".split())
_LOCATES: Final = frozenset(("ở", "tại", "tỉnh", "phố"))
"""What a place of one word stands behind: "ở Huế", "thành phố Huế"."""
_HALVED: Final = 2
"""Capitals of "Bộ Tài chính", "Sở Nội vụ", whose last word is written small."""
_NUMBERED: Final = re.compile(
    r"\b(?:nghị quyết|nghị định|quyết định|kế hoạch|thông tư|chỉ thị|công văn|quy định|hướng dẫn)"
    r"(?: số)? (?P<number>\d+/\d{4})(?![\w/])",
    re.IGNORECASE,
)
"""A document that is named by half of its number: "Nghị định 282/2025"."""
_MEASURED: Final = re.compile(
    r"\b(?:bao nhiêu|mấy) (?:tấn|tạ|kg|ha|héc-ta|triệu|tỷ|nghìn|ngàn|lít|mét|km|con|cái|suất)"
    r"(?: USD| đồng)? (?P<thing>[^\W\d_]+)",
    re.IGNORECASE,
)
"""What is measured: "bao nhiêu tấn xoài"."""
_NAME_WORDS: Final = 6
_ROMAN: Final = re.compile(r"[IVXLC]+|[A-Z]")
_PRONOUN: Final = re.compile(r"\b(?:nó|họ|chúng|vậy)\b")
"""Without their marks these are other words too: nợ, hồ, chung, vay."""
_BEGINS: Final = re.compile(r"^(?:the|vay|con|va|roi|neu|cu the|ngoai ra|gom|bao gom|do)\b")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_LEAST: Final = 3
"""Words of content that are asked by themselves; fewer or as many need what was spoken of."""
_FRAGMENT: Final = 3
"""A question of so few words that asks nothing names another of the same kind: "Nhóm III?"."""
_FEW: Final = 5
"""A question of so few words of content and no name of its own may lean on the last one."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question made to stand alone.

    Attributes:
        search: What to search by: the question with what it may lean on.
        asks: What an answer is held against: the question with the names it lacks.
        leans: Whether it says itself that it leans on what was before.
        within: Whether it speaks of the text that was cited ("quyết định đó", "trong đó").
        goes_on: Whether it goes on about the same thing, of which that text says more than others.
        brief: Whether it says too little to be asked by itself: "Tổng cộng bao nhiêu?".
    """

    search: str
    asks: str
    leans: bool
    within: bool = False
    goes_on: bool = False
    brief: bool = False


def rewritten(
    question: str, context: Sequence[Said], *, known: frozenset[str] = frozenset()
) -> list[Rewritten]:
    """The ways to read a question in the light of what was said; none where it stands alone.

    Args:
        question: With its marks put back.
        context: What was said, oldest first.
        known: Places that the searched texts name.
    """
    if not context:
        return []
    subject = _resolved(context, known)
    plain = unmarked(search_form(question)).strip()
    own = _places(question, known) or bool(document_codes(question))
    turns = _TURNS.match(search_form(question).strip())
    thus = "thì" in syllables(question) or question == unmarked(question)
    what_of = (turns and _WHAT_OF.match(plain)) or (thus and _SAME_OF.match(plain))
    if what_of:
        # offsets agree: unmarking keeps every letter's place, and search_form only rarely does not
        start, end = what_of.span("what")
        swapped = _swapped(subject, question.strip()[start:end], known)
        found = [Rewritten(text, text, True) for text in swapped]
        if what_of.re is _SAME_OF and not _places(question, known):
            named = f"{question.rstrip(' ?.!')} {' '.join(_names_of(subject, known))}?"
            found.append(Rewritten(f"{subject.rstrip(' ?.!')}. {question}", named, True))
        return found
    content = [word for word in syllables(question) if word not in FILLER]
    words = question.strip(" ?.!")
    if len(words.split()) <= _FRAGMENT and not _INTERROGATIVE.search(words):
        alike = _parallel(subject.strip(" ?.!"), words) or _aligned(subject.strip(" ?.!"), words)
        if alike:
            return [Rewritten(f"{alike}?", f"{alike}?", True)]
    if turns and own and len(content) <= _FEW and (moved := _moved(subject, question, known)):
        return [Rewritten(moved, moved, True)]
    leans = bool(
        _POINTS_BACK.search(plain)
        or _PRONOUN.search(search_form(question))
        or (_BEGINS.match(plain) and len(content) <= _FEW)
    )
    if own or (not leans and len(content) > 2 * _FEW):
        return []
    last = context[-1]
    about = " ".join(_names_of(subject, known))
    named = f"{question.rstrip(' ?.!')} {about}?" if about else question
    ways = [named] if about else []
    if leans or len(content) <= _FEW:
        ways.append(f"{subject.rstrip(' ?.!')}. {question}")
        if last.text:
            ways.append(f"{named} {_first_words(last.text)}")
    within = bool(_OF_THE_TEXT.search(plain))
    goes_on = not own and (leans or len(content) <= _FEW)
    brief = len(content) <= _LEAST
    return [Rewritten(way, named, leans, within, goes_on, brief) for way in dict.fromkeys(ways)]


def _resolved(context: Sequence[Said], known: frozenset[str]) -> str:
    """The last question, made to stand alone in its turn."""
    text = context[0].question
    for i in range(1, len(context)):
        ways = rewritten(context[i].question, context[i - 1 : i], known=known)
        text = ways[0].asks if ways and ways[0].leans else context[i].question
    return text


def _swapped(subject: str, what: str, known: frozenset[str]) -> list[str]:
    """The last question about something else of the same kind."""
    what = re.sub(r"\s+(?:thì|thi)$", "", what.strip(" ?.!"))
    what = _LEADS_ON.sub("", what)
    is_place = bool(_places(what, known)) or bool(RUN.fullmatch(what) and not what.isupper())
    parallel = None if is_place else _parallel(subject.strip(" ?.!"), what)
    if parallel:
        return [f"{parallel}?"]
    ways: list[str] = []
    year = _YEAR.search(what)
    if year and _YEAR.search(subject):
        ways.append(_YEAR.sub(year[0], subject))
    names = _names_of(subject, known)
    if is_place:
        place = re.sub(r"^(?:ở|tại|o|tai)\s+", "", what, flags=re.IGNORECASE)
        others = [name for name in names if name.lower() not in place.lower()]
        other = next((name for name in others if _places(name, known)), (*others, None)[0])
        if other:
            return [*ways, subject.replace(other, place)]
    about = " ".join(names)
    measured = _MEASURED.search(subject) if len(what.split()) == 1 and not is_place else None
    if measured:
        start, end = measured.span("thing")
        return [*ways, f"{subject[:start]}{what}{subject[end:]}"]
    aligned = None if is_place else _aligned(subject.strip(" ?.!"), what)
    if aligned:
        return [*ways, f"{aligned}?"]
    asked_of = None if is_place else _ASKED_OF.match(subject.strip(" ?.!"))
    if asked_of:
        ways.append(f"{asked_of['who']} {what}{asked_of['end'] or ''}?")
    if about and not is_place:
        asks = _INTERROGATIVE.search(subject)
        ways.append(f"{what} {about} {asks[0] if asks else ''}".strip() + "?")
    ways.append(f"{subject.rstrip(' ?.!')} {what}?")
    return list(dict.fromkeys(ways))


def _moved(subject: str, question: str, known: frozenset[str]) -> str | None:
    """The last question of the place that this one names; None where it named none or this one."""
    names = [name for name in _names_of(subject, known) if _places(name, known)]
    places = [name for name in _names_of(question, known) if _places(name, known)]
    if not names or not places or places[0].lower() == names[0].lower():
        return None
    return subject.replace(names[0], places[0])


def _aligned(subject: str, what: str) -> str | None:
    """A question with `what` in the place of the words that are parallel to it.

    "Trưởng ban được hỗ trợ bao nhiêu" and "Phó Trưởng ban" have "Trưởng ban" in common, "nhóm I"
    and "nhóm III" the word "nhóm"; None where nothing is in common.
    """
    words, others = _units(subject), _units(what)
    matcher = SequenceMatcher(None, [w.lower() for w in words], [w.lower() for w in others])
    common = matcher.find_longest_match()
    run = [word.lower() for word in others[common.b : common.b + common.size]]
    if not common.size or all(word in FILLER for word in run):
        return None
    start = max(0, common.a - common.b)
    end = max(common.a - common.b + len(others), common.a + common.size)
    if end - start >= len(words):
        return None
    return " ".join([*words[:start], *others, *words[end:]])


def _parallel(subject: str, what: str) -> str | None:
    """A question with `what` in the place of what is of the same kind; None where nothing is."""
    said = {word.lower() for word in subject.split()}
    amount = _BARE_AMOUNT.search(what)
    if amount and (own := _PARALLEL[0].search(subject)):  # "người dưới 80" of "từ 80 tuổi trở lên"
        unit = next(word for word in own[0].split() if word.lower() in _UNITS_OF_AMOUNT)
        return f"{subject[: own.start()]}{amount[0]} {unit}{subject[own.end() :]}"
    for kind in _PARALLEL:
        own, new = kind.search(subject), kind.search(what)
        if own and new and all(word.lower() in said for word in what[: new.start()].split()):
            return f"{subject[: own.start()]}{what[new.start() :]}{subject[own.end() :]}"
    return None


def _units(text: str) -> list[str]:
    """The words of a text; "Phó" is of one piece with what it goes before."""
    words: list[str] = []
    for word in text.split():
        if words and words[-1].lower() == "phó":
            words[-1] = f"{words[-1]} {word}"
        else:
            words.append(word)
    return words


def _names_of(text: str, known: frozenset[str]) -> list[str]:
    """The codes, places and names in a question as they stand there, in order."""
    spans = [(code.start, code.end) for code in document_codes(text)]
    spans += [m.span("number") for m in _NUMBERED.finditer(text) if m.span("number") not in spans]
    kind = re.compile(r"(?:[^\W\d_]+ ){0,2}$")
    found: list[str] = []
    for start, end in spans:
        before = kind.search(text[:start])
        found.append(text[before.start() if before else start : end])
    placed = [match["name"] for match in PLACE_NAME.finditer(text)]
    runs = [name for match in RUN.finditer(text) if (name := _name(match))]
    for name in placed + runs:
        if not any(name in other for other in found):
            found.append(name)
    if not found:
        words = text.split()
        bare_words = [unmarked(word).lower().strip("?.,!") for word in words]
        for place in _places(text, known):
            size = len(place.split())
            for at in range(len(words) - size + 1):
                if " ".join(bare_words[at : at + size]) == place:
                    found.append(" ".join(words[at : at + size]).strip("?.,!"))
                    break
    return found


def _name(run: re.Match[str]) -> str:
    """The name in capitalised words: "Theo Văn" of "Theo Văn bản …" is none."""
    words = run[0].split()
    while words and words[-1].lower() in _BEGIN_A_KIND:
        words.pop()
    before = run.string[: run.start()].split()[-1:]
    located = bool({word.lower() for word in (*before, *words[:1])} & _LOCATES)
    while words and words[0].lower() in _LEADS_IN:
        words.pop(0)
    # of "Tập đoàn Điện lực" and "Bộ Tài chính" the capitals alone name nothing
    is_name = located or (words[:1] and words[0].isupper() and not _ROMAN.fullmatch(words[0]))
    if len(words) == 1 and not is_name:
        return _whole_name(run)
    if words and words[0].lower() in _BEGIN_A_KIND and len(words) == _HALVED:
        words += run.string[run.end() :].split()[:1]
    return " ".join(words).rstrip("?.!,;:")


def _whole_name(run: re.Match[str]) -> str:
    """What a capital within a question begins: "Công dân danh dự Thủ đô", "Tập đoàn Điện lực"."""
    if not run.start() or _ROMAN.fullmatch(run[0]):
        return ""
    rest = run.string[run.start() :].split()[:_NAME_WORDS]
    name = list(takewhile(lambda word: word.lower() not in FILLER, rest))
    return " ".join(name).rstrip("?.!,;:") if len(name) > 1 else ""


def _places(text: str, known: frozenset[str]) -> frozenset[str]:
    return asked_places(syllables(text), known)


def _first_words(text: str, count: int = 25) -> str:
    return " ".join(text.split()[:count])
