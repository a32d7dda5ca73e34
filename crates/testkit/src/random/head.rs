//! The head of random packages.

use super::draft::Draft;

/// The head: one choice for each of its keys.
pub fn head(draft: &mut Draft) {
    let t = &mut draft.tape;
    let mode = t.pick(&["half_up", "down", "up", "half_even"]);
    let unit = t.pick(&["0.01", "0.01", "0.01", "0.1", "1"]);
    let items = t.pick(&["line", "sum"]);
    let law = t.pick(&[
        "\"service_date\"",
        "\"settlement_date\"",
        "[\"discharge_date\", \"service_date\"]",
    ]);
    let order = t.pick(&["settlement", "service"]);
    let reversal = t.pick(&["keep", "replay", "last_only"]);
    let age_at = t.pick(&["year_start", "law_date", "year_end"]);
    let starts = t.pick(&["01-01", "04-01", "07-01"]);
    let by = t.pick(&["", "by = \"settlement_date\"", "by = \"service_date\""]);
    let irregular = t.chance(20);
    for line in [
        "format = \"tongchou-policy/1\"".to_owned(),
        "id = \"fixture.random\"".to_owned(),
        "title = \"随机\"".to_owned(),
        "scheme = \"resident\"".to_owned(),
        format!("law_date = {law}"),
        "in_force = { from = 2015-01-01 }".to_owned(),
        format!("order = \"{order}\""),
        format!("reversal = \"{reversal}\""),
        format!("age_at = \"{age_at}\""),
        format!("rounding = {{ mode = \"{mode}\", unit = \"{unit}\", items = \"{items}\" }}"),
    ] {
        draft.head_line(&line);
    }
    draft.line("[year]");
    draft.line(&format!("starts = \"{starts}\"\n{by}"));
    if irregular {
        draft.line("period = [{ label = 2021, from = 2021-04-01, until = 2021-12-31 }]");
    }
    draft.line("\n[[source]]\nid = \"act\"\ntitle = \"办法\"\nnumber = \"1\"\ntier = \"B\"");
    draft.line("text = \"restated\"\nfile = \"sources/act.md\"");
}
