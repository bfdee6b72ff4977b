"""What members read in contests."""

from collections.abc import Mapping
from datetime import datetime

from bot.contests.errors import ContestError, Refusal
from bot.contests.rules import EntryField, FieldKind
from knowledge.library import VIETNAM

COMMAND = "Hội thi trực tuyến: đăng ký, làm bài, kết quả"
COMMAND_STANDINGS = "Bảng xếp hạng hội thi"

DATE_TIME = "%H:%M ngày %d/%m/%Y"
TO_THE_SECOND = "%H:%M:%S ngày %d/%m/%Y"
CHANNELS = {
    "telegram": "Telegram",
    "zalo_bot": "Zalo",
    "zalo_oa": "Zalo OA",
    "web": "trang web",
    "console": "dòng lệnh",
}

# the list and the card of a contest
NONE = "Hiện chưa có hội thi nào."
WHICH = "Đồng chí muốn xem hội thi nào?"
NOT_IN_GROUPS = "Xin nhắn riêng cho bot để dự thi."
ORGANISED = "Đơn vị tổ chức: {organiser}."
ROUND_OPEN = "{title}: đang mở, đến {closes}."
ROUND_NEXT = "{title}: mở lúc {opens}."
ALL_OVER = "Hội thi đã kết thúc."
PAPER = "Bài thi: {questions} câu trắc nghiệm, tối đa {points} điểm{limit}."
ESSAY_PAPER = "Bài thi: một bài tự luận, tối đa {points} điểm{limit}."
LIMIT = ", làm trong {minutes} phút"
AND_PREDICTION = "Cuối bài có một câu dự đoán."
HANDED_IN = "Đồng chí đã nộp {count} bài trong vòng này."
SEALED = "Cam kết bốc đề công bằng (SHA-256): {commitment}"
JOIN = "Đăng ký dự thi"
START = "Bắt đầu làm bài"
RESUME = "Làm tiếp, còn {left}"
RULES = "Thể lệ"
MINE = "Kết quả của tôi"
STANDINGS = "Bảng xếp hạng"
UNIT_STANDINGS = "Xếp hạng đơn vị"
BACK = "Về hội thi"
BACK_ANSWERS = ("quay lại", "thoát")

# registering
REGISTER_FIRST = (
    "Trước khi dự thi, đồng chí gõ /dangky để cho biết họ tên, đơn vị; xong gõ lại /thi."
)
UNIT_FIRST = "Hội thi cần biết đơn vị của đồng chí. Xin gõ /dangky, chọn đơn vị, rồi gõ lại /thi."
ASK_FIELD = "{label}?"
ASK_KIND: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "",
    FieldKind.PHONE: " (10 chữ số)",
    FieldKind.DATE: " (ngày/tháng/năm)",
    FieldKind.NUMBER: " (ghi số)",
    FieldKind.CHOICE: "",
}
SKIP = "Bỏ qua"
CONFIRM_TITLE = "Xác nhận đăng ký dự thi"
NAME = "Họ tên: {name}"
UNIT = "Đơn vị: {unit}"
FIELD = "{label}: {value}"
CONSENT = (
    "Ban tổ chức dùng các thông tin này để tổ chức thi, công bố họ tên, đơn vị và kết quả trên "
    "bảng xếp hạng. Đồng chí xem, xóa lúc nào cũng được bằng lệnh /toi."
)
AGREE = "Đồng ý dự thi"
AGREE_ANSWERS = ("đồng ý", "có")
CORRECT = "Sửa lại"
ENTERED = "Đồng chí đã đăng ký dự thi."

