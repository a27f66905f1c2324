//! Calendar days.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day, if the calendar has it. Years from 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(year) => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Date {
            year,
            month,
            day,
        })
    }

    /// The first day of a year; of the year 1 for a year that the calendar lacks.
    pub fn first_of(year: u16) -> Date {
        Date { year: year.clamp(1, 9999), month: 1, day: 1 }
    }

    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn parse(text: &str) -> Option<Date> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return None };
        let lengths = (year.len(), month.len(), day.len()) == (4, 2, 2);
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !lengths || !digits {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day that a person meant by another spelling (`2017/11/8`, `2017年11月8日`, `20171108`),
    /// for a hint. `None` if that is no day of the calendar either.
    pub fn guess(text: &str) -> Option<Date> {
        let numbers: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        match numbers[..] {
            [year, month, day, ..] if year.len() == 4 => {
                Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            }
            [all] if all.len() == 8 => {
                Date::new(all[..4].parse().ok()?, all[4..6].parse().ok()?, all[6..].parse().ok()?)
            }
            _ => None,
        }
    }

    /// The day that lies so many days after 1 January 1970; before that day for a negative number.
    pub fn from_days_since_1970(days: i64) -> Option<Date> {
        // Days are counted from 1 March 0000, so that the leap day ends its year.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for good in ["2017-11-28", "2016-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "2017-2-3",
            "2017-02-29",
            "1900-02-29",
            "2017-13-01",
            "2017-00-10",
            "2017-11-31",
            "17-11-28",
            "2017/11/28",
            "+017-11-28",
            "2017-11-28 ",
            "",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn other_spellings_are_guessed() {
        for (written, meant) in [
            ("2017/11/8", "2017-11-08"),
            ("2017年11月28日", "2017-11-28"),
            ("20171128", "2017-11-28"),
            ("2017.1.2", "2017-01-02"),
        ] {
            assert_eq!(Date::guess(written).map(|d| d.to_string()).as_deref(), Some(meant));
        }
        assert_eq!(Date::guess("2017-02-30"), None);
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (days, date) in
            [(0, "1970-01-01"), (17_498, "2017-11-28"), (16_860, "2016-02-29"), (-1, "1969-12-31")]
        {
            assert_eq!(
                Date::from_days_since_1970(days).map(|d| d.to_string()).as_deref(),
                Some(date)
            );
        }
    }
}
