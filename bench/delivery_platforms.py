"""The platforms of bench/delivery.py: the strict fakes of the tests, in trouble and in a hurry."""

from __future__ import annotations

import json
import random
import re
import time
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread
from typing import Any

import httpx

from tests.fakes import zalo_oa
from tests.fakes.served import PATIENCE, Answer, Call, FakePlatform, served
from tests.fakes.telegram import FakeTelegram, bad_gateway, broken_connection, too_many_requests
from tests.fakes.zalo_bot import FakeZaloBot, failure
from tests.fakes.zalo_oa import FakeZaloOa

FAILING = 0.05
TWICE = 0.02
OUT_OF_ORDER_WITHIN = 20
COURIERS = 16  # webhook requests that a platform makes at the same time
PAUSE_S = 0.05  # between two tries to bring an update
UNANSWERED = 200  # questions on their way at a time to a platform that takes them at once
A_POLL = 300  # updates that Zalo Bot gives to one poll
NUMBER = re.compile(r"#(\d+)#")

Update = dict[str, Any]
Trouble = tuple[str, Answer, float]  # name, answer, share of all trouble


class Ledger:
    """When each numbered question was handed out first, and when an answer to it was taken."""

    def __init__(self) -> None:
        self.out: dict[int, float] = {}
        self.taken: dict[int, list[float]] = {}

    def hands_out(self, text: str) -> None:
        self.out.setdefault(number_in(text), time.monotonic())

    def takes(self, text: str) -> None:
        self.taken.setdefault(number_in(text), []).append(time.monotonic())

    @property
    def answered(self) -> int:
        return len(self.taken)


class Platform(FakePlatform):
    """What the three do alike: a share of our requests fails; what waits is brought to a webhook,
    whenever one is set, until it is taken."""

    TROUBLES: Sequence[Trouble] = ()

    def begin(self, seed: int) -> None:
        """What a constructor would do."""
        self.ledger = Ledger()
        self.failed: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._waiting: list[tuple[int, Update]] = []
        for _ in range(COURIERS):
            Thread(target=self._carry, daemon=True).start()

    def questions(self, said: Sequence[tuple[int, str]], order: random.Random) -> None:
        """Has people ask: (person, text), shuffled among neighbours, some twice."""
        updates = [self.asking(number, *each) for number, each in enumerate(said)]
        with self.changed:
            self._waiting = list(enumerate(disordered(updates, order), 1000))
            self.changed.notify_all()

    def asking(self, number: int, person: int, text: str) -> Update:
        """The update that a person's question makes."""
        raise AssertionError("each platform has its own")

    def text_of(self, update: Update) -> str:
        """What the person said."""
        return str(update["message"]["text"])

    def enveloped(self, number: int, update: Update) -> Update:
        """What is brought to the webhook."""
        return update

    def is_ready(self) -> bool:
        """Whether the next may be brought."""
        return self.webhook is not None and bool(self._waiting)

    def troubled(self) -> Answer | None:
        roll = self._random.random()
        for name, answer, share in self.TROUBLES:
            roll -= share * FAILING
            if roll < 0:
                self.failed[name] += 1
                return answer
        return None

    def _carry(self) -> None:
        with httpx.Client(timeout=PATIENCE) as http:
            while not self.closing:
                with self.changed:
                    if not self.changed.wait_for(lambda: self.closing or self.is_ready(), 1):
                        continue
                    if self.closing or self.webhook is None:
                        return
                    number, update = self._waiting.pop(0)
                    url, secret = self.webhook
                    self.ledger.hands_out(self.text_of(update))
                body = json.dumps(self.enveloped(number, update), ensure_ascii=False).encode()
                headers = {"content-type": "application/json", **self.proof(body, secret)}
                try:
                    is_taken = http.post(url, content=body, headers=headers).is_success
                except httpx.TransportError:  # nobody is there, or they went away
                    is_taken = False
                if not is_taken:
                    with self.changed:
                        insort(self._waiting, (number, update), key=lambda each: each[0])
                    time.sleep(PAUSE_S)


class Telegram(Platform, FakeTelegram):
    TROUBLES = (
        ("429", too_many_requests(1), 0.1),
        ("5xx", bad_gateway(), 0.45),
        ("cut", broken_connection(), 0.45),
    )

    def begin(self, seed: int) -> None:
        super().begin(seed)
        self._given: set[int] = set()

    def asking(self, number: int, person: int, text: str) -> Update:
        return {"message": self._message(self._message_id(), person, person, text)}

    def enveloped(self, number: int, update: Update) -> Update:
        return {"update_id": number, **update}

    def answer(self, call: Call, token: str) -> Answer:
        return self.troubled() or super().answer(call, token)

    def _on_getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802
        offset = int(params.get("offset", 0))
        with self.changed:
            confirmed = {number for number in self._given if number < offset}
            self._given -= confirmed  # an update that was on its way to the webhook is not among it
            self._waiting = [each for each in self._waiting if each[0] not in confirmed]
            self._updates = [self.enveloped(*each) for each in self._waiting[:100]]
        updates = super()._on_getUpdates(params | {"offset": 0})
        with self.changed:
            for update in updates:
                self._given.add(update["update_id"])
                self.ledger.hands_out(self.text_of(update))
        return updates

    def _on_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        sent = super()._on_sendMessage(params)
        self.ledger.takes(params["text"])
        return sent


