//! Where a finding about a whole class stands.

use super::{Context, Hit};
use crate::analysis::{ContextId, Phase};
use crate::finding::RuleInfo;
use crate::il::IlOffset;
use crate::model::TypeHandle;

impl Context<'_, '_> {
    /// A hit about the root itself: at the first line of the method of the class that runs first when it is called; of a class that
    /// inherits all of them at its constructor. The class is its target, so that classes with a common base keep their own.
    pub(super) fn hit_on_class(&self, rule: &'static RuleInfo, message: String) -> Option<Hit> {
        let root = self.root?;
        let declares = |context: &&ContextId| {
            let authored = self.program().authored(self.reach.method(**context));
            self.universe().declaring_type(authored) == Some(root.type_id)
        };
        let contexts = || self.reach.contexts().iter();
        let called = contexts().filter(|context| self.reach.phase(**context) == Phase::Calling).find(declares);
        let context = *called.or_else(|| contexts().find(declares)).or_else(|| contexts().next())?;
        let target = self.universe().type_doc_id(TypeHandle::Def(root.type_id));
        Some(Hit {
            rule,
            context,
            method: self.reach.method(context),
            at: IlOffset(0),
            declaration: None,
            severity: rule.severity,
            confidence: rule.confidence,
            message,
            why: None,
            settled: false,
            subject: target.clone(),
            target: Some(target),
        })
    }

    /// The C# form of the root's name.
    pub(super) fn root_type_name(&self) -> String {
        self.root.map_or_else(String::new, |root| self.universe().type_display(TypeHandle::Def(root.type_id)))
    }
}
