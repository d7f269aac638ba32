//! XML as records: elements of interest with their attributes and the text of their children. Never a tree: a file may be 100 MB.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::Place;
use crate::limits::Limits;
use crate::model::Refusal;
use crate::text::Text;

/// An element of interest.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Its name in lower case.
    pub(super) element: String,
    /// Attributes and leaves of interest, names in lower case, in the order in which they were met.
    fields: Vec<(&'static str, String)>,
    /// Elements of interest inside.
    pub(super) inner: Vec<Record>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Record {
    /// The value of an attribute or a leaf, without blanks around it; `None` where it is empty. `name` is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let values = self.fields.iter().filter(|(known, _)| *known == name);
        values.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }
}

/// What is looked for.
pub(super) struct Wanted {
    /// Elements that are records, in lower case.
    pub(super) records: &'static [&'static str],
    /// Attributes and leaves that are kept, in lower case.
    pub(super) fields: &'static [&'static str],
}

/// The text of a file in UTF-8 or, with a mark, UTF-16 (trap X05); invalid parts become U+FFFD.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let units = |read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, ..] => Cow::Owned(units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Cow::Owned(units(u16::from_be_bytes)),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Counts lines as far as it was asked.
struct Lines<'t> {
    text: &'t str,
    counted: usize,
    line: u32,
    column: u32,
}

impl Lines<'_> {
    /// Line and column of an offset; offsets come in ascending order.
    fn at(&mut self, offset: usize) -> (u32, u32) {
        let between = self.text.as_bytes().get(self.counted..offset.min(self.text.len())).unwrap_or_default();
        for byte in between {
            if *byte == b'\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else if byte & 0xc0 != 0x80 {
                self.column = self.column.saturating_add(1);
            }
        }
        self.counted += between.len();
        (self.line, self.column)
    }
}

/// Reads the records of a file one after the other; what cannot be read is added to `lost`, and what was read before is kept.
/// Gives the name of the outermost element.
pub(super) fn records(
    file: &Text,
    bytes: &[u8],
    wanted: &Wanted,
    limits: &Limits,
    lost: &mut Vec<Refusal>,
    mut take: impl FnMut(Record),
) -> Option<String> {
    let text = text(bytes);
    let mut walk = Walk {
        file,
        wanted,
        limits,
        lines: Lines { text: &text, counted: 0, line: 1, column: 1 },
        open: Vec::new(),
        leaf: None,
        depth: 0,
        count: 0,
        outermost: None,
    };
    if let Err(refusal) = walk.run(&text, lost, &mut take) {
        lost.push(refusal);
    }
    walk.outermost
}

/// Things that are lost in one solution and listed; one more says that there are others.
const LISTED: usize = 100;

/// Adds what is lost, unless there is much of it already.
pub(super) fn note(lost: &mut Vec<Refusal>, refusal: Refusal) {
    if lost.len() < LISTED {
        lost.push(refusal);
    } else if lost.len() == LISTED {
        lost.push(Refusal::new("LIMIT", "more in this solution could not be read and is not listed"));
    }
}

struct Walk<'t> {
    file: &'t Text,
    wanted: &'t Wanted,
    limits: &'t Limits,
    lines: Lines<'t>,
    /// Records that are open, with their depths.
    open: Vec<(u64, Record)>,
    /// The innermost element inside of a record, if it is of interest, and its text.
    leaf: Option<(u64, &'static str, String)>,
    /// Elements that are open.
    depth: u64,
    /// Records so far.
    count: u64,
    /// The name of the element that has all others in it.
    outermost: Option<String>,
}

