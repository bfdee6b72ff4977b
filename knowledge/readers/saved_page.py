"""What a law site puts around a text, in pages that were saved or copied from it whole."""

import re
from collections.abc import Sequence
from typing import Final

_AROUND: Final = re.compile(
    r"(?:văn bản này chưa cập nhật nội dung tiếng anh|\W*văn bản liên quan"
    r"|nội dung sửa đổi, hướng dẫn|file được đính kèm theo văn bản|file attached to document"
    r"|lược đồ văn bản|thuộc tính văn bản|mục lục văn bản)\W*",
    re.IGNORECASE,
)
"""What stands first below the text."""
_SITE: Final = re.compile(r"thư viện pháp luật|thuvienphapluat|luatvietnam", re.IGNORECASE)
_NAME: Final = re.compile(r"\D{4,25}\d\S*")
"""Kind and number, with which the site's name for a text begins."""


def own_lines(lines: Sequence[str]) -> int:
    """How many lines or paragraphs, from the first on, are the text's own.

    All of them, unless a line below which a site goes on by itself stands there and the site names
    itself after it.
    """
    around = next((at for at, line in enumerate(lines) if _AROUND.fullmatch(line.strip())), None)
    if not around or not any(_SITE.search(line) for line in lines[around:]):
        return len(lines)
    above = around - 1
    while above and not lines[above].strip():
        above -= 1
    # the site's name for the text stands on both sides of that line
    name = _NAME.match(lines[above].strip())
    below = next((line.strip() for line in lines[around + 1 :] if line.strip()), "")
    return above if above and name and below.startswith(name[0]) else around
