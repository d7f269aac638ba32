//! How much a view of one assembly may hold.

use crate::check::Opened;
use crate::text::Text;

/// The room that is left to the items of one assembly: a few bytes of a row can repeat a name of any length.
pub(crate) struct Room {
    left: u64,
    left_out: u64,
}

impl Room {
    /// All the room that the items of an assembly have.
    pub(crate) fn new(opened: &Opened<'_, '_>) -> Self {
        let input = opened.universe.input();
        Self { left: opened.universe.limits().view_fuel(input.image.bytes().len()), left_out: 0 }
    }

    /// Whether nothing more fits: what would come next is counted as left out.
    pub(crate) fn is_full(&mut self) -> bool {
        self.left_out += u64::from(self.left == 0);
        self.left == 0
    }

    /// Makes an item of these texts take its part; `false` where it does not fit and is to be left out.
    pub(crate) fn take<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) -> bool {
        // Some bytes for all that is no text.
        self.hold(texts.into_iter().fold(64, |sum: usize, text| sum.saturating_add(written(text.as_str()))))
    }

    /// Takes so many bytes; `false` where they do not fit.
    pub(crate) fn hold(&mut self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let fits = bytes <= self.left;
        self.left = if fits { self.left - bytes } else { 0 };
        self.left_out += u64::from(!fits);
        fits
    }

    /// Whether something did not fit.
    pub(crate) fn is_cut(&self) -> bool {
        self.left_out > 0
    }

    /// Says what was left out.
    pub(crate) fn finish(self, opened: &Opened<'_, '_>) {
        if self.is_cut() {
            let items = if self.left_out == 1 { "item is" } else { "items are" };
            let what = format!("{} more {items} left out; --limit view-ratio=NUMBER raises that", self.left_out);
            opened.note("LIMIT", what);
        }
    }
}

/// How many bytes a text takes where it is written: a control character is six.
fn written(text: &str) -> usize {
    text.len() + 5 * text.bytes().filter(u8::is_ascii_control).count()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn what_is_written_in_escapes_takes_the_room_of_these() {
        assert_eq!((written("abc"), written("a\u{1}\u{7f}"), written("\u{202e}")), (3, 13, 3));
    }
}
