"""What members read while they practise."""

COMMAND = "Luyện tập trắc nghiệm"
ONLY_ALONE = "Luyện tập cần nhắn riêng với bot; xin mở cuộc trò chuyện riêng rồi gõ /luyentap."
NO_ITEMS = "Chưa có câu trắc nghiệm nào để luyện tập. Khi có, đồng chí gõ lại /luyentap."
NO_TOPIC = "Không có chủ đề “{topic}”. Xin chọn một trong các chủ đề sau."
WHICH_TOPIC = "Đồng chí muốn luyện tập chủ đề nào?"
TOPIC = "{topic} ({count} câu)"
OTHER_TOPIC = "Câu khác"
EVERY_TOPIC = "Tất cả chủ đề"
EVERY_ANSWERS = ("tất cả", "tat ca", "hết")

QUESTION = "Câu {number}. "
STOP = "Dừng luyện tập"
STOP_ANSWERS = ("dừng", "thôi", "nghỉ")

RIGHT = "Đúng. "
WRONG = "Chưa đúng. "
KEY = "Đáp án {letter}: {option}"
WRONG_LATER = "Câu này sẽ trở lại để ôn."
STREAK = "Đúng liền {count} câu."
STREAK_FROM = 3
NUMBER = "Văn bản số {number}"
TOO_LATE = "Câu này đã trả lời rồi. Đây là câu đang chờ."
ENDED = "Câu này không còn trong phần luyện tập. Gõ /luyentap để làm tiếp."

ALL_DONE = "Đồng chí đã làm hết các câu đến lượt."
NEXT_AT = "Câu cần ôn sẽ trở lại từ {at}."
AGAIN = "Ôn lại ngay"
STANDING = (
    "Đã làm {seen} trên {items} câu, thuộc {known} câu; trả lời đúng {right} trên {answered} lần."
)
BEST = "Dài nhất đúng liền {best} câu."
DAYS = "Luyện tập {days} ngày liền."
STOPPED = "Đã dừng luyện tập. Gõ /luyentap để làm tiếp lúc nào cũng được."
AT = "%H:%M ngày %d/%m"
