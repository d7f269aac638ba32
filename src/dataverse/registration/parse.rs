//! From the files of a solution to a registration.

use std::collections::BTreeSet;

use super::join::simple;
use super::messages::{from_step_name, message};
use super::xml::{Record, Wanted, note, records};
use super::{Assembly, Image, PluginType, Registration, Step, StepKind, TypeName};
use crate::limits::Limits;
use crate::model::Refusal;
use crate::text::Text;

/// What is looked for in every file: they differ only in where these elements stand.
const WANTED: Wanted = Wanted {
    records: &[
        "pluginassembly",
        "plugintype",
        "sdkmessageprocessingstep",
        "sdkmessageprocessingstepimage",
        "customapi",
        "entitydataprovider",
    ],
    fields: &[
        "fullname",
        "isolationmode",
        "filename",
        "assemblyqualifiedname",
        "plugintypeid",
        "plugintypeexportkey",
        "plugintypename",
        "name",
        "workflowactivitygroupname",
        "sdkmessageprocessingstepid",
        "sdkmessageid",
        "sdkmessagename",
        "primaryentity",
        "filteringattributes",
        "mode",
        "rank",
        "stage",
        "statecode",
        "eventhandlertypecode",
        "entityalias",
        "imagetype",
        "attributes",
        "uniquename",
        "boundentitylogicalname",
        "createplugin",
        "updateplugin",
        "deleteplugin",
        "retrieveplugin",
        "retrievemultipleplugin",
    ],
};

/// The operations of a data provider, and the leaves that name their plug-in types.
const PROVIDED: &[(&str, &str)] = &[
    ("createplugin", "Create"),
    ("updateplugin", "Update"),
    ("deleteplugin", "Delete"),
    ("retrieveplugin", "Retrieve"),
    ("retrievemultipleplugin", "RetrieveMultiple"),
];

/// What a step calls that is no service endpoint and no web hook.
const PLUGIN_TYPE: u32 = 4602;

/// The folder of the solution that a file says something of, by the file's path with `/`; `None` for a file that says nothing.
#[must_use]
pub fn solution_of(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is = |text: &str, wanted: &str| text.eq_ignore_ascii_case(wanted);
    let ends = |wanted: &str| {
        let start = name.len().checked_sub(wanted.len());
        start.and_then(|start| name.get(start..)).is_some_and(|end| is(end, wanted))
    };
    let up = |folder: &'_ str| -> (usize, String) {
        let (outer, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        (outer.len(), last.to_ascii_lowercase())
    };
    let (outer, last) = up(folder);
    if is(name, "customizations.xml") {
        return folder.get(..if last == "other" { outer } else { folder.len() });
    }
    if !ends(".xml") {
        return None;
    }
    if last == "sdkmessageprocessingsteps" {
        return folder.get(..outer);
    }
    // One folder deeper: a folder for each assembly, each custom API.
    let (above, kind) = up(folder.get(..outer)?);
    let is_known = kind == "pluginassemblies" && ends(".data.xml") || kind == "customapis" && is(name, "customapi.xml");
    is_known.then(|| folder.get(..above)).flatten()
}

/// A solution of which one file after the other is read.
pub struct Reading<'l> {
    registration: Registration,
    limits: &'l Limits,
    /// Ids of steps that were read: a solution may say them in two files.
    known: BTreeSet<Text>,
}

impl<'l> Reading<'l> {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(label: Text, limits: &'l Limits) -> Self {
        Self { registration: Registration { label, ..Registration::default() }, limits, known: BTreeSet::new() }
    }

    /// Notes that a file could not be read.
    pub fn lose(&mut self, refusal: Refusal) {
        note(&mut self.registration.lost, refusal);
    }

    /// Reads a file, called `label` in a report.
    pub fn file(&mut self, label: &Text, bytes: &[u8]) {
        let mut lost = std::mem::take(&mut self.registration.lost);
        let mut found = Vec::new();
        let outermost = records(label, bytes, &WANTED, self.limits, &mut lost, |record| found.push(record));
        self.registration.is_export |=
            outermost.is_some_and(|name| name.eq_ignore_ascii_case("importexportxml")) || !found.is_empty();
        for record in found {
            self.record(&record, None, &mut lost);
        }
        self.registration.lost = lost;
    }

