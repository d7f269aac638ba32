//! `ilvet explain RULE`

use anyhow::Result;

use crate::args::ExplainArgs;
use crate::output;
use crate::registry::rules;
use ilvet::finding::RuleInfo;
use ilvet::policy::{Outcome, resolve};

pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome> {
    let rule = resolve(&rules(), &args.rule)?;
    output::print(text(rule).as_bytes(), anstream::ColorChoice::Auto)?;
    Ok(Outcome::Passed)
}

/// The rule's page under a line of facts.
fn text(rule: &RuleInfo) -> String {
    let aliases = if rule.aliases.is_empty() { String::new() } else { format!(", also {}", rule.aliases.join(", ")) };
    let facts = format!(
        "{}: {}, {} confidence, {}{aliases}",
        rule.id,
        rule.severity,
        rule.confidence,
        rule.category.to_lowercase()
    );
    format!("{facts}\n\n{}", rule.page())
}
