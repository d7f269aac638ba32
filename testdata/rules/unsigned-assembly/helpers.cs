// U13: an assembly without a key and without a plug-in.
namespace Contoso.Helpers
{
    public static class Numbers
    {
        public static int Twice(int number) //= unsigned-assembly
        {
            return number * 2;
        }
    }
}
