//! The names of messages by their ids, which are the same in every environment.

/// What follows the first group in the ids of messages that came with the platform.
const TAIL: &str = "-ea3e-db11-86a7-000a3a5473e8";

/// The first group of an id, and the message: read from steps whose names say the message.
const MESSAGES: &[(&str, &str)] = &[
    ("9ebdbb1b", "Create"),
    ("20bebb1b", "Update"),
    ("a1bdbb1b", "Delete"),
    ("f2bdbb1b", "Retrieve"),
    ("03bebb1b", "RetrieveMultiple"),
    ("1cbebb1b", "SetState"),
    ("1dbebb1b", "SetStateDynamicEntity"),
    ("8cbdbb1b", "Assign"),
    ("dbbdbb1b", "Merge"),
    ("c5bdbb1b", "GrantAccess"),
    ("11bebb1b", "RevokeAccess"),
    ("18bebb1b", "Send"),
    ("d1bdbb1b", "Lose"),
    ("27bebb1b", "Win"),
];

/// Ids that are like no other.
const OTHERS: &[(&str, &str)] = &[("644c3365-b36c-431e-b76b-5c3e48adee55", "QualifyLead")];

/// The message of an id in lower case without braces; custom messages have ids of their own.
pub(super) fn message(id: &str) -> Option<&'static str> {
    let known = |table: &'static [(&str, &'static str)], key: &str| {
        table.iter().find(|(known, _)| *known == key).map(|(_, message)| *message)
    };
    match id.strip_suffix(TAIL) {
        Some(first) => known(MESSAGES, first),
        None => known(OTHERS, id),
    }
}

/// The message that a step's name tells in the form that the registration tool gives it: `Acme.OnCreate: Create of account`.
pub(super) fn from_step_name(name: &str) -> Option<&str> {
    let (_, rest) = name.rsplit_once(": ")?;
    let message = rest.split_once(" of ").map_or(rest, |(message, _)| message).trim();
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
    (!message.is_empty() && message.len() <= 128 && message.chars().all(plain)).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_and_names_only_where_they_have_the_form() {
        assert_eq!(message("20bebb1b-ea3e-db11-86a7-000a3a5473e8"), Some("Update"));
        assert_eq!(message("644c3365-b36c-431e-b76b-5c3e48adee55"), Some("QualifyLead"));
        assert_eq!(message("20bebb1b-ea3e-db11-86a7-000a3a5473e9"), None);
        assert_eq!(from_step_name("Acme.OnCreate: Create of account"), Some("Create"));
        assert_eq!(from_step_name("Acme.Run: acme_DoIt of any Entity"), Some("acme_DoIt"));
        for name in ["Create of account", "Our step: when a record changes", ": ", "x: "] {
            assert_eq!(from_step_name(name), None, "{name}");
        }
        let ids: std::collections::BTreeSet<_> = MESSAGES.iter().map(|(id, _)| id).collect();
        assert!(ids.len() == MESSAGES.len() && MESSAGES.iter().all(|(id, _)| id.len() == 8));
    }
}
