//! Designated providers through the binary: a file taken in row by row, the way in by county and city, sanctions, what
//! the public reads.

use std::fs;
use std::path::Path;

use crate::town::{Town, after, number};

macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($town:ident: &mut Town) $body:block)*) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&mut super::Town::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $name() { super::$name(&mut super::Town::postgres()); })*
        }
        $($(#[$meta])* fn $name($town: &mut Town) $body)*
    };
}

const FILE: &str = "机构编码,机构名称,机构类型,机构等级,区划,地址,许可证号,许可证起始日期,许可证截止日期,登记日期\n\
    H34042100001,样例县医院,医院,二级甲等,340421100,老街2号,PDY1,2020-01-01,2026-12-31,2010-01-01\n\
    P34042100001,样例药房,零售药店,,340421100,老街3号,YP1,2020-01-01,,2010-01-01\n\
    H34042100001,样例县医院,A100,,340421100,老街2号,PDY1,2020-01-01,,2010-01-01\n\
    H34042200001,外县医院,A100,,340422100,老街2号,PDY2,2020-01-01,,2010-01-01\n\
    H3404210000,样例卫生院,C210,,340421100,老街2号,PDY3,2020-01-01,,2010-01-01\n";

const FIELDS: [&str; 10] = [
    "权利",
    "义务",
    "环境",
    "设施",
    "药品品种及质量",
    "服务质量",
    "专业人员配备",
    "医疗费用结算",
    "违约责任",
    "争议处理",
];

/// The text of the agreement as a sheet; one clause may say something else.
fn text(folder: &Path, name: &str, altered: Option<(&str, &str)>) -> String {
    let mut rows = String::from("条款,内容\n");
    for field in FIELDS {
        let usual = format!("关于{field}的约定。");
        let says = altered.filter(|(of, _)| *of == field);
        let says = says.map_or(usual.as_str(), |(_, says)| says);
        rows.push_str(&format!("{field},{says}\n"));
    }
    let path = folder.join(name);
    fs::write(&path, rows).unwrap();
    path.display().to_string()
}

fn people(town: &mut Town) {
    for (name, role, place) in [
        ("wangli", "clerk", "340421"),
        ("sunhua", "reviewer", "340421"),
        ("chengyu", "clerk", "3404"),
        ("heping", "reviewer", "3404"),
        ("zhouming", "policy-officer", "3404"),
        ("liuyang", "clerk", "340422"),
    ] {
        town.user(name, role, place);
    }
}

/// The number of the proposal that an answer says waits.
fn waits(said: &str) -> String {
    after(said, "tongchou provider approve ")
        .trim_end_matches('。')
        .to_owned()
}

fn approved(town: &Town, by: &str, said: &str) -> String {
    let no = waits(said);
    town.done(Some(by), &["provider", "approve", &no, "--reason", "同意"])
}

fn sign<'a>(until: &'a str, text: Option<&'a str>) -> Vec<&'a str> {
    let mut words = vec![
        "provider",
        "sign",
        "1",
        "--from",
        "2026-11-22",
        "--until",
        until,
        "--service",
        "inpatient",
        "--for-agency",
        "王经办",
        "--for-provider",
        "李院长",
    ];
    words.extend(text.map(|path| ["--text", path]).into_iter().flatten());
    words
}

