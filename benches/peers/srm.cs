// Reads every name, reference and instruction of the files in a list with System.Reflection.Metadata; prints the milliseconds of each round.
using System;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

static class Program
{
    static readonly OperandType[] Short = new OperandType[256], Long = new OperandType[256];

    static void Main(string[] arguments)
    {
        foreach (var field in typeof(OpCodes).GetFields())
        {
            var code = (OpCode)field.GetValue(null);
            (code.Size == 1 ? Short : Long)[code.Value & 0xFF] = code.OperandType;
        }
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
            using var image = new PEReader(File.OpenRead(file), PEStreamOptions.PrefetchEntireImage);
            if (!image.HasMetadata)
                return 0;
            var metadata = image.GetMetadataReader();
            foreach (var handle in metadata.TypeReferences)
                sum += metadata.GetString(metadata.GetTypeReference(handle).Name).Length;
            foreach (var handle in metadata.MemberReferences)
            {
                var reference = metadata.GetMemberReference(handle);
                sum += metadata.GetString(reference.Name).Length;
                if (reference.GetKind() == MemberReferenceKind.Method)
                    sum += reference.DecodeMethodSignature(new Types(), null).ParameterTypes.Length;
            }
            foreach (var handle in metadata.FieldDefinitions)
                sum += metadata.GetString(metadata.GetFieldDefinition(handle).Name).Length;
            foreach (var handle in metadata.MethodDefinitions)
            {
                var method = metadata.GetMethodDefinition(handle);
                sum += metadata.GetString(method.Name).Length;
                if (method.RelativeVirtualAddress != 0 && (method.ImplAttributes & System.Reflection.MethodImplAttributes.CodeTypeMask) == 0)
                    sum += Instructions(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader());
            }
        }
        catch (Exception problem) when (problem is BadImageFormatException || problem is InvalidOperationException)
        {
        }
        return sum;
    }

    static long Instructions(BlobReader code)
    {
        long sum = 0;
        while (code.RemainingBytes > 0)
        {
            var low = code.ReadByte();
            switch (low == 0xFE ? Long[code.ReadByte()] : Short[low])
            {
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget: case OperandType.ShortInlineI: case OperandType.ShortInlineVar: sum += code.ReadByte(); break;
                case OperandType.InlineVar: sum += code.ReadUInt16(); break;
                case OperandType.InlineI8: case OperandType.InlineR: sum += code.ReadInt64(); break;
                case OperandType.InlineSwitch:
                    for (var count = code.ReadUInt32(); count > 0; count--)
                        sum += code.ReadInt32();
                    break;
                default: sum += code.ReadInt32(); break;
            }
        }
        return sum;
    }
}

// What a signature is made of, without names: as little work as there can be.
sealed class Types : ISignatureTypeProvider<int, object>
{
    public int GetArrayType(int elementType, ArrayShape shape) => elementType;
    public int GetByReferenceType(int elementType) => elementType;
    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;
    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => genericType;
    public int GetGenericMethodParameter(object context, int index) => index;
    public int GetGenericTypeParameter(object context, int index) => index;
    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => unmodifiedType;
    public int GetPinnedType(int elementType) => elementType;
    public int GetPointerType(int elementType) => elementType;
    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => (int)typeCode;
    public int GetSZArrayType(int elementType) => elementType;
    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => 1;
    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 2;
    public int GetTypeFromSpecification(MetadataReader reader, object context, TypeSpecificationHandle handle, byte rawTypeKind) => 3;
}
