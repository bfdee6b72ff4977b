"""Cuts a multilingual Unigram vocabulary down to the pieces that Vietnamese texts use."""

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # their ids are 0 to 3
_RARE = 5  # a piece seen less often than this is cut


def unigram_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """The tokenizer of XLM-RoBERTa over the given pieces, the first four of which are SPECIAL."""
    vocabulary = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def kept_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> list[int]:
    """The ids worth keeping, ascending.

    Those are the special ones; the pieces of Latin letters, digits and signs met at least five
    times in the texts as printed, without marks, and both in lower case; and single Latin
    characters and numbers of up to three digits, so that no ordinary word is ever unknown.
    """
    words: Counter[str] = Counter()
    for text in texts:
        words.update(text.split())
    forms: Counter[str] = Counter()
    for word, count in words.items():
        for form in {word, word.lower(), unmarked(word), unmarked(word.lower())}:
            forms[form] += count
    seen: Counter[int] = Counter()
    listed = sorted(forms)
    for word, encoding in zip(
        listed, tokenizer.encode_batch(listed, add_special_tokens=False), strict=True
    ):
        for piece in encoding.ids:
            seen[piece] += forms[word]
    return [
        number
        for piece, number in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        if number < len(SPECIAL) or (_latin(piece) and (seen[number] >= _RARE or _basic(piece)))
    ]


def _latin(piece: str) -> bool:
    return all(
        not sign.isalpha() or unicodedata.name(sign, "").startswith("LATIN") for sign in piece
    )


def _basic(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    return bare.isalpha() if len(bare) == 1 else bare.isdecimal() and len(bare) <= 3


def unmarked(text: str) -> str:
    """The text without tone and letter marks, case kept."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def texts_below(*folders: Path) -> Iterator[str]:
    """Every string in the .txt, .jsonl and .jsonl.gz files below the folders, file by file."""
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        if path.suffix == ".txt":
            yield unicodedata.normalize("NFC", path.read_text(encoding="utf-8", errors="ignore"))
        elif path.name.endswith((".jsonl", ".jsonl.gz")):
            opening = gzip.open if path.suffix == ".gz" else open
            with opening(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield from _strings(json.loads(line))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield unicodedata.normalize("NFC", value)
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
