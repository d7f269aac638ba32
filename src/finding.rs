//! What `check` reports: findings with their evidence, what could not be analysed, and what was looked at.
//!
//! The types are the JSON contract: names and order of the fields are those of `schema/report.schema.json`.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use crate::analysis::Via;
use crate::text::Text;

/// Declares a scale from worst to least: what a word that is none should have been; variant, the word in JSON and on the command line.
macro_rules! scale {
    ($(#[$doc:meta])* $name:ident $wanted:literal { $($(#[$variant_doc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every level, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for the level.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The level of a word, in any case.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|level| level.word().eq_ignore_ascii_case(word))
            }
        }

        impl FromStr for $name {
            type Err = &'static str;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::parse(word).ok_or($wanted)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

scale! {
    /// How much harm a finding can do. Greater is worse.
    Severity "the level is critical, high, medium, low or info" {
        /// Worth knowing.
        Info "info",
        /// A weakness that rarely hurts alone.
        Low "low",
        /// Hurts under load or in some registrations.
        Medium "medium",
        /// Breaks data or transactions.
        High "high",
        /// Stops a release.
        Critical "critical",
    }
}

scale! {
    /// How sure a finding is. Greater is surer.
    Confidence "the confidence is high, medium or low" {
        /// A pattern, not a proof.
        Low "low",
        /// Some step over-approximates.
        Medium "medium",
        /// Instruction, receiver and path are all exact.
        High "high",
    }
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Source {
    /// With `/`: relative where it is known to what, otherwise as the symbols state it.
    pub file: Text,
    /// 1-based.
    pub line: u32,
    /// 1-based, in UTF-16 units; 1 where the compiler states none.
    pub column: u32,
    /// Where the file is on the web, as SourceLink says; `None` without that.
    pub url: Option<Text>,
}

/// Where a finding stands. Everything but `input` and `assembly` can be absent: some findings are about a whole assembly.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The input as the user wrote it, with `/`.
    pub input: Text,
    /// Simple name of the assembly.
    pub assembly: Text,
    /// Name of the module.
    pub module: Option<Text>,
    /// Full metadata name of the type.
    #[serde(rename = "type")]
    pub type_name: Option<Text>,
    /// Documentation-comment id of the member that holds the instruction.
    pub member: Option<Text>,
    /// Documentation-comment id of the method the author wrote; differs from `member` in closures, iterators and state machines.
    pub authored_member: Option<Text>,
    /// Token of `member`, `0x06000003`.
    pub token: Option<String>,
    /// Offset of the instruction in the body, in bytes.
    pub il_offset: Option<u32>,
    /// The instruction as text.
    pub instruction: Option<Text>,
    /// The source line, where symbols match.
    pub source: Option<Source>,
}

/// One step of a path from an entry method to a finding.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Documentation-comment id of the method.
    pub member: Text,
    /// Documentation-comment id of the method the author wrote.
    pub authored_member: Text,
    /// The file that the method is in: an input or a reference, with `/`.
    pub input: Text,
    /// Simple name of the method's assembly.
    pub assembly: Text,
    /// Offset of the instruction that leads on; of the finding's instruction in the last step.
    pub il_offset: Option<u32>,
    /// The line of that instruction.
    pub source: Option<Source>,
    /// How execution got here.
    pub via: Via,
}

/// Why a finding does not count.
#[derive(Clone, Debug, Serialize)]
pub struct Suppressed {
    /// `attribute` or `config`.
    pub by: &'static str,
    /// What the author gave as the reason.
    pub reason: Option<Text>,
    /// The day from which on it counts again, `YYYY-MM-DD`.
    pub expires: Option<String>,
}

/// One finding: a rule, a site, and the evidence.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// Other names of the rule.
    pub aliases: &'static [&'static str],
    /// How much harm it can do.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The rule's category.
    pub category: &'static str,
    /// One sentence that names the member in C# form; names in it are already safe to print.
    pub message: String,
    /// Where in the message it is told why the registration gives it its severity; no part of the contract.
    #[serde(skip)]
    pub why_at: Option<usize>,
    /// Documentation-comment id of the field written or the API used.
    pub target: Option<Text>,
    /// Where it stands.
    pub location: Location,
    /// Full metadata names of the root types concerned, at most 20.
    pub roots: Vec<Text>,
    /// How many root types are concerned.
    pub root_count: usize,
    /// From the entry method to the site.
    pub path: Vec<Step>,
    /// What other rules find at the same instruction for some of the roots, and this one says better; no part of the contract.
    #[serde(skip)]
    pub replaces: Vec<Replaced>,
    /// Why it matters and what to do instead.
    pub help: &'static str,
    /// Identifies the finding across rebuilds.
    pub fingerprint: String,
    /// Why it does not count; `None` when it does.
    pub suppressed: Option<Suppressed>,
    /// `new`, `unchanged`; `None` without a baseline.
    pub baseline_state: Option<&'static str>,
}

