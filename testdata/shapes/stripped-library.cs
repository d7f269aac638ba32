//! library
//! refs: none
// What a compiler writes for reference: signatures without code.
[assembly: System.Runtime.CompilerServices.ReferenceAssembly]

namespace Stripped
{
    public static class Pauses
    {
        public static void Pause()
        {
            throw null;
        }

        public static int Length()
        {
            throw null;
        }
    }
}
