"""What is shown of a text, and of two that differ."""

from bot.excerpts import beginning, differing

LONG = " ".join(f"từ{number}" for number in range(200))


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    assert beginning("Một\n hai.") == "Một hai."


def test_a_long_text_is_cut_between_words() -> None:
    assert beginning("một hai ba", 8) == "một hai …"


def test_two_texts_are_shown_where_they_differ() -> None:
    before, after = differing(f"{LONG} 500 đồng.", f"{LONG} 700 đồng.")
    assert before.startswith("… ")
    assert before.endswith("500 đồng.")
    assert after.endswith("700 đồng.")


def test_what_was_not_there_is_empty() -> None:
    assert differing("", "Nay có.") == ("", "Nay có.")
