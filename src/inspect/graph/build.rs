//! From the contexts of the analysis to the members that a person knows.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Edge, Marked, Node, Query, RootGraph};
use crate::analysis::{CallSite, Phase};
use crate::check::Mark;
use crate::dataverse::Root;
use crate::finding::Via;
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, MethodId, TypeHandle};
use crate::rules::Context;
use crate::text::Text;

/// The call sites of an edge: those in the author's own method first.
type Sites = BTreeSet<(bool, MethodId, IlOffset)>;

/// Caller, callee, way, and whether it leads into a part of the callee.
type Key = (usize, usize, Via, bool);

/// The graph of one root, and how many bytes of the budget are left.
pub(super) fn of_root(
    cx: &Context<'_, '_>,
    Root { type_id: root, kind, .. }: &Root,
    marks: &[Mark],
    query: &Query,
    left: u64,
) -> (RootGraph, u64) {
    let universe = cx.universe();
    let root = *root;
    let mut builder = Builder {
        cx,
        query,
        left,
        cut: false,
        places: FxHashMap::default(),
        referred: FxHashMap::default(),
        authored: FxHashMap::default(),
        looked_at: FxHashSet::default(),
        nodes: Vec::new(),
        edges: BTreeMap::new(),
    };
    builder.contexts();
    builder.calls();
    builder.marks(marks);
    let (nodes, edges) = builder.finish();
    let (nodes, edges) = kept(nodes, &edges, query.to.is_some());
    let graph = RootGraph {
        id: universe.type_doc_id(TypeHandle::Def(root)),
        token: root.token().to_string(),
        assembly: Text(universe.module(root.module).assembly.text().into_owned()),
        type_name: universe.full_name(TypeHandle::Def(root)),
        kind: kind.word(),
        input: universe.input().label.clone(),
        complete: !builder.cut && cx.reach.flow().bounds.is_empty() && cx.reach.undecoded().is_empty(),
        nodes,
        edges,
    };
    (graph, builder.left)
}

struct Builder<'b, 'c, 'a> {
    cx: &'b Context<'c, 'a>,
    query: &'b Query,
    left: u64,
    cut: bool,
    places: FxHashMap<(Phase, MethodHandle), usize>,
    /// Members that are not loaded, by their ids.
    referred: FxHashMap<(Phase, Text), usize>,
    authored: FxHashMap<MethodId, MethodId>,
    /// Compiler-made methods that were compared with what is wanted.
    looked_at: FxHashSet<MethodId>,
    nodes: Vec<Node>,
    /// By caller, callee, way, and whether it leads into a part of the callee.
    edges: BTreeMap<Key, (Sites, bool)>,
}

