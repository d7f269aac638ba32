//! Lines of text on their way out, and what every part of a disassembly needs.

use std::io;

use super::Unwritten;
use super::chosen::Chosen;

use crate::bytes::{Malformed, Reader};
use crate::ilasm::{Speller, comment, push_bytes, push_permissions};
use crate::inspect::source::Sources;
use crate::limits::Limits;
use crate::metadata::{
    BlobIndex, Constant, CustomAttribute, CustomAttributeType, DeclSecurity, HasConstant, HasCustomAttribute,
    HasDeclSecurity, HasFieldMarshal, Metadata, Rid, Token, TypeDef,
};
use crate::model::Module;

/// Bytes that are collected before they are written.
const CHUNK: usize = 1 << 16;
/// Blanks of one level of braces, and how many levels are shown by them.
const STEP: usize = 2;
const LEVELS: usize = 32;

/// Writes ilasm's text for one module.
pub(super) struct Writer<'m, 'a, 'o> {
    pub(super) module: &'m Module<'a>,
    pub(super) metadata: &'m Metadata<'a>,
    pub(super) limits: &'m Limits,
    pub(super) spell: Speller<'m, 'a>,
    /// Text that is not written yet.
    pub(super) text: String,
    out: &'o mut dyn io::Write,
    /// What `out` said first; nothing is written after that.
    failed: Option<io::Error>,
    level: usize,
    /// Bytes that may still be written.
    fuel: u64,
    /// What is not in the text, or not as it stands in the file.
    pub(super) unwritten: Unwritten,
    /// What only is to be written; `None` for all.
    pub(super) chosen: Option<Chosen>,
    /// Where source lines are from, if they are to be written.
    pub(super) sources: Option<&'m Sources<'m, 'a>>,
    /// The types that each type encloses.
    pub(super) nested: Vec<Vec<Rid<TypeDef>>>,
    /// Fields whose data is still to be written, by the address of the data.
    pub(super) data: Vec<(u32, u32)>,
}

impl<'m, 'a, 'o> Writer<'m, 'a, 'o> {
    pub(super) fn new(
        module: &'m Module<'a>,
        limits: &'m Limits,
        chosen: Option<Chosen>,
        out: &'o mut dyn io::Write,
    ) -> Self {
        Self {
            module,
            metadata: &module.metadata,
            limits,
            spell: Speller::new(module, limits),
            text: String::with_capacity(2 * CHUNK),
            out,
            failed: None,
            level: 0,
            fuel: limits.il_fuel(module.image.bytes().len()),
            unwritten: Unwritten::default(),
            chosen,
            sources: None,
            nested: Vec::new(),
            data: Vec::new(),
        }
    }

    /// Starts a line.
    pub(super) fn indent(&mut self) {
        let blanks = self.blanks();
        self.text.extend(std::iter::repeat_n(' ', blanks));
    }

    pub(super) fn blanks(&self) -> usize {
        STEP * self.level.min(LEVELS)
    }

    /// Ends a line.
    pub(super) fn end(&mut self) {
        self.text.push('\n');
    }

    /// Writes what there is where that is much: between lines, where nothing of them will be taken back.
    pub(super) fn pause(&mut self) {
        if self.text.len() >= CHUNK {
            self.flush();
        }
    }

