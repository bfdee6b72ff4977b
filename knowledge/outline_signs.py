"""What blocks of administrative texts begin and end with: labels, numbers, bullets, signatures."""

import re

_NUMBER_WORD = r"(?:thứ\s)?(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|[ivx]+|\d+)"
DIVISION = re.compile(
    rf"""(?P<label>
      (?P<part>phần\ (?:{_NUMBER_WORD}|[a-h]))
    | (?P<chapter>chương\ (?:[ivxl]+|\d+))
    | (?P<subsection>tiểu\ mục\ (?:[ivx]+|\d+|[a-h]))
    | (?P<section>mục\ (?:[ivx]+|\d+|[a-h]))
    | (?P<appendix>phụ\ lục(?:\ số)?(?:\ (?:[ivxl]+|\d+|[a-h])[a-h]?(?:[.\-]\d+)*)?
        | mẫu\ (?:số\ )?\d+[a-zđ]?(?:[./\-][\wđ]+)*)
    ) (?:\s*[.:]\s*(?P<after>.*) | \s+[-–—]\s+(?P<dashed>.*) | \s*)""",
    re.VERBOSE | re.IGNORECASE,
)
# the title on the label's own line without a stop between is told from a reference by capitals
DIVISION_RUN_ON = re.compile(
    r"(?P<label>(?:PHẦN|CHƯƠNG|MỤC|PHỤ LỤC|Phần|Chương|Mục|Phụ lục) (?:[IVXL]+|\d+)"
    r"|PHẦN THỨ (?:NHẤT|HAI|BA|TƯ|NĂM|SÁU|BẢY|TÁM|CHÍN|MƯỜI))"
    r" (?P<title>[A-ZĐÀ-Ỹ ,;–-]{6,})"
)
ARTICLE = re.compile(r"(?P<label>(?:Điều|ĐIỀU) \d+[a-zđ]?)\s*(?:[.:]\s*(?P<title>.*)|)", re.DOTALL)
ROMAN = re.compile(r"(?P<number>[IVX]+)\s*[.):\-–](?:\s+|(?=[^\W\d_][^\W\d_]))\S")
LETTER = re.compile(r"(?P<number>[A-H])[.)]\s+\S")
NUMBERED = re.compile(
    r"(?P<bracket>\()?(?P<number>\d{1,3}(?:\.\d{1,2}(?!\d))*)(?P<stop>[.)]\)?|(?=\s+[A-ZĐÀ-Ỹ]))"
    r"\s*(?=\D)\S"
)
POINT = re.compile(r"(?P<bracket>\()?(?P<letters>đ|[a-z]{1,2}|[ivx]{1,4})\d?(?P<stop>[.)])\s*\S")
BULLET = re.compile(r"(?P<mark>[-–—+*•●○▪■◦·‣⁃➢✓\uf02d\uf0b7\uf0a7\uf076\uf0fc])\s*\S")
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10}
LOWER_ROMAN = frozenset("i ii iii iv v vi vii viii ix x".split())
LEAD_IN = (":", ": ", ":”")
STOPS = tuple(".;:!?…/,")
# after the signature, a line of capitals that begins so opens what the document carries
CARRIED = re.compile(
    "QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|QUY HOẠCH|KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|ĐIỀU LỆ|DANH MỤC|DANH SÁCH|"
    "HƯỚNG DẪN|NỘI QUY|PHƯƠNG ÁN|CHIẾN LƯỢC|BẢNG|MẪU|BIỂU|PHÂN CÔNG|NGHỊ QUYẾT|TỜ TRÌNH"
)
FOOT = re.compile(
    r"(?i:nơi (?:nhận|gửi)\b)|(?:TM|KT|TL|TUQ)\.\s?[A-ZĐÀ-Ỹ]{2}|[TK]/[MT]\s[A-ZĐÀ-Ỹ]{2}"
)
LETTERHEAD = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM$|TÊN (?:CƠ QUAN|ĐƠN VỊ|TỔ CHỨC)\b"
)
# a label and its number that a file broke over two lines
LABEL_ALONE = re.compile(r"(?:phần|chương|mục|tiểu mục|phụ lục)(?: thứ| số)?", re.IGNORECASE)
NUMBER_ALONE = re.compile(r"[IVXL]+|\d{1,2}")
REFERENCE = re.compile(r"(?:Điều|Khoản|Điểm|Mục) \w{1,3} (?:của|này|nêu|và)\b")


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) > 0.9 * len(letters)


def quote_depth(text: str) -> int:
    """How many quotations a text leaves open."""
    return text.count("“") - text.count("”")


def roman_value(number: str) -> int:
    """What a Roman number counts."""
    values = [_ROMAN_VALUE[letter] for letter in number]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
