//! Severities as a file of Microsoft's tools gives them.

use serde::Deserialize;

use crate::finding::Severity;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Override {
    #[serde(alias = "id")]
    id: String,
    #[serde(alias = "overrideLevel")]
    override_level: String,
}

/// The rules and levels of `[{"Id": "il-avoid-batch-plugin", "OverrideLevel": "Low"}]`, in their order; rules as they are written.
///
/// # Errors
/// The text is something else: one sentence.
pub fn overrides(text: &str) -> Result<Vec<(String, Severity)>, String> {
    let list: Vec<Override> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("not a list of {{\"Id\", \"OverrideLevel\"}}: {error}"))?;
    let level = |word: &str| match word {
        word if word.eq_ignore_ascii_case("informational") => Some(Severity::Info),
        word => Severity::parse(word),
    };
    let pairs = list.into_iter().map(|it| {
        let level = level(&it.override_level).ok_or_else(|| {
            let shown = crate::text::Safe::new(&it.override_level);
            format!("there is no level `{shown}`; there are Critical, High, Medium, Low and Informational")
        })?;
        Ok((it.id, level))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_checker() {
        let text = r#"[{"Id": "il-avoid-batch-plugin", "OverrideLevel": "Informational"}, {"id": "x", "overrideLevel": "high"}]"#;
        let expected = vec![("il-avoid-batch-plugin".to_owned(), Severity::Info), ("x".to_owned(), Severity::High)];
        assert_eq!(overrides(text), Ok(expected));
        for wrong in [
            "{}",
            "[{}]",
            r#"[{"Id": "x", "OverrideLevel": "Awful"}]"#,
            r#"[{"Id": "x", "OverrideLevel": "Low", "More": 1}]"#,
        ] {
            assert!(overrides(wrong).is_err(), "{wrong}");
        }
    }
}
