"""What people read about accounts, registering and their own data."""

from datetime import timedelta

from bot.roles import Role

ROLES = {
    "member": "thành viên",
    "organiser": "tổ chức hội thi",
    "editor": "biên tập",
    "admin": "quản trị",
}

COMMAND_JOIN = "Dùng mã mời"
COMMAND_REGISTER = "Đăng ký họ tên, đơn vị"
COMMAND_ME = "Xem, sửa, xoá dữ liệu của tôi"
COMMAND_LINK = "Nối tài khoản ở hai kênh"

BLOCKED = "Rất tiếc, tài khoản này đang tạm bị chặn. Xin liên hệ cán bộ phụ trách của đơn vị."
NOT_ALLOWED = "Lệnh này dành cho người có quyền {role}."
TOO_MANY = "Đồng chí hỏi hơi nhanh, xin nghỉ một chút rồi hỏi tiếp sau {wait} nhé."
SECONDS = "{count} giây"
MINUTES = "{count} phút"
HOURS = "{count} giờ"
TOO_MANY_CODES = "Đã thử sai mã nhiều lần. Xin thử lại sau {wait}."
NOT_IN_GROUPS = "Việc này cần sự riêng tư. Xin nhắn riêng cho bot."

# invitations
WHICH_CODE = "Xin gõ kèm mã mời, ví dụ: /moi abcd2345efgh"
WRONG_CODE = "Mã không đúng, đã dùng hoặc đã hết hạn. Xin người quản trị cấp mã mới."
LAST_ADMIN = "Đây là người quản trị cuối cùng. Xin giao quyền quản trị cho một người khác trước."
JOINED = "Xin chào{name}! Đồng chí có quyền {role}. Gõ /trogiup để xem các lệnh."

# registering
ASK_NAME = "Xin gõ họ và tên. Gõ /huy nếu không muốn đăng ký."
WRONG_NAME = "Họ tên cần từ 2 đến {most} ký tự và có chữ. Xin gõ lại."
ASK_UNIT = "Đồng chí sinh hoạt ở đơn vị nào? Xin gõ một phần tên, có dấu hay không dấu đều được."
NO_UNIT = "Không thấy đơn vị nào như vậy. Xin gõ một phần khác của tên, ví dụ: chi bo 3."
WHICH_UNIT = "Xin chọn đơn vị ({first}–{last} trong {count}), hoặc gõ rõ thêm:"
MORE_UNITS = "Xem tiếp"
MORE_ANSWERS = ("tiếp", "xem thêm", "nữa")
CONSENT_TITLE = "Xin đồng ý cho lưu dữ liệu cá nhân (phiên bản {version})"
CONSENT = (
    "Cơ quan lưu họ tên, đơn vị và kết quả học tập, hội thi của đồng chí để tổng hợp theo đơn vị. "
    "Dữ liệu nằm trên máy của cơ quan, không chuyển cho bên nào khác. Đồng chí xem, sửa, rút đồng "
    "ý hoặc xoá bất cứ lúc nào bằng /toi. Không đăng ký vẫn hỏi đáp được bình thường."
)
CONSENT_CHANGED = "Nội dung xin đồng ý đã thay đổi, xin đồng chí xem lại:"
AGREE = "Tôi đồng ý"
AGREE_ANSWERS = ("đồng ý",)
DISAGREE = "Không đồng ý"
DISAGREE_ANSWERS = ("không", "thôi")
REGISTERED = "Đã đăng ký: {name}{unit}. Gõ /toi để xem, sửa hoặc xoá."
NOT_REGISTERED = "Đã dừng, không lưu gì. Đồng chí vẫn hỏi đáp được bình thường."
START_AGAIN = "Việc đăng ký đã bị ngắt. Xin gõ /dangky để làm lại."
CORRECTED = "Đã sửa: {name}{unit}."
AGREED_AGAIN = "Cảm ơn, đã ghi nhận đồng ý phiên bản {version}."

