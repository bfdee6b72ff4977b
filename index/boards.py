"""Of which board the number of members is asked, and whether a text tells that of another.

"Ban Giám khảo có 5 người, do đồng chí Nam, Ủy viên Ban Chấp hành, làm trưởng ban" has the words of
"Ban Chấp hành có bao nhiêu người?" and is no answer.
"""

import re
from typing import Final

from index.names import bare_words

_SHORT: Final = {"bch": "ban chap hanh", "btv": "ban thuong vu", "btc": "ban to chuc"}
_BOARD: Final = (
    r"(ban (?:chap hanh|thuong vu|thuong truc|giam khao|to chuc|chi dao|quan ly|dieu hanh"
    r"|kiem soat|giam hieu|giam doc|thanh tra nhan dan)|uy ban kiem tra|to thu ky|to giup viec)"
)
_ASKED: Final = re.compile(
    rf"\b{_BOARD}(?: \w+){{0,5}}? (?:bao nhieu|may) (?:nguoi|dong chi|uy vien|thanh vien)\b"
)
_WRITTEN: Final = re.compile(
    rf"(?<!\buy vien )(?<!\bthanh vien )(?<!\btruong )(?<!\bpho )(?<!\btm )(?<!\bthay mat )"
    rf"\b{_BOARD}\b"
)
"""A board itself, not somebody's post in it."""


def counts_another_board(question: str, text: str) -> bool:
    """Whether a question asks how many are on a board, and a text speaks only of others."""
    asked = _ASKED.search(_words(question))
    if asked is None:
        return False
    said = {found[1] for found in _WRITTEN.finditer(_words(text))}
    return bool(said) and asked[1] not in said


def _words(text: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in bare_words(text))
