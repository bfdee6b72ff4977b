"""What a document says of itself at its head: number, kind, issuer, date and title.

Two forms are known: Nghị định 30/2020/NĐ-CP (offices of the State) and the Party's (Hướng dẫn 36).
Both set the issuer and the number on the left, the country or the Party and the date on the right,
then the kind, then the subject. A newspaper article has none of it but a title and a date.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.blocks import Block, BlockKind
from knowledge.casing import Casing
from knowledge.codes import document_codes
from knowledge.gazette import is_running, read_titled
from knowledge.offices import office, with_names
from knowledge.readers.lines import is_capitals, is_label


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document; None where it shows none.

    Attributes:
        number: In its canonical spelling, e.g. "02-KH/TU".
        kind: E.g. "Nghị quyết"; a letter without a kind of its own is a "Công văn".
        issuer: The office, e.g. "Ủy ban nhân dân tỉnh Bắc Ninh"; the one above it first,
            after " – " the one that issues.
        issued_on: The day of issue, or of the article.
        title: Kind and subject, e.g. "Nghị định về công tác văn thư", or an article's headline.
    """

    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    title: str | None = None


# Kinds as they stand alone on a line, the longer before the shorter that begins it.
_KINDS = (
    "Văn bản hợp nhất", "Thông tư liên tịch", "Nghị quyết liên tịch", "Chương trình hành động",
    "Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị",
    "Thông tư", "Quy chế", "Quy định", "Quy trình", "Thông cáo", "Thông báo", "Thông tri",
    "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản",
    "Tờ trình", "Công điện", "Kết luận", "Điều lệ", "Đề cương", "Sổ tay", "Lệnh", "Tuyên bố",
    "Lời kêu gọi", "Công văn", "Thể lệ", "Nội quy", "Quy tắc", "Quy ước", "Hương ước",
    "Thỏa ước lao động tập thể", "Bộ tiêu chí", "Bảng điểm", "Thư ngỏ", "Giấy mời",
)  # fmt: skip
_KIND_LINE = re.compile(
    rf"(?P<kind>{'|'.join(map(str.upper, _KINDS))})(?:\s*:)?(?:$|\s+(?P<rest>.+))"
)
# What a number's letters say, where no line tells the kind.
_KIND_OF_LETTERS = {
    "NQ": "Nghị quyết", "NĐ": "Nghị định", "CT": "Chỉ thị", "TT": "Thông tư", "KH": "Kế hoạch",
    "HD": "Hướng dẫn", "TB": "Thông báo", "BC": "Báo cáo", "KL": "Kết luận", "TTR": "Tờ trình",
    "CTR": "Chương trình", "CTRHĐ": "Chương trình hành động", "ĐA": "Đề án", "QC": "Quy chế",
    "QYĐ": "Quy định", "CĐ": "Công điện", "L": "Luật", "PL": "Pháp lệnh", "CV": "Công văn",
    "VBHN": "Văn bản hợp nhất", "TTLT": "Thông tư liên tịch",
}  # fmt: skip
_COUNTRY = re.compile(
    r"C[ỘO]NG H[OÒ][AÀ] XÃ H[ỘO]I|ĐẢNG CỘNG SẢN VIỆT NAM|ĐỘC LẬP\s*[-–]|ĐOÀN TNCS HỒ CHÍ MINH$",
    re.IGNORECASE,
)
# "Số: 12-NQ/TU", "Luật số: 60/2024/QH15", "* Số 12-NQ/TU"; no reference in a sentence.
_NUMBER_LINE = re.compile(
    r"(?:(?:Bộ luật|Luật|Nghị quyết|Pháp lệnh|Lệnh)\s+số\s*:|S[ốỐ]\s*:?"
    r"|.{0,60}[\s*_-]Số\s*:?)\s*(?=\S)"
)
_DATE = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_DATE_LINE = re.compile(r"ngày\b.{0,12}\btháng\b", re.IGNORECASE)  # also of a draft, without a day
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_ADOPTED = re.compile(r"(?:thông qua|ban hành)\s+ngày", re.IGNORECASE)
_SUBJECT = re.compile(r"(?<!\w)\(?V/v\s*:?\s*", re.IGNORECASE)
# A letter's subject that says "Về" in full, on the line below its number.
_ABOUT = re.compile(r"Về(?: việc)? (?=.{10,300}$)")
_BELONGS_TO = re.compile(
    r"\((?:ban hành|kèm|được|đã|áp dụng|trích|thông qua|đại hội)\b", re.IGNORECASE
)
_GOES_ON_ABOUT = re.compile(r"\(|(?:về|v/v|của)\s", re.IGNORECASE)
_OF = re.compile(r"CỦA (.+)")
_PLACE = re.compile(r"(?:Thành phố|TP|Thị xã|Tỉnh|Huyện|Quận)\b")  # "Thành phố Hồ Chí⏎Minh, ngày"
# A preamble that a reader has run into the line before it.
_PREAMBLE = re.compile(r" (?=Căn cứ (?:Luật|Hiến pháp|Điều lệ|Nghị|Quy)\b)")
_CONSOLIDATED = re.compile(r"VĂN BẢN HỢP NHẤT\s*[-–]\s*")
_OFFICE_ALONE = re.compile(
    r"(?:BỘ|SỞ|BAN|UBND|HĐND|VĂN PHÒNG|ĐẢNG BỘ|CHI BỘ|CÔNG ĐOÀN|(?:TỈNH|THÀNH|HUYỆN|QUẬN)? ?ĐOÀN"
    r"|[ỦU]Y BAN|UỶ BAN|HỘI|(?:TỔNG )?LIÊN ĐOÀN|TRUNG ƯƠNG|(?:TỈNH|THÀNH|ĐẢNG|HUYỆN|QUẬN) [ỦU]Y"
    r"|(?:TỔNG )?CÔNG TY|TẬP ĐOÀN|NGÂN HÀNG|XÍ NGHIỆP|NHÀ MÁY|HỢP TÁC XÃ|(?:CHI )?CỤC|MẶT TRẬN"
    r"|TRƯỜNG|ĐẠI HỌC|HỌC VIỆN|BỆNH VIỆN|TRẠM|VIỆN|TRUNG TÂM) "
)
_FORM = re.compile(r"Mẫu\b.*\bban hành kèm", re.IGNORECASE)
_BODY = re.compile(
    r"[-–+]?\s*(?:Căn cứ\b|Theo đề nghị\b|Kính gửi"
    r"|Xét (?!tặng|trao|duyệt|chọn|tuyển|công nhận|khen|thi đua)"
    r"|Điều\s+\d|Chương\s+[IVX]+|Phần\s|PHẦN\s"
    r"|Mục\s+\d|[IVX]+\s*[.)]\s|\d+\s*[.)]\s|MỤC LỤC|QUYẾT NGHỊ|QUYẾT ĐỊNH\s*:|Nơi nhận)"
)
_FIRST_HEADING = re.compile(r"[IVX]{1,4}\s*[-–.)]\s")
_AUTHORITY = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|THỦ TƯỚNG|THỐNG ĐỐC|GIÁM ĐỐC|CỤC TRƯỞNG|TỔNG |VIỆN TRƯỞNG|CHÁNH "
    r"|HIỆU TRƯỞNG|[ỦU]Y BAN |UỶ BAN |HỘI ĐỒNG |CHÍNH PHỦ|QUỐC HỘI|BAN CHẤP HÀNH|BAN THƯỜNG VỤ"
    r"|THƯỜNG TRỰC|BỘ CHÍNH TRỊ|BAN BÍ THƯ|TRƯỞNG BAN)"
)
_RULE = re.compile(r"\s*[-_–]{3,}\s*")
_ENACTED = r"(?:ban hành|quyết định ban hành)\s+{kind}\s+(.{{10,600}}?)\s*(?:như sau)?[.:;]*$"
# An office below another begins with one of these.
_OFFICE = re.compile(
    r"(?<=\S)(?<!\bCƠ)(?<!CƠ SỞ)\s+"
    r"(?=(?:CHI CỤC|(?<!CHI )CỤC|TỔNG CỤC|SỞ|THUẾ TỈNH|THUẾ THÀNH PHỐ|TRUNG TÂM"
    r"|BAN QUẢN LÝ|CHI BỘ|BAN TỔ CHỨC|BAN TUYÊN GIÁO"
    r"|BAN NỘI CHÍNH|BAN DÂN VẬN|BAN CHỈ ĐẠO|BCH|BAN CHẤP HÀNH|ỦY BAN KIỂM TRA|UỶ BAN KIỂM TRA"
    r"|TRƯỜNG (?:ĐẠI HỌC|CAO ĐẲNG|CHÍNH TRỊ|TIỂU HỌC|THCS|THPT|MẦM NON))\b)"
)
# A line that goes on with the name of the office above it.
_GOES_ON = re.compile(
    r"(?:TỈNH|THÀNH PHỐ|TP|XÃ|PHƯỜNG|HUYỆN|QUẬN|ĐẶC KHU|KHÓA|KHOÁ|LẦN|NHIỆM KỲ|VÀ) "
)
_UNFINISHED = ("VĂN PHÒNG", "THỦ TƯỚNG", "CHỦ TỊCH", "BỘ TRƯỞNG", "ỦY BAN", "ỦY BAN NHÂN DÂN")
_IN_HEAD = 40  # blocks
_IN_FOOT = 25
_LONGEST_TITLE = 600
_RESTATED = 30  # letters
_LONGEST_LINE = 100  # letters of a title's further line that ends like a sentence
_NARROW = 60  # letters of a line in the left column of a letterhead