    /// An empty line, but for the first line of all and of a block.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("{\n") {
            self.text.push('\n');
        }
    }

    /// A line of its own.
    pub(super) fn line(&mut self, line: &str) {
        self.indent();
        self.text.push_str(line);
        self.end();
    }

    /// A comment on a line of its own.
    pub(super) fn remark(&mut self, remark: &str) {
        self.line(&format!("// {}", comment(remark)));
    }

    pub(super) fn open(&mut self) {
        self.line("{");
        self.level += 1;
    }

    pub(super) fn close(&mut self) {
        self.level = self.level.saturating_sub(1);
        self.line("}");
    }

    /// Whether nothing more is to be written: the limit of a text is reached, or nobody takes it.
    pub(super) fn is_over(&self) -> bool {
        self.failed.is_some() || self.fuel == 0
    }

    fn flush(&mut self) {
        if !self.is_over() {
            self.fuel = self.fuel.saturating_sub(self.text.len() as u64);
            self.failed = self.out.write_all(self.text.as_bytes()).err();
        }
        self.text.clear();
    }

    /// Writes the rest.
    pub(super) fn finish(mut self) -> io::Result<Unwritten> {
        self.unwritten.names = self.spell.inexact.get();
        if self.unwritten.names > 0 {
            self.remark("the names with \\u{…} are not for ilasm: it cannot spell those characters");
        }
        if self.fuel == 0 {
            self.text.clear();
            self.unwritten.is_cut = true;
            self.fuel = u64::MAX;
            self.remark("the text is longer than the limit il-ratio and ends here");
        }
        self.flush();
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.unwritten),
        }
    }

    /// Says in the text and to the caller that something could not be read; what was begun of its line is taken back.
    pub(super) fn lost(&mut self, mark: usize, token: Token, malformed: Malformed) {
        self.text.truncate(mark);
        self.remark(&format!("{token}: {malformed}"));
        self.unwritten.lost += 1;
    }

    /// Says in the text and to the caller that ilasm has no words for something.
    pub(super) fn unsayable(&mut self, token: Token, what: &str) {
        self.remark(&format!("{token}: not for ilasm: {what}"));
        self.unwritten.unsayable += 1;
    }

    /// The custom attributes of something, and nothing else that belongs to it.
    pub(super) fn attributes(&mut self, parent: HasCustomAttribute) {
        let metadata = self.metadata;
        for (rid, row) in metadata.with_key::<CustomAttribute>(parent.coded()) {
            self.pause();
            let mark = self.text.len();
            if let Err(malformed) = self.attribute(&row) {
                self.lost(mark, rid.into(), malformed);
            }
        }
    }

    /// Whether something has custom attributes.
    pub(super) fn has_attributes(&self, parent: HasCustomAttribute) -> bool {
        self.metadata.with_key::<CustomAttribute>(parent.coded()).next().is_some()
    }

    fn attribute(&mut self, row: &CustomAttribute) -> Result<(), Malformed> {
        let value = self.metadata.blob(row.value)?;
        let constructor: Option<Token> = row.constructor.map(CustomAttributeType::token);
        let constructor = constructor.ok_or_else(|| value.malformed("a custom attribute has no constructor"))?;
        self.indent();
        self.text.push_str(".custom ");
        self.text.push_str(self.spell.token(constructor)?);
        self.text.push_str(" = ");
        self.bytes(value.rest());
        self.end();
        Ok(())
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let indent = self.blanks() + STEP;
        push_bytes(&mut self.text, bytes, indent);
    }

    /// ` = ` and the value of a constant, if there is one.
    pub(super) fn constant(&mut self, parent: HasConstant) -> Result<(), Malformed> {
        let Some((_, row)) = self.metadata.with_key::<Constant>(parent.coded()).next() else { return Ok(()) };
        let value = self.metadata.blob(row.value)?;
        let (mark, indent) = (self.text.len(), self.blanks() + STEP);
        self.text.push_str(" = ");
        if crate::ilasm::push_constant(&mut self.text, row.kind, value, indent) {
            return Ok(());
        }
        self.text.truncate(mark);
        Err(value.malformed("ilasm has no words for this constant"))
    }

    /// Whether there is a constant.
    pub(super) fn has_constant(&self, parent: HasConstant) -> bool {
        self.metadata.with_key::<Constant>(parent.coded()).next().is_some()
    }

    /// `marshal(…)` and a blank, if there is such a row.
    pub(super) fn marshalling(&mut self, parent: HasFieldMarshal) -> Result<(), Malformed> {
        use crate::metadata::FieldMarshal;
        let Some((_, row)) = self.metadata.with_key::<FieldMarshal>(parent.coded()).next() else { return Ok(()) };
        let blob = self.metadata.blob(row.native_type)?;
        let mark = self.text.len();
        self.text.push_str("marshal(");
        crate::ilasm::push_native(&mut self.text, blob).inspect_err(|_| self.text.truncate(mark))?;
        self.text.push_str(") ");
        Ok(())
    }

    /// Declarative security (§II.22.11).
    pub(super) fn security(&mut self, parent: HasDeclSecurity) {
        let metadata = self.metadata;
        for (rid, row) in metadata.with_key::<DeclSecurity>(parent.coded()) {
            let action = crate::ilasm::flags::SECURITY.get(usize::from(row.action)).filter(|word| !word.is_empty());
            match (action, metadata.blob(row.permission_set)) {
                (Some(action), Ok(set)) => self.permission_set(rid.into(), action, set),
                (None, _) => {
                    self.unsayable(rid.into(), "an action of declarative security that the standard has no word for");
                }
                (_, Err(malformed)) => self.lost(self.text.len(), rid.into(), malformed),
            }
        }
    }

    /// One permission set. As bytes it would be right, but Mono's ilasm reads XML there and fails: such a line is a comment.
    fn permission_set(&mut self, token: Token, action: &str, set: Reader<'_>) {
        self.indent();
        let mark = self.text.len();
        self.text.push_str(".permissionset ");
        self.text.push_str(action);
        self.text.push_str(" = ");
        let start = self.text.len();
        if push_permissions(&self.spell, &mut self.text, set).is_some() {
            return self.end();
        }
        self.text.truncate(start);
        push_bytes(&mut self.text, set.rest(), 0);
        // It stands on one line.
        let hex = self.text.split_off(start).replace('\n', "");
        self.text.push_str(&hex);
        let line = self.text.split_off(mark);
        self.text.truncate(mark.saturating_sub(self.blanks()));
        self.unsayable(token, &line);
    }

    pub(super) fn blob(&self, index: BlobIndex) -> Result<&'a [u8], Malformed> {
        self.metadata.blob(index).map(|blob| blob.rest())
    }

    /// The words of flags; bits without a word are told of.
    pub(super) fn words(&mut self, words: &[crate::ilasm::flags::Word], bits: u32, implied: u32) -> u32 {
        crate::ilasm::flags::push_words(&mut self.text, words, bits) & !implied
    }

    /// Tells of flags that no word stands for.
    pub(super) fn odd_flags(&mut self, token: Token, rest: u32) {
        if rest != 0 {
            self.unsayable(token, &format!("the flags 0x{rest:x}"));
        }
    }
}
