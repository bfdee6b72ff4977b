"""What an update of Telegram says to the bot.

A conversation's `chat` is Telegram's chat id, followed by "/" and the topic where there is one.
"""

from collections.abc import Iterable, Set

from telegram import (
    CallbackQuery,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    MessageReactionUpdated,
    User,
)
from telegram.constants import ChatType

from bot.channels.telegram_files import files_of
from bot.messages import Attachment, Incoming, Sender

NAME = "telegram"


def read_message(message: Message, bot: User, commands: Set[str]) -> Incoming | None:
    """What a message says to the bot; None where it does not speak to it.

    Args:
        message: New or edited; an edited one is a new question.
        bot: Who the bot is.
        commands: Those it answers to in a group also without its name, as "/trogiup".
    """
    person = message.from_user
    if person is None or person.is_bot:
        return None
    text = _addressed(message, bot, commands)
    if text is None:
        return None
    number = str(message.message_id)
    if message.edit_date is not None:
        number += f":{message.edit_date.timestamp():.0f}"
    sender = _sender(message, person)
    return Incoming(
        sender,
        number,
        text,
        sent_at=message.date,
        attachment=_attachment(message),
        files=files_of(message),
        album=message.media_group_id or "",
    )


def read_tap(query: CallbackQuery) -> Incoming | None:
    """What a tapped button says."""
    if query.message is None or not query.data:
        return None
    sender = _sender(query.message, query.from_user)
    return Incoming(sender, f"tap:{query.id}", choice=query.data)


def read_reaction(reaction: MessageReactionUpdated, choice: str) -> Incoming:
    """A reaction that stands for a choice; one message is judged once, however often it is."""
    assert reaction.user is not None
    private = reaction.chat.type == ChatType.PRIVATE
    sender = Sender(
        NAME, str(reaction.chat.id), str(reaction.user.id), reaction.user.full_name, private
    )
    return Incoming(
        sender, f"reaction:{reaction.message_id}:{choice}", choice=choice, sent_at=reaction.date
    )


def _sender(message: MaybeInaccessibleMessage, person: User) -> Sender:
    private = message.chat.type == ChatType.PRIVATE
    return Sender(NAME, _chat(message), str(person.id), person.full_name, private)


def _addressed(message: Message, bot: User, commands: Set[str]) -> str | None:
    text = message.text or message.caption or ""
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    mention = f"@{bot.username}".lower()
    command, name = _command(text, entities)
    if command and name in ("", mention):
        text = command + text[len(command) + len(name) :]
    if message.chat.type == ChatType.PRIVATE:
        return text if text or message.effective_attachment is not None else None
    if command:
        known = name == mention or (not name and command.lower() in commands)
        return text if known else None
    mentioned = [word for word in entities.values() if word.lower() == mention]
    for word in mentioned:
        text = text.replace(word, "", 1)
    answered = message.reply_to_message
    to_us = answered is not None and answered.from_user == bot
    return text.strip() if (mentioned or to_us) and text.strip() else None


def _command(text: str, entities: Iterable[MessageEntity]) -> tuple[str, str]:
    """("/trogiup", "@hoidap_bot" in lower case) where the text begins with a command."""
    for entity in entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            # commands are ASCII, so its UTF-16 length is its length
            command, at, name = text[: entity.length].partition("@")
            return command, (at + name).lower()
    return "", ""


def _attachment(message: Message) -> Attachment | None:
    if message.voice or message.audio or message.video_note:
        return Attachment.VOICE
    if message.sticker or message.animation:
        return Attachment.STICKER
    if message.photo:
        return Attachment.PICTURE
    return Attachment.OTHER if message.effective_attachment is not None else None


def _chat(message: MaybeInaccessibleMessage) -> str:
    topic = message.message_thread_id if isinstance(message, Message) else None
    in_topic = isinstance(message, Message) and message.is_topic_message and topic is not None
    return f"{message.chat.id}/{topic}" if in_topic else str(message.chat.id)
