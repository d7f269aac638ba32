//! Bases of types of the framework, which is not at hand as a rule.

/// Types that libraries derive from, each with its base. Both are as §4 of the class library's documentation has had them since 2.0.
const BASES: &[(&str, &str)] = &[
    ("System.Delegate", "object"),
    ("System.MulticastDelegate", "System.Delegate"),
    ("System.Enum", "System.ValueType"),
    ("System.SystemException", "System.Exception"),
    ("System.ApplicationException", "System.Exception"),
    ("System.AggregateException", "System.Exception"),
    ("System.ArgumentException", "System.SystemException"),
    ("System.ArgumentNullException", "System.ArgumentException"),
    ("System.ArgumentOutOfRangeException", "System.ArgumentException"),
    ("System.ArithmeticException", "System.SystemException"),
    ("System.FormatException", "System.SystemException"),
    ("System.IndexOutOfRangeException", "System.SystemException"),
    ("System.InvalidCastException", "System.SystemException"),
    ("System.InvalidOperationException", "System.SystemException"),
    ("System.NotImplementedException", "System.SystemException"),
    ("System.NotSupportedException", "System.SystemException"),
    ("System.NullReferenceException", "System.SystemException"),
    ("System.ObjectDisposedException", "System.InvalidOperationException"),
    ("System.OperationCanceledException", "System.SystemException"),
    ("System.OverflowException", "System.ArithmeticException"),
    ("System.TimeoutException", "System.SystemException"),
    ("System.UnauthorizedAccessException", "System.SystemException"),
    ("System.Collections.Generic.KeyNotFoundException", "System.SystemException"),
    ("System.IO.IOException", "System.SystemException"),
    ("System.IO.DirectoryNotFoundException", "System.IO.IOException"),
    ("System.IO.EndOfStreamException", "System.IO.IOException"),
    ("System.IO.FileNotFoundException", "System.IO.IOException"),
    ("System.Net.WebException", "System.InvalidOperationException"),
    ("System.Runtime.InteropServices.ExternalException", "System.SystemException"),
    ("System.Runtime.Serialization.SerializationException", "System.SystemException"),
    ("System.Security.SecurityException", "System.SystemException"),
    ("System.Threading.Tasks.TaskCanceledException", "System.OperationCanceledException"),
    ("System.Xml.XmlException", "System.SystemException"),
    ("System.ComponentModel.CancelEventArgs", "System.EventArgs"),
    ("System.ComponentModel.PropertyChangedEventArgs", "System.EventArgs"),
    ("System.IO.Stream", "System.MarshalByRefObject"),
    ("System.IO.BufferedStream", "System.IO.Stream"),
    ("System.IO.FileStream", "System.IO.Stream"),
    ("System.IO.MemoryStream", "System.IO.Stream"),
    ("System.IO.TextReader", "System.MarshalByRefObject"),
    ("System.IO.StreamReader", "System.IO.TextReader"),
    ("System.IO.StringReader", "System.IO.TextReader"),
    ("System.IO.TextWriter", "System.MarshalByRefObject"),
    ("System.IO.StreamWriter", "System.IO.TextWriter"),
    ("System.IO.StringWriter", "System.IO.TextWriter"),
];

/// Whether the bases of a type of the framework are known.
pub(super) fn knows(name: &str) -> bool {
    BASES.iter().any(|(type_, _)| *type_ == name)
}

/// The bases of a type of the framework that are known, nearest first.
pub(super) fn bases(name: &str) -> impl Iterator<Item = &'static str> {
    let base = |name: &str| BASES.iter().find(|(type_, _)| *type_ == name).map(|(_, base)| *base);
    std::iter::successors(base(name), move |name| base(name))
}
