"""The commonest syllables of administrative and newspaper Vietnamese, the most frequent first.

Counted over 16 million words; spelt as `knowledge.letters.one_spelling` spells.
"""

BY_FREQUENCY = """
định của và có quy các theo công được điều hợp cơ quan hành người tại thông cấp chức về trong thực
với hiện luật vụ lý pháp tổ nhân động việc hoặc bộ dụng trường không quyền chính nước tài bảo đối
sản cho khoản số nhà đồng sở quyết nhận từ tư nghị thời ngày dân này nhiệm nghiệp quản án hội phải
sau chứng sử bản là ban tin trình thành vi báo gia bị doanh quốc để ký văn giao sự hàng năm thẩm
giá dịch hoạt kiểm điểm đến sơ a hồ giấy phạm xã viên đất hạn đơn khi làm thì trên kinh kết chủ đầu
thể học khác liệu liên nội dự xuất tiền nam thu chi đã cầu phương việt cá đề an thuộc tra thuế đăng
lập trách chỉ thủ tế hóa ở hình một địa phòng ủy phát tiếp phí như khai do đổi cáo thi vị xác tác
giải toán yêu căn xử chuyển kiện điện đại xây ngoài dung dựng nhập tục tỉnh sách đảm hiệu vào lao
trung tháng bằng cứ phép sinh độ tự nghệ trợ mức chế đây tạo chất phạt nộp ứng toàn tiêu hiểm kế đủ
lượng trực mục lực tính quả thống tham gồm đó năng trưởng giáo thức danh lại vật thiết giám hệ mẫu
gian ngân trị chuyên triển ra thanh bên vệ đường nếu sát tử phẩm chuẩn cung thường lưu vực phụ khẩu
tổng bổ trước nghĩa diện khu bao nhất phần hoạch phân kể kiến phục nghề y gửi bệnh nguyên dẫn hữu
mà hướng xét phủ hộ xe khoa kèm trừ cao dục mua thuê quá chấp hải áp kỹ dữ ý lệ đánh thương thuật
cần bán lợi những nơi tố môi trả ngành loại tòa tạm khoán tượng cứu tịch bố thuận hỗ sung tập sửa
cư vận chương thay qua thuốc cục quỹ biên lục tên hoàn cảnh tích tàu đào hưởng mới trở phối trí
khách ghi nguồn vốn tiện trú chung minh quân biện giữ tình phù đạo lịch ty chưa phố tờ đình thị kỳ
giới thủy hại đáp trì cụ mạng ninh truyền biển lên viện bồi đặt thác duyệt môn chữa đúng dưới ương
hồi phê trang thế tiết tiến xem nông mặt đang lĩnh tội đặc gây tối cộng con lần nghiệm nuôi nào sao
thỏa chịu bay tương tải biểu đảng rõ máy cách còn hỏi mình cùng lãnh trọng lương đóng đoàn hạ di
dùng chỉnh chống vấn từng bàn ngoại đấu chí đầy đi nhưng dưỡng phiếu soát bình thư tín tầng giảm
ảnh tuyển kê khiếu quý biệt cổ mô tâm bắt e thêm thẻ nại giữa nghiên i tuyến nêu đai bất vùng tắc
miễn khả hòa cố buộc tai du khí gắn tuổi mã mại chọn sỹ cán thầu cấu ưu sức giúp thiệt ích trồng
biến hủy trái trữ đích khám phó cảng cập mật huy bỏ góp huyện cả cử đưa tỷ chữ hai chấm nhiều mở
nhật gọi khảo tăng sẽ liền biết cây trẻ xếp đương khỏe em đa đo thưởng vậy họ yếu dấu khởi nhánh
trạng nạn hạng thiểu phổ tái sổ chiến giờ chia hết sáng bưu thừa nợ nghỉ tù cấm ô tranh tiên tụng
cửa câu thứ đốc thiên vay phường đạt hơn họp mẹ nguy cháy đội trụ cước tuân nhóm dứt giống hằng độc
chiếu mất sắt nghiêm riêng thảo nâng lễ xạ thân tốt luận dược nhượng gì khắc lựa cổng kho tướng
phiên binh bù đứng chúng nhu bí tuyên nhằm truy chậm ma thải lấy đồ giam hôn thử ít túy sư so kỷ
tiếng chồng hậu vợ ngay xuyên sai thôn bởi cha tặng trật nhiên đoạn mỗi lời tô giả niên nghiện
kháng vượt lái thúc suất viễn phá tộc quảng phản kịp cải ước lớn nối khuyến lệnh đãi nhau xin sống
ba ro khiển nhiễm rủi phong thao hà cuộc gốc tôn ngang bảng mang đông thập nguyện thiện thụ lớp
niêm hiệp triệu khó phận ngữ phúc thú chối thích bước cai chứa sân dạng dõi xâm khen huấn vô sang
duy anh chăn bầu bài tệ đô khẩn dương dài vì thuyền diễn khăn phóng rộng phi tới sắp trưng xảy sóc
thoại ăn lâm trận dầu cam chăm lai tật hay nhỏ trao khối giai mỹ nay yết in chào cuối phán phim
đẳng khuyết nền đảo luyện xóa sáp tinh bạc viết chết lá lãi tuệ tổn vũ rà đức mọi khoảng rút tắt
bức đột nổ màu trích âm trắc vẫn cạnh phía vừa tang thái ánh ngũ trương nhãn đua tìm thù ngăn cận
tiểu hạt lộ hối giảng thần đỏ tách khóa mềm tất thí khung thấp thửa lệch lường chiếm dạy hiểu chiều
thất khích hoa chánh nhiêu mạnh dừng vàng ly kéo bãi sẻ lược nữ tết bày bắc mưu hưu cưỡng chơi khấu
liệt trạm mời tùy xúc gần thổ tồn hạch ổn chỗ hỏng tuần tần thiếu mắc tốc lẻ thấy can đẩy gói ông
sàng chụp lỗi dinh miền lạc cũng lắp chặn trò chở ngừng chạy hư hoãn trại dành kích kiếm bạn thôi
thiệu mối cường chúc kem khỏi áo hiến thai cản bậc tri phú cắt rừng thọ vững sắm ngừa bào chú nghèo
thăm đẻ vòng phu sắc bạch kiệm trấn bà long tả sông tu chủng trúc đê cũ tay sơn bến trúng cụm
chuyến nặng dòng móc trùng cảm giản cực đời trốn dựa nhuận bờ tránh buôn sâu nên mau thuyết sẵn
đoạt rượu nghi cọc lưới xứ ai kính nắm quận coi tây nằm trần vắng xung ngạch soạn sàn luồng tạp dây
cân ngắn kề treo đáng tân đợt dễ tảng xong lâu dỡ niệm huống lối ranh bạ hao ga bón đều châu mượn
gặp ấn nhũng xanh xa dư giác xuống kiểu quán tán phái ca tức cầm mực khánh hàm sót ràng mười nói
đài nhanh lô thật dụ uy quần hoại chênh ta ví ngôn đọc sóng xăng thăng bạo ruột đạc bền trục cái
tem trời ghép chặt sánh ngưỡng hưng dâm quà đôn bánh chợ lũ tọa thắng sạch gom suy thước vai khoáng
đèn thoát núi kim tuy lang nhiệt tầm khủng pháo vọng lãm đập hút tỏa lòng vĩnh mươi mầm bão phút
tước xấu đe chép mạo dọa chẽ xá vướng tấn mưa cánh phức đòi yên bác điển non tàng suốt tôi đính dò
nguyễn cờ băng hạnh trăm lãng vẽ giáp đá khôi hài nổi nhìn xuân che họa linh cốt thám nạp vé vắc
cương séc tiêm loài hùng tiễn tưởng hỏa ngại đỗ rời ép nhẹ bốn bóng đỡ muốn túi rất nhờ hồng mai
giang la mốc ngư gọn kênh rằng trọt hoán bia quay mặc đà chờ lẫn bì lan tóm cất chìm ngược dáng
khống rối cột chu vui lúc gìn gián thiệp da quang máu nhạc mùa đâu ốm thơ ha cháu chị đàm bề hương
đau canh giết buổi thang quanh đậu nghe làng tống gió đón hoàng lồng cồn táng điền nai làn sáu may
lúa siêu lây uống lữ mũ hãng ơn phước vạch lừa song hầm mét neo hộp giấu thong vinh nồng lào dù
đoán trào mìn bá bom tháo mệnh thảm súc bút lận dối the chắn đoan tẩy muối nhầm gấp hy bật ống hẹn
đêm kia thách o mổ xi mòn đen lậu chẩn điệp cậy chuỗi nẵng kịch trắng kiêm thả lỗ thuần lọc trải cỡ
dán miếng tha van hôm phế xả chân đẹp rơi cà nóng tiềm liều sớm vẹn cựu tường lành khổ ngờ hiển rắn
hè cô dịp kín chắc trăng rèn đới túc hiếm tĩnh cài mặn luân gỗ gỡ ven gương ngồi lấn tám đền khuôn
dị đựng vương lụt tròn dọc thượng nhiễu ngập tuyệt tùng nhắn á quật mạch vét ngọ tuất mộ rác huế
rãi khoang đồi dời loạn lê mây chiết nửa hỗn thục ghế mê chốt bắn hoạn thạnh bảy trụy sứ tháp đắp
cúng luôn mấy thạc thở thẳng góc buồng thâm toa hơi lăm dần tủ nó đáy nã chóng giàu lặp xổ màn nạo
mừng chéo giáng đun đôi to chuyền pha đếm lấp cong phôi de cược đạp ươm âu lạm vườn lũy diệt nghìn
quét vải mỏ mắt đệm lở héc dâu triệt viếng lượt thô cát ngãi xưởng thợ sa mát kiên vân lộc ngầm đồn
tre mạc ồn cạn lùi va chảy xu chuột chướng nhắc đàn chôn tận vu địch quê vỏ phấn vũng đổ cứng hoang
san rể dâng khoanh thịt tá lôi trọn đeo bội nhựa rào doi giục tựu rơ mắn thầy my xúi thoái trân rửa
mảnh ngõ phỏng nhi moóc ủng lân triều lo nha trông su hẹp đốt đắm sạt nhan nhấn lạnh than cống kẻ
bốc mép ngôi tràn nét thờ bè hụt đậm rẽ ấp cúc lít khớp trà mâu gạch hanh thuẫn củng phông thạo gác
ve tam bể cắm hấp vạn mũi lò bìa ngơi rò phao khuẩn lạng bách ky rỉ nom hoan gợi dồn ruộng vĩ trống
vết co phiện rách khơi hán chiếc khái ẩm tạc đán lăng phẫu điệu cắp vuông nút ổ phật tụ hàn huân
già côn mùng khiêu sua trinh tim bóc phun dong phan lỏng bấm mái răng lam ròng vành đám trộm khử
quyển dao chín trù ảo đĩa niềm ngọc na chùa mong lề bò dàn huyết đáo lửa thùng tông kêu nếp khá don
hãy mù mẽ nhớ điếu nữa kém bính khoan sút súng khẳng dỗ nhọc tươi nhường lợn giỗ nhơn chiểu quát
giay còi nguội chuyện thép cặp nang sài gòn cáp dải ráp gạo tú rồi phiền bổng lõi dàng tệp rịa bụi
vùi vong dập giường suối biếu khâu xóm dang bối hiếu muộn liêm bái ngã rằm quấy mãn tấm phách nòng
dắt càng lứa thụy thới thịnh bơm tan nhạy lún thưa boong tỏ chì nắng tỵ cữu mác viền vỉa giỏi khiến
đỉnh khô tia nắp hát dã xảo chuộc chấn sương lột chè ia rãnh ác nghiêng ẩn loa lắng thiều thận cuốn
rạch đinh bớt gam nhì bông ngộ sụt nhàn trọ tro giây sưu miêu nát bẩn láng ngoai nhở trai chó bé
ngặt giêng võ khát ngực cậu mạn quyệt trâu trôi cười tráng lưng bồ nấm khán ấm thự kè diễu vẻ mùi
thắt giọng bo lăn đuổi gieo dốc sữa quên trễ hở đu giềng buồn sạn quạt hiếp tím sét no xứng chim ái
tôm tẩu bịa nga gà am loạt miệng cành quen rỗi rét ngách xuồng đế quyên bon lót pi đọng nô khói hãm
te nhục bám ấy tưới dì hoành noãn ung nghĩ cưới ân úy lanh nỗ vỡ hẻm ten đem thạch hào mồ chai ất
giành trầm món chạm nhọn thánh phơi tàn măng vịnh mờ cỏ trượt quai sợi ngẫu khuất liêu nụ phẳng
phác nẹp tứ phum ngọt đợi rạp dày hầu bang nin vớt mộc huỳnh dượng ao ho viêm gò trội bại hứa não
hang móng phụng lạt chúa giãn bơi dôn bếp khuy hung hồn săn trộn duyên soi cự cẩm ray kiệt ngựa
giày cửu úc dau dãy châm tựa thoáng khép quặng dũng bọc lưỡi thặng ngủ vài rung múa hòm đục nơ dám
củ bột pin bữa bi mơ bê nương cua lọt nhiếp mường ke vang lão lầm bó gối điêu vạt xay quầy tắm dọn
dép thắp ả nhạt xen cẩn đạn đúc toan bùn lạ mướn vươn diêm chuông sầu thua gộp tráo hái găng mâm
giàn dan vợt võng đừng nén ngo hợi rập rủ khang cơn lưỡng cạp truyện bạt mèo bổn côi lặn giầy màng
mạ hòn vịt hóc ùn đan đứt đầm khiếm trạch huyền tơ vua đèo kiều lức khương tum cù dôi đỉa sập téc
gắng đắn ghe ăng hô go lách xỉu vấp đói khúc lẽ dệt thơm pa thính kẹo chinh ngắt tý đuôi le lốc com
leo loan nhược chặng khoác rổ bế hủ nhịp xăm sen bọ tốn hoi diên thấm thiêm hận cơm say chíp tóc
mẫn au hinh nhảy à sốt khỏa chứ sào dậu yến muỗi mãi dừa cóc ngô thói nóc dậy cướp hố gấu xô nháp
son kẹp bộc mông man ngài xà kíp lông kệ hoài huynh uyên phô xích xẻ khắp xì oan thìn ốp phổi khứ
dĩ cúp lật gan bói ngưu quãng rông phượng chư xương đực eo cơi gái hứng đứa bong trơn tê chằng túng
hổng thắc phà mầu lạy voi cấy bùng giật gỉ bít lồ den ngu nứt căng nháy súy sảnh ngọn kẽ úng tấu
khau bát ôn xói khiêm cồng chuồng nắn lượn oai bin bùi khê chìa thiêng chiêu rễ chửi tảo cốc bồn
thấu u phai tụy tạng gạt khía tuyền chèn khe ngoan xoa chạp noi thỉnh kềnh xoay tẻ men đày giếng
chiêm tiệm họng cuống khổng gũi mến nhấp vây bim trưa dồi nấu
""".split()
