//! Metadata tokens (§III.1.9).

use std::fmt;

/// A metadata token: the table in the top 8 bits, the 1-based row in the low 24. Row 0 is "nothing".
/// Table 0x70 stands for the `#US` heap; the low 24 bits are then a byte offset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Token(pub u32);

impl Token {
    /// The token of row `row` of table `table`. A row beyond 24 bits cannot exist and becomes row 0: a part of its number
    /// would name another row (trap T10).
    #[must_use]
    pub fn new(table: u8, row: u32) -> Self {
        Self(u32::from(table) << 24 | if row > 0x00FF_FFFF { 0 } else { row })
    }

    /// The number of the table, 0x00 to 0xFF.
    #[must_use]
    pub fn table(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The 1-based row, 0 to 0x00FF_FFFF.
    #[must_use]
    pub fn row(self) -> u32 {
        self.0 & 0x00FF_FFFF
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08x}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
