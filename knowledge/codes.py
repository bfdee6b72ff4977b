"""Numbers of documents (số hiệu): "02-KH/TU", "30/2020/NĐ-CP", "59/2020/QH14", as people type them.

Two families. The Party writes number-KIND/ISSUER, the State number/KIND-ISSUER, since 1997 with
the year between: number/year/KIND-ISSUER. Spaces stray into both ("02- KH/TU", "71/NQ -CP").
"""

import re
from dataclasses import dataclass

from knowledge.letters import normalise, unmarked

_HYPHEN = "[-‐‑‒–—−]"
_GROUP = r"[^\W\d_]+\d{0,3}"
# between two spaces a hyphen may as well be a dash, but for the commonest issuers
_SPACED = rf"\s{_HYPHEN}\s(?=(?:CP|TTg|UBND|H[ĐD]ND)(?![^\W_]))"
_CODE = re.compile(
    rf"""(?<![^\W_])(?<![\d/.,-]) (?P<number>\d(?:\.?\d){{0,5}}[a-zđ]?)
    (?: \s?/\s? (?P<year>(?:19|20)\d\d) \s?/\s?   # 30/2020/
      | \s?/\s?                                   # 5348/
      | \s?{_HYPHEN}\s? (?=[^\W\d_]+\s?/) )       # 02- (the Party: a slash must follow)
    (?P<suffix> {_GROUP} (?: (?:\s?/\s? | {_HYPHEN}\s? | \s{_HYPHEN} | {_SPACED}) {_GROUP} )* )
    (?![^\W_])""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINT = re.compile(rf"\s?(/|{_HYPHEN})\s?")
# with these a code begins; without marks and capitals, which is how people type them
_KINDS = frozenset(
    "bb bc cd ck ct ctr ctrhd cv da dk gm gp hd kh kl lct nd nq nqlt pl qc qd qdns qdst tb tc tp "
    "tt ttlt ttr vbhn".split()
)
# an office's own letters begin with the office: "2045/UBND-VX"
_OFFICES = frozenset(
    "bca bct bgddt bhxh bkhcn bnnmt bnv btc btp byt sgddt snv tct ubnd vpcp".split()
)
_OLD_ISSUERS = frozenset("cp hdbt hdcp ttg ub".split())  # "64-CP", "35/HĐBT", without a kind
_LAW = re.compile(r"(?:qh|ubtvqh)\d{1,3}")
_LONGEST_GROUP = 16
_TYPED = {"ttg": "TTg", "ctr": "CTr", "ttr": "TTr"}


@dataclass(frozen=True, slots=True)
class DocumentCode:
    """The number of a document where a text names it.

    Attributes:
        number: As printed: "02", "12a".
        year: "2020", or None where the code has none.
        suffix: Kind and issuer, without spaces: "KH/TU", "NĐ-CP", "QH14".
        text: The whole code in its one form: "02-KH/TU".
        start: Where it begins in the text that was read.
        end: Where it ends there.
    """

    number: str
    year: str | None
    suffix: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What two spellings of one code have in common: "2-kh/tu", "30/2020/nd-cp"."""
        return code_key(self.text)


def code_key(code: str) -> str:
    """A canonical code without marks, capitals, leading zeros and grouping dots."""
    return unmarked(code).lower().lstrip("0").replace(".", "")


def _is_suffix(suffix: str, *, alone: bool) -> bool:
    """Whether letters after a number are a kind and an issuer, and not "kg/người".

    Args:
        suffix: Groups of letters joined by "-" and "/".
        alone: Nothing but the suffix says that it is a code: no year, no hyphen before it.
    """
    groups = re.split("[-/]", unmarked(suffix))
    kind = groups[0].lower()
    if max(map(len, groups)) > _LONGEST_GROUP:
        return False
    known = kind in _KINDS or _LAW.fullmatch(kind) is not None
    if alone and len(groups) == 1:
        return known or kind in _OLD_ISSUERS
    if suffix == suffix.lower():
        return known or kind in _OFFICES
    return all(_is_abbreviation(group) for group in groups)


def _is_abbreviation(group: str) -> bool:
    return sum(map(str.isupper, group)) >= 2 or group == "L" or group.lower() in _KINDS


def _canonical_group(group: str) -> str:
    if group.upper() == "TƯ":  # another way to write TW; without its mark it would read TU
        return "TW"
    return _TYPED.get(group, group.upper()) if group.islower() else group


def document_codes(text: str) -> list[DocumentCode]:
    """Every code in an NFC text, in order, spans never overlapping."""
    if "/" not in text:  # no form of a code is without one
        return []
    found = []
    for match in _CODE.finditer(text):
        number, year = match["number"], match["year"]
        suffix = _JOINT.sub(lambda joint: "/" if joint[1] == "/" else "-", match["suffix"])
        slash = "/" in text[match.end("number") : match.start("suffix")]
        if not _is_suffix(suffix, alone=slash and not year):
            continue
        suffix = "".join(map(_canonical_group, re.split("([-/])", suffix)))
        joined = f"{number}/{year}/" if year else f"{number}/" if slash else f"{number}-"
        found.append(DocumentCode(number, year, suffix, joined + suffix, *match.span()))
    return found


def canonical_code(text: str) -> str:
    """The one form of the first code in the text; the text itself, tidied, where there is none."""
    clean = normalise(text)
    codes = document_codes(clean)
    return codes[0].text if codes else clean.strip()


def with_canonical_codes(text: str) -> str:
    """The text with every code in its one form."""
    parts: list[str] = []
    at = 0
    for code in document_codes(text):
        parts += text[at : code.start], code.text
        at = code.end
    return "".join([*parts, text[at:]]) if at else text
