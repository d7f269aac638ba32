//! Where something that is forbidden may be used nevertheless.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::{DocId, DocKind, MethodHandle, ModuleId, Subject, TypeHandle, Universe, is_in_namespace};

/// How many types around a use are asked about. Largest real depth: 4.
const AROUND: usize = 64;

/// Types, members and assemblies in which a use is allowed.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    ids: Vec<DocId>,
    names: GlobSet,
    assemblies: GlobSet,
}

impl Exceptions {
    /// Reads exceptions: `names` of types and members, each a documentation-comment id (a namespace or type covers all in it) or a pattern with
    /// `*` and `?` for a full name with dots between nested types, such as `Acme.Logging.*`; `assemblies` are patterns for simple names.
    ///
    /// # Errors
    /// One that is neither: one sentence.
    pub fn parse(names: &[String], assemblies: &[String]) -> Result<Self, String> {
        let (mut ids, mut patterns) = (Vec::new(), Vec::new());
        for name in names {
            let is_id = name.trim().split_once(':').is_some_and(|(kind, _)| kind.trim().len() == 1);
            if is_id {
                let shown = crate::text::Safe::new(name);
                if name.split('(').next().is_some_and(|path| path.contains(['*', '?'])) {
                    return Err(format!("{shown}: a pattern is for a name and has no kind before it"));
                }
                ids.push(DocId::parse(name).map_err(|why| format!("{shown}: {why}"))?);
            } else {
                patterns.push(name.as_str());
            }
        }
        let assemblies: Vec<&str> = assemblies.iter().map(String::as_str).collect();
        Ok(Self { ids, names: set(&patterns, false)?, assemblies: set(&assemblies, true)? })
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.names.is_empty() && self.assemblies.is_empty()
    }

    /// Whether a use in a member, in a type, or on the assembly itself is allowed. The member is the one that the author wrote.
    #[must_use]
    pub fn cover(&self, universe: &Universe<'_>, module: ModuleId, on: Option<Subject>) -> bool {
        if self.is_empty() {
            return false;
        }
        if self.assemblies.is_match(universe.module(module).assembly.text().as_ref()) {
            return true;
        }
        let whole = match on {
            Some(Subject::Method(handle @ MethodHandle::Def(_))) => DocId::of_accessed(universe, handle),
            _ => None,
        };
        let around = std::iter::successors(on, |subject| subject.owner(universe).map(Subject::Type));
        let trees = around.take(AROUND).map(|subject| subject.tree(universe));
        whole.into_iter().chain(trees).any(|tree| self.cover_tree(&tree))
            || on.and_then(|on| on.type_(universe)).is_some_and(|type_| self.cover_namespace(universe, type_))
    }

    fn cover_tree(&self, tree: &DocId) -> bool {
        self.ids.iter().any(|id| id.matches(tree)) || self.names.is_match(tree.full_name().as_str())
    }

    fn cover_namespace(&self, universe: &Universe<'_>, type_: TypeHandle) -> bool {
        let namespace = universe.name_parts(type_).0.text();
        let outer = self.ids.iter().filter(|id| id.kind() == DocKind::Namespace).filter_map(DocId::namespace);
        outer.into_iter().any(|outer| is_in_namespace(&namespace, &outer))
    }
}

fn set(patterns: &[&str], any_case: bool) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).case_insensitive(any_case).build();
        let shown = crate::text::Safe::new(pattern);
        let glob: Glob = glob.map_err(|error| format!("{shown}: not a pattern: {}", error.kind()))?;
        set.add(glob);
    }
    set.build().map_err(|error| format!("not a set of patterns: {}", error.kind()))
}
