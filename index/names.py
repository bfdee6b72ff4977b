"""The names in a question or a text: places, people, bodies; and what is typed for them in chat.

A printed text shows its names by capitals. A question often does not, so it is also held against
the names of places that everybody knows and those that the searched texts themselves carry.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from index.weights import is_ordinary
from knowledge.text import syllables, unmarked

_PLACES: Final = """
an giang|ba ria|vung tau|bac lieu|bac giang|bac kan|bac ninh|ben tre|binh dinh|binh duong|
binh phuoc|binh thuan|ca mau|can tho|cao bang|da nang|dak lak|dac lac|dak nong|dien bien|dong nai|
dong thap|gia lai|ha giang|ha nam|ha noi|ha tinh|hai duong|hai phong|hau giang|hoa binh|hung yen|
khanh hoa|kien giang|kon tum|lai chau|lam dong|lang son|lao cai|long an|nam dinh|nghe an|ninh binh|
ninh thuan|phu tho|phu yen|quang binh|quang nam|quang ngai|quang ninh|quang tri|soc trang|son la|
tay ninh|thai binh|thai nguyen|thanh hoa|thua thien hue|tien giang|ho chi minh|sai gon|tra vinh|
tuyen quang|vinh long|vinh phuc|yen bai|thu dau mot|tan uyen|di an|thuan an|ben cat|bau bang|
dau tieng|phu giao|viet tri|ha long|cam pha|uong bi|mong cai|da lat|bao loc|nha trang|cam ranh|
quy nhon|tuy hoa|hoi an|tam ky|dong ha|dong hoi|vinh loc|cua lo|sam son|bim son|phan thiet|
phan rang|bien hoa|long khanh|my tho|go cong|cao lanh|sa dec|hong ngu|long xuyen|chau doc|rach gia|
ha tien|phu quoc|vi thanh|nga bay|buon ma thuot|pleiku|an khe|thu duc|cu chi|nha be|can gio|
hoc mon|binh chanh|go vap|tan binh|binh thanh|phu nhuan|ba dinh|hoan kiem|dong da|hai ba trung|
cau giay|thanh xuan|hoang mai|long bien|tay ho|ha dong|son tay|gia lam|dong anh|soc son|me linh|
phu ly|tam diep|pho yen|song cong|tu son|chi linh|kinh mon|do son|thuy nguyen|phuc yen|vinh yen|
dong xoai|phuoc long|binh long|chon thanh|trang bang|hoa thanh|go dau|tan an|kien tuong|
duyen hai|hong linh|ky anh|thai hoa|hoang sa|truong sa|con dao|phu my|long thanh|nhon trach|
ba tri|giong trom|chau thanh|mo cay|cho lach|binh dai|thanh phu|moc chau|sa pa|nghia lo|
song cau|duc pho|sam|dien ban
"""
PLACES: Final = frozenset(name.strip() for name in _PLACES.split("|") if len(name.split()) > 1)
"""Provinces, cities and well-known districts, without marks; more come from the texts."""
_LONGEST: Final = 5
_KEPT: Final = 8192
"""Texts whose words are remembered: many questions look at the same titles and sentences."""

_CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
RUN = re.compile(rf"[{_CAPITAL}][^\W\d_]*(?:[ ]+[{_CAPITAL}][^\W\d_]*)*")
_UNIT = (
    r"(?:TP\.?|[Tt]hành phố|[Tt]hành ủy|[Tt]hị ủy|[Tt]hị xã|TX\.?|[Tt]ỉnh|[Hh]uyện|[Qq]uận|"
    r"[Pp]hường|[Xx]ã|[Tt]hị trấn|TT\.?|[Xx]óm|[Tt]hôn|[Ấấ]p|[Kk]hu phố|P\.|H\.|Q\.|T\.)"
)
PLACE_NAME = re.compile(rf"{_UNIT}\s*(?P<name>[{_CAPITAL}][^\W\d_]+(?:[ ]+[{_CAPITAL}][^\W\d_]*)*)")
_UNITS_BARE = frozenset(
    "thanh pho|thanh uy|thi uy|thi xa|tinh|huyen|quan|phuong|xa|thi tran|khu pho|thon|ap|tinh uy|"
    "huyen uy|quan uy|tp|tx|p|h|q".split("|")
)
_OFFICES: Final = frozenset(
    "ban chap|ban chi|ban dan|ban quan|ban thuong|ban to|ban tuyen|bo cong|bo dan|bo giao|bo khoa|"
    "bo ngoai|bo noi|bo nong|bo quoc|bo tai|bo truong|bo tu|bo van|bo xay|bo y|chi cuc|chu tich|"
    "cong an|cong ty|cuc truong|dang uy|giam doc|hoi dong|mat tran|pho chu|pho cuc|pho giam|"
    "pho truong|quyet dinh|so cong|so du|so giao|so khoa|so noi|so nong|so tai|so tu|so van|so xay|"
    "so y|tham muu|thanh tra|thanh uy|"
    "tinh uy|trung tam|truong ban|truong phong|uy ban|van phong".split("|")
)
"""How offices begin that stand behind what is also short for a kind of place."""
_VOWEL: Final = re.compile("[aeiouy].*[a-z]|[a-z].*[aeiouy]")
_FAMILIES: Final = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đoàn Lâm "
    "Mai Tô Trịnh Tạ Hà Cao Châu Thái Lương Đào La Từ Kiều Quách Triệu Chu Văn Tôn Vương Mạc Nông "
    "Hứa Thạch Danh Kim Giàng Lò Vàng Tăng Phùng Khuất Lưu Doãn Hầu Khương Đàm Đồng Âu Ông Bạch "
    "Lục Viên Giang Ninh Tống Vi Nghiêm Thân Thiều Bế Hoàn Lô Sùng Thào Y H".split()
)
# words that begin a sentence or a kind of thing, no part of a name
_COMMON = frozenset(
    "dang|doan|hoi|ban|uy|uy ban|nghi quyet|dai hoi|trung uong|nha nuoc|chinh phu|quoc hoi|"
    "viet nam|nghi dinh|thong tu|luat|bo|so|phong|chi|ke hoach|quyet dinh|chuong trinh|"
    "dieu|khoan|muc|phan|"
    "nhan dan|cong an|mat tran|to quoc".split("|")
)


@lru_cache(maxsize=_KEPT)
def places(text: str) -> frozenset[str]:
    """The places a printed text names, without marks: known ones, and what follows "phường" …"""
    found = set(known_places(bare_words(text)))
    if "huế" in marked_words(text):
        found.add("hue")
    found |= {
        " ".join(bare_words(match["name"]))
        for match in PLACE_NAME.finditer(text)
        if "." not in match[0] or " " in match["name"]  # "Q. Chủ tịch"
    }
    return frozenset(name for name in found if _is_name(name))


def _is_name(name: str) -> bool:
    """Whether it is no office ("Q. Chủ tịch", "P. Bộ Nội vụ") and no short form ("TT. PVHCC")."""
    words = name.split()
    return " ".join(words[:2]) not in _OFFICES and (len(words) > 1 or bool(_VOWEL.search(name)))


def named_places(text: str) -> frozenset[str]:
    """Names of two syllables and more that follow "phường", "thị xã" … in a printed text.

    They keep their marks, in lower case: "văn hóa" does not name the commune Vân Hòa. What is
    shouted ("XÃ HỘI") and what is a common phrase besides ("dân chủ") is left out, since a question
    typed in lower case could not be told from one that names no place.
    """
    names = {match["name"] for match in PLACE_NAME.finditer(text)}
    split = (marked_words(name) for name in names if not name.isupper())
    return frozenset(
        " ".join(words)
        for words in split
        if len(words) > 1 and not is_ordinary(words) and _is_name(" ".join(without_marks(words)))
    )


def known_places(words: Sequence[str], known: frozenset[str] = PLACES) -> frozenset[str]:
    """Which names of `known` stand in bare syllables; a longer one hides those within it."""
    found: set[str] = set()
    first = _first_words(known)
    at = 0
    while at < len(words):
        if words[at] not in first:
            at += 1
            continue
        for length in range(min(_LONGEST, len(words) - at), 1, -1):
            name = " ".join(words[at : at + length])
            if name in known:
                found.add(name)
                at += length - 1
                break
        at += 1
    return frozenset(found)


@lru_cache(maxsize=8)
def _first_words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.split(" ", 1)[0] for name in names)


def asked_places(words: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    """The places that the syllables of a question name, without marks, however it is typed.

    Args:
        words: Of the question, with its marks as far as they are known.
        known: The places the searched texts name (see `named_places`), beside those everybody
            knows.
    """
    own = frozenset(unmarked(name) for name in known_places(words, known))
    return own | known_places([unmarked(word) for word in words])


@lru_cache(maxsize=_KEPT)
def capitalised(text: str) -> frozenset[str]:
    """Runs of two capitalised words and more, without marks; no common phrase, no shouting."""
    if text.isupper():
        return frozenset()
    names = (" ".join(bare_words(match[0])) for match in RUN.finditer(text))
    return frozenset(name for name in names if " " in name and name not in _COMMON)


@lru_cache(maxsize=_KEPT)
def people(text: str) -> frozenset[str]:
    """Names that a printed text gives to people, without marks: a family name begins them."""
    return frozenset(
        name
        for match in RUN.finditer(text)
        if match[0].split()[0].capitalize() in _FAMILIES
        and 2 <= len((name := " ".join(bare_words(match[0]))).split()) <= _LONGEST
        and name not in PLACES
        and not PLACE_NAME.search(text[max(0, match.start() - 12) : match.end()])
    )


@lru_cache(maxsize=_KEPT)
def bare_words(text: str) -> tuple[str, ...]:
    """The syllables of a text without marks."""
    return without_marks(marked_words(text))


@lru_cache(maxsize=_KEPT)
def marked_words(text: str) -> tuple[str, ...]:
    """The syllables of a text."""
    return tuple(syllables(text))


def without_marks(words: Sequence[str]) -> tuple[str, ...]:
    """The same syllables, bare."""
    return tuple(map(_bare, words))


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    """Of one syllable, a number without the zeros before it ("02"); the same object for the same
    syllable, so that kept texts share it."""
    return (word.lstrip("0") or "0") if word.isdecimal() else unmarked(word)
