//! In what code something is looked for.

/// What code is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What can run because the platform calls a root.
    #[default]
    Reach,
    /// All of the input: in code that no root reaches, the rules that ask for uses of certain members find patterns.
    Assembly,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[Self::Reach, Self::Assembly];

    /// The word for it on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Assembly => "assembly",
        }
    }
}
