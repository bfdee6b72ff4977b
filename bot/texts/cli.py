"""What the person at the command line reads."""

ABOUT = "Hỏi đáp về nghị quyết từ chính văn bản của cơ quan, có ghi nguồn."
EXAMPLE = "\b\nVí dụ:"

# options of every command
DATA_DIR = "Thư mục chứa cơ sở dữ liệu và chỉ mục (HOIDAP_DATA_DIR)."
CONFIG = "Tệp cấu hình (HOIDAP_CONFIG); mặc định là config.yaml ở thư mục hiện tại."
JSON = "In ra JSON để chương trình khác đọc."

# panels of --help
ARGUMENTS = "Đối số"
OPTIONS = "Tuỳ chọn"
COMMANDS = "Lệnh"

RUN = "Chạy trang web và các kênh đã có mã (Telegram, Zalo)."
CHAT = "Trò chuyện ngay trong cửa sổ dòng lệnh."
PROMPT = "Hỏi> "
CHAT_HINT = "Gõ câu hỏi rồi Enter; Ctrl-D để thôi."

ASK = "Trả lời câu hỏi; nhiều câu là một cuộc trò chuyện, theo thứ tự."
ASK_QUESTIONS = "Các câu hỏi."
ASK_BATCH = "Tệp JSON lines, mỗi dòng {id, question} hoặc {id, turns: [...]}; “-” là đầu vào chuẩn."
ASK_AS_OF = "Hỏi theo văn bản có hiệu lực ở một ngày, dạng 2023-05-01 hoặc 01/05/2023."
ASK_NOTHING = "Chưa có câu hỏi nào."
ASK_BOTH = "Chỉ dùng một trong hai: câu hỏi hoặc --batch."
BATCH_MISSING = "Không đọc được tệp “{name}”."
BATCH_LINE = "Dòng {line} của “{name}” không đúng: cần {{id, question}} hoặc {{id, turns}}."

SAMPLE = "Nạp bộ kiến thức mẫu."
FIRST_START = "Chỉ nạp khi chưa từng có gì."
SAMPLE_SKIPPED = "Đã có kiến thức, không nạp mẫu."
SAMPLE_LOADED = (
    "Đã nạp kiến thức mẫu: {documents} văn bản, {questions} câu hỏi đáp, {items} câu trắc nghiệm."
)

INGEST = "Nạp tệp và thư mục: văn bản và bộ câu hỏi đáp."
INGEST_PATHS = "Tệp hoặc thư mục."
INGEST_DRAFT = "Để ở dạng bản nháp, chưa dùng để trả lời."
INGEST_NUMBER = "Số hiệu văn bản, như 02-KH/TU (chỉ khi nạp một tệp)."
INGEST_TITLE = "Tên văn bản (chỉ khi nạp một tệp)."
INGEST_ISSUED_ON = "Ngày ban hành, dạng 2025-03-31 hoặc 31/03/2025 (chỉ khi nạp một tệp)."
INGEST_REPLACES = "Văn bản bị thay thế: mã, số hiệu hoặc một phần tên (chỉ khi nạp một tệp)."
INGEST_ONE_FILE = "--number, --title, --issued-on, --replaces chỉ dùng khi nạp một tệp."
WRONG_DATE = "Ngày “{value}” không đúng; xin ghi như 2025-03-31 hoặc 31/03/2025."
INGEST_NO_FILES = "Không có tệp nào để nạp."
INGEST_READING = "Đọc tệp"
INGEST_PAGES = "Đọc trang"
INGEST_ENCODING = "Lập chỉ mục"
INGEST_FILE = "Tệp"
INGEST_OUTCOME = "Kết quả"
INGEST_DETAIL = "Chi tiết"
INGEST_PASSAGES = "Đoạn"
INGEST_REFUSED_ROW = "dòng {row}: {reason}"
INGEST_REFUSED_ITEM = "câu {row}: {reason}"
INGEST_MORE_REFUSED = "và {count} chỗ nữa"
INGEST_QUESTIONS = "thêm {added}, sửa {changed}, giữ nguyên {same}, không nhận {refused}"
INGEST_SUMMARY = "{taken} tệp được nhận, {failed} không nhận; {passages} đoạn; {seconds:.1f} giây."
STILL_IN_USE = (
    "Tự ghi thay thế hoặc bãi bỏ {number}, đang dùng; muốn thôi dùng: "
    'hoidap documents retire {number} --by "{by}"'
)
OUTCOMES = {
    "new": "mới",
    "new_version": "bản mới",
    "replaced": "thay văn bản cũ",
    "same": "đã có",
    "faq": "bộ câu hỏi đáp",
    "quiz": "ngân hàng câu trắc nghiệm, chờ duyệt",
    "failed": "không nhận",
    "skipped": "bỏ qua",
}
WARNINGS = "{detail} (lưu ý: {warnings})"