impl Builder<'_, '_, '_> {
    /// Every method that runs, and who leads to whom.
    fn contexts(&mut self) {
        let reach = self.cx.reach;
        for (context, via) in &reach.flow().entries {
            if let Some(node) = self.method(reach.phase(*context), reach.method(*context)) {
                let entry = &mut self.nodes[node].entry;
                *entry = Some(entry.map_or(*via, |known| known.min(*via)));
            }
        }
        for context in reach.contexts() {
            let method = reach.method(*context);
            let Some(from) = self.method(reach.phase(*context), method) else { continue };
            for edge in reach.edges(*context) {
                let callee = reach.method(edge.to);
                // The initialiser of a compiler-made class is nobody's step.
                if edge.via == Via::StaticConstructor && self.is_made_by_compiler(callee) {
                    continue;
                }
                let Some(to) = self.method(reach.phase(edge.to), callee) else { continue };
                // From a method into its own lambda is no step for a person; a method that calls itself is one.
                let inner = self.authored(callee) != callee;
                if from != to || !inner {
                    self.edge((from, to, edge.via, inner), (method, edge.at), edge.exact);
                }
            }
        }
    }

    /// Calls of what is not followed, as far as they are asked for.
    fn calls(&mut self) {
        let (reach, universe) = (self.cx.reach, self.cx.universe());
        let mut wanted: FxHashMap<MethodHandle, bool> = FxHashMap::default();
        if self.query.to.is_none() && !self.query.apis {
            return;
        }
        for site in &reach.calls {
            let method = reach.method(site.context);
            // Merged into the assembly, and followed there.
            if self.cx.program().callee(method.module, site.token).is_some_and(|callee| callee.enter.is_some()) {
                continue;
            }
            let to = self.query.to.as_ref();
            let is_wanted = wanted
                .entry(site.callee)
                .or_insert_with(|| to.is_none_or(|to| to.covers_method(universe, site.callee)));
            if !*is_wanted {
                continue;
            }
            let phase = reach.phase(site.context);
            let Some(from) = self.method(phase, method) else { continue };
            if let Some(to) = self.member(phase, site.callee) {
                self.edge((from, to, via(site), false), (method, site.at), true);
            }
        }
    }

    fn edge(&mut self, key: Key, (method, at): (MethodId, IlOffset), exact: bool) {
        let by_compiler = self.authored(method) != method;
        if !self.edges.contains_key(&key) && !self.pay(64) {
            return;
        }
        let (sites, certain) = self.edges.entry(key).or_default();
        sites.insert((by_compiler, method, at));
        *certain |= exact;
    }

    /// Takes from the budget; `false` when it is used up.
    fn pay(&mut self, bytes: usize) -> bool {
        let rest = self.left.checked_sub(bytes as u64);
        self.cut |= rest.is_none();
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }

    fn is_made_by_compiler(&self, method: MethodId) -> bool {
        let owner = self.cx.universe().declaring_type(method);
        owner.is_some_and(|owner| self.cx.program().is_generated_type(owner))
    }

    fn authored(&mut self, method: MethodId) -> MethodId {
        let program = self.cx.program();
        *self.authored.entry(method).or_insert_with(|| program.authored(method))
    }

    /// The node of a method with code.
    fn method(&mut self, phase: Phase, method: MethodId) -> Option<usize> {
        let authored = self.authored(method);
        let handle = MethodHandle::Def(authored);
        let universe = self.cx.universe();
        let node = self.member(phase, handle)?;
        // A person may ask for the compiler-made method by its own name.
        if let Some(to) = self.query.to.as_ref().filter(|_| method != authored)
            && self.looked_at.insert(method)
        {
            let made = MethodHandle::Def(method);
            self.nodes[node].wanted |= to.covers_method(universe, made);
        }
        Some(node)
    }

    /// The node of a member, made if need be.
    fn member(&mut self, phase: Phase, handle: MethodHandle) -> Option<usize> {
        if let Some(known) = self.places.get(&(phase, handle)) {
            return Some(*known);
        }
        let universe = self.cx.universe();
        let id = universe.method_doc_id(handle);
        // Several references can name one member.
        let referred = matches!(handle, MethodHandle::Missing(..));
        if let Some(known) = self.referred.get(&(phase, id.clone())).filter(|_| referred) {
            self.places.insert((phase, handle), *known);
            return Some(*known);
        }
        if !self.pay(256 + 2 * id.as_str().len()) {
            return None;
        }
        let followed = match handle {
            MethodHandle::Def(method) => Some(method).filter(|method| self.cx.program().is_entered(method.module)),
            MethodHandle::Missing(..) => None,
        };
        let owner = universe.method_owner(handle);
        let assembly = owner.map(|owner| universe.assembly_of(owner).0.text().into_owned()).unwrap_or_default();
        let wanted = self.query.to.as_ref().is_some_and(|to| to.covers_method(universe, handle));
        let place = self.nodes.len();
        self.places.insert((phase, handle), place);
        if referred {
            self.referred.insert((phase, id.clone()), place);
        }
        self.nodes.push(Node {
            id,
            token: followed.map(|method| method.token().to_string()),
            assembly: Text(assembly),
            followed: followed.is_some(),
            phase: word(phase),
            entry: None,
            wanted,
            findings: Vec::new(),
        });
        Some(place)
    }

    /// Puts what `check` reports to the members where it reports it.
    fn marks(&mut self, marks: &[Mark]) {
        let mut places: FxHashMap<(&str, &str, &str), usize> = FxHashMap::default();
        for (place, node) in self.nodes.iter().enumerate() {
            places.entry((node.phase, node.assembly.as_str(), node.id.as_str())).or_insert(place);
        }
        let mut found: BTreeMap<(usize, &'static str), Marked> = BTreeMap::new();
        for mark in marks {
            let phase = word(self.cx.reach.phase(mark.reported));
            let member = mark.location.authored_member.as_ref().map_or("", Text::as_str);
            let Some(place) = places.get(&(phase, mark.location.assembly.as_str(), member)) else { continue };
            let new = Marked { rule: mark.rule, severity: mark.severity, confidence: mark.confidence };
            let known = found.entry((*place, mark.rule)).or_insert(new);
            known.severity = known.severity.max(mark.severity);
            known.confidence = known.confidence.max(mark.confidence);
        }
        for ((place, _), marked) in found {
            self.nodes[place].findings.push(marked);
        }
    }

    /// The nodes, and the edges by caller and first call.
    fn finish(&mut self) -> (Vec<Node>, Vec<Edge>) {
        let mut edges: Vec<_> = std::mem::take(&mut self.edges).into_iter().collect();
        edges.sort_by(|(a, (a_sites, _)), (b, (b_sites, _))| (a.0, a_sites.first(), a).cmp(&(b.0, b_sites.first(), b)));
        let edge = |((from, to, via, inner), (sites, exact)): (Key, (Sites, bool))| Edge {
            from,
            to,
            via,
            inner,
            sites: sites.len(),
            exact,
        };
        (std::mem::take(&mut self.nodes), edges.into_iter().map(edge).collect())
    }
}

