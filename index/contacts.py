"""Whether a text gives the telephone number, address on the net or account that is asked for.

A text about an office or a contest is near to such a question in every word and answers nothing
where the number itself does not stand in it.
"""

import re
from typing import Final

from knowledge.text import search_form, unmarked

_WHICH: Final = r"(?:(?: \S+){0,10}? la (?:gi|so|bao nhieu|may)| (?:so (?:may|nao)|nao|may|gi)\b)"
_PHONE: Final = r"(?:so (?:dien thoai|dt)|sdt|hotline|duong day nong)"
_LINK: Final = r"https?:|\bwww\.|\b[\w-]+\.(?:\w+\.)*(?:vn|com|org|net|info|edu|gov|example)\b"
_KINDS: Final = tuple(
    (re.compile(asked), re.compile(told))
    for asked, told in (
        (
            rf"(?<!moi )(?<!mot )\b{_PHONE}{_WHICH}|\b(?:xin|cho|hoi|biet)(?: \w+)? {_PHONE}\b"
            rf"|\b{_PHONE}\W*$|^(?:so (?:dien thoai|dt)|sdt|hotline)\b"
            r"|\bdien thoai (?:so )?(?:may|gi|bao nhieu)\b"
            r"|\b(?:goi|alo|bam) (?:vao |toi |den |cho )?so (?:nao|may|gi|bao nhieu)\b",
            r"\b0\d{1,3}\)?(?:[ .-]{0,2}\d{1,4}){2,4}\b|\b1[89]00\b|\b1[01]\d{1,2}\b(?![.,]?\d)"
            r"|\b\d{3}[ .]\d{4}\b",
        ),
        (
            rf"\bdia chi (?:trang|web|website)\b|\b(?:link|trang web|website){_WHICH}",
            _LINK,
        ),
        (rf"\bdia chi (?:email|mail|thu dien tu){_WHICH}|\b(?:mail|email) nao\b", rf"@|{_LINK}"),
        (rf"\b(?:so tai khoan|stk){_WHICH}", r"\b\d{6,}\b"),
    )
)
"""How a kind is asked for, and what it looks like; both without marks."""


def lacks_contact(question: str, text: str) -> bool:
    """Whether a way to reach somebody is asked for and a text has nothing of its kind.

    Args:
        question: With its marks or without.
        text: A quote.
    """
    plain = unmarked(search_form(question))
    wanted = [told for asked, told in _KINDS if asked.search(plain)]
    return bool(wanted) and not any(told.search(unmarked(search_form(text))) for told in wanted)
