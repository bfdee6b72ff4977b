"""Taking part in a contest: what there is, and the way to all that is done with it.

    /thi ──> a contest's card ──> fields asked ──> agreed (contest_entry.py) ──> card
                  ├──start──> sure? ──go──> the paper (contest_paper.py) ──> result
                  ├── rules
                  └── own results, keys, standings of rounds, of all, of units (contest_results.py)

Choices: "open:<contest>", "rules:…", "join:…", "agree:…", "again:…", "skip:…:<field>",
"pick:…:<field>:<option>", "start:…", "go:<contest>:<round>:<turn>", "mine:…", "table:…[:<round>]",
"units:…", "keys:<attempt>", and those of a paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import contest_words as words
from bot.contests.contests import Contest
from bot.contests.errors import ContestError, Refusal
from bot.contests.rules import Kind
from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.features.contest_entry import Registering
from bot.features.contest_members import Members, back, say
from bot.features.contest_paper import Papers
from bot.features.contest_results import Results
from bot.messages import Choice, Command, Reply, TextBlock, bold, paragraph
from bot.texts import contests as texts

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.records import Attempt
    from bot.people import People

MOST_SHOWN = 8
"""Contests that are listed."""


class Contesting:
    """/thi and /xephang.

    What is awaited: "field:<contest>:<field>", and what a paper awaits.

    Args:
        desk: The contests.
        people: The accounts.
    """

    name = "contest"
    link = "thi"
    commands = (
        Command("thi", texts.COMMAND, ("hội thi", "dự thi", "vào thi")),
        Command("xephang", texts.COMMAND_STANDINGS, ("xếp hạng", "bảng xếp hạng")),
    )

    def __init__(self, desk: ContestDesk, people: People) -> None:
        self._desk = desk
        self._members = Members(desk, people)
        self._registering = Registering(desk, self._members, self._card)
        self._results = Results(desk, self._members)
        self._papers = Papers(desk, self._members, self._results.result)

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """The contest that is named, the only one, or the list."""
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        show = self._results.table if command == "xephang" else self._card
        shown = self._desk.shown()
        named = [each for each in shown if each.id == argument.strip().lower()]
        running = [each for each in shown if each.rules.closes > moment.now]
        found = named or (running if len(running) == 1 and not argument else shown)
        if argument and not named:
            error = ContestError(Refusal.NO_SUCH_CONTEST, contest=argument[:60])
            return say(moment, texts.refusal_sentence(error))
        if len(found) == 1:
            return show(moment, found[0])
        if not found:
            return say(moment, texts.NONE)
        kind = "table" if command == "xephang" else "open"
        choices = tuple(
            Choice(f"contest:{kind}:{each.id}", each.rules.title) for each in found[:MOST_SHOWN]
        )
        return Outcome((Reply((paragraph(texts.WHICH),), choices),), moment.state)

    def on_link(self, moment: Moment, rest: str) -> Outcome | None:
        """The contest that a link names."""
        return self.on_command(moment, "thi", rest)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """One of the choices above."""
        if moment.in_group:
            return say(moment, texts.NOT_IN_GROUPS)
        try:
            if (outcome := self._papers.on_choice(moment, choice)) is not None:
                return outcome
            return self._chosen(moment, choice.split(":"))
        except ContestError as error:
            return say(moment, texts.refusal_sentence(error))

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """The answer to a field, or words in a paper."""
        kind, _, rest = awaited.partition(":")
        if kind == "field":
            contest_id, _, field = rest.partition(":")
            if any(words.is_said(text, choice) for choice in moment.state.choices):
                return None
            return self._registering.field_given(
                moment, self._desk.contests.get(contest_id), field, text
            )
        return self._papers.on_text(moment, kind, rest, text)

    def _chosen(self, moment: Moment, parts: list[str]) -> Outcome | None:
        contest_of = self._desk.contests.get
        match parts:
            case ["open", contest]:
                return self._card(moment, contest_of(contest))
            case ["rules", contest]:
                return self._rules(moment, contest_of(contest))
            case ["join", contest]:
                return self._registering.register(moment, contest_of(contest))
            case ["again", contest]:
                return self._registering.register(moment, contest_of(contest), afresh=True)
            case ["skip", contest, field]:
                return self._registering.field_given(moment, contest_of(contest), field, None)
            case ["pick", contest, field, option] if is_id(option):
                return self._registering.field_given(
                    moment, contest_of(contest), field, str(int(option) + 1)
                )
            case ["agree", contest]:
                return self._registering.agree(moment, contest_of(contest))
            case ["start", contest]:
                return self._start(moment, contest_of(contest))
            case ["go", contest, number, turn] if is_id(number) and is_id(turn):
                return self._go(moment, contest_of(contest), int(number), int(turn))
            case ["mine", contest]:
                return self._results.mine(moment, contest_of(contest))
            case ["table", contest]:
                return self._results.table(moment, contest_of(contest))
            case ["table", contest, number] if is_id(number):
                return self._results.table(moment, contest_of(contest), int(number))
            case ["units", contest]:
                return self._results.unit_table(moment, contest_of(contest))
            case ["keys", attempt] if is_id(attempt):
                return self._results.keys(moment, int(attempt))
        return None

    # a contest

    def _card(self, moment: Moment, contest: Contest, told: str = "") -> Outcome:
        rules, now = contest.rules, moment.now
        blocks: list[TextBlock] = [paragraph(told)] if told else []
        blocks.append(paragraph(bold(rules.title)))
        if rules.organiser:
            blocks.append(paragraph(texts.ORGANISED.format(organiser=rules.organiser)))
        number = rules.current(now)
        if number is not None:
            each = rules.round(number)
            closes = texts.moment(each.closes)
            blocks.append(paragraph(texts.ROUND_OPEN.format(title=each.title, closes=closes)))
            blocks.append(paragraph(words.paper_line(each)))
            seal = self._desk.contests.round(contest, number).commitment
            if each.kind is Kind.QUIZ:
                blocks.append(paragraph(texts.SEALED.format(commitment=seal)))
        else:
            coming = next((each for each in rules.rounds if each.opens > now), None)
            if coming is None:
                blocks.append(paragraph(texts.ALL_OVER))
            else:
                opens = texts.moment(coming.opens)
                line = texts.ROUND_NEXT.format(title=coming.title, opens=opens)
                blocks += [paragraph(line), paragraph(words.paper_line(coming))]
        choices, reasons = self._doors(moment, contest, number)
        blocks += map(paragraph, reasons)
        return Outcome((Reply(tuple(blocks), tuple(choices)),), moment.state)

    def _doors(
        self, moment: Moment, contest: Contest, number: int | None
    ) -> tuple[list[Choice], list[str]]:
        """What somebody may do with a contest now, and why not more."""
        choices: list[Choice] = []
        reasons: list[str] = []
        entry = self._members.entry(moment, contest)
        attempts: list[Attempt] = []
        if entry is not None and entry.agreed_at is not None:
            attempts = self._desk.attempts.of_entry(entry.id)
        running = next((a for a in attempts if a.ended is None and a.due > moment.now), None)
        if running is not None:
            left = texts.left(int((running.due - moment.now).total_seconds()))
            label = texts.RESUME.format(left=left)
            choices.append(Choice(f"contest:resume:{running.id}", label, texts.GO_ANSWERS))
        elif contest.rules.closes > moment.now:
            try:
                self._members.allowed(moment, contest)
                if entry is None or entry.agreed_at is None:
                    choices.append(Choice(f"contest:join:{contest.id}", texts.JOIN))
                elif number is not None:
                    self._desk.attempts.check(contest, entry, number, moment.now)
                    start = Choice(f"contest:start:{contest.id}", texts.START, texts.GO_ANSWERS)
                    choices.append(start)
            except ContestError as error:
                reasons.append(texts.refusal_sentence(error))
        if number is not None and (made := sum(a.round == number for a in attempts)):
            reasons.insert(0, texts.HANDED_IN.format(count=made - (running is not None)))
        if contest.rules.rules:
            choices.append(Choice(f"contest:rules:{contest.id}", texts.RULES))
        if attempts:
            choices.append(Choice(f"contest:mine:{contest.id}", texts.MINE))
        choices.append(Choice(f"contest:table:{contest.id}", texts.STANDINGS))
        return choices, reasons

    def _rules(self, moment: Moment, contest: Contest) -> Outcome:
        blocks = [paragraph(bold(contest.rules.title))]
        blocks += [paragraph(line) for line in contest.rules.rules.splitlines() if line.strip()]
        return Outcome((Reply(tuple(blocks), (back(contest),)),), moment.state)

    # beginning

    def _start(self, moment: Moment, contest: Contest) -> Outcome:
        """What there is to know before the clock runs."""
        entry = self._members.entered(moment, contest)
        running = self._desk.attempts.running(entry.id, moment.now)
        if running is not None:
            return self._papers.resume(moment, running)
        number = contest.rules.current(moment.now)
        if number is None:
            return self._card(moment, contest)
        self._desk.attempts.check(contest, entry, number, moment.now)
        rules, each = contest.rules, contest.rules.round(number)
        due = each.closes
        if each.minutes is not None:
            due = min(due, moment.now + words.minutes(each.minutes))
        made = [a for a in self._desk.attempts.of_entry(entry.id) if a.round == number]
        lines = [words.paper_line(each), texts.UNTIL.format(due=texts.moment(due))]
        if rules.leaving == "spends":
            lines.append(texts.LEAVING)
        if rules.attempts.per_round is not None and each.kind is Kind.QUIZ:
            left = rules.attempts.per_round - len(made)
            lines.append(texts.TRIES_LEFT.format(left=left, period=texts.IN_ROUND))
        go = f"contest:go:{contest.id}:{number}:{len(made) + 1}"
        choices = (
            Choice(go, texts.GO, texts.GO_ANSWERS),
            Choice(f"contest:open:{contest.id}", texts.LATER, texts.BACK_ANSWERS),
        )
        blocks = (paragraph(bold(texts.BEFORE_TITLE)), *map(paragraph, lines))
        return Outcome((Reply(blocks, choices),), moment.state)

    def _go(self, moment: Moment, contest: Contest, number: int, turn: int) -> Outcome:
        entry = self._members.entered(moment, contest)
        made = [a for a in self._desk.attempts.of_entry(entry.id) if a.round == number]
        if len(made) >= turn:  # this very attempt has begun: a second tap, a lost answer
            begun = made[turn - 1]
            if begun.ended is None and begun.due > moment.now:
                return self._papers.resume(moment, begun)
            return self._card(moment, contest)

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                try:
                    attempt = self._desk.attempts.start(
                        session, contest, entry, moment.sender.address, moment.now
                    )
                except ContestError as error:
                    return say(moment, texts.refusal_sentence(error))
            return self._papers.shown(moment, attempt)

        return Outcome((), moment.state, act=act, durable=True)
