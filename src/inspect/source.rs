//! The source lines that code was made of: sequence points, and the text of their files where it is at hand and known to be the one
//! that was compiled.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;

use crate::bytes::Malformed;
use crate::metadata::{MethodDef, Rid};
use crate::model::{Module, Supply};
use crate::symbols::{DocumentIndex, SourcePosition, Symbols};
use crate::text::Text;

/// Lines of one sequence point that are shown; of a longer one the first ones.
const LINES: u32 = 16;
/// Characters of a line that are shown, and that may precede them.
const CHARACTERS: usize = 1_024;

/// Where the code of a piece of source text starts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointItem {
    /// The first instruction of the piece, in bytes from the first one; it reaches to the next point.
    pub offset: u32,
    /// The piece; `None` for code that the compiler made and no line stands for.
    pub source: Option<PointSource>,
}

/// A piece of source text.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointSource {
    /// What a report calls the file.
    pub file: Text,
    /// Where it is on the web, as SourceLink says.
    pub url: Option<Text>,
    /// First line, 1-based.
    pub line: u32,
    /// First column, 1-based; `None` where the symbols have none.
    pub column: Option<u32>,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last character; `None` where the symbols have none.
    pub end_column: Option<u32>,
    /// The piece, a text for each of its first lines; `None` where it was not asked for or is not to be had.
    pub text: Option<Vec<Text>>,
    /// Why there is no text though it was asked for.
    pub missing: Option<Missing>,
}

/// Why there is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// No such file was found.
    NotFound,
    /// There is such a file, and it is not the one that was compiled.
    Differs,
    /// There may be such a file, and nothing says that it is the one that was compiled.
    Unknown,
    /// The file has no such line.
    NoSuchLine,
    /// The text is in the symbols and cannot be read.
    Malformed,
    /// It does not fit within the limit of what is read.
    Limit,
}

impl Missing {
    /// What a person has to know, after "the file".
    #[must_use]
    pub const fn clause(self) -> &'static str {
        match self {
            Self::NotFound => "is not at hand",
            Self::Differs => "is not as it was when it was compiled",
            Self::Unknown => {
                "is not read: the symbols hold no hash of it, and it is not where --source-root says that it is"
            }
            Self::NoSuchLine => "has no such line",
            Self::Malformed => "stands in the symbols and cannot be read there",
            Self::Limit => "is not read: see --limit source-bytes",
        }
    }
}

/// The sources of one module.
pub struct Sources<'m, 'a> {
    module: &'m Module<'a>,
    supply: &'m dyn Supply,
    /// Bytes that may still be read; `None` where no text is wanted.
    left: Option<Cell<u64>>,
    known: RefCell<BTreeMap<DocumentIndex, Rc<Document>>>,
}

/// A source file.
struct Document {
    file: Text,
    url: Option<Text>,
    lines: Result<Lines, Missing>,
}

impl<'m, 'a> Sources<'m, 'a> {
    /// `most`: bytes of source files that may be read; `None` where no text is wanted.
    #[must_use]
    pub fn new(module: &'m Module<'a>, supply: &'m dyn Supply, most: Option<u64>) -> Self {
        Self { module, supply, left: most.map(Cell::new), known: RefCell::default() }
    }

    /// Whether there are symbols.
    #[must_use]
    pub fn has_symbols(&self) -> bool {
        self.module.symbols.is_some()
    }

    /// The sequence points of a method, ascending.
    ///
    /// # Errors
    /// They are malformed.
    pub fn points(&self, method: Rid<MethodDef>) -> Result<Vec<PointItem>, Malformed> {
        let Some(symbols) = &self.module.symbols else { return Ok(Vec::new()) };
        let points = symbols.sequence_points(method)?;
        let item = |it: &crate::symbols::SequencePoint| PointItem {
            offset: it.il.0,
            source: it.position.map(|position| self.source(symbols, position)),
        };
        Ok(points.iter().map(item).collect())
    }

    /// How many files have no text though it was asked for, as far as they were met.
    #[must_use]
    pub fn missing(&self) -> usize {
        let known = self.known.borrow();
        known.values().filter(|document| document.lines.is_err() && self.left.is_some()).count()
    }

