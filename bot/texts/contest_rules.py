"""What is wrong in a contest file, one sentence each."""

from collections.abc import Mapping

from bot.contests.rules import Mistake, Problem
from bot.roles import Role
from bot.texts.quiz import LEVELS
from knowledge.quizbank import Level

MISTAKES: dict[Problem, str] = {
    Problem.UNREADABLE: "Tệp hội thi viết sai khuôn YAML ở dòng {line}.",
    Problem.NOT_A_MAPPING: "Tệp hội thi phải gồm các dòng “mục: giá trị”.",
    Problem.REPEATED_KEY: "Mục “{key}” ghi hai lần (dòng {line}).",
    Problem.MISSING: "{where}: còn thiếu.",
    Problem.UNKNOWN: "{where}: không có mục này; các mục ở đó: {allowed}.",
    Problem.WRONG: "{where}: phải là {allowed}, không phải “{value}”.",
    Problem.WRONG_ID: "{where}: mã hội thi gồm chữ thường không dấu, chữ số và gạch nối, "
    "nhiều nhất 32 ký tự, không phải “{value}”.",
    Problem.NO_ROUNDS: "{where}: cần ít nhất một vòng.",
    Problem.CLOSES_FIRST: "{where}: giờ đóng phải sau giờ mở.",
    Problem.ROUNDS_OVERLAP: "{where}: mở khi vòng “{other}” chưa đóng.",
    Problem.NO_DRAW: "{where}: chưa nói lấy câu hỏi nào.",
    Problem.NO_ESSAY: "{where}: vòng tự luận (kind: essay) phải có đề bài.",
    Problem.ESSAY_IN_QUIZ: "{where}: vòng trắc nghiệm không có đề tự luận; nếu là vòng tự luận, "
    "xin ghi kind: essay.",
    Problem.TOO_MANY_QUESTIONS: "{where}: {count} câu là quá nhiều, mức nhận là {limit}.",
    Problem.EMPTY_DRAW: "{where}: cần số câu (count) từ 1 trở lên, "
    "hoặc danh sách câu (items) đủ số đó.",
    Problem.REPEATED_CRITERION: "{where}: mỗi tiêu chí một lần, ít nhất một tiêu chí, "
    "không phải “{value}”.",
    Problem.PREDICTION_UNUSED: "{where}: có câu dự đoán thì phải có tiêu chí prediction.",
    Problem.PREDICTION_MISSING: "{where}: xếp theo prediction thì phải có câu dự đoán "
    "(prediction).",
    Problem.REPEATED_FIELD: "{where}: “{value}” đã có; họ tên và đơn vị lấy từ tài khoản.",
    Problem.CHOICE_WITHOUT_OPTIONS: "{where}: cần ít nhất hai lựa chọn.",
    Problem.FORMULA: "{where}: không tính được “{value}”; công thức gồm số, + - * / ( ) min max "
    "và: {allowed}.",
    Problem.NO_MEMBERS: "{where}: công thức cần số đảng viên, đoàn viên của đơn vị "
    "(units › members).",
    Problem.NOBODY_BEFORE: "{where}: vòng đầu không có vòng nào trước để chọn người.",
    Problem.LONG_REPEAT: "{where}: lặp lại sau {every_days} ngày, khi vòng trước chưa đóng.",
    Problem.NO_SUCH_UNIT: "{where}: danh sách đơn vị không có “{value}”.",
    Problem.AMBIGUOUS_UNIT: "{where}: có nhiều đơn vị tên “{value}”; "
    "xin ghi cả đơn vị cấp trên: “cấp trên / {value}”.",
    Problem.NO_UNITS: "{where}: chưa nạp danh sách đơn vị (hoidap units import).",
    Problem.NO_SUCH_ACCOUNT: "{where}: không có tài khoản số {value}.",
    Problem.TOO_FEW_ITEMS: "{where}: cần {count} câu {about} mà ngân hàng chỉ có {found} "
    "câu đã duyệt dùng được.",
    Problem.NOT_APPROVED: "{where}: câu số {item} không có hoặc chưa duyệt.",
    Problem.BEGUN: "{where}: vòng đã mở thì không đổi mục này nữa.",
    Problem.ALL_OVER: "{where}: mọi vòng đều đã qua giờ đóng.",
    Problem.FIELDS_FIXED: "{where}: đã có người đăng ký nên không đổi được nữa.",
}

