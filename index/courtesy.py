"""Greetings, requests and particles around a question, which carry no weight in a search."""

import re
from collections.abc import Iterable

from knowledge.letters import unmarked
from knowledge.sentences import sentences

_GAP = r"[\s,]+"
_SOFT = r"[\s,.:;!…~^)(\-]*"


def _phrase(words: str) -> str:
    """A pattern for words separated by anything soft, each with its marks or without."""
    return _GAP.join(_word(word) for word in words.split())


def _word(word: str) -> str:
    bare = unmarked(word)
    return word if bare == word else f"(?:{word}|{bare})"


def _any(phrases: str) -> str:
    """Any of the phrases, each word with its marks or without."""
    return _one_of(_phrase(phrase) for phrase in _longest_first(phrases))


def _exactly(phrases: str) -> str:
    """Any of the phrases as written: without marks they would be other words too."""
    return _one_of(_GAP.join(phrase.split()) for phrase in _longest_first(phrases))


def _longest_first(phrases: str) -> list[str]:
    return sorted(phrases.split("|"), key=len, reverse=True)


def _one_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})(?!\\w)"


def _some(pattern: str, least: int, most: int) -> str:
    """The pattern so many times, each followed by a gap; bounded, so that nothing runs away."""
    return f"(?:{pattern}{_GAP}){{{least},{most}}}"


def _then(pattern: str, most: int) -> str:
    return f"(?:{_GAP}{pattern}){{0,{most}}}"


_PEOPLE = (
    "em|mình|tôi|tớ|tui|cháu|con|anh|chị|bác|cô|chú|bạn|mọi người|các bạn|các anh|các chị|anh chị|"
    "các anh chị|các bác|các đồng chí|đồng chí|đ/c|ad|adm|admin|bot|shop|page|ban quản trị|bqt|"
    "ban tuyên giáo|cả nhà|mk|mik|mn|mng"
)
_WHO = _any(_PEOPLE + "|e|t|a|c|ac|b")
_WISH = _any(
    "muốn|cần|định|xin|xin phép|được|cho|xin cho|làm ơn|làm ơn cho|vui lòng|vui lòng cho|nhờ|đang"
)
_ASK = _any(
    "hỏi|hỏi thêm|hỏi luôn|hỏi nữa|hỏi thăm|biết|hỏi chút|hỏi tí|hỏi xíu|hỏi tý|hỏi một chút"
    "|hỏi về|hỏi vấn đề"
)
_ASKING = (
    _some(_WHO, 0, 2)
    + f"(?:{_WISH}{_GAP}{_some(_WHO, 0, 2)}){{1,3}}"
    + _ASK
    + _then(_any("ạ|là|rằng|xem|với|chút|tí|xíu|chút ạ"), 3)
)
_THANKS = _any("cảm ơn|cám ơn|xin cảm ơn|xin cám ơn|thanks|thank|tks|thank you")
_GOES_ON = rf"(?={_SOFT}$|\s*[,.!:]|{_GAP}{_ASKING})"