    fn source(&self, symbols: &Symbols<'_>, position: SourcePosition) -> PointSource {
        let SourcePosition { document, line, column, end_line, end_column } = position;
        let document = self.document(symbols, document);
        let text = document.lines.as_ref().map_err(|why| *why);
        let text = text.and_then(|lines| lines.piece(position).ok_or(Missing::NoSuchLine));
        let is_wanted = self.left.is_some();
        PointSource {
            file: document.file.clone(),
            url: document.url.clone(),
            line,
            column: (column > 0).then_some(column),
            end_line,
            end_column: (end_column > 0).then_some(end_column),
            missing: text.as_ref().err().copied().filter(|_| is_wanted),
            text: text.ok(),
        }
    }

    fn document(&self, symbols: &Symbols<'_>, index: DocumentIndex) -> Rc<Document> {
        let known = self.known.borrow().get(&index).cloned();
        known.unwrap_or_else(|| {
            let stated = symbols.document_name(index).unwrap_or_default();
            let file = self.module.source_file(index).unwrap_or_default();
            let lines = self.read(symbols, index, &stated, &file);
            let document = Rc::new(Document { file, url: self.module.source_url(index), lines });
            self.known.borrow_mut().insert(index, Rc::clone(&document));
            document
        })
    }

    fn read(&self, symbols: &Symbols<'_>, index: DocumentIndex, stated: &Text, file: &Text) -> Result<Lines, Missing> {
        let left = self.left.as_ref().ok_or(Missing::NotFound)?;
        let taken = |bytes: &[u8]| left.set(left.get().saturating_sub(bytes.len() as u64));
        if let Some(inside) = symbols.embedded_source(index, left.get()) {
            let bytes = inside.map_err(|_| Missing::Malformed)?;
            taken(&bytes);
            return Ok(Lines::of(&bytes));
        }
        let hash = symbols.source_hash(index);
        let (mut found, mut refused) = (None, None);
        self.supply.source(stated, file, left.get(), &mut |place| {
            let Some(bytes) = place.bytes.filter(|bytes| bytes.len() as u64 <= left.get()) else {
                refused = Some(Missing::Limit);
                return false;
            };
            taken(&bytes);
            let is_it = hash.map_or(place.is_named, |hash| hash.is_of(&bytes));
            if is_it {
                found = Some(Lines::of(&bytes));
            } else {
                refused = Some(if hash.is_some() { Missing::Differs } else { Missing::Unknown });
            }
            is_it
        });
        found.ok_or(refused.unwrap_or(Missing::NotFound))
    }
}