def read_head(blocks: Sequence[Block], *, filename: str = "") -> Head:
    """The head data of a document.

    Args:
        blocks: As its reader gave them.
        filename: Gives the title where the blocks show none.
    """
    head = _head_blocks(blocks)
    texts = [block.text.lstrip("# ") for block in head]
    letterhead = any(_COUNTRY.search(text) for text in texts[:12])
    kind_at, kind, rest = _kind(texts, letterhead)
    number = _number(texts[:kind_at] if letterhead else texts)
    # what begins with a heading of the text has no head: laws listed there are not its title
    headless = bool(texts) and _FIRST_HEADING.match(texts[0])
    if not letterhead and number is None and (kind is None or headless):
        return Head(title=_headline(blocks, filename), issued_on=_article_date(blocks))
    below = texts[kind_at + 1 :] if kind_at is not None else []
    titled = read_titled(rest, below) if kind_at is not None else None
    if titled is not None and number in (None, titled.number):
        number, rest = titled.number, ""
        below = [*titled.about] or below[titled.lines :]
    else:
        titled = None
    casing = Casing(blocks)
    subject = _stated_subject(texts)
    if subject is None and letterhead and number is not None and kind is None:
        subject = _letter_subject(texts)
    if kind is None:
        addressed = number is not None and any(t.startswith("Kính gửi") for t in texts)
        kind = "Công văn" if subject or addressed else _kind_of(number)
    printed = kind
    if number and "VBHN" in number:
        kind = "Văn bản hợp nhất"  # it shows the kind of the text that it consolidates
    title = None
    if kind_at is not None and printed is not None:
        about = _subject([*([rest] if rest else []), *below], casing)
        about = about or _enacted(printed, blocks)
        title = _titled(printed, about) if about else None
    elif subject is not None and subject.strip(" )."):
        title = _titled(f"{kind or 'Công văn'} về việc", subject.strip(" )."))
    if title is None and printed is not None:
        title = f"{printed} số {number}" if number else printed
    signed = letterhead or titled or bool(texts and _OFFICE_ALONE.match(texts[0]))
    issuer = _issuer(texts, kind_at, casing) if signed and (kind or number) else None
    if issuer is None and (of := titled.office if titled else _whose(rest or "".join(below[:1]))):
        issuer = _named(of, casing)
    if title and issuer:
        title = _without_office(title, issuer)
    return Head(
        number=number,
        kind=kind,
        issuer=issuer,
        issued_on=titled.issued_on
        if titled is not None
        else (_date(texts) or _foot_date(blocks) if letterhead or number else None),
        title=title or _headline(blocks, filename),
    )


