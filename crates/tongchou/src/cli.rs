//! The command line: what can be asked, in one place.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What scripts may rely on, shown below the help of every command that ends so.
const EXIT_CODES: &str = "退出码：
  0  成功
  1  检查或用例发现问题
  2  命令写错
  3  输入无法读取、不合格或无法结算（不写出任何文件）
  4  输出无法写出（原有文件保持原样）
  5  不予办理：权限、制度或复核不允许（没有写入数据库）
  6  数据库打不开、结构不符或出错（没有写入数据库）";

/// 统筹：基本医疗保险核心平台
#[derive(Debug, Parser)]
#[command(name = "tongchou", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// 要做的事
    #[command(subcommand)]
    pub command: Command,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 用虚构的家庭和城市演示：各地政策的结算，或一座城市的登记、筹资和基金账
    Demo(Demo),
    /// 数据库：建立与升级、备份、恢复、核验
    #[command(subcommand)]
    Db(crate::database::Database),
    /// 用户、授权与密码
    #[command(subcommand)]
    User(crate::user::User),
    /// 基金预算：测算、编制、审批、执行，超预算和动用结余的审批
    #[command(subcommand)]
    Budget(crate::fund::Budget),
    /// 基金管理：用款申请、风险调剂金、应收款、上划、存款、目标、报表
    #[command(subcommand)]
    Fund(crate::fund::Fund),
    /// 对账：导入对账单，逐笔勾对，余额调节，差异处理
    #[command(subcommand)]
    Reconcile(crate::fund::Reconcile),
    /// 基金指标和分级预警
    #[command(subcommand)]
    Indicator(crate::fund::Indicator),
    /// 向社会公布基金情况
    #[command(subcommand)]
    Publish(crate::fund::Publish),
    /// 制度档案：各统筹区的基金管理、参保、移交等规定及依据
    #[command(subcommand)]
    Regime(crate::regime::Regime),
    /// 医保目录：导入、差异、复核，机构目录对照、审核，待对照队列
    #[command(subcommand)]
    Catalogue(crate::catalogue::Catalogue),
    /// 参保登记：申报、审核、变更、续保、名单
    #[command(subcommand)]
    Enrol(crate::membership::Enrol),
    /// 就医备案：转院、慢特病、定点的审核
    #[command(subcommand)]
    Filing(crate::filing::Filing),
    /// 结算方式：改为先付后报、解除
    #[command(subcommand)]
    Mode(crate::mode::Mode),
    /// 参保关系转移接续
    #[command(subcommand)]
    Transfer(crate::membership::Transfer),
    /// 查看审计轨迹：谁看过、做过、试过什么
    Audit(crate::audit::Audit),
    /// 用人单位：缴费基数、账单、缴费、缓缴、争议、参保办法
    #[command(subcommand)]
    Employer(crate::premium::Employer),
    /// 定点机构：登记、申请、初审、确认、协议、考核、处理、退出
    #[command(subcommand)]
    Provider(crate::provider::Provider),
    /// 个人账户：计入标准、计入、年末结转、对账单、继承
    #[command(subcommand)]
    Account(crate::account::Account),
    /// 过账：把收款、退费和补助记入基金账簿
    #[command(subcommand)]
    Posting(crate::posting::Posting),
    /// 结算申报：月度生成、受理、初审、决定、期限，零星报销，扣款与保证金
    #[command(subcommand)]
    Claim(crate::claim::Claim),
    /// 付款：制单、审批、银行文件、回盘入账
    #[command(subcommand)]
    Payout(crate::payout::Payout),
    /// 县区间清算：一方参保人在另一方就医的费用，轧差和周转金
    #[command(subcommand)]
    Clearing(crate::clearing::Clearing),
    /// 跨统筹区结算：备案、入院、结算、撤销、清算，对方平台为模拟
    #[command(subcommand)]
    Cross(crate::cross::Cross),
    /// 承办保险公司：合同、考核、承办业务初审、抽查
    #[command(subcommand)]
    Insurer(crate::insurer::Insurer),
    /// 待遇：期间、依据、解释
    #[command(subcommand)]
    Entitlement(crate::entitlement::Entitlement),
    /// 人员：登记、导入、查看、变更、归并、参保率
    #[command(subcommand)]
    Person(crate::people::Person),
    /// 卡证：制卡、发放、启用、挂失、补换、注销，其他凭证，核验，基本信息更正
    #[command(subcommand)]
    Card(crate::card::Card),
    /// 家庭户：成员、户主、收入
    #[command(subcommand)]
    Household(crate::people::Household),
    /// 单位：用人单位登记和期限、学校名册、协办员
    #[command(subcommand)]
    Organisation(crate::people::Organisation),
    /// 身份类别：认定、部门名单、待办
    #[command(subcommand)]
    Category(crate::people::Category),
    /// 政策包：检查、测试、解释、比较、数据格式
    #[command(subcommand)]
    Policy(Policy),
    /// 统筹区采用政策包：拟定、复核、列出
    #[command(subcommand)]
    Package(crate::package::Package),
    /// 筹资标准：拟定、复核、列出、测算
    #[command(subcommand)]
    Standard(crate::contribution::standard::Standard),
    /// 缴费账单：开具、查看、一户一单、未缴名单、争议、资助
    #[command(subcommand)]
    Bill(crate::contribution::bill::Bill),
    /// 收款：窗口、代收点、税务和银行文件、待处理款项、退费、对账、进度
    #[command(subcommand)]
    Pay(crate::contribution::pay::Pay),
    /// 财政补助：应到、已到、逾期、重复、代缴
    #[command(subcommand)]
    Subsidy(crate::contribution::subsidy::Subsidy),
    /// 记账：按事项制单，交另一人复核
    Post(crate::books::Post),
    /// 结账：按月结账，或年末结转收支
    Close(crate::books::Close),
    /// 基金报表：资产负债表、收支表、月报、备查簿、分户明细
    #[command(subcommand)]
    Report(crate::books::Report),
    /// 基金账：复核、冲销、账户、科目表、事项、承接和上划
    #[command(subcommand)]
    Ledger(crate::books::Ledger),
    /// 接口账号：拟定、复核、停用、机构密钥、联网状态、报文检测
    #[command(subcommand)]
    Gateway(crate::gateway::Gateway),
    /// 启动定点医药机构接口服务
    Serve(crate::serve::Serve),
    /// 压测：按真实接口量出结算窗口的速度
    #[command(subcommand)]
    Bench(crate::bench::Bench),
    /// 按政策包结算一批账单
    Settle(Settle),
    /// 生成命令补全脚本
    Completions {
        /// 终端类型
        shell: clap_complete::Shell,
    },
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// 政策包所在文件夹
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub policies: PathBuf,
    /// 示例账单所在文件夹
    #[arg(long, value_name = "DIR", default_value = "samples")]
    pub samples: PathBuf,
    /// 完整解释这张账单（缺省为步骤最多的一张）
    #[arg(long, value_name = "CLAIM")]
    pub explain: Option<String>,
    #[command(flatten)]
    pub place: crate::office::PlaceArgs,
    /// 不演示，只把虚构城市写成可导入的文件，放进这个文件夹
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// 只建到登记为止，参保、征缴和记账留给各用户自己办
    #[arg(long, conflicts_with = "files")]
    pub practice: bool,
    /// 只建参保、缴费和定点机构，不演两年的收支：供医院软件联调
    #[arg(long, conflicts_with_all = ["files", "practice"])]
    pub counter: bool,
    /// 医保目录缩小为几分之一（1 为一个城市的规模：药品 2 万、诊疗项目 8 千、耗材 3 万）
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub part: u32,
    /// 办完即退出，不开接口服务
    #[arg(long)]
    pub no_serve: bool,
    /// 演示之后接口服务的监听地址
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    #[command(flatten)]
    pub key: crate::gateway::KeyFileArgs,
    /// 只登记、参保、开账单，量出用时和内存（供 cargo xtask bench import）
    #[arg(long, hide = true, conflicts_with = "files")]
    pub measure: bool,
    /// 虚构城市的人口
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub size: u32,
    /// 虚构城市两年中的第一年
    #[arg(long, value_name = "YEAR", default_value_t = 2025)]
    pub year: i32,
}