impl Finding {
    /// Gives it the severity that the user wants: why it had another one is told no more.
    pub fn set_severity(&mut self, severity: Severity) {
        if severity != self.severity {
            if let Some(why) = self.why_at.take() {
                self.message.truncate(why);
            }
            self.severity = severity;
        }
    }

    /// Whether it counts: it is neither suppressed nor known from a baseline.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.suppressed.is_none() && self.baseline_state != Some("unchanged")
    }
}

/// What a finding says better than another rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Id of that rule.
    pub rule: &'static str,
    /// What it would name: documentation-comment id of the field or API.
    pub target: Option<Text>,
}

/// An input as it was named or found.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// The path as the user wrote it, with `/`.
    pub path: Text,
    /// Of the bytes, in hex; `None` where they could not be read.
    pub sha256: Option<String>,
    /// `assembly`, `archive`, `skipped`, or `unreadable`.
    pub kind: &'static str,
}

/// What became of an assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// All of it was analysed.
    Analysed,
    /// Some of its methods could not be decoded.
    Partial,
    /// It holds no .NET code.
    NotManaged,
    /// Its bodies were stripped.
    ReferenceAssembly,
    /// Its bodies are encrypted.
    Protected,
    /// It could not be opened.
    Failed,
    /// Its bytes are those of an input before.
    DuplicateOf,
}

/// How many methods there were and what became of them; the sums agree.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodCounts {
    /// Rows of MethodDef.
    pub total: u32,
    /// Those with IL in this file.
    pub with_body: u32,
    /// Those whose IL was decoded to the end.
    pub decoded: u32,
    /// The others, by reason.
    pub skipped: std::collections::BTreeMap<&'static str, u32>,
}

/// An assembly that was looked at.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssemblyInfo {
    /// Simple name; the module's name for a module without a manifest.
    pub name: Text,
    /// `1.0.0.0`
    pub version: Option<String>,
    /// The input it is from.
    pub input: Text,
    /// Module version id.
    pub mvid: Option<String>,
    /// From `TargetFrameworkAttribute`.
    pub target_framework: Option<Text>,
    /// `portable`, `embedded`, `windows`, `mdb`; `None` without symbols that match.
    pub symbols: Option<&'static str>,
    /// Why symbols that are there were not used, or what of those that are used is not there.
    pub symbols_refused: Option<Text>,
    /// What became of it.
    pub status: Status,
    /// The input whose bytes are the same.
    pub duplicate_of: Option<Text>,
    /// What became of its methods.
    pub methods: MethodCounts,
}

/// A type that the platform instantiates and calls.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootInfo {
    /// Full metadata name.
    #[serde(rename = "type")]
    pub type_name: Text,
    /// `plugin`, `crm4Plugin`, `callout`, `workflowActivity`, `crm4WorkflowActivity`, `unresolvedBase`.
    pub kind: &'static str,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// Documentation-comment ids of the methods that the platform calls.
    pub entry_methods: Vec<Text>,
    /// How it is registered.
    pub steps: Vec<RootStep>,
    /// What views say of it beside that; no part of the contract of a report.
    #[serde(skip)]
    pub more: RootMore,
}