DOCUMENTS = "Xem và quản lý văn bản."
DOCUMENTS_LIST = "Liệt kê văn bản."
DOCUMENTS_SHOW = "Xem một văn bản và toàn văn đã đọc."
DOCUMENTS_RETIRE = "Ngừng dùng một văn bản để trả lời; văn bản vẫn được giữ."
DOCUMENTS_RESTORE = "Dùng lại một văn bản đã ngừng, hoặc trở lại một bản trước của nó."
DOCUMENTS_HISTORY = "Xem các bản của một văn bản."
DOCUMENTS_PUBLISH = "Đưa bản nháp của một văn bản vào dùng."
DOCUMENT_REF = "Mã, số hiệu hoặc một phần tên văn bản."
DOCUMENT_TEXT = "In cả toàn văn."
RETIRE_BY = "Văn bản thay nó: mã, số hiệu hoặc một phần tên."
RETIRED = "Đã ngừng dùng: {title}"
RESTORED = "Đã dùng lại: {title}"
DOCUMENTS_DISCARD = "Bỏ bản nháp của một văn bản; bản đang dùng không đổi."
DOCUMENT_VERSION = "Số của bản muốn dùng lại (xem documents history)."
DISCARDED = "Đã bỏ bản nháp: {title}"
PUBLISHED = "Đã đưa vào dùng: {title}"
NO_DOCUMENTS = "Chưa có văn bản nào."
STATUSES = {
    "published": "đang dùng",
    "draft": "bản nháp",
    "retired": "ngừng dùng",
    "upcoming": "chưa hiệu lực",
    "expired": "hết hiệu lực",
}
VERSION_STATES = {"draft": "bản nháp", "current": "đang dùng", "past": "bản cũ"}
COLUMN_ID = "Mã"
COLUMN_NUMBER = "Số hiệu"
COLUMN_TITLE = "Tên"
COLUMN_DATE = "Ngày"
COLUMN_STATUS = "Trạng thái"
COLUMN_PASSAGES = "Đoạn"
COLUMN_VERSION = "Bản"
COLUMN_FILE = "Tệp"
COLUMN_ISSUER = "Cơ quan"
COLUMN_KIND = "Loại"
COLUMN_REPLACED_BY = "Thay bằng"

