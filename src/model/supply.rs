//! How the model asks for files without knowing where they are.

use crate::text::Text;

/// A file that was supplied.
#[derive(Clone, Debug)]
pub struct Supplied {
    /// How a person knows it: the path as written, with `/`.
    pub label: Text,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Gives one unit of work (an input assembly and the references it opens) its files.
pub trait Supply: Send + Sync {
    /// The input itself.
    ///
    /// # Errors
    /// One sentence that says why it cannot be read.
    fn input(&self) -> Result<Supplied, String>;

    /// The assembly or module called `name`: from the input's own folder, then its archive or package, then the reference folders.
    /// `name` comes from a binary: anything but a plain file name must not be looked up.
    fn assembly(&self, name: &str) -> Option<Supplied>;

    /// The portable PDB that stands beside the assembly called `label`.
    fn symbols(&self, label: &Text) -> Option<Supplied>;
}