/// The text of a source file, by line.
struct Lines {
    text: String,
    /// Where each line starts and ends, its terminator left out.
    lines: Vec<(u32, u32)>,
}

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let text = decode(bytes);
        let mut lines = Vec::new();
        let mut start = 0;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            // What C# takes for the end of a line.
            if !matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}') {
                continue;
            }
            let mut next = at + character.len_utf8();
            if character == '\r' && characters.next_if(|(_, after)| *after == '\n').is_some() {
                next += 1;
            }
            lines.push((offset(start), offset(at)));
            start = next;
        }
        lines.push((offset(start), offset(text.len())));
        Self { text, lines }
    }

    /// A line, 1-based.
    fn line(&self, number: u32) -> Option<&str> {
        let (start, end) = *self.lines.get(usize::try_from(number.checked_sub(1)?).ok()?)?;
        self.text.get(start as usize..end as usize)
    }

    /// The text of a position, with what it has in common of the indentation of its first line taken away.
    fn piece(&self, position: SourcePosition) -> Option<Vec<Text>> {
        let SourcePosition { line, column, end_line, end_column, .. } = position;
        self.line(end_line)?;
        let indentation = self.line(line)?.chars().take(CHARACTERS).take_while(|it| it.is_whitespace()).count();
        let mut piece = Vec::new();
        for number in line..=end_line.min(line.saturating_add(LINES - 1)) {
            let text = self.line(number)?;
            let start = if number == line { column.saturating_sub(1) as usize } else { 0 };
            let end = if number == end_line && end_column > 0 { end_column as usize - 1 } else { usize::MAX };
            let cut = part(text, start, end);
            // Columns that are not there, or too far to the right.
            let head = || text.char_indices().nth(CHARACTERS).map_or(text, |(at, _)| &text[..at]).trim_start();
            let cut = if cut.is_empty() && number == line { part(head(), 0, usize::MAX) } else { cut };
            let blanks = cut.chars().take(indentation).take_while(|it| it.is_whitespace()).map(char::len_utf8).sum();
            piece.push(Text(cut.get(blanks..).unwrap_or_default().trim_end().to_owned()));
        }
        Some(piece)
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What stands between two columns, 0-based, in UTF-16 units; nothing where they are not there.
fn part(text: &str, start: usize, end: usize) -> &str {
    if start > CHARACTERS {
        return "";
    }
    let (mut column, mut from, mut count) = (0, None, 0);
    for (at, character) in text.char_indices() {
        if column >= start {
            from.get_or_insert(at);
            count += 1;
        }
        if column >= end || count > CHARACTERS {
            return text.get(from.unwrap_or(at)..at).unwrap_or_default();
        }
        column += character.len_utf16();
    }
    from.and_then(|from| text.get(from..)).unwrap_or_default()
}

/// The text of a file: UTF-16 where it says so, else UTF-8.
fn decode(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &[u8], numbers: [u32; 4]) -> Option<Vec<String>> {
        let [line, column, end_line, end_column] = numbers;
        let position = SourcePosition { document: DocumentIndex(0), line, column, end_line, end_column };
        Lines::of(text).piece(position).map(|piece| piece.into_iter().map(|line| line.0).collect())
    }

    #[test]
    fn a_piece_is_what_its_columns_say() {
        let text = "\u{FEFF}one\r\n    for (i = 0; i < n; i++) \r\n    {\r\n        f(\u{1F600}, g);\r\n    }\rlast"
            .as_bytes();
        let of = |numbers| piece(text, numbers).unwrap().join("|");
        assert_eq!(of([1, 1, 1, 4]), "one");
        assert_eq!(of([2, 10, 2, 15]), "i = 0");
        assert_eq!(of([2, 17, 2, 22]), "i < n");
        assert_eq!(of([2, 5, 5, 6]), "for (i = 0; i < n; i++)|{|    f(\u{1F600}, g);|}");
        assert_eq!(of([4, 11, 4, 13]), "\u{1F600}", "columns count UTF-16 units");
        assert_eq!(of([4, 9, 4, 0]), "f(\u{1F600}, g);", "no column of the end");
        assert_eq!(of([4, 0, 4, 0]), "f(\u{1F600}, g);", "no columns");
        assert_eq!(of([2, 900, 2, 901]), "for (i = 0; i < n; i++)", "columns that are not there");
        assert_eq!(of([6, 1, 6, 5]), "last");
        assert_eq!(piece(text, [6, 1, 7, 5]), None);
        assert_eq!(piece(text, [0, 1, 1, 5]), None);
        assert_eq!(piece(b"", [1, 1, 1, 1]), Some(vec![String::new()]));
    }

    #[test]
    fn what_is_shown_of_a_piece_is_bounded() {
        let many = "x\n".repeat(100);
        assert_eq!(piece(many.as_bytes(), [1, 1, 90, 2]).unwrap().len(), LINES as usize);
        let long = "y".repeat(1 << 20);
        assert_eq!(piece(long.as_bytes(), [1, 1, 1, 60_000]).unwrap()[0].len(), CHARACTERS);
        assert_eq!(piece(long.as_bytes(), [1, 50_000, 1, 60_000]).unwrap()[0].len(), CHARACTERS);
    }

    #[test]
    fn text_is_decoded_as_its_first_bytes_say() {
        assert_eq!(decode(b"\xFF\xFEa\0\x3D\xD8"), "a\u{FFFD}");
        assert_eq!(decode(b"\xFE\xFF\0a\0b\0"), "ab");
        assert_eq!(decode(b"\xEF\xBB\xBFa\xFF"), "a\u{FFFD}");
    }
}
