"""What admins read about people on their page."""

TAB = "Tài khoản"
INVITE = "Mời một người"
INVITE_HINT = (
    "Mã mời dùng một lần. Người được mời có quyền đã chọn ngay khi gửi mã cho bot, không cần ai "
    "duyệt thêm."
)
INVITE_NAME = "Họ tên người được mời"
INVITE_ROLE = "Quyền"
INVITE_LASTS = "Dùng được trong"
LASTS = {1: "1 ngày", 7: "7 ngày", 30: "30 ngày"}
CREATE = "Tạo mã mời"
CODE_TITLE = "Câu gửi cho người được mời"
CODE_ONCE = "Mã chỉ hiện lần này. Xin gửi riêng cho đúng người, không đăng vào nhóm."
COPY = "Sao chép"
HIDE = "Đã gửi, ẩn đi"
OPEN_INVITATIONS = "Mã mời chưa dùng"
FIND = "Tìm"
FIND_HINT = "Họ tên, đơn vị hoặc số tài khoản; không dấu cũng được"
ROLE_FILTER = "Xem"
EVERYBODY = "tất cả"
BLOCKED_ONLY = "bị chặn"
LIST = "Danh sách tài khoản"
ID = "Số"
NAME = "Họ tên"
UNIT = "Đơn vị"
ROLE = "Quyền"
CHANNELS = "Kênh"
SINCE = "Từ ngày"
STATE = "Tình trạng"
ACTIONS = "Thao tác"
PREVIOUS = "Trang trước"
NEXT = "Trang sau"

NO_NAME = "(chưa có tên)"
BLOCKED = "bị chặn"
YOU = "đồng chí"
DATE = "%d/%m/%Y"
GREETING = "Kính gửi đồng chí {name}, "
SENTENCE = (
    "mời đồng chí dùng bot Hỏi đáp Nghị quyết với quyền {role}: nhắn riêng cho bot (Telegram, "
    "Zalo hoặc ô chat trên trang hỏi đáp) câu “/moi {code}”{link}. Mã dùng một lần, đến {until}."
)
LINK = ", hoặc mở {link}"
CREATED = "Đã tạo mã mời. Xin gửi câu bên dưới cho người được mời."
INVITED_LINE = "{name}, quyền {role}, do {by} mời, dùng được đến {until}"

NOT_THERE = "Không còn tài khoản này. Xin tải lại danh sách."
INVITATION_GONE = "Mã mời này đã được dùng hoặc đã hết hạn."
WRONG_ROLE = "Không có quyền “{role}”. Các quyền: {roles}."
WRONG_LASTS = "Thời hạn của mã mời là {allowed} ngày."
LONG_NAME = "Họ tên dài quá {most} ký tự. Xin viết gọn lại."
NOT_YOURSELF = "Không tự chặn mình được. Nếu cần, xin nhờ một người quản trị khác."
ROLE_SET = "{name} giờ có quyền {role}."
NOW_BLOCKED = "Đã chặn {name}. Bot không trả lời người này nữa."
NOW_UNBLOCKED = "Đã bỏ chặn {name}."
UNINVITED = "Đã huỷ mã mời."

SCRIPT = {
    "blocked": BLOCKED,
    "you": YOU,
    "none": "Không có tài khoản nào như vậy.",
    "count": "Có {count} tài khoản. Trang {number}/{pages}.",
    "roleOf": "Quyền của {name}",
    "change": "Đổi quyền",
    "changeOf": "Đổi quyền của {name}",
    "changeSure": "Đổi quyền của {name} từ “{before}” thành “{after}”?",
    "block": "Chặn",
    "blockOf": "Chặn {name}",
    "blockSure": "Chặn {name}? Bot sẽ không trả lời người này nữa, ở mọi kênh.",
    "unblock": "Bỏ chặn",
    "unblockOf": "Bỏ chặn {name}",
    "uninvite": "Huỷ mã",
    "uninviteOf": "Huỷ mã mời: {line}",
    "uninviteSure": "Huỷ mã mời này?",
    "copied": "Đã sao chép.",
}
