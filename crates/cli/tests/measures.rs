//! `peiyu measures` and `peiyu diff` end to end.

mod common;

use common::{A, B, COMMON, Place, edition};
use serde_json::{Value, json};

/// Two firms of Gansu: one first recognised in 2024 and not paid, one without a title.
fn firms(place: &Place) {
    let rows = [format!("{A},6201,是,否,2024,否,industry,100,3000"), format!("{B},6202,否,否,,,industry,2000,90000")];
    place.write("f.csv", format!("uscc,city,title_srdi_valid,title_little_giant_valid,srdi_first_year,award_srdi_paid,industry,employees,revenue_1（万元）\n{}\n", rows.join("\n")));
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn without_firms_all_measures_are_listed() {
    let place = Place::new("measures_list");
    let said = place.run(&["measures", "--as-of", "2026-05-01", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let list = parsed(&said.out);
    let numbers: Vec<String> =
        list["measures"].as_array().unwrap().iter().map(|m| m["number"].as_str().unwrap().into()).collect();
    assert_eq!(numbers, (1..=25).map(|n| n.to_string()).collect::<Vec<_>>());
    let said = place.run(&["measures", "--as-of", "2026-05-01"]);
    for part in ["保障中小企业款项及时支付", "30万元", "不高于1.5%", "各市州政府、兰州新区管委会落实全部措施", "≥ 45000个"]
    {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
}

#[test]
fn a_department_has_its_duties() {
    let place = Place::new("measures_department");
    let said = place.run(&["measures", "--department", "省市场监管局", "--format", "json"]);
    let numbers: Vec<Value> = parsed(&said.out)["measures"].as_array().unwrap().iter().map(|m| m["number"].clone()).collect();
    // 甘工信发〔2023〕128号 (六)、(九)。
    assert_eq!(numbers, ["6", "9"]);
    // What it has to do, whether it leads, and what is to be reached by it.
    let said = place.run(&["measures", "--department", "省市场监管局"]);
    let row = |number: &str| said.out.lines().find(|l| l.trim_start().starts_with(number)).unwrap();
    assert!(row("6 ").contains("牵头") && row("9 ").contains("配合"), "{}", said.out);
    assert!(said.out.contains("≥ 120家") && !said.out.contains("≥ 700家"), "{}", said.out);
    let said = place.run(&["measures", "--department", "cities", "--lang", "en"]);
    assert_eq!(said.out.matches("carries out").count(), 25, "{}", said.out);
    for (wrong, near) in [("省市场局", "省市场监管局"), ("财政", "省财政厅"), ("Finance", "Department of Finance")]
    {
        let said = place.run(&["measures", "--department", wrong]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains("unknown_reference") && said.err.contains(near), "{}", said.err);
    }
}

#[test]
fn firms_are_answered_and_summed() {
    let place = Place::new("measures_firms");
    firms(&place);
    let said = place.run(&["measures", "f.csv", "--as-of", "2026-05-01", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let all = parsed(&said.out);
    let due: Vec<&Value> = all["firms"].as_array().unwrap().iter().map(|f| &f["due"]).collect();
    assert_eq!(due, ["300000", "0"]);
    assert_eq!((&all["totals"]["due"], &all["totals"]["firms"]), (&json!("300000"), &json!(2)));
    let said = place.run(&["measures", "f.csv", "--as-of", "2026-05-01"]);
    for part in ["首次认定“专精特新”中小企业奖励：30万元", "共 2 家企业", "6201 2024", "应得资金合计：30万元"]
    {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
}

#[test]
fn one_firm_is_told_why() {
    let place = Place::new("measures_firm");
    firms(&place);
    let said = place.run(&["measures", "f.csv", "--firm", B, "--as-of", "2026-05-01"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("✗ 专精特新企业（甘工信发〔2023") && !said.out.contains(A), "{}", said.out);
    let said = place.run(&["measures", "f.csv", "--firm", A, "--as-of", "2026-05-01"]);
    for part in ["✓ 措施印发以后首次认定", "✓ 尚未领取", "省财政厅", "甘肃证监局"] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    let said = place.run(&["measures", "f.csv", "--firm", A, "--as-of", "2026-05-01", "--format", "json"]);
    let explained = parsed(&said.out);
    assert_eq!(explained["measures"][1]["gives"][0]["verdict"], "pass");
    assert_eq!(explained["measures"][1]["gives"][0]["reasons"][0]["holds"], true);
    let said = place.run(&["measures", "f.csv", "--firm", "nobody"]);
    assert_eq!((said.code, said.err.contains("nobody")), (2, true), "{}", said.err);
}

#[test]
fn figures_are_held_against_targets() {
    let place = Place::new("measures_figures");
    place.write("figures.json", r#"{"green_factories": 119, "digital_design_tools": "80%"}"#);
    let args = ["measures", "--figures", "figures.json", "--as-of", "2026-01-01"];
    let said = place.run(&args);
    assert_eq!(said.code, 0, "{}", said.err);
    for part in ["119家", "到期未达到，差1家", "已达到"] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    // What is counted is not below nought.
    place.write("figures.json", r#"{"green_factories": {"figure": 3, "baseline": -2}, "service_events": "-1"}"#);
    let said = place.run(&args);
    assert_eq!((said.code, said.err.matches("outside_domain").count()), (2, 2), "{}", said.err);
    place.write("figures.json", r#"{"green_factory": 119}"#);
    let said = place.run(&args);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("figures.json") && said.err.contains("green_factories"), "{}", said.err);
}

#[test]
fn wrong_uses_are_said() {
    let place = Place::new("measures_wrong");
    firms(&place);
    for (args, part) in [
        (&["measures", "--policy", "cn"][..], "--policy gansu"),
        (&["measures", "f.csv", "--department", "finance"], "--department"),
        (&["measures", "--firm", A], "<FIRMS>"),
        (&["measures", "--as-of", "2026-02-30"], "bad_date"),
    ] {
        let said = place.run(args);
        assert_eq!(said.code, 2, "{args:?}");
        assert!(said.err.contains(part), "{args:?}\n{}", said.err);
    }
}

/// An overlay of the small policy of these tests: the floor is 1500 yuan where it was 1000.
fn policies(place: &Place) {
    for (folder, floor) in [("first", "1000元"), ("second", "1500元")] {
        place.write(&format!("{folder}/common.yaml"), COMMON);
        for id in ["2022", "2026"] {
            place.write(&format!("{folder}/{id}.yaml"), edition(id, floor));
        }
    }
}

#[test]
fn a_raised_floor_is_told_and_whose_verdict_turns() {
    let place = Place::new("diff_firms");
    policies(&place);
    // On the old floor, between the two, on the new one.
    place.write("f.csv", format!("uscc,name,revenue,staff,field\n{A},甲,1000,10,a\n{B},乙,1500,10,a\n"));
    let args = ["diff", "first", "second", "--as-of", "2026-05-01", "--firms", "f.csv"];
    let said = place.run(&args);
    assert_eq!(said.code, 0, "{}", said.err);
    for part in ["营业收入不低于1,000元", "营业收入不低于1,500元", "《办法》第一条", "优质  通过 → 未通过", "✗ 营业收入"]
    {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    let said = place.run(&[&args[..], &["--format", "json"]].concat());
    let all = parsed(&said.out);
    let turned = all["firms"]["turned"].as_array().unwrap();
    assert_eq!(turned.len(), 1);
    assert_eq!((&turned[0]["firm"], &turned[0]["tier"]), (&json!(A), &json!("good")));
    assert_eq!((&turned[0]["before"], &turned[0]["after"]), (&json!("pass"), &json!("fail")));
    assert_eq!(turned[0]["why"]["failed"][0]["id"], "revenue");
    // The way back: what it failed by the first is why.
    let said = place.run(&["diff", "second", "first", "--as-of", "2026-05-01", "--firms", "f.csv", "--format", "json"]);
    let turned = parsed(&said.out)["firms"]["turned"].clone();
    assert_eq!((&turned[0]["after"], &turned[0]["why"]["failed"][0]["id"]), (&json!("pass"), &json!("revenue")));
}

#[test]
fn the_same_policy_has_no_differences() {
    let place = Place::new("diff_same");
    let said = place.run(&["diff", "gansu", "gansu"]);
    assert_eq!((said.code, said.out.trim()), (0, "没有差别"), "{}", said.err);
    let said = place.run(&["diff", "cn@2022", "cn@1999"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("unknown_edition"), "{}", said.err);
}

#[test]
fn editions_are_compared_article_by_article() {
    let place = Place::new("diff_editions");
    let said = place.run(&["diff", "cn@2022", "cn@2026", "--tier", "little_giant", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let all = parsed(&said.out);
    let line = |id: &str| {
        let lines = all["tiers"][0]["lines"].as_array().unwrap();
        lines.iter().find(|l| l["id"] == id).unwrap_or_else(|| panic!("{id}")).clone()
    };
    // 63号附件3 一：70%；2号文附件2 (二)：90%。
    let share = line("main_ratio");
    assert!(share["before"]["sentence"]["zh"].as_str().unwrap().contains("70%"));
    assert!(share["after"]["sentence"]["zh"].as_str().unwrap().contains("90%"));
    assert_eq!(share["before"]["source"], "工信部企业〔2022〕63号 附件3 一");
    assert_eq!(share["after"]["source"], "工信部企业〔2026〕2号 附件2 (二)");
    // 63号第三条“注册登记”，2号文第十一条“依法设立”：事实是同一项，改的是说法。 One fact; it is the words that changed.
    let said = place.run(&["diff", "cn@2022", "cn@2026", "--tier", "little_giant"]);
    let row = said.out.lines().find(|l| l.contains("在境内工商注册")).unwrap();
    assert!(row.matches("在境内依法设立").count() == 2, "{row}");
}

#[test]
fn what_a_province_sets_stands_under_its_own_article() {
    let place = Place::new("diff_sources");
    let said = place.run(&["diff", "cn", "gansu", "--as-of", "2026-05-01"]);
    // 甘工信发〔2023〕128号 (二)：30万元、50万元。
    for sum in ["30万元", "50万元"] {
        let row = said.out.lines().find(|l| l.contains(sum)).unwrap();
        assert!(row.contains("甘工信发〔2023〕128号 (二)"), "{row}");
    }
    let said = place.run(&["diff", "cn", "gansu", "--as-of", "2026-05-01", "--lang", "en"]);
    assert!(said.out.contains("+ measure Public funds (funds)"), "{}", said.out);
}