/// Leaves out what no entry leads to, and, where members are asked for, what does not lead to one of them.
fn kept(nodes: Vec<Node>, edges: &[Edge], asked: bool) -> (Vec<Node>, Vec<Edge>) {
    let reached = closure(&nodes, edges, |node| node.entry.is_some(), |edge| (edge.from, edge.to));
    let leads = closure(&nodes, edges, |node| node.wanted || !asked, |edge| (edge.to, edge.from));
    let keeps = |place: usize| reached[place] && leads[place];
    let mut places = vec![0; nodes.len()];
    let mut kept = Vec::new();
    for (place, node) in nodes.into_iter().enumerate().filter(|(place, _)| keeps(*place)) {
        places[place] = kept.len();
        kept.push(node);
    }
    let edges = edges.iter().filter(|edge| keeps(edge.from) && keeps(edge.to));
    (kept, edges.map(|edge| Edge { from: places[edge.from], to: places[edge.to], ..edge.clone() }).collect())
}

/// The nodes at which `starts` holds and all to which the edges lead from there, in the direction that `ends` gives them.
fn closure(
    nodes: &[Node],
    edges: &[Edge],
    starts: impl Fn(&Node) -> bool,
    ends: impl Fn(&Edge) -> (usize, usize),
) -> Vec<bool> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for edge in edges {
        let (from, to) = ends(edge);
        next[from].push(to);
    }
    let mut within: Vec<bool> = nodes.iter().map(starts).collect();
    let mut pending: Vec<usize> = (0..nodes.len()).filter(|place| within[*place]).collect();
    while let Some(place) = pending.pop() {
        for other in &next[place] {
            if !std::mem::replace(&mut within[*other], true) {
                pending.push(*other);
            }
        }
    }
    within
}

fn via(site: &CallSite) -> Via {
    match site.opcode {
        _ if site.by.is_some() => Via::Delegate,
        Opcode::Newobj => Via::Newobj,
        Opcode::Callvirt => Via::Callvirt,
        Opcode::Ldftn | Opcode::Ldvirtftn => Via::Delegate,
        _ => Via::Call,
    }
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Constructing => "constructing",
        Phase::Calling => "calling",
        Phase::Initialising => "initialising",
    }
}