impl Walk<'_> {
    fn run(&mut self, text: &str, lost: &mut Vec<Refusal>, take: &mut dyn FnMut(Record)) -> Result<(), Refusal> {
        let mut reader = Reader::from_str(text);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|error| {
                let at = usize::try_from(reader.error_position()).unwrap_or(at).max(at);
                self.refusal("X09", at, &format!("not well-formed: {error}"))
            })?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.limits.xml_depth {
                        let what = format!("more than {} elements inside one another", self.limits.xml_depth);
                        return Err(self.limit("xml-depth", at, &what));
                    }
                    self.start(&start, at, lost)?;
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    self.start(&start, at, lost)?;
                    self.end(take);
                }
                Event::End(_) => self.end(take),
                Event::Text(text) => self.add(&text.xml10_content(), at, lost),
                Event::CData(text) => self.add(&text.xml10_content(), at, lost),
                Event::GeneralRef(reference) => {
                    let named =
                        quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned);
                    let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                    match named.or(character) {
                        Some(text) => self.add(&text, at, lost),
                        // No document type, no entities: it stands for nothing.
                        None => note(lost, self.refusal("X02", at, "an entity that XML does not know")),
                    }
                }
                Event::DocType(_) => {
                    return Err(self.refusal(
                        "X01",
                        at,
                        "a document type: such a file is not read, it could expand to any size",
                    ));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.refusal("X09", at, "not well-formed: the file ends inside of an element"));
                }
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, at: usize, lost: &mut Vec<Refusal>) -> Result<(), Refusal> {
        let name = start.local_name();
        let name = name.as_ref();
        self.outermost.get_or_insert_with(|| name.to_owned());
        // Text between elements belongs to nothing.
        self.leaf = None;
        if let Some(element) = find(self.wanted.records, name) {
            self.count += 1;
            if self.count > self.limits.registration_entries {
                let what = format!("more than {} steps, types and images", self.limits.registration_entries);
                return Err(self.limit("registration-entries", at, &what));
            }
            let (line, column) = self.lines.at(at);
            let place = Place { file: self.file.clone(), line, column };
            let mut record = Record { element: element.to_owned(), place, ..Record::default() };
            self.attributes(start, &mut record, lost);
            self.open.push((self.depth, record));
        } else if !self.open.is_empty()
            && let Some(field) = find(self.wanted.fields, name)
        {
            self.leaf = Some((self.depth, field, String::new()));
        }
        Ok(())
    }

    fn attributes(&self, start: &BytesStart<'_>, record: &mut Record, lost: &mut Vec<Refusal>) {
        let mut attributes = start.attributes();
        // Looking for names that are there twice takes time that grows with the square of their number.
        attributes.with_checks(false);
        let most = usize::try_from(self.limits.xml_attributes).unwrap_or(usize::MAX);
        for (number, attribute) in attributes.enumerate() {
            if number >= most {
                let refusal = Refusal::new("X04", format!("{}: more than {most} attributes", place(&record.place)));
                return note(lost, refusal);
            }
            let Ok(attribute) = attribute else {
                return note(lost, Refusal::new("X09", format!("{}: not an attribute", place(&record.place))));
            };
            let Some(field) = find(self.wanted.fields, attribute.key.local_name().as_ref()) else { continue };
            match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) if value.len() as u64 <= self.limits.xml_value => {
                    record.fields.push((field, value.into_owned()));
                }
                Ok(_) => note(lost, Refusal::new("X04", format!("{}: its {field} is too long", place(&record.place)))),
                Err(_) => note(
                    lost,
                    Refusal::new(
                        "X02",
                        format!("{}: its {field} has an entity that XML does not know", place(&record.place)),
                    ),
                ),
            }
        }
    }

    fn add(&mut self, text: &str, at: usize, lost: &mut Vec<Refusal>) {
        let Some((_, field, known)) = &mut self.leaf else { return };
        if known.len().saturating_add(text.len()) as u64 <= self.limits.xml_value {
            known.push_str(text);
        } else {
            let what = format!("its {field} is too long");
            self.leaf = None;
            note(lost, self.refusal("X04", at, &what));
        }
    }

    /// Closes an element.
    fn end(&mut self, take: &mut dyn FnMut(Record)) {
        if let Some((_, field, value)) = self.leaf.take_if(|(depth, ..)| *depth == self.depth)
            && let Some((_, record)) = self.open.last_mut()
        {
            record.fields.push((field, value));
        }
        let closed = self.open.pop_if(|(depth, _)| *depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        let Some((_, record)) = closed else { return };
        match self.open.last_mut() {
            Some((_, outer)) => outer.inner.push(record),
            None => take(record),
        }
    }

    fn limit(&mut self, name: &str, at: usize, what: &str) -> Refusal {
        self.refusal("X03", at, &format!("{what}; `--limit {name}=NUMBER` raises that"))
    }

    fn refusal(&mut self, code: &'static str, at: usize, what: &str) -> Refusal {
        let (line, _) = self.lines.at(at);
        Refusal::new(code, format!("{}, line {line}, offset {at}: {what}", self.file.as_str()))
    }
}

fn place(place: &Place) -> String {
    format!("{}, line {}", place.file.as_str(), place.line)
}

fn find(known: &'static [&'static str], name: &str) -> Option<&'static str> {
    known.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}