/// Commands about packages.
#[derive(Debug, Subcommand)]
pub enum Policy {
    #[command(after_help = EXIT_CODES)]
    /// 检查政策包：引用、分类、取值表、时间、守恒；指出行与列
    Check {
        /// 政策包文件夹，或装有多个政策包的文件夹
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// 警告也算失败
        #[arg(long)]
        strict: bool,
    },
    #[command(after_help = EXIT_CODES)]
    /// 运行政策包自带的用例，逐分列出差异
    Test {
        /// 政策包文件夹，或装有多个政策包的文件夹
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// 逐个改动参数，确认每个参数都有用例守住
        #[arg(long)]
        mutate: bool,
    },
    /// 用中文说明政策包：条文、来源级别、取值、理解与未译条款
    Explain {
        /// 政策包文件夹
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// 比较两个政策包（或两个版本）的规则
    Diff {
        /// 旧政策包
        old: PathBuf,
        /// 新政策包
        new: PathBuf,
    },
    /// 输出数据格式（JSON Schema）
    Schema {
        /// 哪一种数据
        kind: SchemaKind,
        /// 把这个政策包自定义的事实也写进去
        #[arg(long, value_name = "PATH")]
        policy: Option<PathBuf>,
    },
}

/// Kinds of schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaKind {
    /// 政策包
    Package,
    /// 参保人
    Persons,
    /// 账单
    Bills,
    /// 累计数
    Accumulators,
    /// 结算结果
    Results,
}