/// What views say of a root beside what a report says.
#[derive(Clone, Debug, Default)]
pub struct RootMore {
    /// Documentation-comment id of the type.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// The input that it is in.
    pub input: Text,
    /// Whether anything says how it is registered.
    pub registered: bool,
}

/// One way in which the platform comes to call a root.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootStep {
    /// Id of the step, or unique name of the custom API.
    pub id: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
    /// The message; the id of one whose name is not known.
    pub message: Option<Text>,
    /// Whether the message was taken from the step's name.
    pub message_guessed: bool,
    /// Logical name of the table; `None` for all.
    pub entity: Option<Text>,
    /// 10, 20, 30, 40 or 50.
    pub stage: Option<u32>,
    /// 0 synchronous, 1 asynchronous.
    pub mode: Option<u32>,
    /// Order among the steps of one stage.
    pub rank: Option<i64>,
    /// Columns whose change is waited for; none for all.
    pub filtering_attributes: Vec<Text>,
    /// Whether it is enabled, where that is said.
    pub enabled: Option<bool>,
    /// `yes`, `no`, `maybe`: whether it runs inside the transaction of its operation.
    pub transaction: &'static str,
    /// `step`, `customApi`, `workflow`, `dataProvider`.
    pub kind: &'static str,
    /// Images of the record that it gets.
    pub images: Vec<StepImage>,
    /// Where that is said: a line of an XML file; `None` for an attribute in the assembly.
    pub source: Option<Source>,
}

/// An image of the record that a step gets.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepImage {
    /// Its name.
    pub name: Option<Text>,
    /// The key under which the class finds it.
    pub alias: Option<Text>,
    /// `preImage`, `postImage`, `both`; `None` where that is not said.
    pub kind: Option<&'static str>,
    /// The columns in it; none for all.
    pub attributes: Vec<Text>,
}

/// Bytes that were not as the format asks for, or an input that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `error` (something was lost) or `tolerated`.
    pub kind: &'static str,
    /// Stable id of the trap; `IO` for what the operating system says.
    pub code: &'static str,
    /// The input.
    pub input: Text,
    /// Token of the row concerned.
    pub token: Option<String>,
    /// Documentation-comment id of the member concerned.
    pub member: Option<Text>,
    /// Position in the file, in bytes.
    pub offset: Option<u32>,
    /// What is wrong.
    pub what: String,
    /// How many such problems it stands for: of many of one kind the last that is listed stands for the rest.
    pub count: u32,
    /// The section of the standard.
    pub section: Option<&'static str>,
}

/// Something that was seen and not followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotAnalysed {
    /// `unresolvedBase`, `noEntryMethod`, `missingAssembly`, `undecodedMethod`, `reflection`, `calli`, `bound`, ….
    pub kind: &'static str,
    /// The input in which it was seen.
    pub input: Text,
    /// The type or assembly concerned.
    #[serde(rename = "type")]
    pub type_name: Option<Text>,
    /// Why, in words that are safe to print.
    pub reason: String,
    /// How many such places there are.
    pub count: u32,
}

/// A finding of the baseline that is there no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// Id of the rule, as the baseline has it.
    pub rule: Text,
    /// Simple name of the assembly, which was analysed.
    pub assembly: Text,
    /// Documentation-comment id of the method the author wrote.
    pub authored_member: Option<Text>,
    /// What the baseline says of it. Not safe to print: it comes from a file.
    pub message: Text,
    /// The finding's fingerprint.
    pub fingerprint: String,
}

/// Something that somebody wrote and that has no effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unused {
    /// `suppression`, `expiredSuppression`.
    pub kind: &'static str,
    /// One sentence, safe to print.
    pub what: String,
}

/// A suppression that stands in the code, as an attribute says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeSuppression {
    /// Simple name of the assembly.
    pub assembly: Text,
    /// `Category` of the attribute.
    pub category: Text,
    /// `CheckId` of the attribute: a rule, perhaps with a colon and a name behind it.
    pub check: Text,
    /// Documentation-comment id of what it is on, or of its `Target`; `None` for all of the assembly.
    pub symbol: Option<Text>,
    /// `Scope` of an attribute on the assembly.
    pub scope: Option<Text>,
    /// `Justification` of the attribute.
    pub reason: Option<Text>,
}

