//! Days, for suppressions that end.

use std::fmt;
use std::str::FromStr;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// A day of the Gregorian calendar, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    /// Of the month, from 1 on.
    date: u8,
}

impl Day {
    /// The day, where there is such a one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = year <= 9999 && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        exists.then_some(Self { year, month, date: day })
    }

    /// The day in UTC, that many seconds after the beginning of 1970.
    #[must_use]
    pub fn of_unix(seconds: u64) -> Self {
        let (mut days, mut year) = (seconds / DAY, 1970_u16);
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length || year == 9999 {
                break;
            }
            days -= length;
            year += 1;
        }
        let mut month = 1;
        while month < 12 && days >= u64::from(days_of(year, month)) {
            days -= u64::from(days_of(year, month));
            month += 1;
        }
        Self { year, month, date: u8::try_from(days.min(30) + 1).unwrap_or(31) }
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.date)
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a day is YYYY-MM-DD".to_owned();
        let parts: Vec<&str> = text.split('-').collect();
        let &[year, month, day] = parts.as_slice() else { return Err(wrong()) };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(wrong());
        }
        let parse = |part: &str| part.parse().map_err(|_| wrong());
        let (month, day) = (parse(month)?, parse(day)?);
        let byte = |number: u16| u8::try_from(number).unwrap_or(0);
        Self::new(parse(year)?, byte(month), byte(day)).ok_or_else(|| format!("there is no {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_675_200, "2026-12-31"),
            (4_107_542_400, "2100-03-01"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::of_unix(seconds).to_string(), day);
            assert_eq!(day.parse(), Ok(Day::of_unix(seconds)));
        }
        for wrong in
            ["2026-02-29", "2026-13-01", "2026-1-1", "", "2026-01-01T00", "20260101", "2026-00-10", "+026-01-01"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert!("2026-09-30".parse::<Day>() < "2026-10-01".parse::<Day>());
    }
}