DOCUMENTS_CORRECT = "Sửa thông tin của một văn bản; gõ - để để trống."
DOCUMENTS_CHANGES = "So hai phiên bản của một văn bản: đoạn thêm, bỏ, sửa, chuyển chỗ."
CORRECT_RELATIONS = (
    "Văn bản này làm gì với văn bản khác, như: thay thế 12-QĐ/TU; sửa đổi 3-NQ/TU; bãi bỏ 5-KH/TU."
)
CORRECT_NOTHING = "Chưa nói sửa gì; xem --help."
CORRECT_NO_TITLE = "Tên văn bản không để trống được."
CORRECTED = "Đã sửa “{title}”."
CHANGES_FROM = "Phiên bản trước; mặc định là bản ngay trước bản đang dùng."
CHANGES_TO = "Phiên bản sau; mặc định là bản nháp nếu có, không thì bản đang dùng."
CHANGES_ONE_VERSION = "“{title}” mới có một phiên bản, chưa có gì để so."
CHANGES_ANSWERS = "Cả những câu hỏi có câu trả lời đổi (mất vài giây)."
ANSWERS_CHANGE = "Câu trả lời đổi ở {count} câu hỏi:"
CHANGES_NONE = "Hai phiên bản không khác nhau."
COLUMN_SIGNER = "Người ký"
COLUMN_REPLACES = "Sẽ thay thế"
COLUMN_RELATIONS = "Quan hệ"
API_KEYS = "Khoá cho chương trình khác hỏi qua /api/ask."
API_KEY_CREATE = "Tạo một khoá; khoá chỉ hiện một lần này."
API_KEY_NAME = "Khoá để làm gì, như “cổng thông tin”."
API_KEY_PER_MINUTE = "Số câu hỏi mỗi phút."
API_KEY_PER_DAY = "Số câu hỏi mỗi ngày."
API_KEY_NO_NAME = "Tên khoá không để trống được."
API_KEY_CREATED = "Khoá số {id} “{name}”. Xin cất ngay, sau này không xem lại được:"
API_KEY_LIST = "Liệt kê các khoá (không hiện khoá)."
API_KEY_COLUMNS = ("Số", "Tên", "Câu/phút", "Câu/ngày", "Tạo ngày", "Trạng thái")
API_KEY_REVOKED_MARK = "đã huỷ"
API_KEY_REVOKE = "Huỷ một khoá; chương trình dùng khoá đó không hỏi được nữa."
API_KEY_ID = "Số của khoá."
API_KEY_UNKNOWN = "Không có khoá số {id}."
API_KEY_REVOKED = "Đã huỷ khoá “{name}”."
BROADCAST = "Gửi thông báo cho nhiều người."
BROADCAST_SEND = (
    "Gửi thông báo cho người đã đăng ký và còn nhận thông báo; "
    "không có --yes thì chỉ đếm người nhận."
)
BROADCAST_TEXT = "Nội dung; - là đọc từ đầu vào chuẩn."
BROADCAST_UNIT = "Chỉ gửi cho một đơn vị và các đơn vị trực thuộc."
BROADCAST_AT = "Hẹn giờ theo giờ Việt Nam, như 20/11/2026 7:30."
BROADCAST_YES = "Gửi thật."
BROADCAST_ID = "Mã của thông báo."
BROADCAST_EMPTY = "Nội dung thông báo không để trống được."
BROADCAST_NOT_YET = "Chưa gửi. Chạy lại với --yes để gửi."
BROADCAST_STARTED = "Thông báo {id}: bot đang chạy sẽ gửi. Xem kết quả: hoidap broadcast show {id}"
BROADCAST_LIST = "Liệt kê thông báo đã gửi và kết quả."
BROADCAST_COLUMNS = ("Mã", "Lúc", "Đơn vị", "Nội dung", "Trạng thái", "Kết quả")
BROADCAST_SHOW = "Xem một thông báo và kết quả gửi."
BROADCAST_STOP = "Dừng gửi; người chưa nhận sẽ không nhận nữa."
BROADCAST_UNKNOWN = "Không có thông báo mã {id}."
BROADCAST_UNITS = "Nhiều đơn vị có tên như vậy: {names}. Xin gõ rõ hơn."
FAQ = "Nạp và xuất bộ câu hỏi đáp."
FAQ_IMPORT = "Nạp bộ câu hỏi đáp (.xlsx, .csv, .docx, .txt)."
FAQ_EXPORT = "Xuất mọi câu hỏi đáp ra .xlsx hoặc .csv."
FAQ_LEARN = (
    "Học thêm cách hỏi từ những câu mà thành viên đã bấm Đúng: liệt kê cách hỏi mới của từng "
    "câu hỏi đáp; --add thì nạp."
)
FAQ_LEAST = "Số người khác nhau đã bấm Đúng, ít nhất."
FAQ_ADD = "Nạp các cách hỏi đã liệt kê."
FAQ_LEARNED_NONE = "Chưa có cách hỏi mới nào đủ {least} người xác nhận."
FAQ_LEARNED_COLUMNS = ("Câu hỏi đáp", "Cách hỏi mới", "Đúng", "Sai")
FAQ_LEARN_HINT = "Chưa nạp gì. Xem lại rồi chạy lại với --add để nạp."
FAQ_LEARNED = "Đã thêm {count} cách hỏi."
FAQ_FILE = "Tệp bộ câu hỏi đáp."
FAQ_TARGET = "Tệp sẽ ghi; đuôi .xlsx hoặc .csv."
FAQ_IMPORTED = "{name}: thêm {added}, sửa {changed}, giữ nguyên {same}, không nhận {refused}."
FAQ_REFUSED_ROW = "  dòng {row}: {reason}"
FAQ_EXPORTED = "Đã xuất {count} câu hỏi đáp ra {name}."
FAQ_SUFFIX = "Chỉ xuất được ra .xlsx hoặc .csv."
FAQ_REASONS = {
    "no_question": "thiếu câu hỏi",
    "no_answer": "thiếu câu trả lời",
    "repeated": "câu hỏi đã có ở trên với câu trả lời khác",
}
NOT_WRITTEN = "Không ghi được tệp “{name}”."

