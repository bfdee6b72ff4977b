import logging
from collections.abc import Callable, Iterator
from itertools import count
from typing import NoReturn

import pytest

from bot import log
from bot.channels.redaction import keep_out_of_logs
from bot.roles import Role

from .conftest import HALL_QUESTION, QUESTION, Office, Person
from .test_own_data import ME, NAME, PHONE, busy, hall

__all__ = ["hall"]  # the fixture

Written = Callable[[], str]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Gives what was logged since the last call."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield lambda: capsys.readouterr().err
    root.handlers[:], root.level = before


def fail_over(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("bot.test").exception("không trả lời được")


def test_what_a_person_typed_is_not_in_the_log(written: Written) -> None:
    log.set_up("info")
    fail_over("câu hỏi riêng của một người")
    shown = written()
    assert "câu hỏi riêng" not in shown
    assert "ValueError" in shown
    assert "test_log.py" in shown


def test_at_debug_the_whole_error_is_shown_for_whoever_repairs_it(written: Written) -> None:
    log.set_up("debug")
    fail_over("chi tiết")
    assert "ValueError: chi tiết" in written()


def test_the_whole_dialogue_leaves_no_name_number_or_question_in_the_log(
    hall: Office, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.set_up("info")
    busy(hall)  # registers, asks, practises, enters a contest, joins, signs in
    dialogue = hall.dialogue()
    person = Person(dialogue, ME, count(1000))
    person.says("/toi")
    person.taps("account:lines")
    code = dialogue.people.invite(Role.EDITOR, by="cli", name=NAME)
    person.says(f"/moi {code}")
    person.says(f"/noitaikhoan {code}")

    def breaks(*given: object, **named: object) -> NoReturn:
        raise ValueError(f"{NAME} {PHONE} {given} {named}")

    for owner, method in (
        (hall.engine, "answer"),
        (dialogue.people, "correct"),
        (dialogue.personal_data, "erase"),
    ):
        monkeypatch.setattr(owner, method, breaks)
    person.says(HALL_QUESTION)
    person.taps("account:name")
    person.says("Trần Thị Mơ")
    person.taps("account:delete-now")
    shown = written()
    assert shown.count("ValueError") == 3
    for secret in (NAME, "Thị Mơ", PHONE, code, QUESTION, HALL_QUESTION, "viết dở", ME.user):
        assert secret not in shown
        assert secret.lower() not in shown.lower()


@pytest.mark.parametrize("level", ["info", "debug"])
def test_a_token_never_shows(written: Written, level: str) -> None:
    keep_out_of_logs("12345:very-secret")
    log.set_up(level)
    logging.getLogger("bot").warning("https://api/bot%s/getMe", "12345:very-secret")
    fail_over("12345:very-secret")
    assert "very-secret" not in written()


def test_requests_of_the_network_library_are_not_logged(written: Written) -> None:
    log.set_up("info")
    logging.getLogger("httpx").info("HTTP Request: GET https://api/botTOKEN/getUpdates")
    assert written() == ""