    /// All that was read.
    #[must_use]
    pub fn finish(mut self) -> Registration {
        self.registration.name_classes();
        self.registration
    }

    fn record(&mut self, record: &Record, assembly: Option<&str>, lost: &mut Vec<Refusal>) {
        match record.element.as_str() {
            "pluginassembly" => {
                let full_name = record.get("fullname").unwrap_or_default();
                for inner in &record.inner {
                    self.record(inner, Some(full_name), lost);
                }
                self.registration.assemblies.push(Assembly {
                    full_name: Text(full_name.to_owned()),
                    isolation_mode: number(record, "isolationmode", lost),
                    file_name: owned(record.get("filename")),
                    place: record.place.clone(),
                });
            }
            "plugintype" => self.plugin_type(record, assembly),
            "sdkmessageprocessingstep" => self.step(record, lost),
            "customapi" => self.custom_api(record, lost),
            "entitydataprovider" => self.data_provider(record),
            _ => {}
        }
    }

    fn plugin_type(&mut self, record: &Record, assembly: Option<&str>) {
        let qualified = record.get("assemblyqualifiedname").or_else(|| record.get("name"));
        let (name, own) = qualified.map_or((None, None), split);
        let class = TypeName {
            name,
            assembly: own.or_else(|| owned(assembly.filter(|name| !name.is_empty()))),
            id: record.get("plugintypeid").map(id),
            export_key: record.get("plugintypeexportkey").map(id),
        };
        let group = record.get("workflowactivitygroupname");
        self.registration.types.push(PluginType {
            class: class.clone(),
            workflow: group.is_some(),
            place: record.place.clone(),
        });
        if group.is_some() {
            let step_id = class.id.clone();
            self.add(Step {
                id: step_id,
                name: owned(group),
                class,
                ..Step::at(StepKind::Workflow, record.place.clone())
            });
        }
    }

    fn step(&mut self, record: &Record, lost: &mut Vec<Refusal>) {
        let handler = number::<u32>(record, "eventhandlertypecode", lost);
        if handler.is_some_and(|handler| handler != PLUGIN_TYPE) {
            return;
        }
        let (name, assembly) = record.get("plugintypename").map_or((None, None), split);
        let step_name = record.get("name");
        let message_id = record.get("sdkmessageid").map(id);
        let stated = record.get("sdkmessagename");
        let known = stated.or_else(|| message_id.as_ref().and_then(|id| message(id.as_str())));
        let guessed = step_name.and_then(from_step_name).filter(|_| known.is_none());
        let message = owned(known.or(guessed)).or(message_id);
        let images = record.inner.iter().filter(|inner| inner.element == "sdkmessageprocessingstepimage");
        let images = images.map(|image| Image {
            name: owned(image.get("name")),
            alias: owned(image.get("entityalias")),
            kind: number(image, "imagetype", lost),
            attributes: list(image.get("attributes")),
        });
        let images = images.collect();
        self.add(Step {
            id: record.get("sdkmessageprocessingstepid").map(id),
            name: owned(step_name),
            class: TypeName {
                name,
                assembly,
                id: record.get("plugintypeid").map(id),
                export_key: record.get("plugintypeexportkey").map(id),
            },
            message,
            message_guessed: guessed.is_some(),
            entity: entity(record.get("primaryentity")),
            stage: number(record, "stage", lost),
            mode: number(record, "mode", lost),
            rank: number(record, "rank", lost),
            filtering_attributes: list(record.get("filteringattributes")),
            images,
            enabled: state(record, lost),
            ..Step::at(StepKind::Step, record.place.clone())
        });
    }

    fn custom_api(&mut self, record: &Record, lost: &mut Vec<Refusal>) {
        let class = TypeName {
            id: record.get("plugintypeid").map(id),
            export_key: record.get("plugintypeexportkey").map(id),
            ..TypeName::default()
        };
        // One without a plug-in is a message that only steps handle.
        if class == TypeName::default() {
            return;
        }
        let name = owned(record.get("uniquename").or_else(|| record.get("name")));
        self.add(Step {
            id: name.clone(),
            name: owned(record.get("name")),
            class,
            message: name,
            entity: entity(record.get("boundentitylogicalname")),
            stage: Some(30),
            mode: Some(0),
            enabled: state(record, lost),
            ..Step::at(StepKind::CustomApi, record.place.clone())
        });
    }

