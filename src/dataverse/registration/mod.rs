//! How classes are registered: what a solution says of assemblies, plug-in types, steps, images and custom APIs.
//!
//! Bytes of XML in, values out; opens nothing. What a solution names is compared by name: ids differ between environments.

mod attributes;
mod join;
mod messages;
mod parse;
mod xml;

use rustc_hash::FxHashMap;

use crate::model::Refusal;
use crate::text::Text;

pub use attributes::from_attributes;
pub use join::{Identity, Registered, registered};
pub use parse::{Reading, solution_of};

/// A place in an XML file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as a report calls it.
    pub file: Text,
    /// The line of the element, 1-based.
    pub line: u32,
    /// The column of the element, 1-based, in characters.
    pub column: u32,
}

/// All that one solution says, or as much of it as could be read.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// The solution, as a report calls it: an archive, a folder, a file.
    pub label: Text,
    /// Plug-in assemblies.
    pub assemblies: Vec<Assembly>,
    /// Plug-in types, of all assemblies.
    pub types: Vec<PluginType>,
    /// Steps whose handler is a plug-in type, custom APIs, workflow activities; in the order of their files and lines.
    pub steps: Vec<Step>,
    /// Isolation mode of every assembly that it does not name.
    pub isolation_mode: Option<u32>,
    /// What could not be read.
    pub lost: Vec<Refusal>,
    /// Whether a file of it is what an export of a solution or a part of it looks like, plug-ins or not.
    is_export: bool,
    /// Places in `steps`, by name of the class.
    by_class: FxHashMap<Text, Vec<usize>>,
    /// Places in `assemblies`, by simple name as names are compared.
    by_assembly: FxHashMap<String, Vec<usize>>,
}

impl Registration {
    /// Whether a file of it could not be read to its end; otherwise at most single values are lost.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.lost.iter().any(|why| !["X02", "X04", "X10", "LIMIT"].contains(&why.code))
    }

    /// Whether it is anything that a solution has: not, where some other file was taken for one.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.is_export || !self.is_empty() || self.is_broken()
    }

    /// Whether nothing in it concerns a plug-in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.assemblies.is_empty() && self.types.is_empty() && self.steps.is_empty()
    }
}

/// A plug-in assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembly {
    /// `Acme.Plugins, Version=1.0.0.0, Culture=neutral, PublicKeyToken=…`
    pub full_name: Text,
    /// 1 without isolation, 2 in the sandbox.
    pub isolation_mode: Option<u32>,
    /// The file in the solution.
    pub file_name: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

/// A class as a solution names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeName {
    /// Full metadata name; `None` where only ids are given.
    pub name: Option<Text>,
    /// Full name of its assembly, or simple name.
    pub assembly: Option<Text>,
    /// Id of the plug-in type, in lower case without braces.
    pub id: Option<Text>,
    /// The key that a plug-in package has in place of the id.
    pub export_key: Option<Text>,
}

/// A plug-in type: a class that the platform knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginType {
    /// The class.
    pub class: TypeName,
    /// Whether it is a workflow activity.
    pub workflow: bool,
    /// Where it stands.
    pub place: Place,
}

/// What makes the platform call a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// A message of an entity.
    Step,
    /// A message of its own, of which the class is the main operation.
    CustomApi,
    /// A workflow that has the activity in it.
    Workflow,
    /// A table whose rows come from a data provider.
    DataProvider,
}

impl StepKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::CustomApi => "customApi",
            Self::Workflow => "workflow",
            Self::DataProvider => "dataProvider",
        }
    }
}

/// Whether a step runs inside the transaction of the operation that it handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It depends on what started the operation, or is not known.
    Maybe,
}

impl Transaction {
    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Maybe => "maybe",
        }
    }
}

/// One way in which the platform comes to call a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What kind.
    pub kind: StepKind,
    /// Id of the step in lower case without braces, or unique name of the custom API.
    pub id: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
    /// The class.
    pub class: TypeName,
    /// The message, such as `Update`; the id of one whose name nobody knows.
    pub message: Option<Text>,
    /// Whether the message was taken from the step's name, which a person may have written.
    pub message_guessed: bool,
    /// Logical name of the table; `None` for all.
    pub entity: Option<Text>,
    /// 10 before the transaction, 20 before and 40 after the main operation, 30 the main operation; 50 is the one of CRM 4.
    pub stage: Option<u32>,
    /// 0 synchronous, 1 asynchronous.
    pub mode: Option<u32>,
    /// Order among the steps of one stage.
    pub rank: Option<i64>,
    /// Columns whose change is waited for; none for all.
    pub filtering_attributes: Vec<Text>,
    /// Whether it is enabled; `None` where that is not said.
    pub enabled: Option<bool>,
    /// Images of the record that it gets.
    pub images: Vec<Image>,
    /// Where it stands.
    pub place: Place,
}

/// An image of the record before or after the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its name.
    pub name: Option<Text>,
    /// The key under which the class finds it.
    pub alias: Option<Text>,
    /// 0 before, 1 after, 2 both.
    pub kind: Option<u32>,
    /// The columns in it; none for all.
    pub attributes: Vec<Text>,
}

impl Step {
    /// A step of which only the place is known.
    fn at(kind: StepKind, place: Place) -> Self {
        Self {
            kind,
            id: None,
            name: None,
            class: TypeName::default(),
            message: None,
            message_guessed: false,
            entity: None,
            stage: None,
            mode: None,
            rank: None,
            filtering_attributes: Vec::new(),
            enabled: None,
            images: Vec::new(),
            place,
        }
    }

    /// Whether it runs inside the transaction of its operation.
    #[must_use]
    pub fn transaction(&self) -> Transaction {
        match (self.mode, self.stage) {
            (Some(1), _) | (_, Some(50)) => Transaction::No,
            (Some(0), Some(20 | 30 | 40)) => Transaction::Yes,
            _ => Transaction::Maybe,
        }
    }

    /// Whether it is on a message.
    #[must_use]
    pub fn is_on(&self, message: &str) -> bool {
        self.message.as_ref().is_some_and(|known| known.as_str().eq_ignore_ascii_case(message))
    }

    /// Whether it runs later, on its own.
    #[must_use]
    pub fn is_asynchronous(&self) -> bool {
        self.mode == Some(1)
    }

    /// In the words of a sentence: `Update of account, PostOperation, asynchronous`; names in it are safe to print.
    #[must_use]
    pub fn words(&self) -> String {
        let message = self.message.as_ref().map_or_else(|| "any message".to_owned(), |name| name.safe().to_string());
        let entity = self.entity.as_ref().map(|name| format!(" of {}", name.safe())).unwrap_or_default();
        match self.kind {
            StepKind::Step => {
                let stage = self.stage.map(|stage| format!(", {}", stage_word(stage))).unwrap_or_default();
                let mode = match self.mode {
                    Some(0) => ", synchronous",
                    Some(1) => ", asynchronous",
                    _ => "",
                };
                format!("{message}{entity}{stage}{mode}")
            }
            StepKind::CustomApi => format!("custom API {message}"),
            StepKind::Workflow => "workflow activity".to_owned(),
            StepKind::DataProvider => format!("{message} of a data provider"),
        }
    }
}

/// The platform's word for a stage.
#[must_use]
pub fn stage_word(stage: u32) -> String {
    match stage {
        10 => "PreValidation".to_owned(),
        20 => "PreOperation".to_owned(),
        30 => "MainOperation".to_owned(),
        40 => "PostOperation".to_owned(),
        50 => "PostOperation of CRM 4".to_owned(),
        other => format!("stage {other}"),
    }
}
