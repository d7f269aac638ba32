//! What rules ask about an assembly as a whole.

use rustc_hash::FxHashSet;

use crate::dataverse::{Root, RootKind};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::metadata::{MethodAttributes, Primitive, Type};
use crate::model::{MethodHandle, MethodId, TypeHandle, TypeId, Universe};
use crate::text::Text;

/// An assembly that holds classes which the platform calls.
pub struct Assembly<'c, 'a> {
    /// Its code; it is the input of the unit.
    pub universe: &'c Universe<'a>,
    /// The classes that the platform calls.
    pub roots: &'c [Root],
    /// Classes that would be among them if somebody could make an object of them, and their kinds.
    pub abandoned: Vec<(TypeId, RootKind)>,
    /// Whether it is a member of a plug-in package.
    pub in_package: bool,
    /// From `TargetFrameworkAttribute`.
    pub target_framework: Option<&'c Text>,
    /// Methods that are machine code.
    pub native_methods: u32,
    /// Whether its header says that there is more in it than IL.
    pub mixed: bool,
}

/// A rule's finding about an assembly, or about a class as a whole.
#[derive(Clone, Debug)]
pub struct AssemblyHit {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// How much harm it can do.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence; safe to print.
    pub message: String,
    /// The class, where it is about one.
    pub class: Option<TypeId>,
    /// The method on whose line it stands, where it is about one.
    pub method: Option<MethodId>,
}

impl AssemblyHit {
    /// A hit about the assembly, as its rule says.
    pub(super) fn new(rule: &'static RuleInfo, message: String) -> Self {
        Self { rule, severity: rule.severity, confidence: rule.confidence, message, class: None, method: None }
    }
}

impl Assembly<'_, '_> {
    /// The constructors of a class.
    pub(super) fn constructors(&self, class: TypeId) -> impl Iterator<Item = MethodId> {
        let methods = self.universe.methods(class);
        methods.filter(|method| self.universe.method_name(MethodHandle::Def(*method)) == ".ctor")
    }

    /// The classes from which others derive that the platform calls, but for those that are registered themselves.
    pub(super) fn bases(&self) -> FxHashSet<TypeHandle> {
        let mut bases: FxHashSet<TypeHandle> =
            self.roots.iter().flat_map(|root| self.universe.bases(root.type_id)).collect();
        let is_registered = |root: &&Root| root.registered.as_ref().is_some_and(|known| !known.steps.is_empty());
        for root in self.roots.iter().filter(is_registered) {
            bases.remove(&TypeHandle::Def(root.type_id));
        }
        bases
    }

    /// Whether the platform can make an object of a class: by `()`, and of a plug-in also by `(string)` or `(string, string)`.
    pub(super) fn can_make(&self, class: TypeId, kind: RootKind) -> bool {
        const PUBLIC: u16 = 6;
        let metadata = &self.universe.module(class.module).metadata;
        let takes_texts = !matches!(kind, RootKind::WorkflowActivity | RootKind::Crm4WorkflowActivity);
        self.constructors(class).any(|method| {
            let is_public = self
                .universe
                .method_row(method)
                .is_some_and(|row| (row.flags & MethodAttributes::ACCESS_MASK).bits() == PUBLIC);
            let signature = is_public
                .then(|| self.universe.method_signature(MethodHandle::Def(method)))
                .flatten()
                .and_then(|(_, blob)| metadata.method_signature(blob).ok());
            signature.is_some_and(|signature| {
                let parameters = &signature.parameters;
                let is_text = |parameter: &Type| *parameter == Type::Primitive(Primitive::String);
                parameters.is_empty() || takes_texts && parameters.len() <= 2 && parameters.iter().all(is_text)
            })
        })
    }
}
