// Prints the sequence points of assemblies, as a reader that is not ours reads them: Mono.Cecil for portable PDBs, beside the assembly or
// embedded in it, Mono.CompilerServices.SymbolWriter for the symbol files of Mono's compiler.
//
// Each line of the input is the path of an assembly. Of each, `file PATH KIND`, then `method TOKEN` and below it a line for each point:
// the IL offset, and `hidden` or `line:column-line:column path` of its text. An assembly without symbols has no lines of its own.

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.CompilerServices.SymbolWriter;

static class Points
{
    static void Main ()
    {
        var output = new StreamWriter (Console.OpenStandardOutput (), new UTF8Encoding (false)) { NewLine = "\n" };
        string path;
        while ((path = Console.ReadLine ()) != null) {
            if (File.Exists (path + ".mdb"))
                Mono (path, output);
            else
                Portable (path, output);
        }
        output.Flush ();
    }

    static void Portable (string path, TextWriter output)
    {
        var parameters = new ReaderParameters {
            ReadSymbols = true,
            SymbolReaderProvider = new DefaultSymbolReaderProvider (false),
        };
        using (var module = ModuleDefinition.ReadModule (path, parameters)) {
            if (!module.HasSymbols)
                return;
            output.WriteLine ("file {0} {1}", path, module.SymbolReader.GetType ().Name);
            foreach (var type in module.GetTypes ())
                foreach (var method in type.Methods) {
                    if (!method.HasBody || !method.DebugInformation.HasSequencePoints)
                        continue;
                    output.WriteLine ("method {0:x8}", method.MetadataToken.ToInt32 ());
                    foreach (var point in method.DebugInformation.SequencePoints) {
                        if (point.IsHidden)
                            output.WriteLine ("{0:x4} hidden", point.Offset);
                        else
                            output.WriteLine ("{0:x4} {1}:{2}-{3}:{4} {5}", point.Offset, point.StartLine,
                                point.StartColumn, point.EndLine, point.EndColumn, point.Document.Url);
                    }
                }
        }
    }

    static void Mono (string path, TextWriter output)
    {
        using (var file = MonoSymbolFile.ReadSymbolFile (path + ".mdb")) {
            output.WriteLine ("file {0} MonoSymbolFile", path);
            foreach (var method in file.Methods) {
                output.WriteLine ("method {0:x8}", method.Token);
                foreach (var point in method.GetLineNumberTable ().LineNumbers) {
                    if (point.IsHidden)
                        output.WriteLine ("{0:x4} hidden", point.Offset);
                    else
                        // An end that is not stated is -1.
                        output.WriteLine ("{0:x4} {1}:{2}-{3}:{4} {5}", point.Offset, point.Row, point.Column,
                            Math.Max (point.EndRow, point.Row), Math.Max (point.EndColumn, 0),
                            file.GetSourceFile (point.File).FileName);
                }
            }
        }
    }
}
