"""Making the reader: what it is trained on, what it learns by, what its reading is worth."""

import gzip
import json
import random
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from index.evidence import Evidence
from index.reader import MODEL, OnnxReader, tokens
from index.train.fit_reading import fit
from index.train.read_questions import Asked, Candidate, groups_of, main, read_asked
from index.train.reader_groups import LONGEST, NEAR, Read, cut, groups
from index.train.train_reader import ReaderModel, load, loss_of, save, train


@given(st.lists(st.text("ab ;.,", max_size=60), max_size=8), st.integers(10, 60))
def test_a_text_is_cut_into_pieces_that_hold_all_its_words(lines: list[str], longest: int) -> None:
    text = "\n".join(lines)
    pieces = cut(text, longest)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= longest for piece in pieces)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Questions of 49 subjects, a text for each, and three that an encyclopaedia answers."""
    syllables = ["lúa", "ngô", "khoai", "sắn", "mía", "bông", "chè"]
    notes = "Ghi chú. " * 9
    records = [
        {
            "query": f"Mức hỗ trợ trồng {one} {other} năm 2025 là bao nhiêu?",
            "passage": f"Mức hỗ trợ trồng {one} {other} là {8 * i + j}.000 đồng. {notes}",
            "title": f"Hỏi về {one}",
            "source": "tvpl_qa",
        }
        for i, one in enumerate(syllables)
        for j, other in enumerate(syllables)
    ]
    asked = [{"question": "Ai?", "text": f"Ông {n}", "label": n == 1} for n in range(3)]
    for name, rows in (("train_pairs", records), ("answerability_train", asked)):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_a_group_is_a_text_that_answers_near_ones_and_now_and_then_a_changed_question(
    pairs: Path,
) -> None:
    made = groups(pairs)
    assert len(made) == 50
    changed = 0
    for group in made:
        right = [one for one in group if one.answers]
        assert len(right) == 1
        near = [one for one in group if not one.answers and one.group >= 0]
        assert all(one.question == right[0].question for one in near)
        assert right[0].text not in {one.text for one in near}
        assert len(near) in (NEAR, 2)
        for other in group:
            if other.group < 0:
                changed += 1
                assert other.text == right[0].text
                assert other.question.lower() != right[0].question.lower()
    assert changed > 3
    assert groups(pairs) == made


def test_what_answers_shall_stand_out_and_a_changed_question_is_judged_by_itself() -> None:
    group = [Read("q", "a", True, 1), Read("q", "b", False, 1), Read("q'", "a", False, -1)]
    well = loss_of(torch.tensor([8.0, -8.0, -8.0]), [group])
    badly = loss_of(torch.tensor([8.0, 9.0, -8.0]), [group])
    changed = loss_of(torch.tensor([8.0, -8.0, 8.0]), [group])
    assert well < 0.01
    assert badly > changed > 2
    none = [Read("q", "a", False, 2)]
    assert loss_of(torch.tensor([-8.0]), [none]) < 0.01


def small_reader() -> tuple[ReaderModel, Tokenizer]:
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        pad_token_id=1,
    )
    return ReaderModel(BertModel(config, add_pooling_layer=False)), tokenizer


def test_a_reader_learns_which_text_answers_and_is_written_as_it_reads(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from index.train.export_reader import onnx_reader

    model, tokenizer = small_reader()
    chance = random.Random(0)
    words = ["phường", "huyện", "xã", "tỉnh"]
    plan = []
    for number in range(240):
        one, other = chance.sample(words, 2)
        plan.append([Read("phí", f"{one} phí", True, number), Read("phí", other, False, number)])
    train(model, tokenizer, plan, rate=1e-2, size=8, seed=0, out=tmp_path, compiled=False)
    model, tokenizer = load(tmp_path)
    onnx.save(onnx_reader(model), tmp_path / "model.onnx")
    reader = OnnxReader(tmp_path)
    right, wrong = reader.read([("phí", "xã phí"), ("phí", "xã")])
    assert right > 1 > -1 > wrong
    ids = torch.tensor([tokens(tokenizer, "phí", "xã phí")])
    with torch.no_grad():
        assert float(model(ids, torch.ones_like(ids))[0]) == pytest.approx(right, abs=0.3)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    model, tokenizer = small_reader()
    save(model, tokenizer, tmp_path)
    again, _ = load(tmp_path)
    for name, value in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)


def candidate(text: str, right: bool, probability: float = 0.5, **held: float) -> Candidate:
    evidence = {field.name: 0.0 for field in fields(Evidence)}
    return Candidate("passage", "q", text, probability, right, evidence | held)


def test_questions_about_one_document_fall_into_one_fold() -> None:
    one = Asked(True, [candidate("Luật A\nx", False), candidate("Luật B\ny", True)])
    same = Asked(False, [candidate("Luật B\nz", False)])
    assert one.fold(1000) == same.fold(1000)
    assert one.fold(1000) != Asked(False, [candidate("Luật A\nz", False)]).fold(1000)


def test_a_question_without_an_answer_has_only_texts_that_do_not_answer() -> None:
    none = Asked(False, [candidate(str(n), False) for n in range(8)])
    some = Asked(True, [candidate("a", False), candidate("b", True), candidate("c", True)])
    [wrong, both] = groups_of([none, some])
    assert [one.answers for one in wrong] == [False] * 4
    assert [one.text for one in both] == ["b", "c", "a"]


def test_a_question_that_a_text_leaves_open_is_learned_beside_the_one_that_it_answers() -> None:
    told = Asked(True, [replace(candidate("a", True), question="ngày nào")])
    open_ = Asked(False, [replace(candidate("a", False), question="ở đâu")])
    [both, _] = groups_of([told, open_])
    assert [(one.question, one.answers) for one in both] == [("ngày nào", True), ("ở đâu", False)]


def test_reading_is_worth_as_much_as_it_is_right() -> None:
    chance = np.random.default_rng(0)
    questions, answers = [], []
    for _ in range(400):
        right = chance.random(4) < 0.4
        score = np.where(right, 2.0, -2.0) + chance.normal(0, 1, 4)
        held = np.clip(np.where(right, 0.6, 0.4) + chance.normal(0, 0.2, 4), 0.01, 0.99)
        candidates = [candidate("t", bool(r), float(p)) for r, p in zip(right, held, strict=True)]
        questions.append(Asked(True, candidates))
        answers.append(score.astype(np.float32))
    found = fit(questions, answers)["passage"]
    assert found["answers"] > 1
    assert not found["weights"]
    assert found["before"] > 0.2
    without = fit(questions, [np.zeros(4, np.float32) for _ in questions])["passage"]
    assert abs(without["answers"]) < 0.01


def test_what_reading_does_not_see_counts_on() -> None:
    """A text that names another place answers no question, however well it reads."""
    questions = []
    for number in range(200):
        elsewhere = number % 2 == 0
        one = candidate("t", not elsewhere, 0.6, missing_places=float(elsewhere))
        questions.append(Asked(not elsewhere, [one]))
    found = fit(questions, [np.full(1, 2.0, np.float32) for _ in questions])["passage"]
    assert found["weights"]["missing_places"] < -1
    assert set(found["weights"]) == {"missing_places"}


def test_entries_and_passages_are_weighed_each_by_their_own() -> None:
    """A FAQ entry's evidence may say nothing where a passage's says all."""
    questions, answers = [], []
    for number in range(200):
        right = number % 2 == 0
        passage = candidate("t", right, 0.9 if right else 0.1)
        entry = replace(candidate("t", not right, 0.5), of="faq")
        questions.append(Asked(True, [passage, entry]))
        answers.append(np.asarray([0.0, -1.0 if right else 1.0], np.float32))
    found = fit(questions, answers)
    assert found["passage"]["before"] > 0.3
    assert found["passage"]["answers"] == 0
    assert found["faq"]["answers"] > 0.3
    assert found["faq"]["before"] == 0


def test_a_cut_text_is_no_longer_than_a_quote() -> None:
    assert all(len(piece) <= LONGEST for piece in cut("từ " * 2000, LONGEST))


def test_what_is_read_of_a_question_is_kept_with_whether_it_answers(tmp_path: Path) -> None:
    library, out = tmp_path / "library", tmp_path / "out.jsonl"
    library.mkdir()
    (library / "a.txt").write_text(
        "QUYẾT ĐỊNH\nVề giờ mở cửa nhà văn hoá phường Hoà Lạc\n"
        "Điều 1. Nhà văn hoá phường Hoà Lạc mở cửa từ 7 giờ 30 hằng ngày.\n"
        "Điều 2. Phí gửi xe tại nhà văn hoá là 3.000 đồng một lượt.\n",
        encoding="utf-8",
    )
    asked = [
        {"turns": ["Nhà văn hoá mở cửa mấy giờ?"], "answered": True, "any_of": ["7 giờ 30"]},
        {
            "turns": ["Nhà văn hoá mở cửa mấy giờ?", "Phí gửi xe ở đó bao nhiêu?"],
            "answered": True,
            "any_of": ["3.000 ĐỒNG"],
        },
        {"turns": ["Ai là chủ nhiệm nhà văn hoá?"], "answered": False, "any_of": []},
        {
            "turns": ["mấy giờ mở cửa"],
            "answered": True,
            "any_of": ["7 giờ 30"],
            "document": "a.txt",
        },
    ]
    (library / "b.txt").write_text("Điều 1. Nhà máy mở cửa từ 6 giờ.\n", encoding="utf-8")
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    main(
        [
            *("--questions", str(tmp_path / "q.jsonl"), "--library", str(library)),
            *("--cache", str(tmp_path / "cache"), "--out", str(out)),
        ]
    )
    hours, fee, head, alone = read_asked(out)
    assert "7 giờ 30" in next(one.text for one in hours.candidates if one.right)
    assert "3.000 đồng" in next(one.text for one in fee.candidates if one.right)
    assert not any(one.right for one in head.candidates)
    assert any(one.right for one in alone.candidates)
    assert not any("Nhà máy" in one.text for one in alone.candidates)
