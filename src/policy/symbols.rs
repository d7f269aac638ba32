//! What a suppression or a level is for: documentation ids, and patterns of them.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

use crate::finding::Finding;
use crate::metadata::TypeDef;
use crate::model::{DocId, DocKind, Existence, FieldHandle, MethodHandle, Subject, TypeHandle, Universe};
use crate::text::{Safe, Text};

/// Members, types or namespaces, and what is in them.
#[derive(Clone, Debug)]
pub struct Symbols {
    text: String,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// A pattern with `*` and `?` over ids.
    Pattern(GlobMatcher),
    /// All below a namespace, with the dot at the end.
    Namespace(String),
    /// A type by the text behind `T:`, and what is in it.
    Type(String),
    /// A member; without parameters every overload.
    Member(DocId),
    /// A property or an event, and the names of the methods by which it is used.
    Used(DocId, &'static [&'static str]),
}

impl Symbols {
    /// Reads an id in which nothing stands for anything else.
    ///
    /// # Errors
    /// The text is none: one sentence.
    pub fn exact(text: &str) -> Result<Self, String> {
        let id = text.trim().trim_start_matches('~');
        let parsed = DocId::parse(id).map_err(|why| format!("`{}` is no documentation id: {why}", Safe::new(text)))?;
        let path = parsed.print();
        let path = path.as_str().get(2..).unwrap_or_default();
        let form = match parsed.kind() {
            DocKind::Namespace => Form::Namespace(format!("{path}.")),
            DocKind::Type => Form::Type(path.to_owned()),
            DocKind::Property => Form::Used(parsed, &["get_", "set_"]),
            DocKind::Event => Form::Used(parsed, &["add_", "remove_", "raise_"]),
            DocKind::Method | DocKind::Field => Form::Member(parsed),
        };
        Ok(Self { text: id.to_owned(), form })
    }

    /// Whether they cover what a finding is about.
    #[must_use]
    pub fn cover(&self, about: &About) -> bool {
        match &self.form {
            Form::Pattern(glob) => {
                self.text == "*"
                    || about.members.iter().any(|(text, _)| glob.is_match(text))
                    || about.class.as_ref().is_some_and(|class| glob.is_match(format!("T:{class}")))
            }
            Form::Namespace(prefix) => about.class.as_ref().is_some_and(|class| class.starts_with(prefix.as_str())),
            Form::Type(path) => about.class.as_ref().is_some_and(|class| {
                class.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }),
            Form::Member(wanted) => {
                let all = !self.text.contains('(') && wanted.kind() == DocKind::Method;
                about
                    .ids()
                    .any(|id| wanted.matches(id) || (all && id.kind() == DocKind::Method && same_name(wanted, "", id)))
            }
            Form::Used(wanted, accessors) => {
                about.ids().any(|id| wanted.matches(id) || accessors.iter().any(|prefix| same_name(wanted, prefix, id)))
            }
        }
    }
}

impl Symbols {
    /// Whether any assembly that was opened has what they are for.
    #[must_use]
    pub fn are_defined(&self, universe: &Universe<'_>) -> bool {
        match &self.form {
            // A member of the same name is another overload.
            Form::Member(id) | Form::Used(id, _) => match id.existence(universe) {
                Existence::Unknown => false,
                Existence::NoSuchMember(alike) => !alike.is_empty(),
                Existence::Constant | Existence::Found => true,
            },
            Form::Pattern(_) | Form::Namespace(_) | Form::Type(_) => {
                let types = universe.modules().iter().flat_map(|module| {
                    module.metadata.rids::<TypeDef>().map(|rid| TypeHandle::Def(module.type_id(rid)))
                });
                types.into_iter().any(|type_| self.cover_type(universe, type_))
            }
        }
    }

    /// Whether they cover a type or, as a pattern, a member of it.
    fn cover_type(&self, universe: &Universe<'_>, type_: TypeHandle) -> bool {
        let class = Some(universe.full_name(type_).as_str().replace('+', "."));
        if self.cover(&About { members: Vec::new(), class }) {
            return true;
        }
        let (Form::Pattern(glob), TypeHandle::Def(id)) = (&self.form, type_) else { return false };
        let methods = universe.methods(id).map(|id| Subject::Method(MethodHandle::Def(id)));
        let fields = universe.fields(id).map(|id| Subject::Field(FieldHandle::Def(id)));
        methods.chain(fields).any(|member| glob.is_match(member.id(universe).as_str()))
    }
}

/// What a finding is about: the member that the author wrote, the member that holds the instruction, the field or member that it names, and the
/// type. Read once, however many symbols it is compared with.
pub struct About {
    members: Vec<(String, Option<DocId>)>,
    /// With dots between nested types.
    class: Option<String>,
}

impl About {
    /// What a finding says of itself.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        let at = &finding.location;
        let mut texts: Vec<&Text> = [&at.authored_member, &at.member, &finding.target].into_iter().flatten().collect();
        texts.dedup();
        let member = |id: &Text| (id.as_str().to_owned(), DocId::parse(id.as_str()).ok());
        Self {
            members: texts.into_iter().map(member).collect(),
            class: at.type_name.as_ref().map(|name| name.as_str().replace('+', ".")),
        }
    }

    fn ids(&self) -> impl Iterator<Item = &DocId> {
        self.members.iter().filter_map(|(_, id)| id.as_ref())
    }
}

impl FromStr for Symbols {
    type Err = String;

    /// Reads an id or a pattern; `~` before an id is passed over, for some tools write it.
    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.trim().trim_start_matches('~');
        if !id.contains(['*', '?']) || is_pointer(id) {
            return Self::exact(id);
        }
        let glob = GlobBuilder::new(&escaped(id)).literal_separator(false).backslash_escape(true).build();
        let glob = glob.map_err(|error| format!("`{}`: {}", Safe::new(text), error.kind()))?.compile_matcher();
        Ok(Self { text: id.to_owned(), form: Form::Pattern(glob) })
    }
}

impl fmt::Display for Symbols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Safe::new(&self.text))
    }
}

/// Whether every `*` of an id is a pointer: it stands behind a type, and before `,`, `)`, `@`, `[`, `*` or `}` in a parameter list.
fn is_pointer(id: &str) -> bool {
    let Some((path, parameters)) = id.split_once('(') else { return false };
    let mut letters = parameters.chars().peekable();
    let mut before = '(';
    while let Some(letter) = letters.next() {
        let follows = letters.peek().is_some_and(|next| ",)@[*}".contains(*next));
        let names = before.is_alphanumeric() || "_`]}*".contains(before);
        if letter == '?' || (letter == '*' && !(follows && names)) {
            return false;
        }
        before = letter;
    }
    !path.contains(['*', '?'])
}

/// A pattern in which only `*` and `?` are special.
fn escaped(pattern: &str) -> String {
    let mut result = String::with_capacity(pattern.len());
    for character in pattern.chars() {
        if "[]{}\\!".contains(character) {
            result.push('\\');
        }
        result.push(character);
    }
    result
}

/// Whether an id has the name of another behind a prefix, in the same type.
fn same_name(wanted: &DocId, prefix: &str, id: &DocId) -> bool {
    id.name().strip_prefix(prefix) == Some(wanted.name()) && id.container() == wanted.container()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_no_patterns() {
        assert!(is_pointer("M:A.B.C(System.Int32*,System.Byte*@)"));
        for pattern in ["M:A.*", "M:A.B.C(*)", "M:A.B.C(System.*)", "M:A.?.C(System.Int32*)", "M:A.B.C(System.Int32,*)"]
        {
            assert!(!is_pointer(pattern), "{pattern}");
        }
    }
}