class ZaloBot(Platform, FakeZaloBot):
    TROUBLES = (
        ("5xx", failure(403, "Internal server error"), 0.4),
        ("408", failure(408, "Request timeout", status=200), 0.2),
        ("cut", Answer(200, {}, cut=True), 0.4),
    )

    def begin(self, seed: int) -> None:
        super().begin(seed)
        self._polled = 0

    def asking(self, number: int, person: int, text: str) -> Update:
        update = self._update(number, text, f"zalo{person}", None, "message.text.received", {})
        update["message"]["message_id"] = f"2d758cb5e222177a{number:06d}"
        return update

    def enveloped(self, number: int, update: Update) -> Update:
        return {"ok": True, "result": update} if number % 2 else update

    def answer(self, call: Call, token: str) -> Answer:
        return self.troubled() or super().answer(call, token)

    def _on_getUpdates(self, call: Call) -> Answer:  # noqa: N802
        """Several at once, and round after round again: Zalo hears of no confirmation."""
        if self.webhook is not None:
            return super()._on_getUpdates(call)
        with self.changed:
            if not self._waiting:
                self.changed.wait(1)
                return failure(408, "Request timeout")
            self._polled %= len(self._waiting)
            batch = [each for _, each in self._waiting[self._polled : self._polled + A_POLL]]
            self._polled += A_POLL
            for update in batch:
                self.ledger.hands_out(self.text_of(update))
        return Answer(200, {"ok": True, "result": batch})

    def _on_sendMessage(self, call: Call) -> Answer:  # noqa: N802
        answer = super()._on_sendMessage(call)
        if answer.status == 200:
            self.ledger.takes(call.params["text"])
        return answer


class ZaloOa(Platform, FakeZaloOa):
    TROUBLES = (
        ("429", zalo_oa.failure(-32, "Too many requests"), 0.05),
        ("5xx", Answer(502, b"<html>502 Bad Gateway</html>"), 0.45),
        ("cut", Answer(200, {}, cut=True), 0.5),
    )

    def asking(self, number: int, person: int, text: str) -> Update:
        user = f"oa{person}"
        message = {"msg_id": f"96d3cdf3af15{number:08d}", "text": text}
        who = {"sender": {"id": user}, "recipient": {"id": zalo_oa.OA_ID}}
        return self._event("user_send_text", message=message, **who)

    def is_ready(self) -> bool:
        # it does not wait for answers, but people do
        return super().is_ready() and len(self.ledger.out) - self.ledger.answered < UNANSWERED

    def enveloped(self, number: int, update: Update) -> Update:
        with self.changed:
            self.interacts(update["sender"]["id"])
        return update

    def answer(self, call: Call, token: str) -> Answer:
        if call.method == zalo_oa.SEND and (trouble := self.troubled()):
            return trouble
        answer = super().answer(call, token)
        if call.method == zalo_oa.SEND and answer.body["error"] == 0:
            with self.changed:
                self.ledger.takes(call.params["message"]["text"])
                self.changed.notify_all()
        return answer


@contextmanager
def platforms() -> Iterator[tuple[tuple[Telegram, ZaloBot, ZaloOa], tuple[str, str, str]]]:
    """The three of them, and where they are served."""
    telegram, zalo_bot, oa = all_three = Telegram(), ZaloBot(), ZaloOa()
    with ExitStack() as stack:
        for seed, platform in enumerate(all_three, 1):
            platform.begin(seed)
        urls = [stack.enter_context(served(platform)) for platform in all_three]
        oa.url = urls[2]
        yield (telegram, zalo_bot, oa), (urls[0], urls[1], urls[2])


def disordered(updates: Sequence[Update], order: random.Random) -> list[Update]:
    twice = [update for update in updates if order.random() < TWICE]
    keyed = [(n + order.uniform(0, OUT_OF_ORDER_WITHIN), u) for n, u in enumerate(updates)]
    keyed += [(order.uniform(0, len(updates)), update) for update in twice]
    return [update for _, update in sorted(keyed, key=lambda pair: pair[0])]


def number_in(text: str) -> int:
    found = NUMBER.search(text)
    assert found, f"no number in {text!r}"
    return int(found[1])
