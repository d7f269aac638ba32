//! build: release
//! api: 4.7.2
//! refs: none
//! features: nullablePublicOnly
// Only what others can use is told to be null or not.
#nullable enable
namespace Fabrikam.Told.Public
{
    public class Seen
    {
        public string? A, B, C;
        protected string? D;
        internal string? E;
        private string? F;
        public string? M(string? one) => F;
        private string? N(string? one) => E;
        private string? P { get; set; }
        protected class Inside { public string? A, B; private string? C; }
        private class Hidden { public string? A; }
    }
    internal class Unseen { public string? A; }
}
