//! What the argument parser says, in Chinese: help, version and wrong usage.

use clap::error::Error;

/// Phrases of the parser and what they say to a reader of Chinese. A phrase that is not known stays.
const PHRASES: [(&str, &str); 35] = [
    ("Usage:", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示帮助",
    ),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("Possible values:", "可选："),
    ("[possible values: ", "[可选："),
    ("[default: ", "[缺省："),
    (" (see a summary with '-h')", ""),
    (" (see more with '--help')", ""),
    ("error: unexpected argument ", "错误：没有这个选项 "),
    ("error: unrecognized subcommand ", "错误：没有这个命令 "),
    ("error: invalid value ", "错误：值不对 "),
    (
        "error: a value is required for ",
        "错误：这个选项后面要写值 ",
    ),
    (
        "error: the following required arguments were not provided:",
        "错误：缺少必填的：",
    ),
    (" but none was supplied", ""),
    ("' found", "'"),
    ("' for '", "'，它属于 '"),
    ("tip: to pass ", "要把 "),
    (" as a value, use ", " 当作值，请写 "),
    (" is not in ", " 不在允许的范围内："),
    ("invalid digit found in string", "应是数字"),
    (
        "cannot parse integer from empty string",
        "应是数字，不能为空",
    ),
    ("number too large to fit in target type", "数字太大"),
    ("number too small to fit in target type", "数字太小"),
    ("number would be zero for non-zero type", "应是大于零的数字"),
    ("tip: a similar argument exists: ", "是否想写 "),
    ("tip: some similar arguments exist: ", "是否想写 "),
    ("tip: a similar subcommand exists: ", "是否想写 "),
    ("tip: some similar subcommands exist: ", "是否想写 "),
    ("tip: a similar value exists: ", "是否想写 "),
    ("tip: some similar values exist: ", "是否想写 "),
    (
        "For more information, try '--help'.",
        "用 --help 查看全部选项。",
    ),
];

/// The parser's text in Chinese.
pub fn told(error: &Error) -> String {
    PHRASES
        .iter()
        .fold(error.render().to_string(), |text, (phrase, said)| {
            text.replace(phrase, said)
        })
}
