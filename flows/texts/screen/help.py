"""The help page of each command: what it does, how it ends, and examples."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.text import Text


@dataclass(frozen=True)
class Help:
    """What a command is for, what its exit code says where that is more than 0 and 2, and how it is called."""

    what: Text
    examples: tuple[str, ...]
    exits: Text | None = None


HELP: dict[str, Help] = {
    "run": Help(
        Text(
            "Chạy cả kỳ: đọc các báo cáo trong raw/, kiểm tra, tổng hợp và công bố vào warehouse/. Chạy qua Prefect (tự mở"
            " máy chủ trong thời gian chạy nếu PREFECT_API_URL không chỉ máy chủ nào), hoặc không qua Prefect với"
            " --direct. Số liệu là chính thức khi raw/ có phê duyệt đúng những số liệu này (zones approve) và không còn"
            " điểm nào mở; nếu không, số liệu là tạm tính, còn --final thì từ chối.",
            "Run a half-year: ingest what is in raw/, validate, transform, publish a release into warehouse/. Through"
            " Prefect (a server of its own for the time of the run unless PREFECT_API_URL names one), or with --direct"
            " without it. The release is final when raw/ holds an approval of exactly these figures (zones approve) and"
            " nothing is open; else it is provisional, and --final refuses instead.",
        ),
        ("zones run 2023-H1", "zones run 2023-H1 --direct --as-of 2023-06-20", "zones run 2023-H1 --final"),
        Text(
            "Mã kết thúc: 0 đã công bố, kể cả khi thiếu đơn vị hoặc có báo cáo bị trả lại; 1 bị từ chối (--final cần phê"
            " duyệt, đủ các đơn vị, không còn lỗi hay câu hỏi); 2 không chạy được.",
            "Exit code: 0 a release was published, also with boards missing or rejected; 1 refused (--final needs an"
            " approval, every board, and no open error or query); 2 failed.",
        ),
    ),
    "check": Help(
        Text(
            "Kiểm tra tệp báo cáo trước khi gửi: ô nào sai, sai thế nào, sửa ra sao. Không lưu gì. So sánh với các kỳ"
            " trước và các đơn vị khác khi có --raw, trừ báo cáo của chính đơn vị trong kỳ. Đơn vị và kỳ lấy từ --board"
            " và --period, nếu không thì từ sổ tiếp nhận, thư mục hoặc tên tệp.",
            "Say what is wrong with office files before they are sent: which cell, how, and the repair. Nothing is"
            " stored. Comparisons with earlier periods and other boards use --raw when it is there; the board's own file"
            " of the period is left out. Board and period come from --board and --period, else from the receipt, the"
            " folder, or the file's name.",
        ),
        (
            "zones check TDKCN_ha-nam_2023-H2.xlsx",
            "zones check báo-cáo.xls --board ha-nam --period 2023-H2 --explain",
            "zones check *.xlsx --format json --values",
        ),
        Text(
            "Mã kết thúc: 0 chấp nhận, 1 bị trả lại hoặc cần giải trình, 2 không đọc được.",
            "Exit code: 0 accepted, 1 rejected or queries, 2 unreadable.",
        ),
    ),
    "receive": Help(
        Text(
            "Nhận báo cáo vào raw/ và ghi sổ tiếp nhận. Đơn vị và kỳ được đọc từ trang bìa và tên tệp, hoặc do --board và"
            " --period quyết định. Gửi lại đúng tệp cũ không làm thay đổi gì; tệp khác trùng tên được đặt tên riêng.",
            "File submissions into raw/ with their receipts. Whose a file is and for which period is read from its cover"
            " and name; --board and --period settle it. The same bytes twice change nothing; other bytes under a name"
            " already taken get a name of their own.",
        ),
        (
            "zones receive TDKCN_ha-nam_2023-H2.xlsx --from vanthu@ha-nam.example",
            'zones receive bao-cao.xls --board ha-nam --period 2023-H2 --at "2023-12-20 09:15"',
            "zones receive --nil --board nam-dinh --period 2023-H2 --from vanthu@nam-dinh.example",
        ),
        Text(
            "Mã kết thúc: 0 đã nhận hết, 1 có tệp không rõ của đơn vị nào, 2 không có tệp hoặc không ghi được vào raw/.",
            "Exit code: 0 all filed, 1 whose a file is could not be told, 2 a file is not there or raw/ cannot be"
            " written to.",
        ),
    ),
    "status": Help(
        Text(
            "Từng đơn vị: đã nhận gì, tình trạng, chậm bao nhiêu ngày, vướng gì, thay đổi gì từ lần công bố trước. Được"
            " kiểm tra lại từ raw/; không lưu gì.",
            "Board by board: what was received, its state, how many days late, what blocks, and what changed since the"
            " last release. Judged anew from raw/; nothing is stored.",
        ),
        ("zones status 2023-H1", "zones status 2023-H1 --as-of 2023-06-20"),
    ),
    "feedback": Help(
        Text(
            "Bản sao tệp của đơn vị với các ô sai được tô màu, ghi chú, trang đầu tóm tắt (-o), và công văn gửi kèm"
            " (--letter). Với đơn vị chưa gửi gì, công văn là văn bản đôn đốc.",
            "A copy of the board's own file with the wrong cells filled and commented and a summary in front (-o), and"
            " the letter that goes with it (--letter). For a board that sent nothing the letter is a reminder.",
        ),
        (
            "zones feedback hung-yen 2023-H1 -o phan-hoi.xlsx --letter cong-van.docx --leader ha-nam",
            "zones feedback nam-dinh 2023-H1 -o phan-hoi.xlsx --file TDKCN_nam-dinh_2023-H1_v1.docx",
        ),
        Text(
            "Mã kết thúc: 0 đã ghi, 1 không có gì để viết hoặc tệp đã có, 2 không hiểu tham số.",
            "Exit code: 0 written, 1 there is nothing to write about or the file exists, 2 not understood.",
        ),
    ),
    "template": Help(
        Text(
            "Biểu mẫu của một đơn vị cho một kỳ (xlsx), đã điền sẵn số đầu kỳ, cùng kỳ năm trước, kế hoạch năm và danh"
            " mục khu theo số liệu đã được chấp nhận; các ô kiểm tra báo ngay chỗ sai.",
            "The form of one board and period as xlsx: openings, last year's figures, the year's plan and the list of"
            " zones are filled in from what was accepted; entry rules and check cells say at once what is wrong.",
        ),
        (
            "zones template ha-nam 2023-H2 -o Mau_ha-nam_2023-H2.xlsx",
            'zones template "Bắc Ninh" 2025-H2 -o bac-ninh.xlsx --raw ../raw',
        ),
    ),
    "templates": Help(
        Text(
            "Biểu mẫu của mọi đơn vị trong Khối cho một kỳ, điền sẵn như `zones template`, mỗi đơn vị một tệp.",
            "The form of every board for a period, prefilled as `zones template` does it, a file each.",
        ),
        ("zones templates 2023-H2 -o bieu-mau",),
    ),
    "pack": Help(
        Text(
            "Đóng gói cho một đơn vị tự kiểm tra trước khi gửi: các tệp và quyết định của chính đơn vị ở các kỳ trước,"
            " biểu mẫu đã điền sẵn, quy tắc. Không có số liệu của đơn vị khác.",
            "What a board needs to check its own file: its files and decisions of earlier half-years, its form, the"
            " rules. Nothing of other boards is in it.",
        ),
        ("zones pack ha-nam 2023-H2 -o ha-nam.zip", "zones check --pack ha-nam.zip TDKCN_ha-nam_2023-H2.xlsx"),
    ),
    "letters": Help(
        Text(
            "Công văn gửi từng đơn vị về báo cáo của kỳ, kể cả khi đã chấp nhận (trừ đơn vị Trưởng khối nêu trong"
            " raw/office.csv), bản sao tệp đã đánh dấu, và thư soạn sẵn (.eml) kèm cả hai. Đơn vị chưa gửi gì nhận văn"
            " bản đôn đốc.",
            "A letter to every board about its file of the period, also when it is accepted (but for the board that"
            " leads the bloc by raw/office.csv), the marked copy, and a message (.eml) ready to be sent with both. Who"
            " sent nothing is reminded.",
        ),
        ("zones letters 2023-H2 -o cong-van", "zones letters 2023-H2 -o cong-van --as-of 2023-12-21"),
        Text(
            "Mã kết thúc: 0 đã ghi, 1 tệp đã có, 2 không hiểu tham số.",
            "Exit code: 0 written, 1 a file exists, 2 not understood.",
        ),
    ),
    "correct": Help(
        Text(
            "Ghi một đính chính đã được phê duyệt vào raw/KỲ/corrections.csv, sau khi kiểm tra rằng số liệu vẫn đúng như"
            " giá trị được nêu. Tệp của đơn vị không bị sửa. --end chấm dứt một đính chính; dòng của nó vẫn được giữ.",
            "Write a correction into raw/PERIOD/corrections.csv after checking that the figure still is what the"
            " correction expects. The file received is never changed. --end takes a correction back; its line stays.",
        ),
        (
            'zones correct 2023-H1 ha-nam 1.05 fdi actual --expect 17 --value 16 --reason "CV 12/BQL" --approved-by'
            ' "Trần Văn A"',
            "zones correct 2023-H1 ha-nam 1.05 fdi actual --end",
        ),
        Text(
            "Mã kết thúc: 0 đã ghi, 1 bị từ chối (hiện là giá trị khác), 2 không hiểu tham số.",
            "Exit code: 0 written, 1 refused (another value stands there now), 2 not understood.",
        ),
    ),
    "waive": Help(
        Text(
            "Ghi vào raw/KỲ/waivers.csv rằng một điểm đã được giải trình và giải trình được chấp nhận. Mất hiệu lực khi"
            " số liệu liên quan thay đổi, hết hạn, hoặc được chấm dứt (--end); các lỗi mức 0 (F01 đến F14) không thể miễn.",
            "Write into raw/PERIOD/waivers.csv that a finding was explained. The waiver is void as soon as a value it"
            " covers changes, after its last day, and when it is ended (--end); findings of level 0 (F01 to F14) cannot"
            " be waived.",
        ),
        (
            'zones waive 2023-H1 ha-nam R203 3.10 total --reason "CV 34/BQL" --approved-by "Trần Văn A" --expires'
            " 2024-06-30",
            "zones waive 2023-H1 ha-nam R203 3.10 total --end",
        ),
        Text(
            "Mã kết thúc: 0 đã ghi, 1 bị từ chối (không có điểm ấy, đã giải trình, đã hết hạn), 2 không hiểu tham số.",
            "Exit code: 0 written, 1 refused (no such finding, already waived, expired), 2 not understood.",
        ),
    ),
    "approve": Help(
        Text(
            "Ghi quyết định của Khối về số liệu một kỳ vào raw/KỲ/approvals.csv, kèm mã của toàn bộ số liệu đầu vào hiện"
            " có; khi số liệu thay đổi, phê duyệt không còn khớp. Từ chối khi còn thiếu đơn vị hoặc còn câu hỏi mở;"
            " --refuse ghi rằng số liệu không được phê duyệt.",
            "Write down the bloc's decision on a half-year: a line in raw/PERIOD/approvals.csv that names the digest of"
            " everything its figures depend on, as raw/ holds it now. When anything of that changes, the approval no"
            " longer fits. Refused while a board is missing or a question is open; --refuse writes down that the figures"
            " were refused.",
        ),
        (
            'zones approve 2023-H1 --approved-by "Nguyễn Văn A" --note "Biên bản hội nghị 14/7/2023"',
            'zones approve 2023-H1 --refuse --approved-by "Nguyễn Văn A" --note "chờ số liệu Nam Định"',
        ),
        Text(
            "Mã kết thúc: 0 đã ghi, hoặc đã như vậy; 1 còn vướng; 2 không hiểu tham số.",
            "Exit code: 0 written, or already so; 1 something is in the way; 2 the arguments cannot be followed.",
        ),
    ),
    "why": Help(
        Text(
            "Nguồn gốc của một số liệu: tệp và mã băm, biểu và ô, nguyên văn, đính chính, và mọi quy tắc đã đọc số liệu"
            " đó: đạt, không đạt hoặc chưa kiểm tra được. Hiện mọi bản, bản đang có hiệu lực trước.",
            "The story of one figure: file and hash, sheet and cell, the text that stood there, corrections, and every"
            " rule that read it: passed, failed or unverifiable. All versions are shown, the one in force first.",
        ),
        (
            "zones why 2023-H1 ha-nam 1.05 fdi",
            'zones why 2023-H1 "Hưng Yên" revenue --as-of 2023-06-20',
            "zones why 2023-H1 bloc 2.02 fdi",
            "zones why 2023-H1 ha-nam B9 --line 3",
        ),
    ),
    "diff": Help(
        Text(
            "Những gì đã thay đổi giữa hai lần công bố, hoặc giữa những gì đã biết vào hai ngày: mọi bảng theo khóa, thay"
            " đổi lớn nhất đối với tổng của Khối trước. Không có tham số: lần trước và lần hiện tại.",
            "What changed between two releases, or between what was known on two days: every table by its key, the"
            " largest effect on the bloc's totals first. Without arguments: the release before and the current one.",
        ),
        ("zones diff", "zones diff 3 5", "zones diff 2023-06-20 2023-07-01 --html changes.html"),
    ),
    "factcheck": Help(
        Text(
            "Đối chiếu mọi con số và nhận định trong bài viết (txt, html, docx) với lần công bố hiện tại và với chính bài"
            " viết. Không cần mạng; cách nói được nhận ra theo schemas/phrases.csv, chỗ không chắc thì hỏi lại.",
            "Hold every figure of a published text (txt, html, docx) against the current release and against the text"
            " itself. It needs no network; what a figure is of is told by the turns of phrase in schemas/phrases.csv,"
            " and what is not sure is asked.",
        ),
        (
            "zones factcheck bai-viet.docx",
            "zones factcheck bai-viet.txt --format html -o bai-viet.html",
            "zones factcheck bai-viet.html --period 2023-H1 --save --known-on 2023-07-15",
        ),
        Text(
            "Mã kết thúc: 0 không có gì sai; 1 có điểm sai; 2 có tệp không đọc được.",
            "Exit code: 0 nothing speaks against the text; 1 something does; 2 a file could not be read.",
        ),
    ),
    "report": Help(
        Text(
            "Báo cáo sơ kết của nửa năm, viết từ lần công bố hiện tại: câu chữ, bảng, biểu đồ, phụ lục số liệu theo đơn vị"
            " và nguồn của từng số. Tên cơ quan, người ký lấy từ raw/office.csv; mẫu từ raw/report_template.docx.",
            "The review report of a half-year, written from the current release: sentences, tables, charts, annexes with"
            " the figures by board and the source of each figure. Names come from raw/office.csv, the template from"
            " raw/report_template.docx.",
        ),
        (
            "zones report 2023-H1 -o bao-cao.docx",
            "zones report 2023-H1 -o report.docx --lang en",
            "zones report 2023-H1 -o bao-cao.html",
            "zones report 2023-H1 --template -o raw/report_template.docx",
        ),
    ),
    "releases": Help(
        Text(
            "Các lần công bố: số, phiên bản, lúc công bố, kỳ, tình trạng, đầu vào. Với một tệp Parquet: tệp ấy thuộc những"
            " lần nào.",
            "What was published when: number, version, period, status, inputs. With a file, the releases that publish"
            " its rows.",
        ),
        ("zones releases", "zones releases observations.parquet"),
    ),
    "sql": Help(
        Text(
            "Hỏi các bảng của một lần công bố bằng một câu SQL (DuckDB), theo warehouse.duckdb của lần ấy: chỉ đọc, không với"
            " tới tệp nào khác. Tên bảng và cột ở dictionary.html; observations_named có thêm tên chỉ tiêu, ban, đơn vị.",
            "Ask the tables of a release in SQL (DuckDB), from its warehouse.duckdb: reads only, and nothing but this file."
            " Names of tables and columns stand in dictionary.html; observations_named has the names of codes, boards and"
            " units beside.",
        ),
        (
            "zones sql \"SELECT board, value FROM observations WHERE period = '2023-H1' AND key = 'revenue' AND sector = 'fdi'\"",
            'zones sql "SELECT * FROM release" --release 3 --format json',
        ),
    ),
    "prune": Help(
        Text(
            "Xóa các lần công bố cũ, trừ những lần mới nhất, những lần được nêu, lần đang dùng và lần chính thức gần nhất;"
            " danh sách các lần vẫn giữ.",
            "Remove old releases. The newest ones, those named, the current one and the last final one stay; so does the"
            " list.",
        ),
        ("zones prune --keep 5", "zones prune 3 7"),
    ),
    "rules": Help(
        Text(
            "Từng quy tắc qua mọi lần công bố: áp dụng bao nhiêu lần, phát hiện bao nhiêu, còn mở, đã giải trình, đã sửa,"
            " và bao nhiêu lần chưa đủ số liệu để kiểm tra.",
            "What each rule has done over all releases: how often it was applied, how many findings it gave (fired), how"
            " many of them are open, were explained (waived) or are gone from the figures in force (corrected), and how"
            " often an operand was missing (unverifiable).",
        ),
        ("zones rules", "zones rules R203"),
    ),
    "watch": Help(
        Text(
            "Theo dõi raw/inbox cho đến khi dừng bằng Ctrl-C: nhận báo cáo, kiểm tra ngay, lập bảng trả lại và công văn vào"
            " warehouse/outbox/, và chạy lại kỳ có báo cáo mới được chấp nhận. Không cần máy chủ Prefect.",
            "Look at raw/inbox until stopped with Ctrl-C: file what has come, check it at once, write the marked copy and"
            " the letter into warehouse/outbox/, and run each half-year of which something acceptable is new. Without a"
            " Prefect server.",
        ),
        ("zones watch", "zones watch --every 300", "zones watch --once"),
    ),
    "desk": Help(
        Text(
            "Mở bàn làm việc của Khối thi đua tại http://127.0.0.1:8321, chỉ trên máy này: tình trạng các đơn vị, kiểm tra và nhận tệp, đính chính, giải trình, phê duyệt, số liệu, báo cáo, đối chiếu bài viết. Mỗi biểu ghi đúng những gì lệnh tương ứng ghi, sau khi nói lại và được xác nhận.",
            "Open the bloc's desk at http://127.0.0.1:8321, for this machine only: how the boards stand, checking and receiving files, corrections, explanations, approval, figures, the report, checking texts. Each form writes what its command writes, after saying back what it understood.",
        ),
        (
            "zones desk",
            "zones desk --port 8400 --raw /data/raw --warehouse /data/warehouse",
            "zones desk --pack ha-nam.zip",
        ),
    ),
    "serve": Help(
        Text(
            "Mở máy chủ Prefect trên máy này (127.0.0.1:4200) nếu PREFECT_API_URL hay hồ sơ Prefect không chỉ máy chủ nào,"
            " đăng ký các lịch chạy và chạy khi đến hạn, cho đến khi dừng bằng Ctrl-C. Dừng không làm tạm ngưng lịch:"
            " việc đến hạn trong lúc dừng sẽ chạy khi mở lại.",
            "Start a Prefect server on this machine (127.0.0.1:4200) unless PREFECT_API_URL or a Prefect profile names"
            " one, serve the deployments, and run what is due until stopped with Ctrl-C. Stopping does not pause the"
            " schedules: what was due meanwhile runs at the next start.",
        ),
        (
            "zones serve",
            "zones serve --raw /data/raw --warehouse /data/warehouse --port 4300",
            "PREFECT_API_URL=http://prefect.example:4200/api zones serve",
        ),
    ),
    "doctor": Help(
        Text(
            "Xem mọi thứ tự chạy có ổn không: phiên bản, đĩa, quyền, đồng hồ, khóa, lịch báo cáo, lần công bố, hộp nhận; máy"
            " chủ Prefect, lịch chạy, lần chạy gần nhất và lần tới, lần chạy bị ngắt, việc chờ phê duyệt. Không sửa gì.",
            "Say whether everything that runs by itself is well: versions, disk, permissions, clock, locks, calendar,"
            " releases, inbox; the Prefect server, its schedules, the last and the next run, dead runs, what awaits"
            " approval. Changes nothing.",
        ),
        ("zones doctor", "zones doctor --port 4300"),
        Text(
            "Mã kết thúc: 0 tốt, 1 có điều cần xem, 2 không xem được.",
            "Exit code: 0 well, 1 something to look at, 2 could not look.",
        ),
    ),
    "backtest": Help(
        Text(
            "Gài các lỗi thường gặp vào báo cáo đã được chấp nhận (trong bộ nhớ), kiểm tra lại, và cho biết quy tắc nào phát"
            " hiện từng loại, bao nhiêu lần, có đúng ô không, gợi ý sửa đứng thứ mấy; và số báo động nhầm trên báo cáo không"
            " bị gài lỗi.",
            "Plant errors of known kinds into accepted submissions, in memory, judge again, and print which rule finds each"
            " kind, how often, in the right cell, with which rank of repair; and the false alarms on untouched submissions.",
        ),
        ("zones backtest -n 20", "zones backtest --raw raw -n 40 --seed 1 --write docs/detection.md"),
    ),
}