EVAL = "Đo chất lượng tìm kiếm trên một bộ câu hỏi (corpus.jsonl, queries.jsonl)."
EVAL_FOLDER = "Thư mục bộ câu hỏi."
EVAL_UNMARKED = "Bỏ dấu các câu hỏi trước khi hỏi."

BACKUP = "Sao lưu cơ sở dữ liệu ra một tệp, cả khi bot đang chạy."
BACKUP_FILE = "Tệp sẽ ghi; chưa được có."
BACKUP_DONE = "Đã sao lưu ra {name}."
BACKUP_EXISTS = "Đã có tệp “{name}”; xin chọn tên khác."
RESTORE = "Khôi phục cơ sở dữ liệu từ một tệp sao lưu; bot phải dừng trước."
RESTORE_FILE = "Tệp do hoidap backup ghi ra."
RESTORE_DONE = "Đã khôi phục từ {name}."
RESTORE_KEPT = "Đã khôi phục từ {name}; cơ sở dữ liệu trước đó được giữ ở {kept}."
RESTORE_KEPT_AS = "hoidap-truoc-khoi-phuc-{at:%Y%m%d-%H%M%S}.sqlite"
RESTORE_POSTGRESQL = "Chỉ khôi phục được SQLite; với PostgreSQL xin dùng pg_restore."
BACKUP_POSTGRESQL = "Chỉ sao lưu được SQLite; với PostgreSQL xin dùng pg_dump."

# wrong usage
NO_SUCH_OPTION = "Không có tuỳ chọn {name}."
NO_SUCH_COMMAND = "Không có lệnh “{name}”."
MISSING = "Thiếu {name}."
MISSING_VALUE = "Thiếu giá trị cho {name}."
BAD_VALUE = "Giá trị của {name} không đúng."
BAD_USAGE = "Lệnh chưa đúng."
SEE_HELP = "Xem: {command} --help"

# question sets
EVALUATIONS = {
    "missing": "Không có {name} trong thư mục bộ câu hỏi.",
    "empty": "Tệp {name} của bộ câu hỏi rỗng.",
    "not_json": "Dòng {line} của {name} không phải JSON.",
    "no_field": "Dòng {line} của {name} thiếu trường.",
}
EVAL_PROGRESS = "Đang hỏi"
EVAL_FIGURE = "Chỉ số"
EVAL_VALUE = "Giá trị"
EVAL_NAMES = {
    "acc@1": "Acc@1",
    "recall@5": "Recall@5",
    "recall@10": "Recall@10",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "ms": "mili giây mỗi câu",
    "questions": "số câu hỏi",
    "texts": "số văn bản",
}

