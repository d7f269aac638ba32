//! Sets ilvet beside other readers of the same files, in one run, and prints the tables of `docs/speed.md`:
//! `cargo run --release --manifest-path benches/peers/Cargo.toml [FOLDER…]`.
//!
//! Without folders it reads Debian's Mono class libraries. What is not installed is left out: `mcs` and Mono.Cecil, `monodis`, `gendarme`;
//! and System.Reflection.Metadata, for which `ILVET_DOTNET` names the folder of a .NET SDK. All take turns, and the fastest turn counts.

mod corpus;
mod decode;
mod gate;
mod run;

use std::path::PathBuf;

use anyhow::{Result, ensure};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, list, ..] = arguments.as_slice()
        && mode == decode::DOTSCOPE
    {
        return decode::dotscope(list);
    }
    let mut folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if folders.is_empty() {
        folders = vec!["/usr/lib/mono/4.5".into(), "/usr/lib/mono/gac".into()];
    }
    let files = corpus::files(&folders);
    ensure!(!files.is_empty(), "there are no assemblies in {folders:?}");
    let bytes: u64 = files.iter().map(|file| file.metadata().map_or(0, |it| it.len())).sum();
    let cores = std::thread::available_parallelism()?;
    println!("{} files, {} MB, {cores} cores\n", files.len(), bytes / 1_000_000);
    let scratch = run::Scratch::new()?;
    decode::compare(&files, &scratch)?;
    let ilvet = gate::ilvet()?;
    gate::compare(&ilvet, &folders, &files, &scratch)?;
    gate::growth(&ilvet, &files, &scratch)?;
    Ok(())
}