# the paper
BEFORE_TITLE = "Sẵn sàng làm bài?"
UNTIL = "Đồng hồ chạy từ khi bấm, đến {due} thì tự nộp bài."
LEAVING = "Rời trang giữa chừng là nộp bài, không làm tiếp được."
TRIES_LEFT = "Đồng chí còn {left} lượt trong {period}."
IN_ROUND = "vòng này"
IN_WEEK = "tuần này"
IN_DAY = "hôm nay"
GO = "Bắt đầu tính giờ"
GO_ANSWERS = ("bắt đầu", "sẵn sàng")
LATER = "Để sau"
QUESTION = "Câu {number}/{count}"
LEFT = " · còn {left}"
COMMA_LEFT = ", còn {left}"
CHOSEN = "Đã chọn {letter}."
NOTED = "Câu {number}: đã ghi {letter}."
NOTED_SEVERAL = "Đã ghi: {answers}."
NO_SUCH_QUESTION = "Bài có {count} câu; câu {number} không có phương án đó."
NEXT = "Câu sau"
REVIEW = "Xem lại và nộp bài"
REVIEW_ANSWERS = ("xem lại", "nộp bài", "nop")
REVIEW_TITLE = "Bài của đồng chí"
ANSWERED = "Đã trả lời {answered}/{count} câu{left}."
OPEN_QUESTIONS = "Chưa trả lời câu: {numbers}."
GO_TO = "Gõ “câu 5” để về câu 5; gõ “5B” để đổi câu 5 thành B."
FIRST_OPEN = "Làm câu {number}"
PREDICTION_GIVEN = "Dự đoán: {number}."
PREDICT = "Câu dự đoán"
PREDICT_QUESTIONS = {
    "entrants": "Theo đồng chí, có bao nhiêu người dự thi vòng này?",
    "all_correct": "Theo đồng chí, có bao nhiêu người trả lời đúng tất cả các câu của vòng này?",
}
PREDICT_HOW = "Xin gõ một con số."
WRONG_NUMBER = "Xin gõ một số nguyên từ 0 đến 100 triệu, như 1250."
SUBMIT = "Nộp bài"
SUBMIT_ANSWERS = ("nộp bài", "nop bai", "có")
STILL_ON = "Đồng chí đang làm bài. Chọn phương án bằng chữ cái, hoặc “xem lại” để nộp bài."
ESSAY_HOW = (
    "Đồng chí gửi bài thành một hay nhiều tin nhắn; mỗi tin được ghi lại ngay. "
    "Xong thì chọn “Nộp bài”."
)
PART_NOTED = "Đã ghi phần {part}, cả bài {letters} ký tự{left}."
ESSAY_REVIEW = "Xem lại bài viết"
ESSAY_SO_FAR = "Bài viết đến lúc này:"

# the result
TIME_UP = "Hết giờ, bài đã được nộp tự động lúc {at}."
LEFT_PAGE = "Đồng chí đã rời trang nên bài được nộp lúc {at}."
SUBMITTED = "Đã nộp bài lúc {at}."
NOT_TAKEN = "Phần vừa gửi đến sau giờ nên không được ghi."
SCORE = "Đúng {correct}/{count} câu, {points} điểm, làm trong {time}."
TAKEN = "Ban tổ chức đã nhận bài, làm trong {time}."
SCORE_LATER = "Điểm được công bố khi vòng thi đóng, lúc {closes}."
ESSAY_TAKEN = "Ban tổ chức sẽ chấm và công bố điểm."
ESSAY_SCORE = "Bài tự luận: {points}/{most} điểm."
PREDICTED = "Dự đoán của đồng chí: {number}."
TRUTH = "Số đúng là {truth}."
KEYS = "Xem đáp án"
KEYS_LATER = "Đáp án được công bố khi vòng thi đóng, lúc {closes}."
KEYS_NEVER = "Ban tổ chức không công bố đáp án."
RIGHT = "đúng"
WRONG = "sai"
FOR_EVERYBODY = "câu này tính đúng cho mọi người"
KEY_LINE = "Câu {number}: {stem}"
KEY_ANSWER = "Đáp án {letters}. {option}"
YOUR_ANSWER = "Đồng chí chọn {letter}: {verdict}."
NO_ANSWER = "Đồng chí không trả lời: {verdict}."
ATTEMPT_LINE = "{round}, lượt {number}, {at}: {result}"
ATTEMPT_SCORE = "đúng {correct}/{count}, {points} điểm, {time}"
ATTEMPT_HIDDEN = "đã nộp"
NO_ATTEMPTS = "Đồng chí chưa nộp bài nào."
APPEAL = "Mã bài thi để phúc khảo: {attempts}."

# standings
STANDINGS_TITLE = "Bảng xếp hạng: {title}"
TOGETHER = "cộng dồn các vòng"
AS_OF = "Tính đến {at}; vòng chưa đóng thì thứ hạng còn thay đổi."
PLACE = "{place}. {name}{unit}: {result}"
PLACE_RESULT = "{points} điểm, đúng {correct}/{count}, {time}"
PLACE_ESSAY = "{points} điểm"
YOUR_PLACE = "Đồng chí đứng thứ {place} trong {count} người."
NOBODY = "Chưa có ai nộp bài."
HIDDEN = "Bảng xếp hạng được công bố khi vòng thi đóng."
OTHER_ROUND = "Xem {title}"
UNITS_TITLE = "Xếp hạng đơn vị: {title}"
UNIT_PLACE = "{place}. {unit}: {value} ({people} người, {attempts} bài)"
NO_UNIT_RANKING = "Hội thi này không xếp hạng đơn vị."
DELETED_NAME = "(đã xóa thông tin)"
TRUTH_LINE = "Số đúng của câu dự đoán: {truth}."