def _head_blocks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks before the text itself begins, the preamble's first line included."""
    head: list[Block] = []
    for block in blocks[:_IN_HEAD]:
        if is_running(block.text):
            continue
        head.append(block)
        if _BODY.match(block.text) and len(head) > 2:
            break
    return head


def _number(texts: Sequence[str]) -> str | None:
    for text in texts:
        found = _NUMBER_LINE.match(text)
        if found and not _BODY.match(text) and len(text) < 250:
            # "295 /VP-CTHĐND": the number is stamped into a gap.
            written = re.sub(r"^(\d+)\s+(?=[-/])", r"\1", text[found.end() :])
            codes = document_codes(written)
            if codes and codes[0].start <= 2:
                return codes[0].text
    return None


def _kind(texts: Sequence[str], letterhead: bool) -> tuple[int | None, str | None, str]:
    """Where the kind stands, the kind, and what follows it on its line."""
    for place, text in enumerate(texts):
        found = _KIND_LINE.match(text)
        if not found:
            continue
        kind = next(kind for kind in _KINDS if kind.upper() == found["kind"])
        rest = found["rest"] or ""
        if rest.startswith(("-", "–")):
            continue  # a section of the gazette
        if rest and not (rest.isupper() or letterhead or read_titled(rest, ())):
            continue
        return place, kind, rest
    return None, None, ""


