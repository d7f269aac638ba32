//! `certificate-callback`

use std::sync::LazyLock;

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::Value;
use crate::apis::ApiList;
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in decides for the whole process which certificates are good.
    ///
    /// ## Why it matters
    ///
    /// `ServicePointManager.ServerCertificateValidationCallback` is static: it holds for every connection of every plug-in in the process, also
    /// those of others, and stays when the call is over. What is mostly set there accepts every certificate, so that nobody notices
    /// who answers in place of the server.
    ///
    /// ## What is found
    ///
    /// `ServicePointManager.ServerCertificateValidationCallback` or `CertificatePolicy` set in the reach of a plug-in.
    ///
    /// ## What is left alone
    ///
    /// The callback set to `null`; the callbacks of one `HttpClientHandler` or one `HttpWebRequest`, which concern nobody else.
    ///
    /// ## What to do instead
    ///
    /// Give the server a certificate that the platform trusts. Where one connection needs a check of its own, set it on that connection's handler.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// ServicePointManager.ServerCertificateValidationCallback = (s, c, h, e) => true;   // found
    /// ```
    CertificateCallback {
        id: "certificate-callback",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Security",
        summary: "A plug-in decides for the whole process which certificates are good",
        help: "The callback holds for every plug-in of the process and stays. Use a certificate that is trusted, or the callback of one handler.",
    }
}

static LIST: LazyLock<ApiList<'static>> =
    LazyLock::new(|| ApiList::parse(include_str!("certificate_callback.apis")).unwrap_or_default());

impl Rule for CertificateCallback {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_in(&LIST)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in cx.reach.calls.iter().filter(|site| cx.api(&LIST, site).is_some()) {
            let facts = cx.reach.facts(site.context);
            if site.arguments.first().is_some_and(|value| facts.value(*value) == Value::Null) {
                continue;
            }
            let name = cx.call_name(site.callee).replace(".set_", ".");
            hits.push(cx.hit_at_call(
                Self::INFO,
                site,
                format!("{name} is set: it decides about the connections of every plug-in of the process"),
            ));
        }
    }
}
