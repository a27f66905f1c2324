//! Each form at, inside and outside its bounds.

use super::forms::{Bare, Pattern};
use super::{FORMS, NotUnderstood, read};
use crate::model::value::Rational;

fn number(text: &str) -> Rational {
    let exponent = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: Rational = text.replace('.', "").parse().expect("a number");
    digits * super::power_of_ten(-i32::try_from(exponent).expect("a short number"))
}

#[test]
fn claims_hold_for_their_values_and_no_others() {
    for (words, holds, fails) in [
        ("150家", "150", "149 151 150.1"),
        ("两千个", "2000", "1999 2001"),
        ("达3,700名", "3700", "3701"),
        ("63.2%", "0.632 0.6315 0.63249", "0.6325 0.63149"),
        ("-3.2%", "-0.032 -0.03249 -0.0315", "-0.0325 -0.03149 0.032"),
        ("1.5万", "15000 14500 15499", "15500 14499"),
        ("3万", "30000 29500 30499", "30500 29499"),
        ("三万五千人", "35000 34500 35499", "35500 34499"),
        ("一万二千三百四十五人", "12345", "12346 12344"),
        ("2倍", "2 1.95 2.04", "2.05 1.94"),
        ("2.5倍", "2.5 2.45", "2.55 2.44"),
        ("5亿元", "500000000 495000000", "505000000"),
        ("0.5个百分点", "0.005 0.0045", "0.0055"),
        ("近万名", "9000 9999", "10000 8999"),
        ("近三成", "0.27 0.29", "0.3 0.269"),
        ("约150家", "135 150 165", "134.9 165.1"),
        ("约占三成", "0.27 0.33", "0.26 0.34"),
        ("150家左右", "135 165", "134 166"),
        ("20岁上下", "18 22", "17 23"),
        ("超过150家", "150.1 151 225", "150 149"),
        ("逾六成", "0.61", "0.6"),
        ("不足150家", "149 75", "150 151"),
        ("不到三成", "0.29", "0.3"),
        ("150家以上", "150 151", "149"),
        ("150家以下", "150 149", "151"),
        ("3700多名", "3701 3799", "3700 3800"),
        ("两千多个", "2001 2999", "2000 3000"),
        ("20余家", "21 29", "20 30"),
        ("一倍多", "1.01 1.99", "1 2"),
        ("三成多", "0.31 0.39", "0.3 0.4"),
        ("3000多万元", "30000001 39999999", "30000000 40000000"),
        ("1.5万多", "15001 15999", "15000 16000"),
        ("一年多", "1.5", "1 2"),
        ("十几家", "11 19", "10 20"),
        ("几十家", "20 99", "19 100"),
        ("数十万人", "200000 990000", "199999 990001"),
        ("100至150家", "100 125 150", "99 151"),
        ("30%—40%", "0.3 0.4", "0.29 0.41"),
        ("三至五成", "0.3 0.5", "0.29 0.51"),
        ("3至5万", "30000 50000", "3 29999 50001"),
        ("三四百家", "300 400", "299 401"),
        ("三分之一", "0.33 0.34 0.3234", "0.32 0.345"),
        ("百分之六十", "0.6 0.595 0.604", "0.605 0.594"),
        ("百分之六十三点二", "0.632 0.6315", "0.6325 0.63"),
        ("千分之五", "0.005 0.0045", "0.0055 0.001"),
        ("三十个百分点", "0.3 0.295", "0.34 0.305"),
        ("近半", "0.45 0.49", "0.5 0.44"),
        ("1亿2000万元", "120000000", "130000000"),
        ("100家至150家", "100 150", "99 151"),
        ("3亿元至5亿元", "300000000 500000000", "299999999"),
        ("3，700名", "3700", "3701"),
        ("下降到20家", "20", "-20"),
        ("翻了一番", "2", "2.05"),
        ("近三分之一", "0.3 0.33", "0.334 0.29"),
        ("一半", "0.49 0.51", "0.48 0.52"),
        ("不足半数", "0.49", "0.5"),
        ("三成", "0.29 0.31", "0.28 0.32"),
        ("三成五", "0.34 0.36", "0.33 0.37"),
        ("过半", "0.501 1", "0.5 1.01"),
        ("超过半数", "0.51", "0.5"),
        ("大多数", "0.6 0.51", "0.5"),
        ("绝大多数", "0.8 1", "0.79 1.01"),
        ("翻一番", "2 1.95", "2.05 1.94"),
        ("翻两番", "4 3.95", "4.05"),
        ("同比下降12.5%", "-0.125 -0.1254", "0.125 -0.126"),
        ("减少了20多家", "-21", "21 -20"),
        ("3公里", "3000", "3"),
        ("5千米", "5000", "5"),
        ("２０家", "20", "2"),
    ] {
        let claim = read(words).unwrap_or_else(|why| panic!("{words:?}: {why:?}"));
        for value in holds.split(' ') {
            assert!(claim.holds(&number(value)), "{words:?} holds for {value}: {}", claim.interval);
        }
        for value in fails.split(' ') {
            assert!(
                !claim.holds(&number(value)),
                "{words:?} fails for {value}: {}",
                claim.interval
            );
        }
    }
}