REFUSALS: dict[Refusal, str] = {
    Refusal.NO_SUCH_CONTEST: "Không có hội thi “{contest}”.",
    Refusal.NO_SUCH_ROUND: "Không có vòng {number}; hội thi có {count} vòng.",
    Refusal.NO_SUCH_ATTEMPT: "Không có bài thi số {attempt}.",
    Refusal.NOT_OPEN: "Hội thi này hiện không nhận bài.",
    Refusal.ALREADY_OPEN: "Hội thi này đang mở.",
    Refusal.WRONG_CHANNEL: "Hội thi này chỉ thi trên {channels}.",
    Refusal.NOT_REGISTERED: REGISTER_FIRST,
    Refusal.NO_UNIT: UNIT_FIRST,
    Refusal.UNIT_NOT_ALLOWED: "Hội thi này không dành cho đơn vị của đồng chí ({unit}).",
    Refusal.BARRED: "Theo thể lệ, đồng chí không thuộc diện dự thi hội thi này.",
    Refusal.NOT_ENTERED: "Đồng chí chưa đăng ký xong; xin gõ /thi.",
    Refusal.WRONG_VALUE: "{label}: {allowed}.",
    Refusal.VALUE_TAKEN: "{label} này đã có người đăng ký; mỗi người dự thi một {label}.",
    Refusal.NOT_YET: "{title} mở lúc {opens}.",
    Refusal.OVER: "Hiện không có vòng thi nào mở.",
    Refusal.NOT_READY: "Ban tổ chức chưa chuẩn bị xong câu hỏi của vòng này; "
    "xin đồng chí quay lại sau.",
    Refusal.NOT_AMONG_BEST: "Vòng này dành cho {top} người đứng đầu các vòng trước.",
    Refusal.ROUND_SPENT: "Đồng chí đã dùng hết {most} lượt của vòng này.",
    Refusal.WEEK_SPENT: "Đồng chí đã dùng hết {most} lượt của tuần này; thứ Hai thi tiếp.",
    Refusal.DAY_SPENT: "Đồng chí đã dùng hết {most} lượt hôm nay; mai thi tiếp.",
    Refusal.ENDED: "Bài thi này đã nộp.",
    Refusal.NO_PREDICTION: "Còn câu dự đoán chưa trả lời.",
    Refusal.EMPTY_ESSAY: "Bài viết còn trống.",
    Refusal.ESSAY_TOO_LONG: "Bài viết quá dài, nhiều nhất {limit} ký tự; "
    "phần vừa gửi không được ghi.",
    Refusal.NO_SUCH_OPTION: "Không có phương án đó.",
    Refusal.STILL_RUNNING: "Vòng thi hay bài thi này chưa kết thúc.",
    Refusal.NOT_AN_ESSAY: "Bài này không phải bài tự luận.",
    Refusal.WRONG_POINTS: "Điểm phải từ 0 đến {most}.",
    Refusal.NOT_ASKED: "Hội thi chưa dùng câu số {item}.",
    Refusal.NOTHING_TO_CERTIFY: "Chưa có ai để cấp giấy chứng nhận.",
}
ALLOWED_VALUES: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "xin ghi không quá 200 ký tự",
    FieldKind.PHONE: "số điện thoại gồm 10 chữ số, bắt đầu bằng 0",
    FieldKind.DATE: "xin ghi ngày/tháng/năm, như 25/12/1990",
    FieldKind.NUMBER: "xin ghi một số nguyên",
    FieldKind.CHOICE: "xin chọn một trong các lựa chọn",
}


def refusal_sentence(error: ContestError) -> str:
    """The sentence for something that is refused."""
    shown: dict[str, object] = {}
    for name, value in error.details.items():
        if isinstance(value, EntryField):
            shown |= {"label": value.label, "allowed": ALLOWED_VALUES[value.kind]}
        elif isinstance(value, datetime):
            shown[name] = moment(value)
        elif name == "channels" and isinstance(value, tuple):
            shown[name] = ", ".join(CHANNELS[each] for each in value)
        elif error.reason is Refusal.WRONG_POINTS and isinstance(value, int):
            shown[name] = points(value)
        else:
            shown[name] = value
    return REFUSALS[error.reason].format_map(shown)


def moment(at: datetime, form: str = DATE_TIME) -> str:
    """A moment of Việt Nam's clock."""
    return at.astimezone(VIETNAM).strftime(form)


def points(hundredths: int) -> str:
    """Points as they are written: "85", "2,5"."""
    whole, part = divmod(hundredths, 100)
    return f"{whole},{part:02}".rstrip("0") if part else str(whole)


def span(seconds: int) -> str:
    """How long something took, to the second."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} giờ {minutes:02} phút {rest:02} giây"
    return f"{minutes} phút {rest:02} giây" if minutes else f"{rest} giây"


def left(seconds: int) -> str:
    """How long is left: "12:05", "1:30:00", or days."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24} ngày {hours % 24} giờ"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
