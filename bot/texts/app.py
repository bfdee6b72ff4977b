"""What the person who runs the bot reads when it starts, stops or a channel breaks off."""

WEB_AT = "Trang web: http://{host}:{port}"
WEB_ONLY = "Chưa có mã Telegram hay Zalo, chỉ mở trang web tại http://{host}:{port}"
CHANNEL_AGAIN = "{channel}: gián đoạn ({reason}); thử lại sau {seconds} giây."
STOPPING = "Đang dừng…"
