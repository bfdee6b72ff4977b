"""Taking part in a contest: what there is, registering, results, standings.

    /thi ──> a contest's card ──> fields asked ──> agreed ──> card
                  ├──start──> sure? ──go──> the paper (features/contest_paper.py) ──> result
                  ├── rules, own results, keys
                  └── standings of rounds, of all together, of units

Choices: "open:<contest>", "rules:…", "join:…", "agree:…", "again:…", "skip:…:<field>",
"pick:…:<field>:<option>", "start:…", "go:<contest>:<round>:<turn>", "mine:…", "table:…[:<round>]",
"units:…", "keys:<attempt>", and those of a paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import contest_words as words
from bot.contests.contests import Contest
from bot.contests.entries import Entry, missing, skip
from bot.contests.errors import ContestError, Refusal
from bot.contests.fields import shown_value
from bot.contests.rules import FieldKind, Kind
from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.features.contest_paper import Papers
from bot.messages import Choice, Command, Reply, TextBlock, bold, item, paragraph
from bot.texts import contests as texts
from bot.units import Units

if TYPE_CHECKING:
    from bot.contest_desk import ContestDesk
    from bot.contests.records import Attempt
    from bot.people import Account, People

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
        self._people = people
        self._units = Units(desk.library.database, clock=desk.clock)
        self._papers = Papers(desk, self._result)

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """The contest that is named, the only one, or the list."""
        if moment.in_group:
            return _say(moment, texts.NOT_IN_GROUPS)
        show = self._table if command == "xephang" else self._card
        shown = self._desk.shown()
        named = [each for each in shown if each.id == argument.strip().lower()]
        running = [each for each in shown if each.rules.closes > moment.now]
        found = named or (running if len(running) == 1 and not argument else shown)
        if argument and not named:
            error = ContestError(Refusal.NO_SUCH_CONTEST, contest=argument[:60])
            return _say(moment, texts.refusal_sentence(error))
        if len(found) == 1:
            return show(moment, found[0])
        if not found:
            return _say(moment, texts.NONE)
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
            return _say(moment, texts.NOT_IN_GROUPS)
        try:
            if (outcome := self._papers.on_choice(moment, choice)) is not None:
                return outcome
            return self._chosen(moment, choice.split(":"))
        except ContestError as error:
            return _say(moment, texts.refusal_sentence(error))

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """The answer to a field, or words in a paper."""
        kind, _, rest = awaited.partition(":")
        if kind == "field":
            contest_id, _, field = rest.partition(":")
            if any(words.is_said(text, choice) for choice in moment.state.choices):
                return None
            return self._field_given(moment, self._desk.contests.get(contest_id), field, text)
        return self._papers.on_text(moment, kind, rest, text)

    def _chosen(self, moment: Moment, parts: list[str]) -> Outcome | None:
        match parts:
            case ["open", contest]:
                return self._card(moment, self._desk.contests.get(contest))
            case ["rules", contest]:
                return self._rules(moment, self._desk.contests.get(contest))
            case ["join", contest]:
                return self._register(moment, self._desk.contests.get(contest))
            case ["again", contest]:
                return self._register(moment, self._desk.contests.get(contest), afresh=True)
            case ["skip", contest, field]:
                return self._field_given(moment, self._desk.contests.get(contest), field, None)
            case ["pick", contest, field, option] if is_id(option):
                return self._field_given(
                    moment, self._desk.contests.get(contest), field, str(int(option) + 1)
                )
            case ["agree", contest]:
                return self._agree(moment, self._desk.contests.get(contest))
            case ["start", contest]:
                return self._start(moment, self._desk.contests.get(contest))
            case ["go", contest, number, turn] if is_id(number) and is_id(turn):
                return self._go(moment, self._desk.contests.get(contest), int(number), int(turn))
            case ["mine", contest]:
                return self._mine(moment, self._desk.contests.get(contest))
            case ["table", contest]:
                return self._table(moment, self._desk.contests.get(contest))
            case ["table", contest, number] if is_id(number):
                return self._table(moment, self._desk.contests.get(contest), int(number))
            case ["units", contest]:
                return self._unit_table(moment, self._desk.contests.get(contest))
            case ["keys", attempt] if is_id(attempt):
                return self._keys(moment, int(attempt))
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
        entry = self._entry(moment, contest)
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
                self._desk.entries.check(contest, self._account(moment), moment.sender.channel)
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
        return Outcome((Reply(tuple(blocks), (_back(contest),)),), moment.state)

    # registering

    def _register(self, moment: Moment, contest: Contest, *, afresh: bool = False) -> Outcome:
        account = self._desk.entries.check(contest, self._account(moment), moment.sender.channel)

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                entry = self._desk.entries.begin(session, contest, account)
                if afresh and entry.agreed_at is None:
                    entry = self._desk.entries.forget(session, entry)
            return self._next_field(moment, contest, account, entry)

        return Outcome((), moment.state, act=act)

    def _next_field(
        self, moment: Moment, contest: Contest, account: Account, entry: Entry, told: str = ""
    ) -> Outcome:
        before = [paragraph(told)] if told else []
        field = missing(contest, entry)
        if field is None:
            if entry.agreed_at is not None:
                return self._card(moment, contest, texts.ENTERED)
            return self._confirm(moment, contest, account, entry)
        where = f"{contest.id}:{field.name}"
        choices = [
            Choice(f"contest:pick:{where}:{number}", option)
            for number, option in enumerate(field.options)
            if field.kind is FieldKind.CHOICE
        ]
        if not field.required:
            choices.append(Choice(f"contest:skip:{where}", texts.SKIP))
        asked = texts.ASK_FIELD.format(label=field.label + texts.ASK_KIND[field.kind])
        reply = Reply((*before, paragraph(asked)), tuple(choices))
        return Outcome((reply,), moment.state).waiting_for(f"contest:field:{where}")

    def _field_given(
        self, moment: Moment, contest: Contest, name: str, text: str | None
    ) -> Outcome | None:
        account = self._account(moment)
        entry = self._entry(moment, contest)
        field = next((each for each in contest.rules.fields if each.name == name), None)
        if account is None or entry is None or field is None or entry.agreed_at is not None:
            return None
        if text is None and field.required:
            return None

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                try:
                    if text is None:
                        given = skip(session, entry, field)
                    else:
                        given = self._desk.entries.give(session, entry, field, text)
                except ContestError as error:
                    told = texts.refusal_sentence(error)
                    return self._next_field(moment, contest, account, entry, told)
            return self._next_field(moment, contest, account, given)

        return Outcome((), moment.state, act=act)

    def _confirm(self, moment: Moment, contest: Contest, account: Account, entry: Entry) -> Outcome:
        unit = self._units.get(account.unit) if account.unit is not None else None
        lines = [texts.NAME.format(name=account.name)]
        if unit is not None:
            lines.append(texts.UNIT.format(unit=unit.shown))
        lines += [
            texts.FIELD.format(
                label=field.label, value=shown_value(field, entry.fields[field.name])
            )
            for field in contest.rules.fields
            if entry.fields.get(field.name)
        ]
        blocks = (
            paragraph(bold(texts.CONFIRM_TITLE)),
            *map(item, lines),
            paragraph(texts.CONSENT),
        )
        choices = [Choice(f"contest:agree:{contest.id}", texts.AGREE, texts.AGREE_ANSWERS)]
        if contest.rules.fields:
            choices.append(Choice(f"contest:again:{contest.id}", texts.CORRECT))
        choices.append(Choice(f"contest:open:{contest.id}", texts.LATER))
        return Outcome((Reply(blocks, tuple(choices)),), moment.state)

    def _agree(self, moment: Moment, contest: Contest) -> Outcome:
        account = self._desk.entries.check(contest, self._account(moment), moment.sender.channel)
        entry = self._entry(moment, contest)
        if entry is None:
            raise ContestError(Refusal.NOT_ENTERED)

        def act() -> Outcome:
            with self._desk.library.database.session() as session:
                agreed = self._desk.entries.agree(session, contest, entry, account.unit)
            return self._next_field(moment, contest, account, agreed)

        return Outcome((), moment.state, act=act, durable=True)

    # beginning

    def _start(self, moment: Moment, contest: Contest) -> Outcome:
        """What there is to know before the clock runs."""
        entry = self._entered(moment, contest)
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
        entry = self._entered(moment, contest)
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
                    return _say(moment, texts.refusal_sentence(error))
            return self._papers.shown(moment, attempt)

        return Outcome((), moment.state, act=act, durable=True)

    # afterwards

    def _result(self, moment: Moment, attempt: Attempt, told: str = "") -> Outcome:
        contest = self._desk.contests.get(attempt.contest)
        reply = words.result(contest, attempt, moment.now)
        if told:
            reply = Reply((paragraph(told), *reply.blocks), reply.choices)
        return Outcome((reply,), moment.state)

    def _mine(self, moment: Moment, contest: Contest) -> Outcome:
        entry = self._entered(moment, contest)
        ended = [a for a in self._desk.attempts.of_entry(entry.id) if a.ended is not None]
        if not ended:
            return _say(moment, texts.NO_ATTEMPTS)
        lines = [self._attempt_line(contest, attempt, moment) for attempt in ended]
        numbers = ", ".join(str(attempt.id) for attempt in ended)
        lines.append(texts.APPEAL.format(attempts=numbers))
        choices = []
        latest = ended[-1]
        each = contest.rules.round(latest.round)
        if each.kind is Kind.QUIZ and words.is_shown(contest.rules.reveal.keys, each, moment.now):
            choices.append(Choice(f"contest:keys:{latest.id}", texts.KEYS))
        choices += [Choice(f"contest:table:{contest.id}", texts.STANDINGS), _back(contest)]
        blocks = (paragraph(bold(contest.rules.title)), *map(item, lines))
        return Outcome((Reply(blocks, tuple(choices)),), moment.state)

    def _attempt_line(self, contest: Contest, attempt: Attempt, moment: Moment) -> str:
        assert attempt.ended is not None  # only what was handed in is listed
        each = contest.rules.round(attempt.round)
        shown = words.is_shown(contest.rules.reveal.score, each, moment.now)
        result = texts.ATTEMPT_HIDDEN
        if attempt.score is not None and shown:
            if each.kind is Kind.ESSAY:
                result = texts.ESSAY_SCORE.format(
                    points=texts.points(attempt.score), most=texts.points(each.most)
                ).rstrip(".")
            else:
                result = texts.ATTEMPT_SCORE.format(
                    correct=attempt.correct,
                    count=len(attempt.paper),
                    points=texts.points(attempt.score),
                    time=texts.span(round((attempt.ended - attempt.started).total_seconds())),
                )
        return texts.ATTEMPT_LINE.format(
            round=each.title,
            number=attempt.number,
            at=texts.moment(attempt.ended, texts.TO_THE_SECOND),
            result=result,
        )

    def _keys(self, moment: Moment, attempt_id: int) -> Outcome | None:
        from bot.contests.appeals import as_taken

        attempt = self._papers.own(moment, attempt_id)
        if attempt is None or attempt.ended is None:
            return None
        contest = self._desk.contests.get(attempt.contest)
        each = contest.rules.round(attempt.round)
        if not words.is_shown(contest.rules.reveal.keys, each, moment.now):
            if contest.rules.reveal.keys == "never":
                return _say(moment, texts.KEYS_NEVER)
            return _say(moment, texts.KEYS_LATER.format(closes=texts.moment(each.closes)))
        taken = as_taken(self._desk.contests, self._desk.attempts, attempt_id)
        return Outcome((words.keys(contest, taken),), moment.state)

    def _table(self, moment: Moment, contest: Contest, number: int | None = None) -> Outcome:
        """A round's standings, by default of the latest; 0 is all together."""
        found = self._desk.standings(contest.id, fresh=False)
        entry = self._entry(moment, contest)
        own = entry.id if entry else None
        latest = found.rounds[-1].number if found.rounds else 0
        if number is None:
            number = 0 if contest.rules.is_summed and contest.rules.closes <= moment.now else latest
        each = found.round(number)
        if each is None and number == 0 and contest.rules.is_summed:
            title, places, essay, truth = texts.TOGETHER, found.together, False, None
        elif each is None:
            return self._said_with_back(moment, contest, texts.NOBODY)
        else:
            rules = contest.rules.round(number)
            title, places, truth = rules.title, each.places, each.truth
            essay = rules.kind is Kind.ESSAY
        over = number != 0 and contest.rules.round(number).closes <= moment.now
        if not contest.rules.standings.during and not (over or contest.rules.closes <= moment.now):
            return self._said_with_back(moment, contest, texts.HIDDEN)
        blocks = [paragraph(bold(texts.STANDINGS_TITLE.format(title=title)))]
        if contest.rules.closes > moment.now and not over:
            at = texts.moment(found.at, texts.TO_THE_SECOND)
            blocks.append(paragraph(texts.AS_OF.format(at=at)))
        blocks += words.places(found, places, own, essay=essay)
        if truth is not None:
            blocks.append(paragraph(texts.TRUTH_LINE.format(truth=truth)))
        choices = []
        if contest.rules.is_summed and number != 0:
            label = texts.OTHER_ROUND.format(title=texts.TOGETHER)
            choices.append(Choice(f"contest:table:{contest.id}:0", label))
        others = [n for n in (number - 1, number + 1, latest) if n != number and found.round(n)]
        for other in dict.fromkeys(others):
            label = texts.OTHER_ROUND.format(title=contest.rules.round(other).title)
            choices.append(Choice(f"contest:table:{contest.id}:{other}", label))
        if contest.rules.unit_rankings:
            choices.append(Choice(f"contest:units:{contest.id}", texts.UNIT_STANDINGS))
        choices.append(_back(contest))
        return Outcome((Reply(tuple(blocks), tuple(choices)),), moment.state)

    def _unit_table(self, moment: Moment, contest: Contest) -> Outcome:
        if not contest.rules.standings.during and contest.rules.closes > moment.now:
            return self._said_with_back(moment, contest, texts.HIDDEN)
        found = self._desk.standings(contest.id, fresh=False)
        choices = (Choice(f"contest:table:{contest.id}", texts.STANDINGS), _back(contest))
        return Outcome((Reply(tuple(words.unit_places(found)), choices),), moment.state)

    # who

    def _account(self, moment: Moment) -> Account | None:
        return self._people.account(moment.account) if moment.account is not None else None

    def _entry(self, moment: Moment, contest: Contest) -> Entry | None:
        if moment.account is None:
            return None
        return self._desk.entries.of(contest.id, moment.account)

    def _entered(self, moment: Moment, contest: Contest) -> Entry:
        """Somebody's entry, if they may take part now.

        Raises:
            ContestError: Why not.
        """
        self._desk.entries.check(contest, self._account(moment), moment.sender.channel)
        entry = self._entry(moment, contest)
        if entry is None or entry.agreed_at is None:
            raise ContestError(Refusal.NOT_ENTERED)
        return entry

    def _said_with_back(self, moment: Moment, contest: Contest, text: str) -> Outcome:
        return Outcome((Reply((paragraph(text),), (_back(contest),)),), moment.state)


def _back(contest: Contest) -> Choice:
    return Choice(f"contest:open:{contest.id}", texts.BACK, texts.BACK_ANSWERS)


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