/// Counts for the verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Findings that count, by severity.
    pub critical: usize,
    /// See `critical`.
    pub high: usize,
    /// See `critical`.
    pub medium: usize,
    /// See `critical`.
    pub low: usize,
    /// See `critical`.
    pub info: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
    /// Findings that the baseline has too.
    pub baselined: usize,
    /// Findings of the baseline that are there no more.
    pub gone: usize,
    /// Root types.
    pub roots: usize,
    /// Assemblies analysed.
    pub assemblies: usize,
    /// Methods that can run because the platform calls a root.
    pub methods_in_reach: usize,
    /// Methods that have IL and could not be decoded.
    pub methods_not_decoded: usize,
    /// Inputs that could not be analysed though they were asked for.
    pub failed_inputs: usize,
    /// Files found in folders and archives that are no managed assemblies, or are reference or satellite assemblies.
    pub skipped_inputs: usize,
}

/// The tool that wrote a report.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tool {
    /// `ilvet`
    pub name: &'static str,
    /// The package's version.
    pub version: &'static str,
}

/// Everything `check` has to say.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Version of the contract, `MAJOR.MINOR`: a new minor adds fields only.
    pub schema_version: &'static str,
    /// The tool.
    pub tool: Tool,
    /// What was named or found.
    pub inputs: Vec<Input>,
    /// What was looked at.
    pub assemblies: Vec<AssemblyInfo>,
    /// What the platform calls.
    pub roots: Vec<RootInfo>,
    /// What is wrong with it, worst first.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What was not followed.
    pub not_analysed: Vec<NotAnalysed>,
    /// What the baseline has and this run has not.
    pub gone: Vec<Gone>,
    /// What was written to no effect.
    pub unused: Vec<Unused>,
    /// The configuration that was in force.
    pub config: Option<Text>,
    /// Suppressions that stand in the code; no part of the contract.
    #[serde(skip)]
    pub code_suppressions: Vec<CodeSuppression>,
    /// Solutions that say how plug-ins are registered; no part of the contract.
    #[serde(skip)]
    pub solutions: usize,
    /// Patterns for the user's own assemblies that none of those looked at has the name of; no part of the contract.
    #[serde(skip)]
    pub unused_own: Vec<String>,
    /// Which of the names that were to be looked for nothing has, by their number; no part of the contract.
    #[serde(skip)]
    pub undefined: Vec<usize>,
    /// Counts.
    pub summary: Summary,
}

impl Report {
    /// Counts the findings anew: those that count by severity, and the others.
    pub fn count(&mut self) {
        let (findings, summary) = (&self.findings, &mut self.summary);
        let of = |severity| findings.iter().filter(|it| it.counts() && it.severity == severity).count();
        summary.critical = of(Severity::Critical);
        summary.high = of(Severity::High);
        summary.medium = of(Severity::Medium);
        summary.low = of(Severity::Low);
        summary.info = of(Severity::Info);
        summary.suppressed = findings.iter().filter(|it| it.suppressed.is_some()).count();
        summary.baselined = findings.iter().filter(|it| it.suppressed.is_none() && !it.counts()).count();
        summary.gone = self.gone.len();
    }
}

/// What a rule says of itself.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo {
    /// Kebab-case, unique, never re-used.
    pub id: &'static str,
    /// Ids of the same rule in Microsoft's solution checker.
    pub aliases: &'static [&'static str],
    /// Severity where nothing else is said.
    pub severity: Severity,
    /// Confidence to start from.
    pub confidence: Confidence,
    /// `Design`, `Performance`, `Supportability`, ….
    pub category: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters and what to do instead, in one or two sentences.
    pub help: &'static str,
    /// The doc comment above the rule, with the blank that starts each line of it; see [`RuleInfo::page`].
    pub docs: &'static str,
}

impl RuleInfo {
    /// The rule's page in Markdown: what `explain` prints.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::with_capacity(self.docs.len());
        for line in self.docs.lines() {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }
}
