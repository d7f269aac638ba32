// Reads every name, reference and instruction of the files in a list with Mono.Cecil; prints the milliseconds of each round.
using System;
using System.Diagnostics;
using System.IO;
using Mono.Cecil;

static class Program
{
    static void Main(string[] arguments)
    {
        var files = File.ReadAllLines(arguments[0]);
        for (var round = 0; round < int.Parse(arguments[1]); round++)
        {
            var watch = Stopwatch.StartNew();
            long sum = 0;
            foreach (var file in files)
                sum += Read(file);
            Console.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("F1"));
            GC.KeepAlive(sum);
        }
    }

    static long Read(string file)
    {
        long sum = 0;
        try
        {
            var module = ModuleDefinition.ReadModule(file);
            foreach (var reference in module.GetTypeReferences())
                sum += reference.Name.Length;
            foreach (var reference in module.GetMemberReferences())
                sum += reference.Name.Length;
            foreach (var type in module.GetTypes())
            {
                foreach (var field in type.Fields)
                    sum += field.Name.Length;
                foreach (var method in type.Methods)
                {
                    sum += method.Name.Length;
                    if (method.HasBody)
                        foreach (var instruction in method.Body.Instructions)
                            sum += instruction.Offset;
                }
            }
        }
        catch (Exception problem) when (problem is BadImageFormatException || problem is ArgumentException || problem is NotSupportedException)
        {
        }
        return sum;
    }
}
