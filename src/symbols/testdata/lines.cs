// What symbols have to say. Built with Roslyn 4.1 for .NET Framework 4.0 (reference assemblies in $api):
//   csc $options -debug:portable -out:lines.dll lines.cs
//   csc $options -debug:embedded -out:embedded.dll lines.cs
// where $options is: -deterministic -target:library -nostdlib -noconfig -nologo -pathmap:$PWD=/src -nowarn:0414 -r:$api/mscorlib.dll
// lines.txt is what System.Reflection.Metadata reads from both.
using System;
using System.Collections.Generic;

public partial class Lines : IDisposable
{
    private readonly List<int> seen = new List<int>();

    public Lines(int first)
    {
        seen.Add(first);
    }

    public IEnumerable<int> Twice(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int doubled = i * 2;
            yield return doubled;
        }
    }

    public int Sum(IEnumerable<int> values)
    {
        int sum = 0;
        foreach (int value in values)
        {
            sum += value;
        }

        Func<int, int> add = more => sum + more;
        using (this)
        {
            string text = "é"; sum += text.Length;
        }

        return add(1);
    }

    public int Elsewhere(int a)
    {
#line 1000 "C:\templates\Page.cshtml"
        a++;
#line hidden
        a--;
#line 70000 "other/näher.cs"
                                                                                                                    a += 2;
#line default
        return a;
    }

    public void Dispose() { }
}

public partial class Lines
{
#line 5 "Lines.Part.cs"
    private readonly string name = "".Trim();
#line default
}