def _kind_of(number: str | None) -> str | None:
    letters = re.search(r"[-/]([^\W\d]+)", number or "")
    return _KIND_OF_LETTERS.get(letters[1].upper()) if letters else None


def _subject(following: Iterable[str], casing: Casing) -> str:
    """What stands below the kind, up to the authority or the preamble."""
    parts: list[str] = []
    for text in following:
        if _BODY.match(text) or _BELONGS_TO.match(text) or text.startswith(("Số:", "Số ")):
            break
        subject = _RULE.split(_PREAMBLE.split(text)[0])[0].strip(" *-–_")
        if parts and (
            _AUTHORITY.match(text)
            or _restates(parts[0], text)
            or (text.endswith(".") and len(text) > _LONGEST_LINE)
            or text.startswith(("Thực hiện ", "Để ", "Nhằm "))
            or (_set_otherwise(parts[0], subject) and not _GOES_ON_ABOUT.match(text))
        ):
            break
        if not parts and not any(map(str.isalpha, subject)):
            continue  # a rule, or a speck of the scan
        if subject:
            parts.append(subject)
        ended = text.rstrip().endswith((".", ";")) or bool(_RULE.search(text))
        if ended or sum(map(len, parts)) > _LONGEST_TITLE:
            break
    whole = " ".join(parts)
    if not whole or len(whole) > 2 * _LONGEST_TITLE:
        return ""
    if is_capitals(whole):
        return _SUBJECT.sub("về việc ", _small(whole, casing), count=1)
    if is_capitals(parts[0]):  # "CỦA BAN THƯỜNG VỤ TỈNH ỦY", then in small letters what about
        of = _OF.match(parts[0])
        parts[0] = f"của {_named(of[1], casing)}" if of else _small(parts[0], casing)
        parts[1:] = [part[:1].lower() + part[1:] for part in parts[1:2]] + parts[2:]
    return _SUBJECT.sub("về việc ", " ".join(parts), count=1)