MOMENT = "giờ Việt Nam, như 2026-03-01 08:00 hoặc 8h00 ngày 01/03/2026"
COUNT = "số nguyên từ 1 trở lên"
POINTS = "số điểm từ 0 đến 1000, nhiều nhất hai chữ số lẻ"
YES_OR_NO = "true hoặc false"
NAMES = "tên (hoặc danh sách tên)"
LEVEL_NAMES = ", ".join(Level)
ALLOWED: Mapping[str, str] = {
    "opens": MOMENT,
    "closes": MOMENT,
    "count": COUNT,
    "minutes": COUNT,
    "repeat": COUNT,
    "every_days": COUNT,
    "top": COUNT,
    "per_round": COUNT,
    "per_week": COUNT,
    "per_day": COUNT,
    "attempts": COUNT,
    "at_least": "số nguyên từ 0 trở lên",
    "items": "số của câu hỏi (hoặc danh sách số)",
    "accounts": "số của tài khoản (hoặc danh sách số)",
    "members": "các dòng “tên đơn vị: số người”",
    "options": "số phương án từ 2 đến 6, hoặc các lựa chọn của mục đăng ký",
    "points": POINTS,
    "level": f"{LEVEL_NAMES}; hoặc cấp của đơn vị, 1 là cao nhất",
    "kind": "quiz, essay; hoặc text, phone, date, number, choice",
    "of": "entrants (số người dự thi) hoặc all_correct (số người đúng hết)",
    "counts": "best, first hoặc last",
    "per": "week, round hoặc contest",
    "leaving": "continues hoặc spends",
    "score": "submitted, closed hoặc never",
    "keys": "submitted, closed hoặc never",
    "ranking": "các tiêu chí score, correct, duration, submitted, prediction",
    "roles": f"vai trò: {', '.join(Role)}",
    "channels": "telegram, zalo_bot, zalo_oa, web, console",
    "shuffle_questions": YES_OR_NO,
    "shuffle_options": YES_OR_NO,
    "cumulative": YES_OR_NO,
    "weekly_report": YES_OR_NO,
    "required": YES_OR_NO,
    "unique": YES_OR_NO,
    "during": YES_OR_NO,
    "name": "chữ thường không dấu, chữ số và gạch dưới",
    "allowed": NAMES,
    "rounds": "danh sách các vòng, mỗi vòng bắt đầu bằng dấu gạch",
    "draw": "danh sách, mỗi phần bắt đầu bằng dấu gạch",
    "fields": "danh sách, mỗi mục bắt đầu bằng dấu gạch",
    "unit_rankings": "danh sách, mỗi bảng bắt đầu bằng dấu gạch",
}
PART = "các dòng “mục: giá trị” thụt vào"
PARTS = ("prediction", "essay", "quota", "standings", "reveal", "barred", "units")
TEXT = "chữ, không để trống, nhiều nhất 300 ký tự"
PLACE = "thứ {number}"
STEP = " › "
OF_TOPIC = "thuộc chủ đề “{topic}”"
OF_LEVEL = "mức {level}"
OF_OPTIONS = "có {options} phương án"


def mistake_sentence(mistake: Mistake) -> str:
    """The sentence for one mistake."""
    details = dict(mistake.details)
    match mistake.problem:
        case Problem.WRONG:
            details["allowed"] = _allowed(mistake.where)
        case Problem.UNKNOWN:
            names = details["allowed"]
            details["allowed"] = ", ".join(names) if isinstance(names, tuple) else names
        case Problem.TOO_FEW_ITEMS:
            details["about"] = " ".join(_about(details))
    where = STEP.join(
        PLACE.format(number=part) if isinstance(part, int) else part for part in mistake.where
    )
    return MISTAKES[mistake.problem].format_map(details | {"where": where})


def _allowed(where: tuple[str | int, ...]) -> str:
    names = [part for part in where if isinstance(part, str)]
    if not names:
        return PART
    if isinstance(where[-1], int) or names[-1] in PARTS:
        return ALLOWED["ranking"] if names[-1] == "ranking" else ALLOWED.get(names[-1], PART)
    if len(names) > 1 and names[-2] == "members":
        return COUNT
    return ALLOWED.get(names[-1], TEXT)


def _about(details: Mapping[str, object]) -> list[str]:
    about = []
    if details["topic"] is not None:
        about.append(OF_TOPIC.format(topic=details["topic"]))
    if isinstance(details["level"], Level):
        about.append(OF_LEVEL.format(level=LEVELS[details["level"]]))
    if details["options"] is not None:
        about.append(OF_OPTIONS.format(options=details["options"]))
    return about
