"""The title that an old office file names in its properties.

Read by hand, as [MS-OLEPS] has it: reading all properties can be made to count for ever.
"""

import struct

import olefile

_STREAM = "\x05SummaryInformation"
_CODE_PAGE, _TITLE = 1, 2
_ANSI, _WIDE = 30, 31
_UTF_8 = (65001, 65001 - 65536)
_MOST_PROPERTIES = 100


def title_of(file: olefile.OleFileIO) -> str:
    """The title, "" where the file names none or its properties are broken."""
    if not file.exists(_STREAM):
        return ""
    data: bytes = file.openstream(_STREAM).read()
    try:
        (start,) = struct.unpack_from("<I", data, 44)
        (count,) = struct.unpack_from("<I", data, start + 4)
        places = {}
        for index in range(min(count, _MOST_PROPERTIES)):
            number, place = struct.unpack_from("<II", data, start + 8 + 8 * index)
            places[number] = start + place
        if _TITLE not in places:
            return ""
        kind, size = struct.unpack_from("<II", data, places[_TITLE])
        page = struct.unpack_from("<Ih", data, places[_CODE_PAGE])[1] if _CODE_PAGE in places else 0
    except struct.error:
        return ""
    text: bytes = data[places[_TITLE] + 8 :]
    if kind == _WIDE:
        return text[: 2 * size].decode("utf-16-le", "replace").split("\0")[0]
    if kind != _ANSI:
        return ""
    return text[:size].split(b"\0")[0].decode("utf-8" if page in _UTF_8 else "cp1252", "replace")
