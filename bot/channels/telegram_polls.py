"""Quizzes as Telegram's own polls: https://core.telegram.org/bots/api#sendpoll.

Only where every text fits its limits, and only in private chats: a vote names the person and the
poll and no chat. The outbox keeps what was sent under the poll's id.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import Bot, InlineKeyboardMarkup, InputPollOption, Poll, PollAnswer
from telegram.constants import PollLimit

from bot.channels.telegram_updates import NAME
from bot.messages import Choice, Incoming, Quiz, Reply, Sender
from bot.render import utf16_length

MAX_QUESTION: int = PollLimit.MAX_QUESTION_LENGTH
"""Longest question of a poll, in letters."""

MAX_OPTION: int = PollLimit.MAX_OPTION_LENGTH
"""Longest option."""

MOST_OPTIONS: int = PollLimit.MAX_OPTION_NUMBER
"""How many options a poll may have."""

MAX_EXPLANATION: int = PollLimit.MAX_EXPLANATION_LENGTH
"""Longest explanation that a person sees after a vote; a longer one comes only in our answer."""

MAX_EXPLANATION_LINES: int = PollLimit.MAX_EXPLANATION_LINE_FEEDS + 1
"""Lines of an explanation."""


def fits(quiz: Quiz) -> bool:
    """Whether a quiz can be a poll."""
    return (
        utf16_length(quiz.question) <= MAX_QUESTION
        and 2 <= len(quiz.options) <= MOST_OPTIONS
        and all(utf16_length(option) <= MAX_OPTION for option in quiz.options)
    )


def split_poll(reply: Reply) -> tuple[Reply, Reply] | None:
    """What stands before the quiz of a reply, and the quiz; None where there is no poll in it."""
    quiz = reply.quiz
    if quiz is None or not fits(quiz):
        return None
    asked = replace(quiz, block=0)
    return Reply(reply.blocks[: quiz.block]), Reply(
        reply.blocks[quiz.block :], reply.choices, asked
    )


async def send_poll(
    bot: Bot,
    chat: int,
    piece: Reply,
    keyboard: Callable[..., InlineKeyboardMarkup | None],
) -> str:
    """Sends a quiz as a poll, with the choices that are no options as buttons; the poll's id.

    Raises:
        TelegramError: Whatever the platform answers.
    """
    quiz = piece.quiz
    assert quiz is not None
    others: Sequence[Choice] = piece.choices[len(quiz.options) :]
    lines = quiz.explanation.splitlines()
    explained = (
        utf16_length(quiz.explanation) <= MAX_EXPLANATION and len(lines) <= MAX_EXPLANATION_LINES
    )
    sent = await bot.send_poll(
        chat,
        quiz.question,
        [InputPollOption(option) for option in quiz.options],
        type=Poll.QUIZ,
        correct_option_ids=[quiz.key],  # type: ignore[list-item]
        is_anonymous=False,
        explanation=quiz.explanation if explained and quiz.explanation else None,
        reply_markup=keyboard(others, numbered=False),
    )
    assert sent.poll is not None
    return sent.poll.id


def read_vote(vote: PollAnswer, reply: Reply) -> Incoming | None:
    """The choice that a vote picks among those of the reply whose poll it is."""
    assert vote.user is not None
    place = vote.option_ids[0]
    if place >= len(reply.choices):
        return None
    person = str(vote.user.id)
    sender = Sender(NAME, person, person, vote.user.full_name, private=True)
    return Incoming(sender, f"vote:{vote.poll_id}", choice=reply.choices[place].id)