_LEADS = [
    # dạ thưa các đồng chí
    _exactly(
        "dạ|dạ vâng|vâng|thưa|dạ thưa|kính thưa|kính chào|kinh chao|xin chào|xin chao|alo|hello"
    )
    + r"(?!\s+dày)"
    + _then(_exactly(_PEOPLE), 3)
    + _then(_exactly("ơi|ạ|nhé"), 1),
    # em chào ad ạ
    _some(_exactly(_PEOPLE), 0, 1)
    + _exactly("chào|hi|hey")
    + f"(?:{_GAP}{_exactly(_PEOPLE)}){{1,3}}"
    + _then(_exactly("ơi|ạ|nhé"), 1),
    # da em chao ad a, cho em hoi
    _some(_WHO, 0, 1)
    + _any("dạ|thưa|chào|hi")
    + _then(_WHO, 1)
    + _then(_any("chào"), 1)
    + _then(_WHO, 2)
    + _then(_any("ạ"), 1)
    + _GOES_ON,
    # mọi người ơi
    _some(_WHO, 1, 3) + _any("ơi"),
    # em muốn hỏi là; cho mình xin hỏi chút; xin hỏi
    _ASKING,
    _any("hãy cho biết|cho biết|hãy nêu|làm ơn|vui lòng") + _then(_any("là|rằng"), 1),
    # chỉ mình cách
    _any("chỉ|bày|chỉ giúp|hướng dẫn")
    + _GAP
    + _any(_PEOPLE)
    + rf"(?={_GAP}{_any('cách|với|làm')})",
    # giúp em với
    _some(_any("giúp|hộ|giùm|dùm"), 1, 1) + _some(_WHO, 0, 1) + _any("với"),
]
_TRAILS = [
    "(?P<always>ạ|nhỉ|nhé|nhá|nghen|hở|hả|ơi)|vậy",
    _any("thế ạ|vậy ạ|thế hả|vậy hả"),
    # em cảm ơn mọi người nhiều ạ
    _some(_WHO, 0, 1)
    + _THANKS
    + _then(_WHO, 3)
    + _then(_any("nhiều|trước|rất nhiều"), 2)
    + _then("ạ", 1),
    # giúp em với
    _any("giúp|giùm|dùm|trả lời")
    + _then(_any("giúp|cho|hộ"), 1)
    + _GAP
    + _any(_PEOPLE)
    + _then(_any("với"), 1),
    _any("hộ") + _GAP + _any(_PEOPLE) + _GAP + _any("với"),
    _any("với"),
    _any("ad|admin|bot|ad ơi|admin ơi|bạn ơi|mn|mng|mọi người|mọi người ơi|cả nhà|các bạn"),
]
_LEAD = re.compile(f"{_SOFT}(?:{'|'.join(_LEADS)})(?!\\w){_SOFT}")
_TRAIL = re.compile(f"(?<!\\w)(?:{'|'.join(_TRAILS)}){_SOFT}$")
# particles that are also words: they go only where a question is complete before them
_PARTICLE = re.compile(
    r"(?<!\w)(?:thế|à|ha|ta|đi|a|vay|the|nhi|nhe|nha|hen|ta|di|v|z|dạ)" + _SOFT + r"$"
)
_COMPLETE = re.compile(
    r"(?:^|\W)(?:"
    + "|".join(
        _word(w)
        for w in "gì nào đâu sao không chưa nhiêu ai mấy lâu giờ vậy thế rồi phải được với "
        "j ji ko k hok hong hong bn ntn dc đc bnhiu".split()
    )
    + r")\W*$"
)
# after these "với", "vậy" and "mọi người" belong to the question
_BOUND = re.compile(rf"(?:^|\W){_any('đối|cùng|so|như|vì|do|tuy|bởi|con|của|cho|với|là|về')}\W*$")
_WORDS = re.compile(r"[^\W_]")


def without_courtesy(text: str) -> str:
    """Take greetings and particles off the edges of each sentence.

    Args:
        text: NFC, with marks or without.

    Returns:
        What remains, as typed; the text whole where nothing would remain.
    """
    kept = [_bare_sentence(text[start:end]) for start, end in sentences(text)]
    cleaned = " ".join(part for part in kept if _WORDS.search(part))
    return cleaned or text


def _bare_sentence(sentence: str) -> str:
    lower = sentence.lower()
    if len(lower) != len(sentence):  # a letter that is two in small, as İ is
        lower = sentence
    start, end = 0, len(lower.rstrip(" ?!.…\n"))
    close = lower[end:].strip()[:1]
    while (lead := _LEAD.match(lower, start, end)) and lead.end() > start:
        start = lead.end()
    while True:
        body = lower[start:end]
        trail = _TRAIL.search(body)
        if trail and (trail["always"] or not _BOUND.search(body[: trail.start()])):
            cut = trail.start()
        elif (particle := _PARTICLE.search(body)) and _COMPLETE.search(body[: particle.start()]):
            cut = particle.start()
        else:
            break
        end = start + len(body[:cut].rstrip(" ,.:;!…~^"))
    return (sentence[start:end].strip(" ,") + close) if end > start else ""
