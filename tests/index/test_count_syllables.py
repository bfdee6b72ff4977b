"""The counts are a probability, and the file keeps them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.marks import Restorer
from index.train.count_syllables import count
from index.trigrams import RESERVED, Trigrams, lines_of_words

TEXTS = [
    "Chi bộ họp mỗi tháng một lần. Chi bộ bầu bí thư chi bộ.",
    "Đảng viên đóng đảng phí mỗi tháng. Đảng viên dự bị cũng đóng đảng phí.",
    "Nghị quyết của chi bộ được thông qua khi quá nửa đảng viên đồng ý.",
] * 6


@pytest.fixture(scope="module")
def model() -> Trigrams:
    return count(TEXTS)


def test_every_context_sums_to_one(model: Trigrams) -> None:
    every = np.arange(model.size)
    for first in every:
        scores, _ = model.score_pairs(np.full(model.size, first), every)
        assert np.exp(scores).sum() == pytest.approx(1, abs=0.02)


def test_what_was_written_is_likelier_than_what_was_not(model: Trigrams) -> None:
    restorer = Restorer(model)
    assert restorer.score("chi bộ họp mỗi tháng") > restorer.score("tháng mỗi họp bộ chi")
    assert restorer.restore("dang vien dong dang phi")[0].text == "đảng viên đóng đảng phí"


def test_the_file_keeps_the_model(model: Trigrams, tmp_path: Path) -> None:
    path = tmp_path / "counts.npz"
    model.save(path)
    loaded = Trigrams.load(path)
    assert loaded.words == model.words
    assert np.array_equal(loaded.pairs, model.pairs)
    assert np.array_equal(loaded.triples, model.triples)
    assert np.allclose(loaded.pair_score, model.pair_score, atol=0.05)
    assert np.allclose(loaded.triple_score, model.triple_score, atol=0.05)


def test_the_built_in_file_is_small_and_whole() -> None:
    path = Path(__file__).parents[2] / "index" / "models" / "syllables.npz"
    assert path.stat().st_size < 3_000_000
    model = Trigrams.load(path)
    assert len(model.words) + RESERVED == model.size > 4000
    assert np.all(np.diff(model.pairs) > 0)
    assert np.all(np.diff(model.triples) > 0)


def test_text_without_marks_teaches_nothing() -> None:
    text = "Cong van gui cac don vi truc thuoc. Chi bộ họp. a) Đảng viên mới"
    assert list(lines_of_words(text)) == [["Chi", "bộ", "họp"], ["Đảng", "viên", "mới"]]


def test_the_command_explains_itself() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "index.train.count_syllables", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "--held-out" in help_text