    fn data_provider(&mut self, record: &Record) {
        for (leaf, message) in PROVIDED {
            let Some(type_id) = record.get(leaf).map(id) else { continue };
            self.add(Step {
                name: owned(record.get("name")),
                class: TypeName { id: Some(type_id), ..TypeName::default() },
                message: Some((*message).into()),
                stage: Some(30),
                mode: Some(0),
                ..Step::at(StepKind::DataProvider, record.place.clone())
            });
        }
    }

    fn add(&mut self, step: Step) {
        if step.id.as_ref().is_none_or(|id| self.known.insert(Text(format!("{} {}", step.kind.word(), id.as_str())))) {
            self.registration.steps.push(step);
        }
    }
}

impl Registration {
    /// Gives steps that name a class by an id its name, and makes classes findable.
    pub(super) fn name_classes(&mut self) {
        let mut by_id = rustc_hash::FxHashMap::default();
        for known in self.types.iter().filter(|known| known.class.name.is_some()) {
            for id in [&known.class.id, &known.class.export_key].into_iter().flatten() {
                by_id.entry(id.clone()).or_insert_with(|| known.class.clone());
            }
        }
        for (place, known) in self.assemblies.iter().enumerate() {
            self.by_assembly.entry(simple(&known.full_name)).or_default().push(place);
        }
        for (place, step) in self.steps.iter_mut().enumerate() {
            let ids = [&step.class.id, &step.class.export_key];
            let known = ids.into_iter().flatten().find_map(|id| by_id.get(id));
            if let Some(known) = known.filter(|_| step.class.name.is_none()) {
                step.class.name.clone_from(&known.name);
                step.class.assembly.clone_from(&known.assembly);
            }
            if step.class.name.is_none() && step.kind == StepKind::Step {
                // Steps of packages have a key that says nothing; the registration tool writes the class into the name.
                let name = step.name.as_ref().and_then(|name| name.as_str().rsplit_once(": "));
                step.class.name = name.map(|(class, _)| Text(class.trim().to_owned()));
            }
            if let Some(name) = &step.class.name {
                self.by_class.entry(name.clone()).or_default().push(place);
            }
        }
    }
}

fn owned(text: Option<&str>) -> Option<Text> {
    text.map(Text::from)
}

/// The state that an export rarely has: 0 is enabled.
fn state(record: &Record, lost: &mut Vec<Refusal>) -> Option<bool> {
    number::<u32>(record, "statecode", lost).map(|state| state == 0)
}

/// A number; what is none is lost.
fn number<N: std::str::FromStr>(record: &Record, field: &str, lost: &mut Vec<Refusal>) -> Option<N> {
    let text = record.get(field)?;
    let number = text.parse().ok();
    if number.is_none() {
        let place = &record.place;
        let what = format!("{}, line {}: its {field} is not a number", place.file.as_str(), place.line);
        note(lost, Refusal::new("X10", what));
    }
    number
}

/// An id as it is compared: lower case, no braces.
pub(super) fn id(text: &str) -> Text {
    Text(text.trim_start_matches('{').trim_end_matches('}').trim().to_ascii_lowercase())
}

/// A table; `none` means all of them.
fn entity(text: Option<&str>) -> Option<Text> {
    owned(text.filter(|name| !name.eq_ignore_ascii_case("none")))
}

/// Names with commas between them.
pub(super) fn list(text: Option<&str>) -> Vec<Text> {
    let names = text.unwrap_or_default().split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(Text::from).collect()
}

/// Class and assembly of an assembly-qualified name; the comma between them is the first one outside of brackets.
fn split(qualified: &str) -> (Option<Text>, Option<Text>) {
    let mut depth = 0_u32;
    let comma = qualified.char_indices().find(|(_, character)| {
        match character {
            '[' => depth = depth.saturating_add(1),
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *character == ',' && depth == 0
    });
    let (class, assembly) = match comma {
        Some((at, _)) => (qualified.get(..at), qualified.get(at.saturating_add(1)..)),
        None => (Some(qualified), None),
    };
    let plain = |text: Option<&str>| owned(text.map(str::trim).filter(|text| !text.is_empty()));
    (plain(class), plain(assembly))
}