on_both! {
    /// REQ-141, REQ-148: from a file of institutions to a designation that every county sees, with published scores, and
    /// out again; each step by another user, each refusal in Chinese.
    fn req_141_req_148_from_a_file_to_a_designation_and_out(town: &mut Town) {
        people(town);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("机构.csv"), FILE).unwrap();
        let (file, results) = (path("机构.csv"), path("结果.csv"));
        let import = ["provider", "import", &file, "--region", "340421", "--results", &results];
        let ran = town.run(Some("wangli"), &import);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("共 5 行，办理 2 行，未办理 3 行"), "{}", ran.out);
        let told = fs::read_to_string(&results).unwrap();
        for (line, word) in [("2,", "已办理"), ("4,", "provider.known"), ("5,", "provider.place"), ("6,", "row.value")] {
            let row = told.lines().find(|row| row.starts_with(line)).unwrap();
            assert!(row.contains(word), "{row}");
        }
        let apply = ["provider", "apply", "H34042100001", "--evidence", "申请书1"];
        let said = town.done(Some("wangli"), &apply);
        let own = town.run(Some("wangli"), &["provider", "approve", &waits(&said)]);
        assert_eq!(own.code, 5);
        assert!(own.err.contains("经办与复核不能是同一人"), "{}", own.err);
        let marks = "条件,得分,依据\nlicence,20,证照\nenvironment,15,现场\nstaff,18,名册\ndrugs,15,台账\nservice,12,问卷\nnetwork,15,联调\n";
        fs::write(path("评分.csv"), marks).unwrap();
        let score = ["provider", "score", "1", &path("评分.csv"), "--round", "第一批"];
        assert!(town.done(Some("wangli"), &score).contains("合计 95，达到条件"));
        let results = town.done(Some("wangli"), &["provider", "results", "第一批"]);
        approved(town, "sunhua", &results);
        let page = town.done(Some("liuyang"), &["provider", "published"]);
        assert!(page.contains("样例县医院") && page.contains("95") && page.contains("纳入定点"), "{page}");
        approved(town, "sunhua", &said);
        let confirm = ["provider", "confirm", "1", "--reason", "评估合格", "--evidence", "评估表1"];
        let county = town.run(Some("wangli"), &confirm);
        assert_eq!(county.code, 5);
        assert!(county.err.contains("不在您的管辖范围"), "{}", county.err);
        approved(town, "heping", &town.done(Some("chengyu"), &confirm));
        let right = text(folder.path(), "文本.csv", None);
        let issue = |user: &str| {
            let words = ["provider", "text", &right, "--edition", "2026-1", "--from", "2026-01-01"];
            town.run(Some(user), &words)
        };
        assert_eq!(issue("wangli").code, 5);
        approved(town, "heping", &issue("zhouming").out);
        let wrong = text(folder.path(), "改过.csv", Some(("医疗费用结算", "按县里的办法结算。")));
        let altered = town.run(Some("wangli"), &sign("2026-12-31", Some(&wrong)));
        assert_eq!(altered.code, 5);
        assert!(altered.err.contains("与统一文本 2026-1 不一致（医疗费用结算）"), "{}", altered.err);
        let said = town.done(Some("wangli"), &sign("2026-12-31", Some(&right)));
        assert!(approved(town, "sunhua", &said).contains("第 1 号协议已签订"));
        let list = town.done(Some("liuyang"), &["provider", "list"]);
        let row = list.lines().find(|line| line.contains("H34042100001")).unwrap();
        assert!(row.contains("定点有效") && row.contains("2026-12-31"), "{row}");
        assert!(list.lines().any(|line| line.contains("P34042100001") && line.contains("未定点")), "{list}");
        let file = path("清单.xlsx");
        town.done(Some("liuyang"), &["provider", "list", "-o", &file]);
        assert!(fs::metadata(&file).unwrap().len() > 1_000);
        let counted = town.done(Some("liuyang"), &["provider", "count", "--region", "340421"]);
        assert!(counted.contains("医疗机构 1 家") && counted.contains("零售药店 1 家"), "{counted}");
        let foreign = town.run(Some("liuyang"), &["provider", "show", "H34042100001"]);
        assert!(foreign.err.contains("没有找到定点机构"), "{}", foreign.err);
        let end = ["provider", "end", "H34042100001", "--last-day", "2026-11-30", "--reason", "provider", "--evidence", "退出申请"];
        approved(town, "sunhua", &town.done(Some("wangli"), &end));
        let on = |day: &str| town.done(Some("liuyang"), &["provider", "list", "--on", day]);
        assert!(on("2026-11-30").contains("定点有效") && on("2026-12-01").contains("已退出"));
        let shown = town.done(Some("wangli"), &["provider", "show", "H34042100001"]);
        assert!(shown.contains("市级已确认") && shown.contains("机构申请退出"), "{shown}");
    }

    /// Licences, departments, staff and lists from the command line; a suspension of a department, lifted again.
    fn files_of_a_provider_and_a_suspended_department(town: &mut Town) {
        people(town);
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let file = put("机构.csv", FILE);
        town.run(Some("wangli"), &["provider", "import", &file, "--region", "340421"]);
        let wards = put("科室.csv", "机构编码,科室编码,科室名称,科别,开始日期,负责人,批准床位,认可床位\n\
            H34042100001,D01,内科,A03,2015-01-01,李心明,40,30\nH34042100001,D02,外科,A04,2015-01-01,王骨,10,30\n\
            H34042200009,D01,内科,A03,2015-01-01,李某,40,30\n");
        let ran = town.run(Some("wangli"), &["provider", "departments", &wards, "--region", "340421"]);
        assert!(ran.out.contains("办理 1 行，未办理 2 行") && ran.out.contains("多于批准床位"), "{}", ran.out);
        let staff = put("人员.csv", "机构编码,人员编码,姓名,人员类别,科室编码,执业起始日期,主执业机构\n\
            H34042100001,D340421000001,张明心,医师,D01,2018-01-01,是\n");
        let words = ["provider", "staff", &staff, "--region", "340421"];
        assert!(town.done(Some("wangli"), &words).contains("办理 1 行"));
        let shown = town.done(Some("wangli"), &["provider", "show", "H34042100001"]);
        assert!(shown.contains("内科") && !shown.contains("李心明"), "personal data is masked: {shown}");
        let suspend = ["provider", "sanction", "H34042100001", "--measure", "suspension", "--from", "2026-12-01", "--until",
            "2026-12-31", "--facts", "虚记费用", "--broken", "篇7 第三十四条", "--loss", "1200", "--serious", "--evidence", "笔录12",
            "--department", "D01"];
        let said = town.done(Some("wangli"), &suspend);
        let done = approved(town, "sunhua", &said);
        assert!(done.contains("科室 D01暂停结算"), "{done}");
        let lift = ["provider", "lift", &number(&done[done.find('：').unwrap()..]), "--from", "2026-11-25", "--reason", "复议撤销"];
        approved(town, "sunhua", &town.done(Some("wangli"), &lift));
        let listed = town.done(Some("wangli"), &["provider", "sanctions"]);
        assert!(listed.contains("2026-11-25"), "{listed}");
        let lists = put("名单.csv", "名单,旧编码,机构名称,机构类型,区划,许可证号\n\
            居民医保,0101,样例县人民医院,医院,340421,PDY1\n新农合,N77,样例县医院,医院,340421,\n新农合,N78,样例门诊部,门诊部,340421,X9\n");
        let ran = town.run(Some("wangli"), &["provider", "merge", &lists]);
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains("其中重复 2 行") && ran.out.contains("未登记：名单 新农合 的 N78"), "{}", ran.out);
        let old = town.done(Some("wangli"), &["provider", "old-codes", "H34042100001"]);
        assert!(old.contains("0101") && old.contains("N77"), "{old}");
        let bad = town.run(Some("wangli"), &["provider", "rules", &lists, "--kind", "designation", "--from", "2026-01-01"]);
        assert_ne!(bad.code, 0);
    }
}
