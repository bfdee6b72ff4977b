"""What members read in a conversation."""

NAME = "Hỏi đáp Nghị quyết"

EMPTY = "Xin gõ câu hỏi bằng chữ. Gõ /trogiup để xem cách dùng."
NOT_WORDS = {
    "voice": "Rất tiếc tôi chưa nghe được tin thoại. Xin gõ câu hỏi bằng chữ.",
    "sticker": "Cảm ơn nhãn dán dễ thương! Muốn hỏi điều gì, xin gõ bằng chữ.",
    "picture": "Rất tiếc tôi chưa đọc được ảnh. Xin gõ câu hỏi bằng chữ.",
    "other": "Rất tiếc tôi chưa đọc được tin này. Xin gõ câu hỏi bằng chữ.",
}
ONLY_SIGNS = "Cảm ơn đồng chí! Muốn hỏi điều gì, xin gõ bằng chữ."
TOO_LONG = "Câu hỏi dài {length} ký tự, quá mức {limit} ký tự. Xin hỏi ngắn lại, mỗi lần một ý."
UNKNOWN_COMMAND = "Chưa có lệnh {command}. Gõ /trogiup để xem các lệnh."
OUT_OF_RANGE = "Xin chọn một số từ 1 đến {count}, hoặc gõ câu hỏi mới."
STALE_CHOICE = "Lựa chọn này đã cũ. Xin hỏi lại."
FAILED = "Xin lỗi, hệ thống đang gặp trục trặc. Xin thử lại sau ít phút."

# start, help, cancel
GREETING = "Xin chào! Tôi trả lời câu hỏi về nghị quyết từ chính văn bản của cơ quan, có ghi nguồn."
GREETING_ASK = "Mời gõ câu hỏi, có dấu hay không dấu đều được."
GREETING_EXAMPLES = "Có thể hỏi thử:"
COURTESIES = {
    "thanks": "Không có gì, rất vui được giúp đồng chí. Cần gì xin cứ hỏi tiếp.",
    "farewell": "Chào đồng chí, hẹn gặp lại.",
    "agreement": "Vâng. Cần gì thêm, đồng chí cứ gõ câu hỏi.",
    "complaint": "Xin lỗi vì chưa giúp được. Xin thử hỏi cách khác, mỗi lần một ý.",
    "play": "Tôi vẫn ở đây. Mời gõ câu hỏi.",
    "self": "Tôi là phần mềm trả lời từ chính văn bản của cơ quan, có ghi nguồn. Mời gõ câu hỏi.",
    "task": "Việc này tôi không làm được: tôi chỉ trả lời từ văn bản của cơ quan, có ghi nguồn.",
}
HELP_TITLE = "Cách dùng"
HELP = (
    "Gõ câu hỏi như hỏi một người, có dấu hay không dấu đều được.",
    "Hỏi tiếp được: “Còn năm 2025 thì sao?”",
    "Chọn bằng nút bấm, hoặc gõ số của lựa chọn.",
    "Bấm “Đúng ý” hoặc “Chưa đúng” để giúp trả lời tốt hơn.",
)
HELP_COMMANDS = "Các lệnh"
CANCELLED = "Đã bỏ các lựa chọn và câu chuyện trước. Mời gõ câu hỏi mới."

COMMAND_START = "Bắt đầu"
COMMAND_HELP = "Xem cách dùng"
COMMAND_CANCEL = "Bỏ qua, hỏi chuyện mới"
COMMAND_DOCUMENTS = "Xem danh sách văn bản"

# ask
NONE = "Tôi chưa tìm thấy nội dung này trong các văn bản hiện có."
NOTHING_KNOWN = "Chưa có văn bản nào để trả lời. Xin người quản trị nạp văn bản trước."
NEAREST = "Có thể câu cần hỏi là:"
SOURCE = "Nguồn: "
SOURCES = "Nguồn:"
PAGE = "trang {page}"
ENTRY = "câu hỏi đáp “{question}”"
NUMBERED_TITLE = "{title} (số {number})"
FULL_TEXT = "Xem nguyên văn"
FULL_TEXT_OF_SECOND = "Xem nguyên văn đoạn 2"
RIGHT = "Đúng ý"
WRONG = "Chưa đúng"
RIGHT_ANSWERS = ("đúng", "đúng rồi", "👍")
WRONG_ANSWERS = ("chưa", "sai", "không đúng", "👎")
THANKS_RIGHT = "Cảm ơn, tôi đã ghi nhận."
THANKS_WRONG = "Cảm ơn, tôi đã ghi nhận để sửa. Xin thử hỏi cách khác."
ALREADY_JUDGED = "Ý kiến về câu trả lời này đã được ghi nhận, xin cảm ơn."
MORE = "Xem tiếp"
MORE_ANSWERS = ("tiếp", "xem thêm", "nữa")
PART_OF = "phần {page}/{pages}"
TEXT_GONE = "Không còn nguyên văn của đoạn này."

# documents
NO_DOCUMENTS = "Chưa có văn bản nào."
DOCUMENTS = "Có {count} văn bản và {questions} câu hỏi đáp."
DOCUMENTS_PAGE = "Văn bản {first}–{last} trong {count}:"
DOCUMENT_DATED = "{title}, ngày {date}"
DATE = "%d/%m/%Y"

# reading numbers a person types for a choice, without marks
NUMBER_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
NUMBER_PREFIXES = ("so", "chon", "chon so", "lua chon", "lua chon so", "muc")
