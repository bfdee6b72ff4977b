"""What admins read about broadcasts on their page."""

TAB = "Thông báo"
TEXT = "Nội dung (tối đa {most} ký tự)"
UNIT = "Gửi tới"
EVERYBODY = "tất cả người đã đồng ý nhận"
PREVIEW = "Xem trước"
AT = "Lúc (để trống là gửi ngay, giờ Việt Nam)"
SEND = "Gửi"
DROP = "Bỏ"
LATEST = "Thông báo gần đây"
EMPTY = "Xin gõ nội dung thông báo."
PAST = "{at} đã qua. Xin chọn giờ trong tương lai."
LINE = "{at}, {by} gửi tới {to}: {state}"

SCRIPT = {
    "none": "Chưa gửi thông báo nào.",
    "stop": "Dừng gửi",
    "stopSure": "Dừng gửi? Người chưa nhận sẽ không nhận nữa.",
    "sendSure": "{to} Gửi thông báo này?",
}
