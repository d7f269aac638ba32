//! `http-keepalive`

use super::http::Setting;
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in calls the web over connections that stay open.
    ///
    /// ## Why it matters
    ///
    /// A client keeps its connection open for the next request. Plug-ins run on many servers that come and go: the other side, or a load balancer between, closes
    /// the connection in the meantime, and the next call fails with "The underlying connection was closed: A connection that was expected to be kept
    /// alive was closed by the server".
    ///
    /// ## What is found
    ///
    /// A class whose reach makes an `HttpClient`, a `WebClient`, a `WebRequest` or a WCF binding for HTTP, and in whose reach nothing turns keeping
    /// connections off. One finding a class, at the first client.
    ///
    /// ## What is left alone
    ///
    /// Classes in whose reach there is `KeepAlive = false`, `KeepAliveEnabled = false`, `ConnectionClose = true` or a `Connection: close` header, also in a
    /// helper or in a class of one's own that derives from `WebClient`; settings that are not constant.
    ///
    /// ## What to do instead
    ///
    /// Set `client.DefaultRequestHeaders.ConnectionClose = true`, or `KeepAlive = false` on the request.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// using (var client = new HttpClient())                      // found
    /// {
    ///     client.DefaultRequestHeaders.ConnectionClose = true;   // instead
    /// }
    /// ```
    HttpKeepalive {
        id: "http-keepalive",
        aliases: ["il-turn-off-keepalive"],
        severity: Medium,
        confidence: Medium,
        category: "Supportability",
        summary: "A plug-in calls the web over connections that stay open",
        help: "The other side closes such connections between two calls, and the next call fails. Turn keep-alive off.",
    }
}

impl Rule for HttpKeepalive {
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
        let why = "makes a client that keeps its connections open, and nothing that the class does turns that off";
        hits.extend(cx.client_without(Setting::KeepAliveOff).map(|client| cx.hit_at_client(Self::INFO, client, why)));
    }
}
