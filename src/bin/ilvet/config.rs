//! `ilvet config`

use std::fmt::Write as _;

use anyhow::Result;

use crate::args::ShowConfigArgs;
use crate::given;
use crate::output;
use crate::settings::Settings;
use ilvet::policy::Outcome;

pub(crate) fn run(args: &ShowConfigArgs) -> Result<Outcome> {
    let settings = Settings::load(&args.config, &args.paths)?;
    given::verify(&settings)?;
    let mut text = String::new();
    if args.show {
        let width = settings.in_force().iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0).min(60);
        for (line, origin) in settings.in_force() {
            let _ = writeln!(text, "{line:width$}  # {origin}");
        }
    } else if settings.file.is_some() {
        let _ = writeln!(text, "{}", settings.home.label);
    }
    if settings.file.is_none() {
        output::note(if args.config.isolated {
            "no ilvet.toml is in force: --isolated leaves it aside"
        } else {
            "there is no ilvet.toml: `ilvet init` writes one"
        });
    }
    output::print(text.as_bytes(), anstream::ColorChoice::Never)?;
    Ok(Outcome::Passed)
}
