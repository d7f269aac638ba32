//! `ilvet init`

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::args::InitArgs;
use crate::kept::Kept;
use crate::output::{self, Target};
use ilvet::policy::Outcome;
use ilvet::policy::config::{FILE_NAME, TEMPLATE};

pub(crate) fn run(args: &InitArgs) -> Result<Outcome> {
    let path = Path::new(FILE_NAME);
    ensure!(args.force || fs::symlink_metadata(path).is_err(), "{FILE_NAME} is there already; --force replaces it");
    Target::check("init", path, &Kept::default())?.write(TEMPLATE.as_bytes())?;
    output::note(&format!("{FILE_NAME} was written: every key is in it, as a comment"));
    Ok(Outcome::Passed)
}
