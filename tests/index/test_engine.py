"""The engine answers from the library as it stands, whatever becomes of what it derived."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.engine import Engine
from knowledge.database import Database
from knowledge.library import Library
from tests.index.words_encoder import WordsEncoder
from tests.knowledge.library_tools import Clock, document

NEW = "Giấy khai sinh được cấp trong ngày làm việc tại bộ phận một cửa."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    database = Database.open(f"sqlite:///{tmp_path / 'hoidap.sqlite'}")
    library = Library(database, clock=Clock())
    library.add(
        document(
            "Kế hoạch phát triển đảng viên",
            "Phường Phú Cường Hòa kết nạp 25 đảng viên mới trong năm 2026.",
            "Chi bộ Phường Phú Cường Hòa giới thiệu người ưu tú để bồi dưỡng.",
        )
    )
    yield library
    database.close()


def opened(library: Library, folder: Path) -> Engine:
    return Engine(library, WordsEncoder(), folder)


@pytest.fixture
def engine(library: Library, tmp_path: Path) -> Iterator[Engine]:
    engine = opened(library, tmp_path / "index")
    yield engine
    engine.close()


def found(engine: Engine, question: str) -> list[str]:
    return [getattr(hit.item, "text", "") for hit in engine.search(question)]


def test_a_text_that_was_added_is_found_after_a_refresh(library: Library, engine: Engine) -> None:
    library.add(document("Hướng dẫn hộ tịch", NEW))
    engine.refresh()
    assert found(engine, "giấy khai sinh cấp ở đâu?")[0] == NEW


def test_what_is_added_or_taken_away_leaves_what_a_fresh_start_would_make(
    library: Library, engine: Engine, tmp_path: Path
) -> None:
    asked = ("ket nap bao nhieu dang vien o pch", "giay khai sinh cap tai htdm")

    def like_a_fresh_start(folder: str) -> None:
        engine.refresh()
        fresh = opened(library, tmp_path / folder)
        for question in asked:
            assert engine.understand(question) == fresh.understand(question)
            assert found(engine, question) == found(fresh, question)
        fresh.close()

    library.add(document("Hướng dẫn hộ tịch", NEW, "Phường Hòa Thủ Đức Mới thu lệ phí."))
    like_a_fresh_start("added")
    library.add(document("Hướng dẫn hộ tịch khác", NEW, "Phường Hòa Thủ Đức Mới miễn lệ phí."))
    like_a_fresh_start("added-another")
    library.retire(library.documents()[-1].id)
    like_a_fresh_start("retired")


def test_the_old_state_answers_until_the_new_one_is_built(library: Library, engine: Engine) -> None:
    before = engine.revision
    library.add(document("Hướng dẫn hộ tịch", NEW))
    assert engine.revision == before
    assert found(engine, "kết nạp bao nhiêu đảng viên?")[0].startswith("Phường Phú Cường Hòa")
    engine.refresh()
    assert engine.revision > before


def test_a_retired_text_is_gone(library: Library, engine: Engine) -> None:
    added = library.add(document("Hướng dẫn hộ tịch", NEW)).document
    engine.refresh()
    library.retire(added.id)
    engine.refresh()
    assert NEW not in found(engine, "giấy khai sinh cấp ở đâu?")


def test_a_library_without_texts_answers_nothing(library: Library, engine: Engine) -> None:
    library.retire(library.documents()[0].id)
    engine.refresh()
    assert engine.search("kết nạp đảng viên") == []
    assert engine.answer("kết nạp bao nhiêu đảng viên?").kind == "none"


@pytest.mark.parametrize("damage", ["gone", "words", "lexical", "vectors.faiss", "cut"])
def test_what_is_derived_comes_back(library: Library, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    first = opened(library, folder)
    asked = "pch ket nap bao nhieu dang vien?"
    before, hits = first.understand(asked), found(first, asked)
    first.close()
    (state,) = (path for path in folder.iterdir() if path.is_dir())
    if damage == "gone":
        shutil.rmtree(folder)
    elif damage == "cut":
        phrases = state / "words" / "phrases.npz"
        phrases.write_bytes(phrases.read_bytes()[:100])
    elif (state / damage).is_dir():
        shutil.rmtree(state / damage)
    else:
        (state / damage).unlink()
    again = opened(library, folder)
    assert again.understand(asked) == before
    assert found(again, asked) == hits
    again.close()


def test_a_question_is_read_alike_by_what_was_learnt_and_what_was_kept(
    library: Library, tmp_path: Path
) -> None:
    asked = "pch ket nap bao nhieu dang vien?"
    first = opened(library, tmp_path / "index")
    learnt = first.understand(asked)
    first.close()
    assert "phú cường hòa" in learnt.readings[0].lower()
    kept = opened(library, tmp_path / "index")
    assert kept.understand(asked) == learnt
    kept.close()
