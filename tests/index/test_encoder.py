"""The encoder: the built-in model, another one from a folder, and one that does not exist."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoder import SentenceEncoder, load_encoder
from index.errors import ModelError, ModelProblem

QUESTION = "Ai được chăm sóc cây xanh ở công viên?"
RIGHT = "Tổ dân phố được giao chăm sóc cây xanh trong công viên của khu phố."
WRONG = "Giá vé xe buýt từ tháng này là bảy nghìn đồng một lượt."


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def test_a_question_is_nearer_to_the_passage_that_answers_it(encoder: SentenceEncoder) -> None:
    question = encoder.encode_questions([QUESTION])[0]
    right, wrong = encoder.encode_passages([RIGHT, WRONG])
    assert question @ right > question @ wrong + 0.03


def test_vectors_have_length_one_and_the_stated_dimensions(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode_passages([RIGHT, "", "Điều 1. " * 2000])
    assert vectors.shape == (3, encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.encode_questions([]).shape == (0, encoder.dimensions)
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(encoder: SentenceEncoder) -> None:
    alone = encoder.encode_passages([RIGHT])
    among = encoder.encode_passages(["Một đoạn dài. " * 40, RIGHT, WRONG])
    np.testing.assert_array_equal(alone[0], among[1])


def test_threads_share_one_encoder(encoder: SentenceEncoder) -> None:
    texts = [f"Khu phố {number} có bao nhiêu hộ?" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda text: encoder.encode_questions([text])[0], texts))
    np.testing.assert_array_equal(np.stack(together), encoder.encode_questions(texts))


def test_progress_counts_every_passage_once(encoder: SentenceEncoder) -> None:
    steps: list[int] = []
    encoder.encode_passages([f"Đoạn {number}" for number in range(130)], on_progress=steps.append)
    assert sum(steps) == 130
    assert len(steps) > 1


def test_tokens_are_counted_beyond_what_the_model_reads(encoder: SentenceEncoder) -> None:
    assert encoder.count_tokens("") == 0
    assert 5 <= encoder.count_tokens("Thành phố có mười phường") <= 8
    assert encoder.count_tokens("phường " * 3000) == 3000


def test_prompts_can_be_set_and_change_the_fingerprint(encoder: SentenceEncoder) -> None:
    other = load_encoder(query_prompt="", passage_prompt="")
    assert other.fingerprint != encoder.fingerprint
    np.testing.assert_allclose(
        other.encode_questions([QUESTION]), other.encode_passages([QUESTION]), atol=1e-6
    )
    np.testing.assert_array_equal(
        other.encode_questions(["query: " + QUESTION]), encoder.encode_questions([QUESTION])
    )


def test_the_same_model_has_the_same_fingerprint(encoder: SentenceEncoder) -> None:
    assert load_encoder(threads=1).fingerprint == encoder.fingerprint


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny transformer with random weights, saved as sentence-transformers saves one."""
    import torch
    from transformers import BertConfig, BertModel

    from index.train.make_model import save_checkpoint
    from index.train.vocabulary import SPECIAL, unigram_tokenizer

    torch.manual_seed(0)
    pieces = [*SPECIAL, "▁", *"abcdeghiklmnopqrstuvxy"]
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        pad_token_id=1,
    )
    folder = tmp_path_factory.mktemp("other")
    tokenizer = unigram_tokenizer(pieces, [-1.0] * len(pieces))
    save_checkpoint(BertModel(config), tokenizer, folder)
    return folder


def test_any_sentence_transformers_folder_will_do(other_model: Path) -> None:
    other = load_encoder(str(other_model))
    assert other.dimensions == 16
    assert other.count_tokens("cau hoi") > 1
    vectors = other.encode_questions(["cau hoi", "mot cau hoi dai hon nhieu"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not np.allclose(vectors[0], other.encode_passages(["cau hoi"])[0])


def test_the_export_gives_the_vectors_of_the_model_it_was_made_from(
    other_model: Path, tmp_path: Path
) -> None:
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from index.train.export import export

    export(other_model, tmp_path)
    texts = ["cau hoi", "mot cau hoi dai hon nhieu", "x"]
    right = load_encoder(str(other_model)).encode_passages(texts)
    exported = load_encoder(str(tmp_path)).encode_passages(texts)
    assert (right * exported).sum(axis=1).min() > 0.99


@pytest.mark.parametrize("name", ["no/such-model", "khong co", "/no/such/folder", ""])
def test_an_unknown_model_is_refused_without_a_download(name: str) -> None:
    with pytest.raises(ModelError) as refusal:
        load_encoder(name)
    assert refusal.value.problem is ModelProblem.UNKNOWN
    assert refusal.value.model == name


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "onnx_text_config.json").write_text('{"max_tokens": 512}')
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError) as refusal:
        load_encoder(str(tmp_path))
    assert refusal.value.problem is ModelProblem.DAMAGED


def test_naming_the_encoder_does_not_import_torch() -> None:
    code = "import sys, index.encoder; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
