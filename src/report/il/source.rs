//! Source lines as comments between instructions.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::writer::Writer;
use crate::il::IlOffset;
use crate::inspect::source::{PointItem, PointSource};
use crate::metadata::{MethodDef, Rid};
use crate::text::Text;

/// The sequence points of a method that are still to be written, and the file of the last one.
pub(super) struct Points {
    rest: Peekable<IntoIter<PointItem>>,
    file: Option<Text>,
}

impl Writer<'_, '_, '_> {
    /// The sequence points of a method; none where nobody asks for them.
    pub(super) fn points(&mut self, method: Rid<MethodDef>) -> Points {
        let points = self.sources.map_or(Ok(Vec::new()), |sources| sources.points(method));
        let points = points.unwrap_or_else(|malformed| {
            self.remark(&format!("no source lines: {malformed}, in the symbol file"));
            Vec::new()
        });
        Points { rest: points.into_iter().peekable(), file: None }
    }

    /// The points up to an instruction.
    pub(super) fn source(&mut self, points: &mut Points, at: IlOffset) {
        while let Some(point) = points.rest.next_if(|point| point.offset <= at.0) {
            match point.source {
                None => self.remark("hidden: no line stands for this code"),
                Some(source) => self.piece(&source, &mut points.file),
            }
        }
    }

    fn piece(&mut self, source: &PointSource, file: &mut Option<Text>) {
        if file.as_ref() != Some(&source.file) {
            let why = source.missing.map(|why| format!(", which {}", why.clause())).unwrap_or_default();
            self.remark(&format!("source: {}{why}", source.file.as_str()));
            *file = Some(source.file.clone());
        }
        let range = if source.end_line > source.line {
            format!("{}-{}", source.line, source.end_line)
        } else {
            source.line.to_string()
        };
        let Some((first, more)) = source.text.as_ref().and_then(|text| text.split_first()) else {
            let columns = match (source.column, source.end_column) {
                (Some(start), Some(end)) => format!(", columns {start} to {end}"),
                (Some(start), None) => format!(", column {start}"),
                _ => String::new(),
            };
            return self.remark(&format!("{range}{columns}"));
        };
        self.remark(&format!("{range}: {}", first.as_str()));
        for line in more {
            self.remark(&format!("  {}", line.as_str()));
        }
        let left_out = (source.end_line - source.line).saturating_sub(more.len().try_into().unwrap_or(u32::MAX));
        if left_out > 0 {
            self.remark(&format!("  … and {left_out} more lines"));
        }
    }
}