def _restates(subject: str, text: str) -> bool:
    """Whether the text's first sentence says again what it is about: "Đại hội … họp trong …"."""
    opening = subject[:_RESTATED].lower()
    return len(opening) == _RESTATED and text.lower().startswith(opening)


def _small(text: str, casing: Casing) -> str:
    return with_names(casing.restored(text, names=False))


def _set_otherwise(first: str, subject: str) -> bool:
    """Whether one is set in capitals and the other is not; figures alone are neither."""
    lettered = any(map(str.isalpha, subject))
    return lettered and is_capitals(first) != is_capitals(subject)


def _stated_subject(texts: Sequence[str]) -> str | None:
    """What stands after "V/v", on its line and those that go on with it."""
    for place, text in enumerate(texts):
        found = None if _BODY.match(text) else _SUBJECT.search(text)
        if found:
            below = itertools.takewhile(_goes_on_below, texts[place + 1 : place + 4])
            return " ".join([text[found.end() :], *below])
    return None


def _goes_on_below(text: str) -> bool:
    """Whether a line below "V/v …" can be part of it."""
    heads = (_BODY, _NUMBER_LINE, _COUNTRY, _KIND_LINE)
    other = any(pattern.match(text) for pattern in heads) or _DATE_LINE.search(text)
    return not (other or _PLACE.match(text)) and len(text) < _NARROW


def _letter_subject(texts: Sequence[str]) -> str | None:
    """What a letter is about, said in full below its number."""
    below = itertools.dropwhile(lambda text: not _NUMBER_LINE.match(text), texts)
    line = next(itertools.islice(below, 1, None), "")
    found = _ABOUT.match(line)
    return line[found.end() :] if found else None


def _without_office(title: str, issuer: str) -> str:
    """Without the head of the issuing office, where its line ran into the title's."""
    office = re.escape(issuer.rsplit(" – ", 1)[-1])
    head = r"(?:tổng cục trưởng|cục trưởng|giám đốc|bộ trưởng|chủ tịch|thủ tướng)"
    return re.sub(
        rf"(?<!của)(?<!thuộc)(?<!cho)(?<!do) (?:{head} {office}|(?={head}){office})$",
        "",
        title,
        flags=re.IGNORECASE,
    )


def _enacted(kind: str, blocks: Sequence[Block]) -> str:
    """The subject as the sentence that enacts the text names it."""
    pattern = re.compile(_ENACTED.format(kind=kind), re.IGNORECASE)
    for block in blocks[:_IN_HEAD]:
        if found := pattern.search(block.text):
            return found[1]
    return ""


# What begins with one of these is a name, as a law's title is.
_NAME = re.compile(
    r"(?:Đảng|Đoàn|Hội|Chính|Quốc|Bộ|Sở|Ban|[ỦU]y|Uỷ|Trung|Đại|Mặt|Công đoàn|Công an|Tòa|Viện)\b"
)
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
_OPENING_WORD = re.compile(
    r"(?:Về|Quy|Ban hành|Thông|Sửa|Bổ|Phê|Hướng|Triển|Tổ|Thực|Của|Kết|Công bố|Chính sách)\b"
)


def _titled(kind: str, subject: str) -> str:
    """Kind and subject, the subject with a small first letter unless it may be a name."""
    opens = bool(_OPENING_WORD.match(subject))
    if not opens and kind not in _LAWS and not _NAME.match(subject):
        opens = bool(re.match(r"\w[^\W\d_]*,? [^\W\d_]*", subject)) and (
            subject.partition(" ")[2][:1].islower()
        )
    return f"{kind} {subject[0].lower() + subject[1:] if opens else subject}"


