//! Whose an assembly is: the framework's, the SDK's, or anybody's. Neither of the first two is ever entered.

use crate::metadata::AssemblyFlags;

/// Whose an assembly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The .NET class libraries.
    Framework,
    /// The Dataverse / Dynamics CRM SDK.
    Sdk,
    /// Anybody's.
    Other,
}

/// Simple names of the framework; one that ends in `*` covers what starts so.
const FRAMEWORK: &[&str] = &[
    "mscorlib",
    "netstandard",
    "System",
    "System.*",
    "Microsoft.CSharp",
    "Microsoft.VisualBasic",
    "WindowsBase",
    "Presentation*",
];

/// Public key tokens of the framework. Not 31bf3856ad364e35: Microsoft's own plug-ins carry it too.
const FRAMEWORK_TOKENS: &[u64] = &[
    0xb77a_5c56_1934_e089,
    0xb03f_5f7f_11d5_0a3a,
    0x7cec_85d7_bea7_798e,
    0xcc7b_13ff_cd2d_dd51,
    0xadb9_7938_29dd_ae60,
];

/// Simple names of the SDK.
const SDK: &[&str] = &[
    "Microsoft.Xrm.Sdk",
    "Microsoft.Xrm.Sdk.*",
    "Microsoft.Crm.Sdk",
    "Microsoft.Crm.Sdk.Proxy",
    "Microsoft.Crm.SdkTypeProxy",
    "Microsoft.Crm.SdkTypeProxy.*",
    "Microsoft.Crm.Platform.Callout.Base",
    "Microsoft.Xrm.Client",
    "Microsoft.Xrm.Tooling.*",
    "Microsoft.PowerPlatform.Dataverse.Client",
    "Microsoft.PowerPlatform.Dataverse.Client.*",
];

/// Namespaces of well-known libraries that are often merged into a plug-in: code in them is a dependency, not one's own.
pub const MERGED_LIBRARIES: &[&str] = &[
    "System",
    "Newtonsoft.Json",
    "RestSharp",
    "NLog",
    "log4net",
    "Serilog",
    "AutoMapper",
    "FluentValidation",
    "Castle",
    "Polly",
    "Unity",
    "Autofac",
    "SimpleInjector",
    "Ninject",
    "HtmlAgilityPack",
    "Handlebars",
    "HandlebarsDotNet",
    "Mono.Cecil",
    "ICSharpCode",
    "Ionic",
    "CsvHelper",
    "DocumentFormat.OpenXml",
    "iTextSharp",
    "Org.BouncyCastle",
    "Azure",
    "Microsoft.Azure",
    "Microsoft.Extensions",
    "Microsoft.Identity",
    "Microsoft.IdentityModel",
    "Microsoft.Bcl",
    "Microsoft.Practices",
];

/// Whether `name` is `pattern`, or starts with it where it ends in `*`.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

/// Whose the assembly with this simple name and public key (or token) is. Names of the SDK win over tokens.
#[must_use]
pub fn origin(name: &str, flags: AssemblyFlags, public_key_or_token: &[u8]) -> Origin {
    if SDK.iter().any(|pattern| covers(pattern, name)) {
        return Origin::Sdk;
    }
    let token = match public_key_or_token.try_into() {
        Ok(token) if !flags.contains(AssemblyFlags::PUBLIC_KEY) => Some(u64::from_be_bytes(token)),
        _ => None,
    };
    let by_token = token.is_some_and(|token| FRAMEWORK_TOKENS.contains(&token));
    if by_token || FRAMEWORK.iter().any(|pattern| covers(pattern, name)) { Origin::Framework } else { Origin::Other }
}

/// Whether a namespace is, or lies below, that of a well-known merged library.
#[must_use]
pub fn is_merged_library(namespace: &[u8]) -> bool {
    MERGED_LIBRARIES.iter().any(|library| match namespace.strip_prefix(library.as_bytes()) {
        Some(rest) => rest.is_empty() || rest.starts_with(b"."),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tokens_tell_whose_an_assembly_is() {
        let origin = |name, token: &[u8]| origin(name, AssemblyFlags::empty(), token);
        assert_eq!(origin("System.Net.Http", &[]), Origin::Framework);
        assert_eq!(origin("SystemX", &[]), Origin::Other);
        assert_eq!(origin("EntityFramework", &[0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89]), Origin::Framework);
        assert_eq!(origin("Microsoft.Xrm.Sdk", &[0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), Origin::Sdk);
        assert_eq!(origin("Acme.Plugins", &[0x31, 0xbf, 0x38, 0x56, 0xad, 0x36, 0x4e, 0x35]), Origin::Other);
        assert!(is_merged_library(b"Newtonsoft.Json.Linq") && !is_merged_library(b"NewtonsoftX"));
    }
}
