"""What members say every day, and what documents say instead: "tốn tiền" is "lệ phí".

Facts of usage, written down by hand. A question is held against each text in that text's own
words: a phrase of every day counts as said where the text says it officially. Nothing is replaced
where the text has the very words of the question.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final

from knowledge.text import search_form, unmarked

MOST: Final = 2
"""Official words for one phrase that a question is searched by too."""

_TABLE: Final = """
say xỉn, nhậu say, nhậu nhẹt, uống say, xỉn > say rượu, sử dụng rượu, rượu bia, rượu, bia
quậy phá, quậy, làm loạn, làm ồn > gây rối, mất trật tự, gây mất trật tự
đánh lộn, đánh nhau, oánh nhau, choảng nhau > đánh nhau, gây rối, xô xát
chửi bới, chửi > xúc phạm, lăng mạ, lời nói
ngoài đường, ngoài phố, giữa đường > nơi công cộng, lòng đường, đường phố
đường sá, đường xá > đường giao thông, giao thông
tốn tiền, mất tiền, mất phí, tốn phí, đóng tiền, trả tiền > nộp lệ phí, lệ phí, nộp phí, thu phí, nộp, phí, chi trả
tốn bao nhiêu, mất bao nhiêu > lệ phí, mức thu, phí, chi phí
đóng bao nhiêu > mức đóng, mức thu, nộp
tiền công, công xá > thù lao, tiền công, tiền lương, giá dịch vụ, tính giá
tiền bồi dưỡng, tiền thêm, cho thêm, thêm tiền, cộng thêm > hỗ trợ thêm, bồi dưỡng, phụ cấp, hỗ trợ, trợ cấp
cho tiền, được cho, giúp tiền, giúp đỡ tiền > hỗ trợ, trợ cấp, mức hỗ trợ, kinh phí hỗ trợ
lĩnh, lãnh > hưởng, được hưởng, nhận, chi trả, hỗ trợ
được trả, trả công > mức chi, chi, thù lao, hưởng
lương thưởng > tiền lương, thu nhập, thưởng
tiền ăn > chế độ ăn, mức ăn, tiền ăn
tiền đi lại, tiền xe, tàu xe > chi phí đi lại, phương tiện đi lại, tiền tàu xe
tiền ở, tiền phòng, tiền trọ > thuê phòng nghỉ, tiền thuê, thuê nhà ở, chỗ ở
tiền đi công tác > công tác phí
tiền vé, giá vé, vé vào cửa, vé vào cổng > phí tham quan, mức thu phí, phí
tiền học, học phí > học phí, mức thu học phí
tiền phạt > mức phạt, phạt tiền
bớt, bớt tiền, giảm tiền > giảm, được giảm, miễn giảm, giảm mức thu
miễn tiền, khỏi đóng, không phải đóng, không mất tiền, khỏi mất tiền > miễn, được miễn, không thu, không phải nộp, miễn phí
xin tiền > đề nghị hỗ trợ, hồ sơ đề nghị
trả góp, vay tiền, mượn tiền > vay vốn, vay, tín dụng
nhiều nhất, cao nhất, lớn nhất > tối đa, không quá, cao nhất, không vượt quá
nặng nhất > tối đa, mức phạt cao nhất, nghiêm trọng
ít nhất, thấp nhất, nhỏ nhất > tối thiểu, ít nhất, không dưới, trở lên
hạng cao nhất, loại cao nhất, mức cao nhất, hạng nhất > xuất sắc, hoàn thành xuất sắc, hạng nhất, loại 1
trễ nhất, chậm nhất, muộn nhất > chậm nhất, trước ngày, không quá, thời hạn
hạn chót, hạn cuối, hạn cuối cùng > thời hạn, chậm nhất, trước ngày, kết thúc
hôm nào, bữa nào, hồi nào, lúc nào > ngày, thời gian, thời hạn
bao lâu thì, mấy bữa, mất mấy ngày, chờ mấy ngày, đợi mấy ngày > thời hạn, ngày làm việc, thời gian giải quyết
xong, làm xong > hoàn thành, kết thúc
xây xong, làm xong đường, xây dựng xong > hoàn thành xây dựng, hoàn thành, đưa vào sử dụng
học xong > hoàn thành chương trình, tốt nghiệp, kết thúc khóa, hoàn thành
bắt đầu, khởi đầu, mở màn > bắt đầu, khởi công, khai mạc, triển khai, từ ngày
có hiệu lực, áp dụng từ, chạy từ > có hiệu lực, hiệu lực thi hành, áp dụng
hết hạn, hết hiệu lực > hết hiệu lực, hết thời hạn, thay thế
bỏ hẳn, hủy bỏ, bỏ đi, bị bỏ, xóa bỏ, không còn dùng > bãi bỏ, hủy bỏ, thay thế, hết hiệu lực
thay cho, thế chỗ > thay thế
sửa lại, sửa > sửa đổi, bổ sung, điều chỉnh
đổi tên > đổi tên, đổi tên gọi, thay đổi tên, điều chỉnh
gộp, gom lại, nhập lại, nhập chung, sáp nhập > sáp nhập, hợp nhất, sắp xếp, trên cơ sở
tách ra > chia tách, thành lập
xã đổi tên, đổi tên xã, sáp nhập xã, nhập xã > thay đổi địa giới, địa giới đơn vị hành chính, sắp xếp đơn vị hành chính
bộ máy > cơ cấu tổ chức, tổ chức bộ máy, bộ máy
phòng ban > phòng chuyên môn, cơ cấu tổ chức, đơn vị trực thuộc
đứng đầu, cầm đầu, làm trưởng, cầm trịch > trưởng ban, chủ tịch, người đứng đầu, chủ trì, bí thư, giám đốc
sếp, thủ trưởng, xếp > thủ trưởng, người đứng đầu, lãnh đạo, giám đốc
phó, cấp phó > phó trưởng ban, phó chủ tịch, phó bí thư, phó giám đốc, cấp phó
lo, lo việc, phụ trách, lo liệu > phụ trách, chịu trách nhiệm, chủ trì, chỉ đạo, thực hiện
ban lo > ban chỉ đạo, ban tổ chức, ban quản lý
canh giữ, giữ bí mật, giữ kín > bảo vệ bí mật, bảo mật, bảo vệ
coi, coi sóc, trông coi, trông nom > quản lý, giám sát, chăm sóc, trông giữ
dính líu, mắc mớ > liên quan
làm chung, bắt tay > phối hợp
đòi hỏi > yêu cầu, điều kiện
được phép, cho phép, được làm > được phép, cho phép, có quyền, thẩm quyền
cấm, không được làm, không cho > nghiêm cấm, không được, bị cấm, hành vi
quyền gì, có quyền > quyền hạn, quyền, thẩm quyền
việc gì, làm gì, phải làm > nhiệm vụ, trách nhiệm, chức năng
làm bao lâu, mấy năm > nhiệm kỳ, thời hạn, thời gian
gánh hai vai, kiêm, làm hai việc, ôm hai chức, một lúc hai chức > kiêm nhiệm, đồng thời, kiêm
nghỉ việc, thôi làm, bỏ việc, nghỉ làm > thôi việc, nghỉ việc, chấm dứt hợp đồng, thôi giữ chức
về hưu, nghỉ hưu > nghỉ hưu, hưu trí
nghỉ hưu sớm, về hưu sớm, về hưu non > nghỉ hưu trước tuổi
bị đuổi, đuổi việc, cho nghỉ > buộc thôi việc, sa thải, chấm dứt
kỷ luật, bị kỷ luật > kỷ luật, xử lý kỷ luật, hình thức kỷ luật
khai trừ, đuổi khỏi đảng > khai trừ, đưa ra khỏi đảng, xóa tên
xin ra khỏi đảng, ra khỏi đảng > xin ra khỏi đảng, ra khỏi đảng
vào đảng, được vào đảng, gia nhập đảng > kết nạp, kết nạp đảng, vào đảng, xin vào đảng
vào đoàn, gia nhập đoàn > kết nạp, kết nạp đoàn viên, vào đoàn
vào hội, gia nhập hội > kết nạp, hội viên, gia nhập
ra đoàn, hết tuổi đoàn > trưởng thành đoàn, lễ trưởng thành
chuyển đảng, chuyển sinh hoạt > chuyển sinh hoạt đảng, giới thiệu sinh hoạt
đảng phí, tiền đảng > đảng phí, mức đóng đảng phí
họp, họp hành > hội nghị, sinh hoạt, phiên họp, kỳ họp, cuộc họp
họp chi bộ > sinh hoạt chi bộ, họp chi bộ
bầu bán, bầu lên, bầu ra > bầu, bầu cử
phiếu, bỏ phiếu > biểu quyết, bỏ phiếu, phiếu bầu
bao nhiêu người, mấy người > số lượng, thành viên, đồng chí, người
đông cỡ nào, bao nhiêu dân, dân số > dân số, quy mô dân số, nhân khẩu
rộng bao nhiêu, rộng cỡ nào, to cỡ nào > diện tích, tổng diện tích, quy mô
kích thước, to bao nhiêu, cỡ > kích thước, rộng, dài, đường kính, khổ
xa bao nhiêu, dài bao nhiêu > chiều dài, km, dài
nặng bao nhiêu > khối lượng, trọng lượng, kg
nhà đất, bất động sản > bất động sản, quyền sử dụng đất, nhà ở
sổ đỏ, sổ hồng, giấy tờ đất > giấy chứng nhận quyền sử dụng đất, giấy chứng nhận
làm sổ đỏ, làm sổ > cấp giấy chứng nhận
thu đất, lấy đất, mất đất > thu hồi đất
đền bù, đền tiền, đền > bồi thường, hỗ trợ tái định cư
chỗ ở mới > tái định cư
mua bán đất, sang tên > chuyển nhượng, chuyển quyền
xây nhà, cất nhà, làm nhà > xây dựng nhà ở, nhà ở, giấy phép xây dựng
nhà dột nát, nhà nát, nhà tạm > nhà tạm, nhà dột nát, xóa nhà tạm
nhà thuê, thuê nhà > thuê nhà ở, cho thuê, nhà ở xã hội
nhà giá rẻ > nhà ở xã hội
làm lại giấy, xin lại, cấp lại, làm lại > cấp lại, cấp đổi
mất giấy, làm mất, bị mất > bị mất, cấp lại, hư hỏng
làm giấy, xin giấy, làm thủ tục > cấp, thủ tục, hồ sơ, đăng ký
cầm được, lấy được, có trong tay > cấp, nhận, trả kết quả, được cấp
giấy tờ, giấy má > hồ sơ, giấy tờ, thành phần hồ sơ, văn bản
cần giấy gì, giấy tờ gì, nộp gì > hồ sơ, thành phần hồ sơ
nộp ở đâu, gửi ở đâu, đem đi đâu > nộp, gửi, tiếp nhận, trung tâm phục vụ hành chính công
lên xã, lên phường, ra xã, ra phường > ủy ban nhân dân cấp xã, ủy ban nhân dân, cấp xã
trên mạng, qua mạng, online, lên mạng > trực tuyến, môi trường điện tử, cổng dịch vụ công, môi trường mạng, không gian mạng
trang mạng, trang web, web > trang thông tin điện tử, cổng thông tin, website
điện thoại > số điện thoại, đường dây nóng, điện thoại
giấy khai sinh, làm khai sinh > đăng ký khai sinh, giấy khai sinh
cưới, lấy vợ, lấy chồng, cưới xin > kết hôn, đăng ký kết hôn
ly dị, bỏ nhau > ly hôn
đám cưới, tiệc cưới > việc cưới, tiệc cưới
đám ma, đám tang, ma chay > việc tang, tang lễ, lễ tang
mất, qua đời, chết > từ trần, qua đời, chết, tử vong
đào mộ, bốc mộ > khai quật, cất bốc, hài cốt
nghĩa trang > nghĩa trang, mộ
mỗi ngôi, một ngôi > mộ, ngôi mộ
ốm, bệnh, ốm đau, đau ốm > ốm đau, bệnh, khám bệnh, chữa bệnh
đi khám, khám bệnh, chữa bệnh > khám bệnh, chữa bệnh, khám chữa bệnh
nằm viện, nhập viện > điều trị, nội trú, nằm viện
thuốc lá, hút thuốc > thuốc lá, hút thuốc
nghiện, nghiện ngập, hút chích > nghiện ma túy, ma túy, cai nghiện
ở nhà nghỉ dưỡng, đi nghỉ > điều dưỡng, nghỉ dưỡng
bà bầu, có bầu, mang bầu > mang thai, thai sản, phụ nữ có thai
đẻ, sinh em bé, sinh con > sinh con, thai sản
con nít, trẻ con, em bé, con trẻ > trẻ em, trẻ, thiếu nhi, thiếu niên
người già, ông bà già, cụ già > người cao tuổi, người già
nghèo, khó khăn, hộ khó khăn > hộ nghèo, hộ cận nghèo, hoàn cảnh khó khăn
tàn tật, khuyết tật > khuyết tật, người khuyết tật
mồ côi > mồ côi, không nơi nương tựa
vợ con, người nhà, gia đình > thân nhân, gia đình, người thân
bà con, người dân, dân > nhân dân, người dân, công dân, cư dân
dân tộc > đồng bào dân tộc, dân tộc thiểu số
nhà quê, vùng quê, quê > nông thôn
nông dân, dân làm ruộng, làm nông > nông dân, nông nghiệp, hộ nông dân
công nhân > người lao động, công nhân
người làm công, người làm thuê > người lao động
ông chủ, chủ > người sử dụng lao động, chủ sở hữu, chủ đầu tư
công ty, xí nghiệp > doanh nghiệp, công ty
mở công ty > thành lập doanh nghiệp
buôn bán, bán buôn > kinh doanh, thương mại, mua bán
mở quán, mở tiệm, bán hàng > kinh doanh, hộ kinh doanh
bán hàng rong, hàng rong > hàng rong, lòng đường, vỉa hè
vỉa hè, lề đường > vỉa hè, hè phố, lề đường
thầy cô, thầy giáo, cô giáo > giáo viên, nhà giáo
học trò, học sinh > học sinh, người học
sinh viên > sinh viên, người học, học sinh sinh viên
trường, trường học > nhà trường, cơ sở giáo dục, trường
mẫu giáo, nhà trẻ > mầm non, mẫu giáo, nhà trẻ
cấp một > tiểu học
cấp hai > trung học cơ sở
cấp ba > trung học phổ thông
dạy thêm, học thêm > dạy thêm, học thêm
thi đậu, đậu, đỗ > trúng tuyển, đạt, tốt nghiệp
thi rớt, rớt, trượt > không đạt, không trúng tuyển
thi vào > tuyển sinh, tuyển dụng, thi tuyển
xin việc, tuyển người, tuyển nhân viên > tuyển dụng, thi tuyển, xét tuyển
lên chức, lên lương, thăng chức > bổ nhiệm, nâng lương, thăng hạng, nâng bậc lương
cất nhắc, đề bạt > bổ nhiệm, quy hoạch, giới thiệu
mất chức, cách chức, cho thôi chức > cách chức, miễn nhiệm, bãi nhiệm, cho thôi giữ chức
luân chuyển, đổi chỗ > luân chuyển, điều động
khen, được khen, thưởng > khen thưởng, biểu dương, tặng, giải thưởng
bằng khen > bằng khen, giấy khen
phạt, bị phạt > xử phạt, phạt tiền, mức phạt, xử lý vi phạm
tù, đi tù, ở tù > phạt tù, hình phạt, án phạt tù
bắt, bị bắt > tạm giữ, bắt, tạm giam
kiện, thưa kiện > khởi kiện, khiếu nại
thưa, tố, tố giác > tố cáo, tố giác, khiếu nại
kêu, kêu ca, ý kiến, góp ý > kiến nghị, phản ánh, góp ý
trả lời > trả lời, giải quyết, phản hồi
hòa giải > hòa giải
công an, cảnh sát > công an, cảnh sát, lực lượng công an
lính, bộ đội > quân nhân, quân đội, bộ đội, chiến sỹ
đi lính, đi nghĩa vụ, nhập ngũ > nhập ngũ, nghĩa vụ quân sự, gọi công dân nhập ngũ
dân phòng > dân phòng, bảo vệ an ninh, an ninh trật tự ở cơ sở
tổ trưởng > tổ trưởng tổ dân phố, trưởng thôn, trưởng khu phố
trưởng ấp, trưởng xóm > trưởng thôn, trưởng ấp
xóm, làng > thôn, ấp, khu dân cư
hộ khẩu > đăng ký thường trú, thường trú, cư trú
tạm trú > tạm trú, đăng ký tạm trú
cháy nhà, cháy > phòng cháy, chữa cháy, hỏa hoạn
ngập, ngập nước, lụt > ngập úng, lũ lụt, thiên tai
bão lụt > thiên tai, bão, lũ lụt
rác, đổ rác, vứt rác, xả rác > chất thải, rác thải, chất thải rắn
nước uống, nước sạch > nước sạch, nước uống, cấp nước
ô nhiễm, bẩn > ô nhiễm, môi trường
trồng cây > trồng cây, cây xanh, trồng rừng
phá rừng, chặt cây > khai thác rừng, phá rừng, lâm nghiệp
xe cộ, xe > phương tiện, xe, phương tiện giao thông
chạy xe, đi xe, lái xe > điều khiển phương tiện, lái xe, di chuyển, điều khiển xe
bằng lái > giấy phép lái xe
đậu xe, đỗ xe > dừng xe, đỗ xe, bãi đỗ xe
kẹt xe, tắc đường > ùn tắc giao thông
ngồi đợi, chờ đợi, đợi, chờ > chờ đợi, chờ
đi tới, tới nơi, tới bến, đến nơi > đến hiện trường, đến, di chuyển
khách > khách hàng, tổ chức cá nhân, hành khách, du khách
khách du lịch, du khách > khách du lịch, du khách
lên diễn, biểu diễn, đi diễn > biểu diễn, tham gia biểu diễn
đi hát, ca sĩ > nghệ sỹ, ca sỹ, biểu diễn
phim > điện ảnh, phim
xem, vào xem, thăm > tham quan, thăm, xem
đi chơi, du lịch > du lịch, tham quan
kỷ niệm, mừng > kỷ niệm, chào mừng
phát biểu > phát biểu, tham luận
thi tìm hiểu, hội thi > cuộc thi, hội thi
giải nhất, giải cao > giải nhất, giải
làm từ thiện, ủng hộ, quyên góp > vận động, đóng góp, ủng hộ, quyên góp
tuyên truyền, phổ biến > tuyên truyền, phổ biến, quán triệt
học nghị quyết > học tập nghị quyết, quán triệt, học tập quán triệt
làm theo > thực hiện, học tập và làm theo
mục tiêu, đặt ra > mục tiêu, chỉ tiêu, phấn đấu
phấn đấu, đạt tới > phấn đấu, đạt, mục tiêu
giàu, làm giàu, thu nhập > thu nhập bình quân, thu nhập, tăng trưởng
lên đời, nâng cấp, lên thành phố > nâng cấp, công nhận, thành lập, đô thị loại
điểm mạnh, mặt mạnh, được gì > ưu điểm, kết quả, thành tựu
điểm yếu, mặt yếu, chưa được, dở > hạn chế, khuyết điểm, tồn tại
tại sao, vì đâu > nguyên nhân
cách làm, làm cách nào, làm sao để > giải pháp, biện pháp, cách thức
điểm chấm, chấm điểm, tính điểm > thang điểm, chấm điểm, tiêu chí
xếp loại, xếp hạng, phân loại > xếp loại, phân loại, đánh giá
cột mốc, dấu mốc > mốc, sự kiện
tiền nhà nước, tiền công quỹ, ngân sách > ngân sách nhà nước, kinh phí, ngân sách
lấy tiền ở đâu, tiền đâu ra, tiền ở đâu > nguồn kinh phí, kinh phí thực hiện, ngân sách
chi tiền, bỏ tiền > kinh phí, chi, đầu tư
hết bao nhiêu tiền, bao nhiêu tiền > kinh phí, tổng mức đầu tư, mức chi, số tiền
vốn > vốn đầu tư, tổng mức đầu tư, vốn
thuế > thuế
máy tính, tin học > công nghệ thông tin, chuyển đổi số
thẻ > thẻ, giấy chứng nhận
mã số, mã > mã số, phân nhóm
đóng dấu, con dấu > đóng dấu, con dấu
ký tên, ký > ký, ký ban hành
ra văn bản, viết ra, đưa ra > ban hành
ai ra, ai viết > ban hành, ký
nơi ở, ở đâu > nơi cư trú, địa chỉ, trụ sở
văn phòng, cơ quan ở đâu > trụ sở, địa chỉ
bây giờ, hiện giờ > hiện nay
ngày xưa, hồi xưa, trước kia > trước đây
"""


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The official words for each phrase of every day."""
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, _TABLE.splitlines()):
        said, _, official = line.partition(" > ")
        for phrase in map(search_form, said.split(", ")):
            others = (search_form(other) for other in official.split(", "))
            found[phrase] = found.get(phrase, ()) + tuple(o for o in others if o != phrase)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_phrases(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@lru_cache(maxsize=1024)
def _said(question: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The phrases of every day in a question: start, end, official words."""
    plain = search_form(question)
    if len(plain) != len(question):  # a code was written another way: places would not agree
        return ()
    found = _pattern().finditer(plain)
    return tuple((match.start(), match.end(), _phrases()[match[0]]) for match in found)


def in_the_words_of(question: str, text: Sequence[str]) -> str:
    """A question as a text would put it.

    Args:
        question: With its marks.
        text: The bare syllables of the text.

    Returns:
        The question; each phrase of every day that the text lacks in the first official words that
        it has, if it has any.
    """
    said = _said(question)
    if not said:
        return question
    joined = f" {' '.join(text)} "

    def has(phrase: str) -> bool:
        return f" {unmarked(phrase)} " in joined

    parts, end = [], 0
    for start, stop, ways in said:
        phrase = question[start:stop]
        if not has(phrase.lower()) and (way := next(filter(has, ways), None)):
            parts += [question[end:start], way]
            end = stop
    return "".join([*parts, question[end:]])


def with_official_words(question: str, is_written: Callable[[str], bool]) -> str:
    """A question, and behind it the official words for what it says as people do every day.

    Args:
        question: With its marks.
        is_written: Whether the texts have all these words.
    """
    more: list[str] = []
    for _, _, ways in _said(question):
        more += list(filter(is_written, ways))[:MOST]
    return " ".join([question.rstrip(" ?.!"), *more]) if more else question