impl From<SchemaKind> for policy::SchemaKind {
    fn from(kind: SchemaKind) -> Self {
        match kind {
            SchemaKind::Package => Self::Package,
            SchemaKind::Persons => Self::Persons,
            SchemaKind::Bills => Self::Bills,
            SchemaKind::Accumulators => Self::Accumulators,
            SchemaKind::Results => Self::Results,
        }
    }
}

/// Options of `settle`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Settle {
    /// 政策包文件夹
    #[arg(long, value_name = "PATH")]
    pub policy: PathBuf,
    /// 账单文件（.json、.csv、.parquet）
    #[arg(long, value_name = "FILE")]
    pub bills: PathBuf,
    /// 账单明细文件（每行一条明细，以 claim_id 对应账单）
    #[arg(long, value_name = "FILE")]
    pub lines: Option<PathBuf>,
    /// 参保人文件
    #[arg(long, value_name = "FILE")]
    pub persons: Option<PathBuf>,
    /// 期初累计数文件
    #[arg(long, value_name = "FILE")]
    pub accumulators: Option<PathBuf>,
    /// 改革方案（补丁文件），可多次给出，按顺序应用
    #[arg(long, value_name = "PATCH")]
    pub reform: Vec<PathBuf>,
    /// 选定歧义条款的另一种理解，如 ceiling_basis=payment
    #[arg(long, value_name = "NAME=OPTION")]
    pub switch: Vec<String>,
    /// 给出政策未规定的参数，如 table.credit=100
    #[arg(long, value_name = "NAME=VALUE")]
    pub parameter: Vec<String>,
    /// 只用这一天以前公布的规定
    #[arg(long, value_name = "DATE")]
    pub known_at: Option<String>,
    /// 逐张账单用中文解释（写到标准输出；要结果文件另加 -o）
    #[arg(long)]
    pub explain: bool,
    /// 文本文件按 GB18030 读取（缺省自动识别 UTF-8 和 GB18030）
    #[arg(long)]
    pub gb18030: bool,
    /// 结果文件（.json、.csv、.parquet）；缺省写到标准输出（JSON）
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
