//! build: all net40
// S13, S20, S21: statics that are set once, per thread, or by the compiler.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Contoso.Products
{
    public class ProductPlugin : IPlugin
    {
        private const int Limit = 10;
        private static readonly string[] Names = { "a", "b" };
        private static readonly Dictionary<string, int> Levels = new Dictionary<string, int>();
        private static readonly int s_seed;

        [ThreadStatic]
        private static int t_depth;

        // S21
        static ProductPlugin()
        {
            s_seed = Names.Length + Limit; //= static-state
            Levels["a"] = 1; //= static-state
            Fill();
        }

        private static void Fill()
        {
            Levels.Add("b", 2); //= static-state
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            int calls = s_seed;
            calls++;
            t_depth = calls; //= static-state
            int level;
            Levels.TryGetValue(Names[0], out level);
            var seen = new List<string>(Names);
            seen.Add("c"); //= static-state
            seen.Sort((a, b) => string.CompareOrdinal(a, b)); //= static-state
            Tables.Touch(t_depth);
            serviceProvider.GetService((level + seen.Count).GetType());
        }
    }

    // S21: the static constructor of a type that is touched in reach.
    public static class Tables
    {
        private static readonly int[] Squares;

        static Tables()
        {
            Squares = new int[4]; //= static-state
            for (int i = 0; i < 4; i++)
            {
                Squares[i] = i * i; //= static-state
            }
        }

        public static int Touch(int n)
        {
            return Squares[n & 3];
        }
    }
}