# my data
ME_TITLE = "Dữ liệu đang lưu về đồng chí"
ME_NAME = "Họ tên: {name}"
ME_UNIT = "Đơn vị: {unit}"
ME_ROLE = "Quyền: {role}"
ME_CONSENT = "Đồng ý phiên bản {version}, lúc {at}"
ME_NOTICES = "Nhận thông báo: có, đồng ý phiên bản {version}, lúc {at}"
ME_NO_NOTICES = "Nhận thông báo: không"
ME_CHANNELS = "Kênh: {channels}"
ME_NOTHING = "Chưa đăng ký: không lưu họ tên, đơn vị."
ME_KIND = "{kind}: {count}"
KINDS = {
    "account": "Tài khoản",
    "feedback": "Ý kiến về câu trả lời",
    "conversations": "Cuộc trò chuyện còn nhớ",
    "messages": "Tin đã gửi hoặc đang chờ",
    "usage": "Bộ đếm số câu hỏi",
    "practice": "Kết quả luyện tập trắc nghiệm",
    "contests": "Đăng ký và bài thi trong các hội thi",
    "contacts": "Lần nhắn gần nhất trên Zalo OA",
    "uploads": "Tệp đã gửi",
    "sign_ins": "Phiên đăng nhập trang quản trị",
    "links": "Việc nối hai kênh đang chờ",
    "acts": "Nhật ký thay đổi của tài khoản",
}
FIELDS = {
    "name": "Tên",
    "unit": "Đơn vị",
    "role": "Quyền",
    "consent_version": "Đồng ý lưu dữ liệu, phiên bản",
    "consented_at": "Đồng ý lúc",
    "notices": "Nhận thông báo",
    "notices_version": "Đồng ý nhận thông báo, phiên bản",
    "notices_at": "Đồng ý hoặc thôi nhận thông báo lúc",
    "created_at": "Tạo lúc",
    "channels": "Kênh",
    "channel": "Kênh",
    "user": "Mã người dùng của kênh",
    "at": "Lúc",
    "question": "Câu hỏi",
    "right": "Đúng",
    "updated_at": "Lần cuối",
    "answers": "Câu trả lời còn nhớ",
    "text": "Nội dung",
    "said": "Đã nói",
    "choice": "Đã chọn",
    "kind": "Loại",
    "since": "Từ lúc",
    "count": "Số lần",
    "last_at": "Lần cuối",
    "answered": "Đã trả lời",
    "best_streak": "Chuỗi đúng dài nhất",
    "last_day": "Ngày gần nhất",
    "item": "Câu trắc nghiệm số",
    "wrong": "Sai",
    "size": "Số byte",
    "state": "Tình trạng",
    "expires_at": "Hết hạn lúc",
    "closed_at": "Không nhận tin từ",
    "action": "Việc",
    "contest": "Hội thi",
    "fields": "Đã khai",
    "agreed_at": "Đồng ý lúc",
    "attempts": "Lượt thi",
    "round": "Vòng",
    "started_at": "Bắt đầu lúc",
    "ended_at": "Nộp lúc",
    "predicted": "Số dự đoán",
    "score": "Điểm",
    "correct": "Số câu đúng",
    "number": "Câu số",
    "option": "Đã chọn phương án",
    "essay": "Bài viết",
}
YES_NO = ("không", "có")
TO_LINES = "Xem từng mục"
LATEST_OF = ", {count} mục, mới nhất"
TO_FILE = "Tải về thành tệp"
FILE_NAME = "du-lieu-cua-toi.docx"
FILE_MADE = "Lập lúc {at}."
NO_FILES_HERE = (
    "Kênh này không gửi được tệp. Muốn có bản đầy đủ thành tệp, đồng chí nối tài khoản sang "
    "Telegram hoặc trang web bằng /noitaikhoan rồi gõ /toi ở đó, hoặc nhờ cán bộ phụ trách."
)
FILE_HERE = "Mọi dữ liệu đang lưu về đồng chí ở trong tệp này, xin giữ cẩn thận."
CHANNELS = {
    "telegram": "Telegram",
    "zalo_bot": "Zalo Bot",
    "zalo_oa": "Zalo OA",
    "web": "trang web",
    "console": "dòng lệnh",
}
DATE_TIME = "%H:%M %d/%m/%Y"
CORRECT_NAME = "Sửa họ tên"
CORRECT_UNIT = "Sửa đơn vị"
WITHDRAW = "Rút đồng ý"
DELETE = "Xoá tất cả"
SURE_WITHDRAW = "Rút đồng ý thì họ tên và đơn vị bị xoá ngay, không lấy lại được. Vẫn rút?"
SURE_DELETE = (
    "Xoá tài khoản, các ý kiến và cuộc trò chuyện của đồng chí ngay bây giờ, không lấy lại được. "
    "Vẫn xoá?"
)
YES_WITHDRAW = "Rút đồng ý"
YES_DELETE = "Xoá tất cả"
NO = "Thôi"
NO_ANSWERS = ("không",)
WITHDRAWN = "Đã rút đồng ý và xoá họ tên, đơn vị."
DELETED = "Đã xoá mọi dữ liệu của đồng chí."
KEPT = "Giữ nguyên như cũ."

# one person on two channels
LINK_NEEDS_ACCOUNT = "Xin /dangky trước, rồi nối tài khoản."
LINK_CODE = (
    "Trong 15 phút, gõ ở kênh kia: /noitaikhoan {code} — rồi quay lại đây để xác nhận. "
    "Không đưa mã này cho ai."
)
LINK_HAS_ACCOUNT = (
    "Kênh này đã có tài khoản riêng. Mỗi người dự một hội thi bằng một tài khoản, nên hai tài "
    "khoản không gộp được. "
    "Xin chọn tài khoản muốn giữ, xoá tài khoản kia bằng /toi rồi nối."
)
LINK_SURE = "Nối kênh này với tài khoản đã cấp mã. Đúng là của đồng chí?"
LINK_YES = "Đúng, nối lại"
LINK_WAITS = "Xin quay lại kênh kia để xác nhận lần cuối."
LINK_ASKED = "Có người ở {channel} vừa gõ mã nối tài khoản của đồng chí. Có phải đồng chí không?"
LINK_MINE = "Đúng là tôi"
LINK_NOT_MINE = "Không phải tôi"
LINKED = "Đã nối: hai kênh giờ là một tài khoản."
LINKED_THERE = "Đã nối kênh này với tài khoản của đồng chí."
NOT_LINKED = "Không nối. Mã đã bị huỷ."


def not_allowed(least: Role) -> str:
    """For a command that somebody may not call."""
    return NOT_ALLOWED.format(role=ROLES[least])


def too_many(wait: timedelta) -> str:
    """For somebody who asked too much."""
    return TOO_MANY.format(wait=span(wait))


def too_many_codes(wait: timedelta) -> str:
    """For somebody who tried too many codes."""
    return TOO_MANY_CODES.format(wait=span(wait))


def span(length: timedelta) -> str:
    """A time to wait, rounded up."""
    seconds = max(1, -int(-length.total_seconds() // 1))
    if seconds < 60:
        return SECONDS.format(count=seconds)
    if seconds < 3600:
        return MINUTES.format(count=-(-seconds // 60))
    return HOURS.format(count=-(-seconds // 3600))
