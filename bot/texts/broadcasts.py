"""What admins and members read about broadcasts."""

COMMAND = "Gửi thông báo cho thành viên"
COMMAND_NOTICES = "Nhận hoặc thôi nhận thông báo"
HOW_TO_STOP = "Thôi nhận thông báo: /nhantin"

WRITE = "Xin gõ nội dung thông báo (tối đa {most} ký tự). /huy để thôi."
TOO_LONG = "Nội dung dài {length} ký tự, tối đa {most}. Xin rút gọn rồi gõ lại."
PREVIEW = "Xem trước"
TO_ALL = "Gửi tới: tất cả người đã đồng ý nhận, {count} người."
TO_UNIT = "Gửi tới: {unit}, {count} người."
ON_CHANNEL = "{channel}: {count}"
UNREACHABLE = "Không gửi được (chưa có kênh nhắn tin hoặc đã chặn bot): {count}"
OUT_OF_TIME = "Lâu không nhắn OA nên Zalo chưa cho gửi (tính trong số trên): {count}"
NOBODY = "Chưa có ai để gửi: chỉ gửi cho người đã đăng ký (/dangky) và đồng ý nhận thông báo."
SEND = "Gửi ngay"
SEND_ANSWERS = ("gửi", "gửi ngay")
LATER = "Hẹn giờ"
CHOOSE_UNIT = "Chọn đơn vị"
CHOOSE_ALL = "Gửi tất cả"
EDIT = "Sửa nội dung"
DROP = "Bỏ"
DROP_ANSWERS = ("bỏ", "thôi")
WHICH_UNIT = "Xin gõ một phần tên đơn vị."
NO_UNIT = "Không thấy đơn vị nào như vậy. Xin gõ một phần khác của tên."
PICK_UNIT = "Xin chọn đơn vị, hoặc gõ rõ thêm:"
WHEN = "Gửi lúc nào? Xin gõ ngày giờ, ví dụ: 20/11/2026 7:30"
WRONG_TIME = "Chưa hiểu “{value}”. Xin gõ ngày giờ trong tương lai, ví dụ: 20/11/2026 7:30"
STARTED = "Đã bắt đầu gửi."
SCHEDULED = "Đã hẹn gửi lúc {at}."
GONE = "Thông báo này đã được gửi hoặc đã bỏ."
DROPPED = "Đã bỏ thông báo, chưa gửi cho ai."
STOPPED = "Đã dừng. Người chưa nhận sẽ không nhận nữa."

STATES = {
    "draft": "nháp",
    "waiting": "hẹn {at}",
    "sending": "đang gửi",
    "done": "đã gửi xong",
    "stopped": "đã dừng",
}
FATES = {
    "waiting": "đang chờ gửi",
    "page": "chờ người đó mở trang web",
    "sent": "đã nhận",
    "unsure": "không chắc đã nhận",
    "blocked": "đã chặn bot",
    "not_allowed": "nền tảng chưa cho gửi (quá thời hạn hoặc hết số tin của gói)",
    "refused": "nền tảng không nhận tin",
    "expired": "quá hạn chưa gửi được",
    "cancelled": "không gửi vì đã dừng",
}
FATE = "{name}: {count}"
LATEST = "Thông báo gần đây"
LINE = "{at} – {text} ({state})"
NEW = "Viết thông báo mới"
SHOW = "Xem: {text}"
REFRESH = "Cập nhật"
STOP = "Dừng gửi"

ASK_NOTICES = (
    "Đồng chí có muốn nhận thông báo của cơ quan (lịch họp, hội thi, tài liệu mới) qua bot không? "
    "Thôi nhận bất cứ lúc nào bằng /nhantin."
)
YES = "Có, nhận thông báo"
YES_ANSWERS = ("có", "đồng ý", "nhận thông báo")
NO = "Không nhận"
NO_ANSWERS = ("không", "thôi")
NOTICES_ON = "Đồng chí đang nhận thông báo của cơ quan."
NOTICES_OFF = "Đồng chí đang không nhận thông báo của cơ quan."
NOTICES_NEED_ACCOUNT = "Chỉ người đã đăng ký mới nhận thông báo. Xin gõ /dangky."
TURN_OFF = "Thôi nhận"
TURN_ON = "Nhận thông báo"
DECLINED = "Đã ghi nhận: đồng chí không nhận thông báo. Khi nào muốn nhận, xin gõ /nhantin"
TURNED_OFF = "Đã thôi nhận thông báo. Muốn nhận lại: /nhantin"
TURNED_ON = "Đã ghi nhận: đồng chí đồng ý nhận thông báo. Thôi nhận bất cứ lúc nào: /nhantin"
DATE_TIME = "%H:%M %d/%m/%Y"