# people
ADMIN = "Người dùng, quyền hạn, dữ liệu cá nhân và nhật ký thay đổi."
ADMIN_INVITE = "Tạo mã mời: có hạn, dùng một lần, bằng cách gõ /moi <mã> ở bất kỳ kênh nào."
ADMIN_LIST = "Liệt kê tài khoản."
ADMIN_SET_ROLE = "Đổi quyền của một tài khoản."
ADMIN_BLOCK = "Chặn một người: bot không trả lời họ nữa."
ADMIN_UNBLOCK = "Bỏ chặn một tài khoản."
ADMIN_AUDIT = "Xem ai đã đổi gì, mới nhất trước."
ADMIN_EXPORT = "Ghi mọi dữ liệu đang lưu về một người ra tệp .json, để trao cho chính họ."
ADMIN_ROLE = "Quyền: member, organiser, editor, admin."
ADMIN_LEAST = "Chỉ những tài khoản có quyền từ mức này trở lên."
ADMIN_EXPIRES = "Mã dùng được trong bao lâu: 30m, 12h, 7d."
ADMIN_NAME = "Họ tên người được mời, nếu biết."
ADMIN_ACCOUNT = "Mã tài khoản (xem admin list)."
ADMIN_PERSON = "Mã tài khoản, hoặc kênh:mã người dùng như telegram:123456."
ADMIN_LIMIT = "Nhiều nhất chừng này dòng."
ADMIN_EXPORT_FILE = "Tệp .json sẽ ghi."
ADMIN_INVITED = "Mã mời, quyền {role}: {code}\nNgười được mời nhắn cho bot: /moi {code}"
ADMIN_INVITED_LINK = "Hoặc mở: {link}"
ADMIN_ROLE_SET = "Tài khoản {account} giờ có quyền {role}."
ADMIN_BLOCKED = "Đã chặn tài khoản {account}."
ADMIN_UNBLOCKED = "Đã bỏ chặn tài khoản {account}."
ADMIN_EXPORTED = "Đã ghi dữ liệu của tài khoản {account} ra {name}."
ADMIN_WRONG_ROLE = "Không có quyền “{role}”; các quyền: {roles}."
ADMIN_WRONG_SPAN = "“{value}” không phải thời hạn; xin ghi như 30m, 12h, 7d."
ADMIN_WRONG_PERSON = "“{person}” không phải mã tài khoản hay kênh:mã người dùng; kênh: {channels}."
ADMIN_NO_ACCOUNT = "Không có tài khoản “{account}”."
ADMIN_BLOCKED_MARK = "bị chặn"
ADMIN_COLUMN_NAME = "Họ tên"
ADMIN_COLUMN_UNIT = "Đơn vị"
ADMIN_COLUMN_ROLE = "Quyền"
ADMIN_COLUMN_CONSENT = "Đồng ý bản"
ADMIN_WHO = "Ai"
ADMIN_WHAT = "Việc"
ADMIN_ABOUT = "Về"

UNITS = "Danh sách đơn vị: chi bộ thuộc đảng bộ cơ sở."
UNITS_IMPORT = "Nạp danh sách đơn vị (.xlsx, .xls, .csv): cột “Tên đơn vị” và cột “Thuộc”."
UNITS_LIST = "In cây đơn vị."
UNITS_EXPORT = "Xuất danh sách đơn vị ra .xlsx hoặc .csv."
UNITS_FILE = "Tệp danh sách."
UNITS_WHOLE = "Đơn vị không có trong tệp thì thôi dùng."
UNITS_IMPORTED = (
    "{name}: thêm {added}, giữ nguyên {same}, thôi dùng {retired}, không nhận {refused}."
)
UNITS_EXPORTED = "Đã xuất {count} đơn vị ra {name}."
UNITS_NONE = "Chưa có đơn vị nào."
UNITS_HEADS = ("Tên đơn vị", "Thuộc")
UNITS_REASONS = {
    "no_name": "thiếu tên đơn vị",
    "no_parent": "không thấy đơn vị cấp trên",
    "ambiguous_parent": "nhiều đơn vị cấp trên cùng tên, xin ghi cả đường dẫn: A / B",
    "repeated": "trùng với dòng ở trên",
}
ADMIN_LOGIN = "Cấp đường dẫn đăng nhập trang quản trị, dùng một lần trong 15 phút."
ADMIN_NO_EDITOR = "Tài khoản số {account} không có quyền tổ chức hội thi, biên tập hay quản trị."
