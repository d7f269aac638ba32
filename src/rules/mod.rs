//! The rules: one file each. A rule asks what runs in a root's reach and what it does; it reads no bytes and cannot fail.
//!
//! A rule is its file, its line in [`ALL`], and a folder of fixtures. The doc comment above its declaration is its page.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::{After, Bounds, CallSite, ContextId, Program, Reach};
use crate::apis::bans::Banned;
use crate::dataverse::Root;
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::il::IlOffset;
use crate::model::{FieldHandle, MethodHandle, MethodId, Subject, Universe};
use crate::text::Text;
use registration::{Solution, StepHit};

pub mod assembly;
mod all_columns;
mod appdomain_event;
mod assembly_too_large;
mod async_method;
mod async_no_rollback;
mod autonumber_race;
mod batch_request;
mod begun;
mod calls;
mod certificate_callback;
mod class_sites;
mod context_in_parallel;
mod cross_process_lock;
mod deprecated_message;
mod elsewhere;
mod exception_type;
mod exceptions;
pub mod forbidden_api;
mod handed;
mod holdings;
mod http;
mod http_keepalive;
mod http_timeout;
mod lazy;
mod lazy_member_cache;
mod legacy_platform;
mod lengths;
pub mod mention;
mod meta_avoid_crm4_event;
mod meta_avoid_reg_no_attribute;
mod meta_avoid_reg_retrieve;
mod meta_avoid_retrievemultiple_annotation;
mod meta_remove_dup_reg;
mod meta_remove_inactive;
mod native_code;
mod no_tracing;
mod no_usable_constructor;
mod numbers;
mod parallel_execution;
mod records;
mod requests;
mod sandbox_api;
mod service_calls;
mod service_in_static;
mod shared_object_mutation;
mod sources;
mod specialized_update;
mod stale_query_after_lock;
mod stateful_plugin;
mod static_lock;
mod static_state;
mod swallowed_service_exception;
mod sync_over_async;
mod target_framework;
mod tasks;
mod texts;
mod thread_sleep;
mod too_many_activities;
mod unknown_plugin_type;
mod unobserved_async;
mod unpublished_metadata;
mod unregistered_plugin;
mod unsigned_assembly;
mod workflow_reflection;
pub mod registration;

/// Every rule, in the order in which they are listed.
pub static ALL: &[&dyn Rule] = &[
    &stateful_plugin::StatefulPlugin,
    &shared_object_mutation::SharedObjectMutation,
    &lazy_member_cache::LazyMemberCache,
    &static_state::StaticState,
    &service_in_static::ServiceInStatic,
    &parallel_execution::ParallelExecution,
    &context_in_parallel::ContextInParallel,
    &unobserved_async::UnobservedAsync,
    &async_method::AsyncMethod,
    &sync_over_async::SyncOverAsync,
    &thread_sleep::ThreadSleep,
    &batch_request::BatchRequest,
    &static_lock::StaticLock,
    &cross_process_lock::CrossProcessLock,
    &appdomain_event::AppdomainEvent,
    &certificate_callback::CertificateCallback,
    &sandbox_api::SandboxApi,
    &workflow_reflection::WorkflowReflection,
    &meta_remove_dup_reg::MetaRemoveDupReg,
    &meta_avoid_retrievemultiple_annotation::MetaAvoidRetrievemultipleAnnotation,
    &unknown_plugin_type::UnknownPluginType,
    &meta_avoid_reg_no_attribute::MetaAvoidRegNoAttribute,
    &meta_avoid_reg_retrieve::MetaAvoidRegRetrieve,
    &meta_avoid_crm4_event::MetaAvoidCrm4Event,
    &meta_remove_inactive::MetaRemoveInactive,
    &unregistered_plugin::UnregisteredPlugin,
    &all_columns::AllColumns,
    &unpublished_metadata::UnpublishedMetadata,
    &specialized_update::SpecializedUpdate,
    &deprecated_message::DeprecatedMessage,
    &exception_type::ExceptionType,
    &async_no_rollback::AsyncNoRollback,
    &swallowed_service_exception::SwallowedServiceException,
    &autonumber_race::AutonumberRace,
    &stale_query_after_lock::StaleQueryAfterLock,
    &http_keepalive::HttpKeepalive,
    &http_timeout::HttpTimeout,
    &assembly_too_large::AssemblyTooLarge,
    &too_many_activities::TooManyActivities,
    &target_framework::TargetFramework,
    &no_usable_constructor::NoUsableConstructor,
    &native_code::NativeCode,
    &no_tracing::NoTracing,
    &legacy_platform::LegacyPlatform,
    &unsigned_assembly::UnsignedAssembly,
    &forbidden_api::ForbiddenApi,
];

use holdings::Holdings;
use mention::Mention;
use parallel_execution::Works;
use service_calls::Settings;
use sources::Sources;
use tasks::Waits;

/// What becomes of a rule's hits in a dependency: code that is not the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InDependency {
    /// Reported where they stand.
    Report,
    /// Reported once, at the call in own code that enters the dependency, one severity lower.
    AtEntry,
    /// Only counted.
    Silent,
}

