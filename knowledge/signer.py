"""Who signed a document, read from its foot.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7 and the Party's Hướng dẫn 36 set the same: below "TM."
(on behalf of a body), "KT." (in place of the head) or "TL." (by order) stands the office held, in
capitals, then the name.
"""

import re
from collections.abc import Sequence

from knowledge.blocks import Block
from knowledge.readers.lines import is_capitals
from knowledge.syllable import is_syllable

_OFFICE = re.compile(
    r"(?:(?:PHÓ|Q\.) )*(?:THƯỜNG TRỰC BAN BÍ THƯ|CHỦ TỊCH NƯỚC|CHỦ TỊCH|CHỦ NHIỆM"
    r"|TỔNG BÍ THƯ|BÍ THƯ|TỔNG GIÁM ĐỐC|GIÁM ĐỐC"
    r"|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|THỐNG ĐỐC|CHÁNH ÁN|CHÁNH THANH TRA|CHÁNH VĂN PHÒNG"
    r"|TỔNG KIỂM TOÁN|VIỆN TRƯỞNG|HIỆU TRƯỞNG"
    r"|(?:[^\W\d_]+ )?TRƯỞNG(?: (?:BAN|PHÒNG|ĐOÀN|KHOA|THÔN))?|ỦY VIÊN|UỶ VIÊN)"
)
_SIGNS = re.compile(r"\W*(?:T/?M|KT|TL|TUQ|T/L|K/T|Q)\s*[./]|\W*T/M ")
_SIGNED = re.compile(r"^\W*(?:đã ký)\W*", re.IGNORECASE)
# What stands before a name: a degree, a rank.
_STYLED = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|BS|DS|CN|KS|LS|BSCK|CKII?|NGƯT|NGND|Nhà giáo|Luật sư|Bác sĩ"
    r"|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy))(?:[.\s]+|$))+"
)
# Names of the peoples of the highlands begin with one of these, and have other syllables.
_HIGHLAND = re.compile(r"(?:Y|A|H['’]\w+|K['’]\w+|Ksor|Siu|Nay|Rơ|Kpă|Rmah|Rcom|Puih)$")
_ASIDE = re.compile(r"\W*đã ký\W*|\(.{0,40}\)", re.IGNORECASE)  # "(để t/h)" of the recipients
_RAISED = frozenset("ban bí văn".split())  # "Thường trực Ban Bí thư", "Chánh Văn phòng"
_SHORTEST, _LONGEST = 2, 5  # words of a name
_LINES = 5  # of the block over a name
_REACH = 12  # blocks from "TM." to the name; recipients may stand between


def read_signer(blocks: Sequence[Block]) -> str | None:
    """The name and the office held, as "Nguyễn Văn An, Phó Chủ tịch"; None where none is shown.

    Of a document with appendices the signature of the document itself, which comes first.
    """
    signs_at: int | None = None
    for at in range(2, len(blocks)):
        text = " ".join(blocks[at].text.split())
        if signs_at is None and _SIGNS.match(text) and is_capitals(text):
            signs_at = at
        elif signs_at is not None and at - signs_at > _REACH:
            return None  # nobody's name is below it; what follows is another document's
        name = bare_name(text)
        if not _is_name(name):
            continue
        above: list[str] = []
        for block in reversed(blocks[max(0, at - _LINES) : at]):
            if _ASIDE.fullmatch(block.text.strip()):
                continue
            if not (is_capitals(block.text) or _SIGNS.match(block.text)):
                break
            above.insert(0, block.text)
        offices = list(_OFFICE.finditer(" ".join(" ".join(above).split())))
        if offices:
            office = offices[-1][0].lower()
            return f"{name}, {_spelt(office)}"
    return None


def bare_name(line: str) -> str:
    """A line of a signature without "đã ký" and without degree or rank."""
    return _STYLED.sub("", _SIGNED.sub("", " ".join(line.split())))


def _is_name(text: str) -> bool:
    words = text.split()
    if not _SHORTEST <= len(words) <= _LONGEST:
        return False
    if _HIGHLAND.match(words[0]):
        return all(word[0].isupper() and word[1:].islower() for word in words[1:])
    return all(
        word[0].isupper() and word[1:].islower() and is_syllable(word.lower()) for word in words
    )


def _spelt(office: str) -> str:
    """With the capitals that are customary: "Phó Chủ tịch"."""
    words = office.split()
    raised = [
        word.capitalize() if i == 0 or word in _RAISED or words[i - 1] == "phó" else word
        for i, word in enumerate(words)
    ]
    return " ".join(raised)
