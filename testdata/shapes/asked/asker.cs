//! build: release
//! refs: Fabrikam.Asked
using System.Collections.Generic;
using Fabrikam.Asked;

public static class Asker
{
    public static object Ask(A a, G<string> g)
    {
        a.Field = A.Static + a.Result() + A.Fixed();
        a.Set = 1;
        a.Gone();
        a.Gone(1);
        a.Parameter(1);
        a.Kept(new List<int>());
        a.Kept("", new string[0]);
        a.MovedUp();
        a.MovedUpGeneric(1);
        a.ToString();
        g.Value = g.Get(null);
        return new Outer.Nested();
    }
}