#[test]
fn words_that_say_no_number_or_more_are_refused() {
    use NotUnderstood::{NoNumber, TwoNumbers, UnknownWords};
    for (words, why) in [
        ("许多", NoNumber),
        ("", NoNumber),
        ("很多家", NoNumber),
        ("150家企业和20个团队", TwoNumbers),
        ("150家中的一半", TwoNumbers),
        ("近3700多名", UnknownWords),
        ("超过150家以上", UnknownWords),
        ("约100至150家", UnknownWords),
        ("至少150家", UnknownWords),
        ("不低于150家", UnknownWords),
        ("贴近150家", UnknownWords),
        ("150家以内", UnknownWords),
        ("20来家", UnknownWords),
        ("几百家", UnknownWords),
        ("150至100家", UnknownWords),
        ("近十几家", UnknownWords),
        ("十几家左右", UnknownWords),
        ("天津有150家", UnknownWords),
        ("150家没有", UnknownWords),
        ("150家不止", UnknownWords),
        ("150元起", UnknownWords),
        ("150家，增长", UnknownWords),
        ("四分之三强", UnknownWords),
        ("约-3%", UnknownWords),
        ("十几亿亿亿", UnknownWords),
    ] {
        assert_eq!(read(words).err(), Some(why), "{words:?}");
    }
}

#[test]
fn one_sided_words_that_are_far_off_are_told() {
    for (words, fits, far) in [
        ("超过100家", "101 150", "151 400"),
        ("100家以上", "100 150", "151"),
        ("不足100家", "99 50", "49"),
        ("100家以下", "100 50", "49"),
        ("大多数", "0.6 0.9", "0.51 0.59"),
    ] {
        let claim = read(words).expect("a claim");
        for value in fits.split(' ') {
            assert!(!claim.is_understated(&number(value)), "{words:?} {value}");
        }
        for value in far.split(' ') {
            assert!(claim.is_understated(&number(value)), "{words:?} {value}");
        }
    }
}

#[test]
fn the_table_shows_what_is_read() {
    for form in FORMS {
        for (words, interval) in form.examples {
            let claim = read(words).unwrap_or_else(|why| panic!("{words:?}: {why:?}"));
            assert_eq!(claim.interval.to_string(), *interval, "{words:?}");
        }
        assert!(!form.examples.is_empty());
    }
    for kind in [Bare::Exact, Bare::Rounded, Bare::Myriad, Bare::Share, Bare::Range] {
        assert!(FORMS.iter().any(|form| form.pattern == Pattern::Bare(kind)), "{kind:?}");
    }
}

#[test]
fn the_nearest_form_is_one_of_the_forms() {
    for (unknown, form) in super::NEAREST {
        let known = super::FORMS.iter().any(|known| known.words == *form);
        assert!(known, "{unknown}: {form}");
    }
}
