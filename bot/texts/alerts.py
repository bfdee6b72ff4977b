"""What admins are told once when something stops."""

from bot.texts.people import CHANNELS

__all__ = ["CHANNELS", "DATE", "LATE_QUOTA_SPENT", "QUOTA_BACK", "QUOTA_SPENT"]

QUOTA_SPENT = (
    "{channel} đã dùng hết số tin của gói. Tin chưa gửi được giữ trong một ngày, quá một ngày thì "
    "bỏ. Zalo tính lại số tin từ {at}, sớm hơn nếu nâng gói; gửi lại được thì bot báo."
)
LATE_QUOTA_SPENT = (
    "{channel} đã dùng hết số tin gửi ngoài 48 giờ của gói: chỉ còn gửi được cho người mới "
    "nhắn trong 48 giờ. Zalo tính lại từ {at}, sớm hơn nếu mua thêm."
)
QUOTA_BACK = "{channel} đã gửi tin lại được."
DATE = "ngày %d/%m/%Y"
