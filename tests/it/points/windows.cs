// Prints the lines of Windows PDBs, as a reader that is not ours reads them: the one inside of Mono.Cecil.Pdb, which asks for no assembly.
//
// The argument is the path of Mono.Cecil.Pdb.dll, each line of the input that of a symbol file. Of each, `file PATH AGE`, then
// `method TOKEN` and below it a line for each point: the IL offset, and `hidden` or `line:column-line:column path` of its text.

using System;
using System.Collections;
using System.IO;
using System.Reflection;
using System.Text;

static class Windows
{
    const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    static object Get (object from, string field)
    {
        return from.GetType ().GetField (field, Any).GetValue (from);
    }

    static uint Number (object from, string field)
    {
        return Convert.ToUInt32 (Get (from, field));
    }

    static void Main (string[] arguments)
    {
        var output = new StreamWriter (Console.OpenStandardOutput (), new UTF8Encoding (false)) { NewLine = "\n" };
        var pdb = Assembly.LoadFrom (arguments[0]).GetType ("Microsoft.Cci.Pdb.PdbFile");
        var types = new [] { typeof (Stream), typeof (bool), typeof (int).MakeByRefType (), typeof (Guid).MakeByRefType () };
        var load = pdb.GetMethod ("LoadFunctions", Any, null, types, null);
        string path;
        while ((path = Console.ReadLine ()) != null) {
            using (var stream = File.OpenRead (path)) {
                var values = new object[] { stream, true, 0, Guid.Empty };
                var functions = (IEnumerable) load.Invoke (null, values);
                output.WriteLine ("file {0} {1}", path, values[2]);
                foreach (var function in functions) {
                    output.WriteLine ("method {0:x8}", Number (function, "token"));
                    foreach (var lines in (IEnumerable) Get (function, "lines") ?? new object[0]) {
                        var name = Get (Get (lines, "file"), "name");
                        foreach (var line in (IEnumerable) Get (lines, "lines")) {
                            var start = Number (line, "lineBegin");
                            if (start == 0xfeefee)
                                output.WriteLine ("{0:x4} hidden", Number (line, "offset"));
                            else
                                output.WriteLine ("{0:x4} {1}:{2}-{3}:{4} {5}", Number (line, "offset"), start,
                                    Number (line, "colBegin"), Number (line, "lineEnd"), Number (line, "colEnd"), name);
                        }
                    }
                }
            }
        }
        output.Flush ();
    }
}