def _issuer(texts: Sequence[str], kind_at: int | None, casing: Casing) -> str | None:
    """The offices on the left of the letterhead, or the authority that is named below the title."""
    parts: list[str] = []
    for text in texts[:10]:
        cleaned = _RULE.split(text)[0].strip(" *-–_|")
        if _COUNTRY.search(cleaned):
            if parts and parts[-1] not in _UNFINISHED:
                break
            continue
        if consolidated := _CONSOLIDATED.match(cleaned):
            parts.append(cleaned[consolidated.end() :])
            continue
        if cleaned.startswith("VĂN BẢN ") and not parts:
            continue  # a section of the gazette
        if _KIND_LINE.match(cleaned):
            break
        if _NUMBER_LINE.match(cleaned) or _DATE.search(cleaned):
            if parts:
                break
            continue
        if is_capitals(cleaned) and cleaned not in parts:
            for part in _OFFICE.split(cleaned):
                if parts and (_GOES_ON.match(part) or parts[-1] in _UNFINISHED):
                    parts[-1] += " " + part
                elif part not in parts:
                    parts.append(part)
        elif parts:
            break
    if not parts and kind_at is not None:
        below = texts[kind_at + 1 :]
        parts = [text for text in below if is_capitals(text) and _AUTHORITY.match(text)][:1]
    return " – ".join(_named(part, casing) for part in parts) or None


def _whose(line: str) -> str:
    """The office of "QUYẾT ĐỊNH CỦA …", "" where the line below the kind names none."""
    found = _OF.match(line) if is_capitals(line) else None
    return found[1] if found else ""


def _named(printed: str, casing: Casing) -> str:
    """An office's name from one that may stand in capitals."""
    return office(casing.restored(printed, names=True) if is_capitals(printed) else printed)


def _date(texts: Iterable[str]) -> date | None:
    for text in texts:
        if _BODY.match(text):
            break
        found = _DATE.search(text)
        if found and len(text) < 120:
            return _day(found)
    return None


def _foot_date(blocks: Sequence[Block]) -> date | None:
    """A law is dated at its end: "… được Quốc hội … thông qua ngày …"."""
    for block in reversed(blocks[-_IN_FOOT:]):
        if (adopted := _ADOPTED.search(block.text)) and (
            found := _DATE.search(block.text, adopted.start())
        ):
            return _day(found)
    return None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _headline(blocks: Sequence[Block], filename: str) -> str | None:
    """The first heading, or the first line that is no letterhead where it may be one.

    An appendix is named with what stands below its label.
    """
    shown = [block for block in blocks[:10] if not _COUNTRY.match(block.text)]
    if shown and is_label(shown[0].text):
        below = [b.text for b in itertools.takewhile(lambda b: is_capitals(b.text), shown[1:4])]
        return ". ".join([shown[0].text, *([" ".join(below)] if below else [])])
    if shown and _FORM.match(shown[0].text):
        named = (b.text for b in shown[1:6] if is_capitals(b.text))
        if name := next((text for text in named if not _COUNTRY.search(text)), None):
            return Casing(blocks).restored(name, names=False)
    if shown and _OFFICE_ALONE.match(shown[0].text) and is_capitals(shown[0].text):
        # a bulletin's head: the office, the day, then the headline
        dated = (at for at, block in enumerate(shown[1:6], 1) if _DATE.search(block.text))
        headline = next((block.text for block in shown[next(dated, len(shown)) + 1 :]), "")
        if headline and len(headline) <= _LONGEST_TITLE:
            return Casing(blocks).restored(headline, names=False)
    heading = next((block.text for block in shown if block.kind is BlockKind.HEADING), None)
    first = shown[0].text if shown and len(shown[0].text) <= 200 else None
    name = re.sub(r"[_\s]+", " ", filename.rsplit(".", 1)[0]).strip()
    return heading or first or name or None


def _article_date(blocks: Sequence[Block]) -> date | None:
    """The day under a headline: "Cập nhật: 24-06-2021"."""
    for block in blocks[:6]:
        found = _SHORT_DATE.search(block.text) or _DATE.search(block.text)
        if found and len(block.text) < 60:
            return _day(found)
    return None
