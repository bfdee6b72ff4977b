"""Everything that is sent waits here until the platform has taken it: answers, and pushes.

An answer is written in the transaction of the message that it answers; a push (a reminder, a
broadcast, a word to the admin) in any transaction, or in one of its own. Whichever process runs
the channel takes what is due, a piece at a time, and tells what became of it:

    waiting ──turn──> leased ──taken──> waiting for the next piece … ──taken──> done: sent
       ^                 ├──not now──────> waiting, later (back-off, or as the platform said)
       │                 └──never────────> done: blocked, refused, expired …
       └── the lease ran out: the process died with this piece in flight

What a platform took is marked before the next piece goes, so after a crash nothing that is known
to have gone goes again. One piece may be in doubt: the one in flight when the process died or the
connection broke; no platform tells us whether it took it. An answer or a notice in doubt is sent
once more, since a repeated answer is better than none; a broadcast in doubt is not, since nobody
waits for it, and its report counts it as unsure.

A chat has one piece in flight and keeps its order; answers go before notices, notices before
broadcasts. How fast a chat and a channel may go stands in `outbox_chats`, so that several
processes on one database keep the platform's limits together.

Rooms: `box` is the door, `turns` decides what goes next, `parcels` has the words, `pace` the
limits, `tables` the rows.
"""

from bot.outbox.box import Outbox
from bot.outbox.pace import Limits, Pace
from bot.outbox.parcels import Event, Fate, Parcel, Priority, Push, Result, Turn
from bot.outbox.tables import ChatRow, OutboxRow

__all__ = [
    "ChatRow",
    "Event",
    "Fate",
    "Limits",
    "Outbox",
    "OutboxRow",
    "Pace",
    "Parcel",
    "Priority",
    "Push",
    "Result",
    "Turn",
]
