//! Registration attributes: toolkits register a class as an attribute in its assembly says.
//!
//! Of `CrmPluginRegistrationAttribute` there are as many copies as projects, in any namespace. They agree on the order of the arguments, not on the
//! numbers of their enums: in one toolkit `Asynchronous` is 0, in another 1. What a number means is therefore looked up in the enum itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Image, Place, Registration, Step, StepKind, TypeName};
use crate::metadata::{
    AttributeValue, BlobIndex, Constant, EnumType, FieldAttributes, HasConstant, HasCustomAttribute, Keyed, Primitive,
    Value,
};
use crate::model::{FieldHandle, ModuleId, TypeHandle, TypeId, Universe};
use crate::text::{Name, Text};

const ATTRIBUTE: &[u8] = b"CrmPluginRegistrationAttribute";

/// Images that an attribute can have.
const IMAGES: u8 = 4;

/// What attributes say of how some classes are registered; `None` where none of them has such an attribute.
#[must_use]
pub fn from_attributes(universe: &Universe<'_>, classes: impl Iterator<Item = TypeId>) -> Option<Registration> {
    let input = universe.input();
    let mut found = Registration { label: input.label.clone(), ..Registration::default() };
    let members = EnumMembers::default();
    for class in classes {
        let module = universe.module(class.module);
        for (handle, row) in universe.attributes(class.module, HasCustomAttribute::TypeDef(class.rid)) {
            if universe.name_parts(handle).1.last().map(|name| name.as_bytes()) != Some(ATTRIBUTE) {
                continue;
            }
            let enums = |kind: EnumType<'_>| members.underlying(universe, enum_type(universe, class.module, kind)?);
            let Ok(value) = module.metadata.attribute_value(&row, &enums) else { continue };
            let name = TypeName {
                name: Some(universe.full_name(TypeHandle::Def(class))),
                assembly: Some(Text(input.assembly.text().into_owned())),
                ..TypeName::default()
            };
            let reader = Reader { universe, module: class.module, value: &value, enums: &members };
            found.isolation_mode = found.isolation_mode.or(reader.isolation());
            found.steps.extend(reader.step(name));
        }
    }
    found.name_classes();
    (!found.steps.is_empty()).then_some(found)
}

struct Reader<'r, 'a> {
    universe: &'r Universe<'a>,
    module: ModuleId,
    value: &'r AttributeValue<'a>,
    enums: &'r EnumMembers,
}

/// What enums that were asked for are made of: an enum can be large, and be asked for often.
#[derive(Default)]
struct EnumMembers {
    underlying: RefCell<FxHashMap<TypeId, Option<Primitive>>>,
    names: RefCell<FxHashMap<TypeId, BTreeMap<i64, String>>>,
}

impl EnumMembers {
    fn underlying(&self, universe: &Universe<'_>, id: TypeId) -> Option<Primitive> {
        let ask = || universe.module(id.module).metadata.enum_underlying(id.rid);
        *self.underlying.borrow_mut().entry(id).or_insert_with(ask)
    }

    /// The first name of a value.
    fn name(&self, universe: &Universe<'_>, id: TypeId, value: i64) -> Option<String> {
        let mut known = self.names.borrow_mut();
        known.entry(id).or_insert_with(|| members(universe, id)).get(&value).cloned()
    }
}

/// The values of an enum with their names, the first where a value has several.
fn members(universe: &Universe<'_>, id: TypeId) -> BTreeMap<i64, String> {
    let metadata = &universe.module(id.module).metadata;
    let mut members = BTreeMap::new();
    for field in universe.fields(id) {
        let literal = universe.field_row(field).is_some_and(|row| row.flags.contains(FieldAttributes::LITERAL));
        let parent = Some(HasConstant::Field(field.rid));
        let key = Constant { kind: 0, padding: 0, parent, value: BlobIndex(0) }.key();
        for (_, constant) in metadata.with_key::<Constant>(key).filter(|_| literal) {
            let bytes = metadata.blob(constant.value).map(|blob| blob.rest()).unwrap_or_default();
            let value = bytes.iter().rev().fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
            let name = || universe.field_name(FieldHandle::Def(field)).text().into_owned();
            members.entry(value).or_insert_with(name);
        }
    }
    members
}