/// One rule.
pub trait Rule: Sync {
    /// What it says of itself.
    fn info(&self) -> &'static RuleInfo;

    /// What becomes of its hits in a dependency.
    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    /// Whether a hit in a member of a dependency that own code calls itself is told at that call, one severity lower, by what it says.
    fn is_told_of_direct_calls(&self, _: &Hit) -> bool {
        false
    }

    /// Whether a hit in a property's setter, or an event's accessor, of a dependency is told where own code sets that: nobody sees there
    /// whether a compiler wrote the accessor.
    fn is_told_where_it_is_set(&self) -> bool {
        false
    }

    /// Whether it asks only for uses of certain members, and not for the state of an object or the order of events: then it can be
    /// asked about code that no root reaches.
    fn is_use(&self) -> bool {
        self.in_dependency() == InDependency::AtEntry
    }

    /// Whether something that code names, and that no root reaches, can lead it to a hit there: a class that names nothing of the kind is
    /// not analysed.
    fn concerns(&self, _: &Mention<'_, '_, '_>) -> bool {
        true
    }

    /// Finds its hits in the reach of one root, or in code that none reaches.
    fn check(&self, _: &Context<'_, '_>, _: &mut Vec<Hit>) {}

    /// The severity of a hit because of how its root is registered, and why; `None` where that makes no difference.
    fn by_registration(&self, _: &Root, _: Severity) -> Option<(Severity, &'static str)> {
        None
    }

    /// Whether a hit is worse where data was changed before.
    fn is_worse_after_changes(&self) -> bool {
        false
    }

    /// Finds its hits in what an assembly is as a whole.
    fn check_assembly(&self, _: &assembly::Assembly<'_, '_>, _: &mut Vec<assembly::AssemblyHit>) {}

    /// Whether it asks how classes are registered, and not what their code does.
    fn is_about_steps(&self) -> bool {
        false
    }

    /// Finds its hits in what a solution says.
    fn check_steps(&self, _: &Solution<'_>, _: &mut Vec<StepHit>) {}
}

/// One root and all that can run because of it; or code that no root reaches.
pub struct Context<'c, 'a> {
    /// The root; `None` for code that none reaches.
    pub root: Option<&'c Root>,
    /// Its reach.
    pub reach: &'c Reach<'c, 'c, 'a>,
    /// What the user forbids, where anything is.
    pub banned: Option<&'c Banned<'c, 'a>>,
    /// The calls that start work elsewhere, once somebody asked.
    work: OnceCell<Works>,
    /// Where methods wait for tasks, as far as somebody asked.
    waits: RefCell<FxHashMap<MethodId, Rc<Waits>>>,
    /// Where values come from, once somebody asked.
    sources: OnceCell<Sources>,
    /// What objects hold, once somebody asked.
    holdings: OnceCell<Holdings<'c>>,
    /// What is set on requests, once somebody asked.
    settings: OnceCell<Settings>,
    /// What can run after a change of data, once somebody asked.
    after_changes: OnceCell<After>,
    /// The requests that code makes, once somebody asked: the place of the call in the list of calls, and the message.
    requests_made: OnceCell<Vec<(usize, String)>>,
    /// The bounds that rules hit.
    bounds: Cell<Bounds>,
    /// Steps that may still be taken in searches through single methods.
    looks: Cell<usize>,
    /// Of the method that was searched last, what is stored in each variable to which one value is stored.
    copies: RefCell<Option<(ContextId, Rc<lazy::Copies>)>>,
    /// Writes about which somebody asked, and whether they give a field its first value.
    lazy: RefCell<FxHashMap<lazy::Key, bool>>,
}

/// Steps in searches through single methods, for one root: where values in variables come from, which tests stand before a store. Real
/// plug-ins need some thousand. Not a limit to be set: a method that is made to be expensive is one, and that it was hit is reported.
const LOOKS: usize = 1 << 26;

/// A rule's finding before it is put into words for a report.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// Where.
    pub context: ContextId,
    /// The method.
    pub method: MethodId,
    /// The instruction.
    pub at: IlOffset,
    /// What is declared so, where it is no instruction: then the method is only how it comes to run.
    pub declaration: Option<Subject>,
    /// How much harm it can do.
    pub severity: Severity,
    /// How sure it is, without the path.
    pub confidence: Confidence,
    /// One sentence; safe to print.
    pub message: String,
    /// Why it has another severity than the rule gives it, where the registration says that; safe to print.
    pub why: Option<String>,
    /// Whether the user gave this severity to what it is about.
    pub settled: bool,
    /// Documentation-comment id of the field or API.
    pub target: Option<Text>,
    /// What the finding is about, for its fingerprint.
    pub subject: Text,
}

