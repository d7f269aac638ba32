//! How roots are registered, in the words of a report.

use super::unit::{Analysis, Outcome};
use crate::dataverse::Root;
use crate::dataverse::registration::{Identity, Place, Registration, Step, registered};
use crate::finding::{RootStep, Source, StepImage};
use crate::model::TypeHandle;
use crate::text::Text;

impl Analysis<'_, '_> {
    /// Tells roots how they are registered, where anything says so: the solution that the input is in, or those that were given.
    pub(super) fn register(&self, roots: &mut [Root], outcome: &mut Outcome) {
        let assembly = self.identity();
        let given = self.options.registration.iter().filter(|solution| solution.concerns(&assembly));
        let solutions: Vec<&Registration> = self.unit.registration.iter().chain(given).map(AsRef::as_ref).collect();
        outcome.registered = !solutions.is_empty();
        for root in roots {
            let class = self.universe.full_name(TypeHandle::Def(root.type_id));
            root.registered = registered(solutions.iter().copied(), &assembly, &class);
        }
    }

    /// The input as solutions name it.
    pub(super) fn identity(&self) -> Identity {
        let name = Text(self.universe.input().assembly.text().into_owned());
        Identity { name, version: self.version() }
    }
}

/// The steps of a root in the words of a report.
pub(super) fn steps(root: &Root) -> Vec<RootStep> {
    root.registered.iter().flat_map(|registered| &registered.steps).map(step).collect()
}

fn step(step: &Step) -> RootStep {
    let images = step.images.iter().map(|image| StepImage {
        name: image.name.clone(),
        alias: image.alias.clone(),
        kind: image.kind.and_then(|kind| ["preImage", "postImage", "both"].get(kind as usize).copied()),
        attributes: image.attributes.clone(),
    });
    RootStep {
        id: step.id.clone(),
        name: step.name.clone(),
        message: step.message.clone(),
        message_guessed: step.message_guessed,
        entity: step.entity.clone(),
        stage: step.stage,
        mode: step.mode,
        rank: step.rank,
        filtering_attributes: step.filtering_attributes.clone(),
        enabled: step.enabled,
        transaction: step.transaction().word(),
        kind: step.kind.word(),
        images: images.collect(),
        source: source(&step.place),
    }
}

/// A place in the words of a report.
pub(super) fn source(place: &Place) -> Option<Source> {
    let Place { file, line, column } = place.clone();
    (line > 0).then_some(Source { file, line, column })
}
