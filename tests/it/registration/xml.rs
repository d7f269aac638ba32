//! What a solution says of plug-ins, written as an export writes it.

use std::fmt::Write as _;

/// The rest of the ids of messages that came with the platform.
const TAIL: &str = "-ea3e-db11-86a7-000a3a5473e8";

/// A step of a plug-in type.
#[derive(Clone)]
pub(crate) struct Step {
    /// The last two digits of its id.
    pub(crate) id: u8,
    pub(crate) class: &'static str,
    pub(crate) message: &'static str,
    pub(crate) entity: &'static str,
    pub(crate) stage: u32,
    pub(crate) mode: u32,
    pub(crate) rank: u32,
    pub(crate) filtering: &'static str,
    /// What else stands in it.
    pub(crate) more: &'static str,
}

pub(crate) const STEP: Step = Step {
    id: 1,
    class: "Acme.Orders.OrderCounter",
    message: "Update",
    entity: "account",
    stage: 20,
    mode: 0,
    rank: 1,
    filtering: "name",
    more: "",
};

/// The id that a step has in a report.
pub(crate) fn id(number: u8) -> String {
    format!("5e0c9a10-0000-4000-8000-0000000000{number:02x}")
}

/// The id of a message, as a step has it.
pub(crate) fn message_id(message: &str) -> String {
    let first = match message {
        "Create" => "9ebdbb1b",
        "Update" => "20bebb1b",
        "Delete" => "a1bdbb1b",
        "Retrieve" => "f2bdbb1b",
        "RetrieveMultiple" => "03bebb1b",
        own => return own.to_owned(),
    };
    format!("{first}{TAIL}")
}

impl Step {
    /// The element, with the assembly that its class is in.
    pub(crate) fn element(&self, assembly: &str) -> String {
        let mut text = format!(
            "    <SdkMessageProcessingStep Name=\"{}: {} of {}\" SdkMessageProcessingStepId=\"{{{}}}\">\n",
            self.class,
            self.message,
            self.entity,
            id(self.id).to_uppercase()
        );
        let leaves = [
            ("SdkMessageId", format!("{{{}}}", message_id(self.message))),
            ("PluginTypeName", format!("{}, {}", self.class, full(assembly))),
            ("PrimaryEntity", self.entity.to_owned()),
            ("FilteringAttributes", self.filtering.to_owned()),
            ("EventHandlerTypeCode", "4602".to_owned()),
            ("Mode", self.mode.to_string()),
            ("Rank", self.rank.to_string()),
            ("Stage", self.stage.to_string()),
        ];
        for (name, value) in leaves.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "      <{name}>{value}</{name}>");
        }
        let _ = writeln!(text, "{}    </SdkMessageProcessingStep>", self.more);
        text
    }
}

/// The full name of a fixture's assembly.
pub(crate) fn full(assembly: &str) -> String {
    format!("{assembly}, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null")
}

/// An assembly with its types; `types` are elements of their own.
pub(crate) fn assembly(name: &str, isolation: u32, types: &str) -> String {
    format!(
        "    <PluginAssembly FullName=\"{}\" PluginAssemblyId=\"a55e0000-0000-4000-8000-000000000001\">\n      <IsolationMode>{isolation}</IsolationMode>\n      <SourceType>0</SourceType>\n      <PluginTypes>{types}</PluginTypes>\n    </PluginAssembly>\n",
        full(name)
    )
}

/// A plug-in type; the last two digits of its id.
pub(crate) fn plugin_type(assembly: &str, class: &str, number: u8, inside: &str) -> String {
    format!(
        "<PluginType AssemblyQualifiedName=\"{class}, {}\" PluginTypeId=\"7e0c9a10-0000-4000-8000-0000000000{number:02x}\" Name=\"{class}\">{inside}</PluginType>",
        full(assembly)
    )
}

/// A `customizations.xml` with these elements.
pub(crate) fn customizations(assemblies: &str, steps: &str) -> String {
    format!(
        "<ImportExportXml xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n  <Entities />\n  <SolutionPluginAssemblies>\n{assemblies}  </SolutionPluginAssemblies>\n  <SdkMessageProcessingSteps>\n{steps}  </SdkMessageProcessingSteps>\n</ImportExportXml>\n"
    )
}

/// A `customizations.xml` for the steps of one assembly in the sandbox.
pub(crate) fn of_steps(name: &str, steps: &[Step]) -> String {
    let steps: String = steps.iter().map(|step| step.element(name)).collect();
    customizations(&assembly(name, 2, ""), &steps)
}