impl<'c, 'a> Context<'c, 'a> {
    /// What there is to ask of one root.
    #[must_use]
    pub fn new(root: Option<&'c Root>, reach: &'c Reach<'c, 'c, 'a>) -> Self {
        Self {
            root,
            reach,
            banned: None,
            work: OnceCell::new(),
            waits: RefCell::default(),
            sources: OnceCell::new(),
            holdings: OnceCell::new(),
            settings: OnceCell::new(),
            after_changes: OnceCell::new(),
            requests_made: OnceCell::new(),
            bounds: Cell::default(),
            looks: Cell::new(LOOKS),
            copies: RefCell::default(),
            lazy: RefCell::default(),
        }
    }

    /// The same, and what the user forbids.
    #[must_use]
    pub fn forbidding(self, banned: Option<&'c Banned<'c, 'a>>) -> Self {
        Self { banned, ..self }
    }

    /// The code.
    #[must_use]
    pub fn program(&self) -> &'c Program<'c, 'a> {
        self.reach.program()
    }

    /// The modules.
    #[must_use]
    pub fn universe(&self) -> &'c Universe<'a> {
        self.program().universe
    }

    /// Notes that a rule hit a bound: something may be missing.
    fn note_bound(&self) {
        self.bounds.set(self.bounds.get() | Bounds::VALUES);
    }

    /// Counts steps of a search through a method; whether there may be more.
    fn look(&self, steps: usize) -> bool {
        let left = self.looks.get().checked_sub(steps);
        if left.is_none() {
            self.note_bound();
        }
        self.looks.set(left.unwrap_or(0));
        // Other roots lead to the same methods.
        self.program().charge(steps / 64);
        left.is_some()
    }

    /// The bounds that the reach and the rules hit.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.reach.flow().bounds | self.bounds.get()
    }

    /// A hit at a call, with the API called as its target. What a delegate runs is told where that is made, and counts where it runs.
    fn hit_at_call(&self, rule: &'static RuleInfo, site: &CallSite, message: String) -> Hit {
        let hit = self.hit_at(rule, site.place(), site.callee, message);
        let is_exact = site.by.is_none_or(|by| by.exact && self.reach.is_exact(site.context));
        let confidence = if is_exact { hit.confidence } else { hit.confidence.min(Confidence::Medium) };
        Hit { severity: self.severity_in_phase(rule.severity, site.context), confidence, ..hit }
    }

    /// A hit at an instruction, with a method as its target.
    fn hit_at(
        &self,
        rule: &'static RuleInfo,
        (context, at): (ContextId, IlOffset),
        target: MethodHandle,
        message: String,
    ) -> Hit {
        let target = self.universe().method_doc_id(target);
        Hit {
            rule,
            context,
            method: self.reach.method(context),
            at,
            declaration: None,
            severity: self.severity_in_phase(rule.severity, context),
            confidence: rule.confidence,
            message,
            why: None,
            settled: false,
            subject: target.clone(),
            target: Some(target),
        }
    }

    /// A hit at a place where a field, or what it holds, is changed; the field is its target.
    fn hit_on_field(
        &self,
        rule: &'static RuleInfo,
        (context, at): (ContextId, IlOffset),
        field: FieldHandle,
        message: String,
    ) -> Hit {
        let target = self.field_target(field);
        Hit {
            rule,
            context,
            method: self.reach.method(context),
            at,
            declaration: None,
            severity: rule.severity,
            confidence: rule.confidence,
            message,
            why: None,
            settled: false,
            subject: self.universe().lasting_id_of_local(field).unwrap_or_else(|| target.clone()),
            target: Some(target),
        }
    }

    /// Whether a transaction may be open while the code runs: registration does not say that there is none.
    fn has_transaction(&self) -> bool {
        !self.root.is_some_and(Root::has_no_transaction)
    }

    /// What a lock does to other calls.
    fn blocking(&self) -> &'static str {
        if self.has_transaction() { "blocks calls inside their transactions" } else { "makes other calls wait" }
    }

    /// Whether a method stands in a class, as the author wrote it.
    fn is_in_class(&self, root: &Root, method: MethodId) -> bool {
        let universe = self.universe();
        let class =
            universe.declaring_type(self.program().authored(method)).or_else(|| universe.declaring_type(method));
        class == Some(root.type_id)
    }

    /// In a static constructor every use rule is Low: it runs once.
    fn severity_in_phase(&self, severity: Severity, context: ContextId) -> Severity {
        match self.reach.phase(context) {
            crate::analysis::Phase::Initialising => severity.min(Severity::Low),
            _ => severity,
        }
    }
}

/// Declares a rule: the doc comment is its page, the rest what it says of itself.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            id: $id:literal,
            aliases: [$($alias:literal),*],
            severity: $severity:ident,
            confidence: $confidence:ident,
            category: $category:literal,
            summary: $summary:literal,
            help: $help:literal,
        }
    ) => {
        $(#[doc = $doc])*
        pub(super) struct $name;

        impl $name {
            const INFO: &'static crate::finding::RuleInfo = &crate::finding::RuleInfo {
                id: $id,
                aliases: &[$($alias),*],
                severity: crate::finding::Severity::$severity,
                confidence: crate::finding::Confidence::$confidence,
                category: $category,
                summary: $summary,
                help: $help,
                docs: concat!($($doc, "\n",)*),
            };
        }
    };
}
use declare_rule;