impl Reader<'_, '_> {
    /// The step that the attribute tells, by the form of its constructor.
    fn step(&self, class: TypeName) -> Option<Step> {
        let mut step = self.blank(class);
        match self.value.fixed.as_slice() {
            // (name, message, type of plug-in)
            [_, _, Value::Enum { .. }] => {
                step.name = self.text(0);
                step.message = self.text(1);
                let kind = self.member(2).unwrap_or_default().to_lowercase();
                match kind.as_str() {
                    "workflow" => step.kind = StepKind::Workflow,
                    "customapi" | "customaction" => Self::make_main(&mut step, StepKind::CustomApi),
                    "dataprovider" => Self::make_main(&mut step, StepKind::DataProvider),
                    _ => {}
                }
            }
            // (message)
            [_] => {
                step.message = self.text(0);
                Self::make_main(&mut step, StepKind::CustomApi);
            }
            // (name, friendly name, description, group, isolation)
            [_, _, Value::String(_), Value::String(_), ..] => {
                step.kind = StepKind::Workflow;
                step.name = self.text(0);
            }
            // (message, table, stage, mode, columns, name, rank, isolation); fewer where an enum is not known
            [_, _, ..] => {
                step.message = self.text(0).or_else(|| self.member(0).map(Text));
                step.entity = self.text(1).filter(|name| !name.as_str().eq_ignore_ascii_case("none"));
                step.stage = self.number(2);
                step.mode = self.mode(3);
                step.filtering_attributes = list(self.text(4).as_ref());
                step.name = self.text(5);
                step.rank = self.number(6).map(i64::from);
            }
            [] => return None,
        }
        Some(step)
    }

    fn make_main(step: &mut Step, kind: StepKind) {
        step.kind = kind;
        step.id = if kind == StepKind::CustomApi { step.message.clone() } else { step.id.take() };
        (step.stage, step.mode) = (Some(30), Some(0));
    }

    /// What named arguments say of any step.
    fn blank(&self, class: TypeName) -> Step {
        let images = (1..=IMAGES).filter_map(|number| {
            let part = |name: &str| self.named(&format!("Image{number}{name}"));
            let name = text(part("Name")?)?;
            let kind = part("Type").and_then(number_of);
            Some(Image {
                alias: part("Alias").and_then(text).or_else(|| Some(name.clone())),
                name: Some(name),
                // A property that is not set is the first of the enum.
                kind: Some(kind.unwrap_or(0)),
                attributes: list(part("Attributes").and_then(text).as_ref()),
            })
        });
        // Deactivate is 1 in every toolkit.
        let deactivated = self.named("Action").and_then(number_of).map(|action| action != 1);
        Step {
            id: self.named("Id").and_then(text).map(|id| super::parse::id(id.as_str())),
            class,
            enabled: deactivated,
            images: images.collect(),
            ..Step::at(StepKind::Step, Place { file: self.universe.input().label.clone(), ..Place::default() })
        }
    }

    fn named(&self, name: &str) -> Option<&Value<'_>> {
        self.value.named.iter().find(|argument| argument.name == name).map(|argument| &argument.value)
    }

    fn text(&self, position: usize) -> Option<Text> {
        text(self.value.fixed.get(position)?)
    }

    fn number(&self, position: usize) -> Option<u32> {
        number_of(self.value.fixed.get(position)?)
    }

    fn mode(&self, position: usize) -> Option<u32> {
        match self.member(position)?.to_lowercase().as_str() {
            name if name.starts_with("async") => Some(1),
            name if name.starts_with("sync") => Some(0),
            _ => None,
        }
    }

    /// The isolation mode as the platform counts it; the last argument of two forms.
    fn isolation(&self) -> Option<u32> {
        let position = match self.value.fixed.len() {
            8 => 7,
            5 => 4,
            _ => return None,
        };
        match self.member(position)?.to_lowercase().as_str() {
            "none" => Some(1),
            "sandbox" => Some(2),
            _ => None,
        }
    }

    /// What the enum calls the value of an argument.
    fn member(&self, position: usize) -> Option<String> {
        let Value::Enum { type_, value, .. } = self.value.fixed.get(position)? else { return None };
        let id = enum_type(self.universe, self.module, *type_)?;
        self.enums.name(self.universe, id, *value)
    }
}

fn text(value: &Value<'_>) -> Option<Text> {
    match value {
        Value::String(Some(name)) if !name.is_empty() => Some(Text(name.text().into_owned())),
        _ => None,
    }
}

fn number_of(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::Enum { value, .. } => u32::try_from(*value).ok(),
        Value::I4(value) => u32::try_from(*value).ok(),
        Value::Boxed(value) => number_of(value),
        _ => None,
    }
}

fn list(text: Option<&Text>) -> Vec<Text> {
    super::parse::list(text.map(Text::as_str))
}

fn enum_type(universe: &Universe<'_>, module: ModuleId, kind: EnumType<'_>) -> Option<TypeId> {
    match kind {
        EnumType::Reference(index) => match universe.resolve_type(module, index)? {
            TypeHandle::Def(id) => Some(id),
            TypeHandle::Missing(..) => None,
        },
        EnumType::Serialized(name) => {
            let full = name.as_bytes().split(|byte| *byte == b',').next()?;
            let dot = full.iter().rposition(|byte| *byte == b'.');
            let (namespace, name) = dot.map_or((&b""[..], full), |dot| (&full[..dot], &full[dot + 1..]));
            let home = universe.module(module);
            Some(home.type_id(home.top_level(Name(namespace), Name(name))?))
        }
    }
}
