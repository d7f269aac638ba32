// Prints what Mono.Cecil, a decoder that is not ours, reads of assemblies. Each line of the input is the path of one. Of each, `file PATH`,
// then a line for each thing, its parts separated by tabs:
//   T token name                   a type: its full name, what encloses it before a `/`
//   F token type name              a field
//   M token type name              a method
//   R scope name                   a type of another assembly or module
//   N scope type name              a member of one
//   P library name                 a function of a native library
//   B token count hash             a body: its instructions, and FNV-1a over a line for each, as `Body` makes them
using System;
using System.Globalization;
using System.IO;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

static class Decoded
{
    static void Main ()
    {
        var output = new StreamWriter (Console.OpenStandardOutput (), new UTF8Encoding (false)) { NewLine = "\n" };
        string path;
        while ((path = Console.ReadLine ()) != null)
            using (var module = ModuleDefinition.ReadModule (path)) {
                output.WriteLine ("file " + path);
                Print (module, output);
            }
        output.Flush ();
    }

    static void Print (ModuleDefinition module, TextWriter output)
    {
        foreach (var type in module.GetTypes ()) {
            output.WriteLine ("T\t{0:x8}\t{1}", type.MetadataToken.ToInt32 (), type.FullName);
            foreach (var field in type.Fields)
                output.WriteLine ("F\t{0:x8}\t{1}\t{2}", field.MetadataToken.ToInt32 (), type.FullName, field.Name);
            foreach (var method in type.Methods) {
                output.WriteLine ("M\t{0:x8}\t{1}\t{2}", method.MetadataToken.ToInt32 (), type.FullName, method.Name);
                if (method.HasPInvokeInfo && method.PInvokeInfo.Module != null) {
                    var name = method.PInvokeInfo.EntryPoint;
                    output.WriteLine ("P\t{0}\t{1}", method.PInvokeInfo.Module.Name, string.IsNullOrEmpty (name) ? method.Name : name);
                }
                if (method.HasBody)
                    Body (method, output);
            }
        }
        foreach (var type in module.GetTypeReferences ())
            output.WriteLine ("R\t{0}\t{1}", Scope (type), type.FullName);
        foreach (var member in module.GetMemberReferences ()) {
            var type = member.DeclaringType.GetElementType ();
            // A method of a type of the module, called with other arguments.
            if (!(type is TypeDefinition) && !(type is GenericParameter) && !member.DeclaringType.IsArray)
                output.WriteLine ("N\t{0}\t{1}\t{2}", Scope (type), type.FullName, member.Name);
        }
    }

    static string Scope (TypeReference type)
    {
        return type.Scope is ModuleDefinition ? "" : type.Scope.Name;
    }

    static void Body (MethodDefinition method, TextWriter output)
    {
        ulong hash = 14695981039346656037;
        foreach (var instruction in method.Body.Instructions) {
            // The standard has `ldelem` and `stelem`.
            var name = instruction.OpCode.Name.Replace ("elem.any", "elem");
            var line = instruction.Offset.ToString ("x") + " " + name + " " + Operand (instruction) + "\n";
            foreach (var unit in Encoding.UTF8.GetBytes (line)) {
                hash ^= unit;
                hash = unchecked (hash * 1099511628211);
            }
        }
        output.WriteLine ("B\t{0:x8}\t{1}\t{2:x16}", method.MetadataToken.ToInt32 (), method.Body.Instructions.Count, hash);
    }

    // What is a number or a string; what tokens name is printed by itself.
    static string Operand (Instruction instruction)
    {
        switch (instruction.OpCode.OperandType) {
        case OperandType.InlineI:
        case OperandType.InlineI8:
        case OperandType.ShortInlineI:
            return Convert.ToInt64 (instruction.Operand).ToString (CultureInfo.InvariantCulture);
        case OperandType.InlineString:
            return (string) instruction.Operand;
        case OperandType.InlineBrTarget:
        case OperandType.ShortInlineBrTarget:
            return ((Instruction) instruction.Operand).Offset.ToString ("x");
        case OperandType.InlineSwitch:
            var targets = new StringBuilder ();
            foreach (var target in (Instruction[]) instruction.Operand)
                targets.Append (target.Offset.ToString ("x")).Append (' ');
            return targets.ToString ();
        case OperandType.InlineVar:
        case OperandType.ShortInlineVar:
            return ((VariableDefinition) instruction.Operand).Index.ToString (CultureInfo.InvariantCulture);
        default:
            return "";
        }
    }
}
