//! Hits of rules in the words of a report.

use super::merge::Candidate;
use super::place;
use super::unit::Analysis;
use crate::finding::{Confidence, Severity};
use crate::model::{MethodHandle, TypeHandle};
use crate::rules::{Context, Hit, InDependency};

impl Analysis<'_, '_> {
    /// A hit in the words of a report; `None` where the rule is silent about dependencies.
    pub(super) fn candidate(&self, cx: &Context<'_, '_>, hit: &Hit, in_dependency: InDependency) -> Option<Candidate> {
        let program = cx.program();
        let path = cx.reach.path(hit.context, hit.at);
        let mut confidence =
            hit.confidence.min(if cx.reach.is_exact(hit.context) { Confidence::High } else { Confidence::Medium });
        if cx.root.unresolved_base.is_some() {
            confidence = confidence.min(Confidence::Medium);
        }
        let mut severity = hit.severity;
        let mut message = hit.message.clone();
        let (mut method, mut at, mut target) = (hit.method, hit.at, hit.target.clone());
        if !program.is_own(hit.method) && in_dependency != InDependency::Report {
            if in_dependency == InDependency::Silent {
                return None;
            }
            if let Some(entry) = place::entry_into_dependency(program, &path) {
                let step = path.get(entry)?;
                (method, at) = (step.method, step.at);
                let next = path
                    .get(entry + 1)
                    .map(|next| self.universe.method_display(MethodHandle::Def(next.method)))
                    .unwrap_or_default();
                message = format!("{next} leads into a dependency: {message}");
                severity = lower(severity);
                confidence = confidence.min(Confidence::Medium);
                // One finding for each rule and call that leads there, whatever it leads to.
                target = path.get(entry + 1).map(|next| self.universe.method_doc_id(MethodHandle::Def(next.method)));
            }
        }
        let root = self.universe.full_name(TypeHandle::Def(cx.root.type_id));
        Some(Candidate {
            rule: hit.rule,
            severity,
            confidence,
            message,
            target,
            subject: hit.subject.clone(),
            location: place::location(program, method, at),
            root,
            steps: path.len(),
            path: Vec::new(),
        })
    }
}

fn lower(severity: Severity) -> Severity {
    let position = Severity::ALL.iter().position(|level| *level == severity).unwrap_or(0);
    Severity::ALL.get(position.saturating_sub(1)).copied().unwrap_or(Severity::Info)
}
