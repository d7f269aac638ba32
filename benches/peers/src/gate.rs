//! The whole tool: beside Gendarme, over one plug-in, and over more and more files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{Cost, Scratch, TURNS, has, program};

/// The command, built with the settings of a release; or the one that `ILVET` names.
pub(crate) fn ilvet() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("ILVET") {
        return Ok(named.into());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    let status = Command::new("cargo")
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .status()
        .context("cargo build --release")?;
    anyhow::ensure!(status.success(), "the command cannot be built");
    Ok(target.join("release/ilvet"))
}

fn best(mut turn: impl FnMut() -> Result<Cost>) -> Result<Cost> {
    let mut best = turn()?;
    for _ in 1..TURNS {
        best = best.least(turn()?);
    }
    Ok(best)
}

fn check(ilvet: &Path, more: &[&str], inputs: &[PathBuf]) -> Result<Cost> {
    program(Command::new(ilvet).args(["check", "-q"]).args(more).args(inputs))
}

fn row(name: &str, cost: Cost) {
    let memory = cost.memory.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1_000).to_string());
    println!("| {name} | {:.4} | {memory} |", cost.time.as_secs_f64());
}

/// Prints what checking whole assemblies costs, beside Gendarme's concurrency rules over the same files.
pub(crate) fn compare(ilvet: &Path, folders: &[PathBuf], files: &[PathBuf], scratch: &Scratch) -> Result<()> {
    println!("\n| checking | seconds | MB |\n|---|---:|---:|");
    let assembly = |jobs: &str| best(|| check(ilvet, &["--scope", "assembly", "--jobs", jobs], folders));
    row("ilvet check --scope assembly, all rules, --jobs 1", assembly("1")?);
    row("the same, --jobs 2", assembly("2")?);
    row("ilvet check, plug-ins only, --jobs 2", best(|| check(ilvet, &["--jobs", "2"], folders))?);
    // Gendarme takes no two assemblies of one name.
    let mut names = BTreeSet::new();
    let distinct: Vec<PathBuf> = files.iter().filter(|file| names.insert(file.file_name())).cloned().collect();
    let name = format!("ilvet check --scope assembly of {} files of different names", distinct.len());
    row(&name, best(|| check(ilvet, &["--scope", "assembly"], &distinct))?);
    if has("gendarme") {
        let rules = scratch.path("rules.xml");
        let text = r#"<gendarme><ruleset name="concurrency"><rules include="*" from="Gendarme.Rules.Concurrency.dll"/></ruleset></gendarme>"#;
        fs::write(&rules, text)?;
        let mut command = Command::new("gendarme");
        command.arg("--config").arg(&rules).args(["--set", "concurrency", "--quiet", "--log"]);
        let cost = program(command.arg(scratch.path("gendarme.txt")).args(&distinct))?;
        match cost.code {
            Some(0 | 1) => row("Gendarme's concurrency rules over the same", cost),
            code => println!("\nGendarme fails: {code:?}"),
        }
    } else {
        println!("\nnot installed: gendarme");
    }
    let plugin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/rules/stateful-plugin");
    let smallest = corpus_file(&plugin)?;
    row("ilvet check of one plug-in", best(|| check(ilvet, &[], std::slice::from_ref(&smallest)))?);
    row("ilvet --version", best(|| program(Command::new(ilvet).arg("--version")))?);
    println!();
    Ok(())
}

/// A plug-in of the test data.
fn corpus_file(folder: &Path) -> Result<PathBuf> {
    let files = crate::corpus::files(&[folder.to_owned()]);
    let size = |file: &PathBuf| file.metadata().map_or(0, |it| it.len());
    files.into_iter().max_by_key(size).context("no plug-in in testdata")
}

/// Prints how cost grows with the number of files and with their size.
pub(crate) fn growth(ilvet: &Path, files: &[PathBuf], scratch: &Scratch) -> Result<()> {
    println!("| files | MB | seconds | ms a file | ms a MB | MB of memory |\n|---:|---:|---:|---:|---:|---:|");
    let mut by_size: Vec<&PathBuf> = files.iter().collect();
    by_size.sort_by_key(|file| file.metadata().map_or(0, |it| it.len()));
    for count in [1, 10, 100, 1_000] {
        // Copies that differ in their last byte, so that none is taken for another; evenly drawn from smallest to largest.
        let folder = scratch.path(&format!("grow-{count}"));
        fs::create_dir_all(&folder)?;
        let mut bytes = 0;
        for number in 0..count {
            let source = by_size[(number * by_size.len() / count + by_size.len() / (2 * count)) % by_size.len()];
            let mut content = fs::read(source)?;
            content.extend_from_slice(&u32::try_from(number)?.to_le_bytes());
            bytes += content.len();
            fs::write(folder.join(format!("{number}.dll")), content)?;
        }
        let cost = best(|| check(ilvet, &["--scope", "assembly"], std::slice::from_ref(&folder)))?;
        let (seconds, megabytes) = (cost.time.as_secs_f64(), bytes as f64 / 1e6);
        println!(
            "| {count} | {megabytes:.1} | {seconds:.3} | {:.2} | {:.1} | {} |",
            seconds * 1e3 / count as f64,
            seconds * 1e3 / megabytes,
            cost.memory.unwrap_or_default() / 1_000
        );
        fs::remove_dir_all(&folder)?;
    }
    println!("\n| one file, MB | seconds | ms a MB | MB of memory |\n|---:|---:|---:|---:|");
    for tenth in [0, 5, 9, 10] {
        let file = by_size[(tenth * (by_size.len() - 1)) / 10].clone();
        let megabytes = file.metadata()?.len() as f64 / 1e6;
        let cost = best(|| check(ilvet, &["--scope", "assembly"], std::slice::from_ref(&file)))?;
        let seconds = cost.time.as_secs_f64();
        println!(
            "| {megabytes:.3} | {seconds:.4} | {:.1} | {} |",
            seconds * 1e3 / megabytes,
            cost.memory.unwrap_or_default() / 1_000
        );
    }
    Ok(())
}
