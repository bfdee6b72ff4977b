"""What is written in a format is read back as it was, whatever stands in it."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.quiz_files import WRITABLE, read_quiz, write_quiz
from knowledge.quizbank import Level, QuizContent, refusal, tidy
from knowledge.readers import read

WORDS = (
    "Đảng uỷ xã nghị quyết số 02-KH/TU năm 2025 đạt 8,5 % tỷ đồng; hộ nghèo (giảm) “chỉ tiêu” "
    "x² < y > z = 3 # {a} ~ b : c \\n / * @ Trần Văn & Lê 1.000 II. A. B) 12. Câu đúng? sai! … –"
).split()
PRINTED = [chr(code) for code in range(0x21, 0x7F)] + list("ăâđêôơư–…“”")
SIGNS = st.lists(st.sampled_from(PRINTED), max_size=12).map("".join)
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
PLAIN_WORDS = [word for word in WORDS if word.isalpha() or (word[0].isdigit() and word[-1] == "%")]
# what an office types between labels: it does not itself look like a label
TYPED = st.lists(
    st.sampled_from([word for word in PLAIN_WORDS if len(word) > 1]), min_size=1, max_size=8
).map(lambda words: "với " + " ".join(words))


def contents(texts: st.SearchStrategy[str]) -> st.SearchStrategy[QuizContent]:
    return (
        st.builds(
            QuizContent,
            stem=texts,
            options=st.lists(texts, min_size=2, max_size=6, unique=True).map(tuple),
            key=st.integers(0, 5),
            explanation=st.one_of(st.just(""), st.lists(texts, max_size=3).map("\n".join)),
            source=st.one_of(st.just(""), texts),
            document_number=st.sampled_from(("", "02-KH/TU")),
            quote=st.one_of(st.just(""), texts),
            topic=st.sampled_from(("", "Lịch sử Đảng", "Nghị quyết", "a/b")),
            level=st.sampled_from((None, *Level)),
        )
        .map(lambda content: tidy(replace(content, key=content.key % len(content.options))))
        .filter(lambda content: refusal(content) is None)
    )


def there_and_back(written: list[QuizContent], suffix: str) -> list[QuizContent]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"bank{suffix}"
        write_quiz(written, path)
        reading = read_quiz(path, read)
    assert [item.reason for item in reading.found] == [None] * len(written)
    return reading.contents


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
@settings(max_examples=40, deadline=None)
@given(written=st.lists(contents(LINES), min_size=1, max_size=4))
def test_tables_and_json_hold_everything(suffix: str, written: list[QuizContent]) -> None:
    # a letter typed before an option is taken for its own letter
    written = [replace(w, options=tuple(f"là {o}" for o in w.options)) for w in written]
    assert there_and_back(written, suffix) == written


@settings(max_examples=60, deadline=None)
@example(written=[QuizContent("Dấu nào là mũi tên?", ("->", "=>"), 0)])
@given(written=st.lists(contents(st.one_of(LINES, SIGNS)), min_size=1, max_size=4))
def test_gift_holds_any_signs(written: list[QuizContent]) -> None:
    kept = [
        QuizContent(w.stem, w.options, w.key, explanation=w.explanation, topic=w.topic)
        for w in written
    ]
    assert there_and_back(written, ".gift") == kept


@settings(max_examples=60, deadline=None)
@given(written=st.lists(contents(TYPED), min_size=1, max_size=4))
def test_aiken_holds_question_options_and_key(written: list[QuizContent]) -> None:
    kept = [QuizContent(w.stem, w.options, w.key) for w in written]
    assert there_and_back(written, ".aiken") == kept


@settings(max_examples=25, deadline=None)
@given(written=st.lists(contents(TYPED), min_size=2, max_size=4))
def test_word_holds_everything(written: list[QuizContent]) -> None:
    assert there_and_back(written, ".docx") == written


def test_every_format_has_a_test() -> None:
    assert set(WRITABLE) == {".xlsx", ".csv", ".json", ".gift", ".aiken", ".docx"}
