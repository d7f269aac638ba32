//! `BannedSymbols.txt`: `id[;message]` a line.
//!
//! As the Roslyn analyzer of that name reads it, but: `//` starts a comment only at the start of a line or after white space, so that a message
//! can hold an address; blanks inside an id are ignored; and what is no id is reported.

use super::{Ban, BanList, Origin};
use crate::text::Text;

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands.
    pub origin: Origin,
    /// The id as it was written.
    pub id: String,
    /// Why it is none.
    pub why: String,
}

impl BanList {
    /// Adds the entries of a `BannedSymbols.txt`, which the user knows as `file`, and says how many there are. Lines that are none are kept as
    /// such.
    pub fn read(&mut self, text: &str, file: &Text) -> usize {
        let mut added = 0;
        for (line, id, message) in entries(text) {
            let origin = Origin { file: file.clone(), line };
            let broken = id.contains(char::REPLACEMENT_CHARACTER).then(|| "it is not UTF-8".to_owned());
            let ban = broken.map_or_else(|| Ban::new(id, origin.clone()).map_err(|why| why.to_string()), Err);
            match ban {
                Ok(ban) => {
                    self.add(Ban { message: message.map(str::to_owned), ..ban });
                    added += 1;
                }
                Err(why) => self.add_unread(Unread { origin, id: id.to_owned(), why }),
            }
        }
        added
    }
}

/// Line, id and message of every entry.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (u32, &str, Option<&str>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter_map(|(number, line)| {
        let line = without_comment(line).trim();
        let (id, message) = line.split_once(';').map_or((line, None), |(id, message)| (id, Some(message)));
        let message = message.map(str::trim).filter(|message| !message.is_empty());
        (!line.is_empty()).then_some((number, id.trim(), message))
    })
}

fn without_comment(line: &str) -> &str {
    let starts = line.match_indices("//").map(|(at, _)| at);
    let mut comments = starts.filter(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace));
    comments.next().map_or(line, |at| &line[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_id_and_a_message() {
        let text = "\u{feff}// ours\nT:A.B;see https://example.org/x // since May\n\n  N:A.C  \nM:A.B.F( System.Int32 );\nT:A.D;//\n";
        let all: Vec<_> = entries(text).collect();
        assert_eq!(
            all,
            [
                (2, "T:A.B", Some("see https://example.org/x")),
                (4, "N:A.C", None),
                (5, "M:A.B.F( System.Int32 )", None),
                (6, "T:A.D", Some("//")),
            ]
        );
    }

    #[test]
    fn what_is_no_id_is_kept_with_its_line() {
        let mut list = BanList::default();
        let added =
            list.read("T:A.B\n# a comment of others\nM:A.B.F(\r\nT:A.B;tw\u{fffd}ce\nT:A.\u{fffd}\n", &"b.txt".into());
        assert_eq!(added, 2);
        assert_eq!(list.iter().map(|ban| ban.origin.line).collect::<Vec<_>>(), [1, 4]);
        let unread: Vec<_> = list.unread().iter().map(|it| (it.origin.line, it.id.as_str())).collect();
        assert_eq!(unread, [(2, "# a comment of others"), (3, "M:A.B.F("), (5, "T:A.\u{fffd}")]);
        assert!(list.unread().iter().all(|it| !it.why.is_empty() && it.origin.file.as_str() == "b.txt"));
    }
}
