//! `http-timeout`

use super::http::Setting;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in calls the web without a timeout of its own.
    ///
    /// ## Why it matters
    ///
    /// A call that nobody answers waits for 100 seconds by default, one through WCF for 60. The platform stops a plug-in after 120 seconds, all of its calls together: so the plug-in
    /// is stopped from outside and cannot say what happened, and all that time it holds the locks of its transaction.
    ///
    /// ## What is found
    ///
    /// A class whose reach makes an `HttpClient`, a `WebClient`, a `WebRequest` or a WCF binding for HTTP, and in whose reach nothing sets a timeout.
    /// One finding a class, at the first client.
    ///
    /// ## What is left alone
    ///
    /// Classes in whose reach a `Timeout` of the client or request, one of the timeouts of a WCF binding, or a cancellation after some time is set, if a call of the web gets a token; also in a helper or
    /// in a class of one's own that derives from `WebClient`. How long it is does not matter here, but `Timeout.Infinite` is none.
    ///
    /// ## What to do instead
    ///
    /// Set a timeout of some seconds, and decide what the plug-in does when it is over.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// using (var client = new HttpClient())             // found
    /// {
    ///     client.Timeout = TimeSpan.FromSeconds(15);    // instead
    /// }
    /// ```
    HttpTimeout {
        id: "http-timeout",
        aliases: [],
        severity: Medium,
        confidence: Medium,
        category: "Performance",
        summary: "A plug-in calls the web without a timeout of its own",
        help: "The default of 100 seconds (60 for WCF) is most of what a plug-in has. Set a timeout of some seconds.",
    }
}

impl Rule for HttpTimeout {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    /// That something is absent is known for a root only.
    fn is_use(&self) -> bool {
        false
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let Some(client) = cx.client_without(Setting::Timeout) else { return };
        let owner = cx.universe().method_owner(client.2);
        let is_wcf =
            owner.is_some_and(|owner| cx.universe().name_parts(owner).0.as_bytes().starts_with(b"System.ServiceModel"));
        let why = if is_wcf {
            "makes a client of the web, and nothing that the class does sets a timeout: by default that is a minute for each call, half of the time a plug-in has"
        } else {
            "makes a client of the web, and nothing that the class does sets a timeout: by default that is nearly all the time a plug-in has"
        };
        hits.push(cx.hit_at_client(Self::INFO, client, why));
    }
}
