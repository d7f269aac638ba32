//! build: release
//! refs: none
//! api: 4.7.2
// The later release of the assembly of the same name in ../old. Each namespace holds one change, and says whether it breaks code that was
// made for the earlier release: what is disallowed by Microsoft's rules for changes of libraries, or stops what was compiled.
using System.Runtime.CompilerServices;
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit { }
    internal class RequiredMemberAttribute : System.Attribute { }
    internal class ParamCollectionAttribute : System.Attribute { }
    internal class RequiresLocationAttribute : System.Attribute { }
}
namespace System.Diagnostics.CodeAnalysis { internal class SetsRequiredMembersAttribute : Attribute { } }
// The one of later frameworks.
namespace System
{
    internal class ObsoleteAttribute : Attribute
    {
        public ObsoleteAttribute() { }
        public ObsoleteAttribute(string message) { }
        public ObsoleteAttribute(string message, bool error) { }
        public string DiagnosticId { get; set; }
    }
}

namespace TypeRemoved { public class Keep{} } // breaks
namespace TypeAdded { public class A{} public class B{} } // holds
namespace TypeRenamed { public class B{} } // breaks
namespace TypeInternal { internal class A{} } // breaks
namespace TypeWasInternal { public class A{} } // holds
namespace NestedProtToPublic { public class A{ public class B{} } } // holds
namespace NestedPublicToProt { public class A{ protected class B{} } } // breaks
namespace NestedRemoved { public class A{ } } // breaks
namespace NestedInInternalRemoved { class A{ } } // holds
namespace NestedProtInSealed { public sealed class A{ } } // holds
namespace SealedAdded { public sealed class A{ } } // breaks
namespace SealedAddedNoCtor { public sealed class A{ private A(){} public static A I; } } // holds
namespace SealedAddedInternalCtor { public sealed class A{ internal A(){} } } // holds
namespace AbstractAddedNoCtor { public abstract class A{ internal A(){} } } // holds
namespace SealedRemoved { public class A{ } } // holds
namespace AbstractAdded { public abstract class A{ public A(){} } } // breaks
namespace AbstractRemoved { public class A{ } } // holds
namespace StaticAdded { public static class A{ public static void M(){} } } // breaks
namespace StaticRemoved { public class A{ public static void M(){} } } // holds
namespace ClassToStruct { public struct A{ public int X; } } // breaks
namespace ClassToInterface { public interface A{ void M(); } } // breaks
namespace BaseInserted { public class B0{} public class Mid:B0{} public class A:Mid{ } } // holds
namespace BaseInsertedFromObject { public class Mid{} public class A:Mid{ } } // holds
namespace BaseRemoved { public class B0{} public class A{ } } // breaks
namespace BaseInternalRemoved { class B0{} class A0{} public class A{ } } // holds
namespace BaseChangedSystem { public class A{ } } // breaks
namespace BaseChangedSystemDerived { public class A:System.ArgumentException{ } } // holds
namespace BaseNarrowGenericArg { public class G<T>{} public class A:G<long>{ } } // breaks
namespace IfaceAdded { public class A:System.IDisposable{ public void Dispose(){} } } // holds
namespace IfaceRemoved { public class A{ public void Dispose(){} } } // breaks
namespace IfaceRemovedBaseHas { public class B0:System.IDisposable{ public void Dispose(){} } public class A:B0{ } } // holds
namespace IfaceReplacedByDerived { public interface I{} public interface J:I{} public class A:J{ } } // holds
namespace IfaceReplacedByDerivedSystem { public class A:System.Collections.Generic.IEnumerable<int>{ public System.Collections.Generic.IEnumerator<int> GetEnumerator(){return null;} System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator(){return null;} } } // breaks
namespace IfaceInternalRemoved { interface I{} public class A{ } } // holds
namespace IfaceOfIfaceAdded { public interface I{} public interface J:I{} } // breaks
namespace IfaceMemberAdded { public interface I{ void M(); } } // breaks
namespace IfacePropAdded { public interface I{ int P{get;} } } // breaks
namespace IfaceSetterAdded { public interface I{ int P{get;set;} } } // breaks
namespace AbstractSetterAdded { public abstract class I{ public abstract int P{get;set;} } } // breaks
namespace VirtualSetterAdded { public abstract class I{ public virtual int P{get{return 1;}set{}} } } // holds
namespace IfaceEventAdded { public interface I{ event System.Action E; } } // breaks
namespace IfaceMemberRemoved { public interface I{ void M(); } } // breaks
namespace IfaceMemberMovedToBaseIface { public interface I0{ void M(); } public interface I:I0{ } } // breaks
namespace GenericConstraintAdded { public class A<T> where T:class{ } } // breaks
namespace GenericConstraintRemoved { public class A<T>{ } } // holds
namespace GenericConstraintRemovedMethod { public class A{ public void M<T>(){} } } // holds
namespace GenericConstraintRemovedVirtual { public class A{ public virtual void M<T>(){} } } // breaks
namespace GenericConstraintAddedMethod { public class A{ public void M<T>() where T:new(){} } } // breaks
namespace GenericConstraintWeakened { public class B0{} public class B1:B0{} public class A<T> where T:B0{ } } // holds
namespace GenericConstraintUnmanaged { public class A<T> where T:unmanaged{ } } // breaks
namespace TypeParamRenamed { public class A<TItem>{ public TItem X; public void M<UItem>(UItem a,TItem b){} } } // holds
namespace TypeParamSwapped { public class A<U,T>{ public T X; } } // breaks
namespace ArityChanged { public class A<T,U>{ } } // breaks
namespace VarianceAdded { public interface I<out T>{ T M(); } } // holds
namespace VarianceRemoved { public interface I<T>{ T M(); } } // breaks
namespace ParamRenamed { public class A{ public void M(int b){} } } // breaks
namespace ParamRenamedCtor { public class A{ public A(int b){} } } // breaks
namespace ParamRenamedPrivate { public class A{ private void M(int b){} } } // holds
namespace ParamRenamedDelegate { public delegate void D(int b); } // breaks
namespace ParamRenamedOperator { public class A{ public static A operator+(A l,A r){return l;} } } // holds
namespace ParamRenamedSetterIndexer { public class A{ public int this[int k]{get{return 1;}} } } // breaks
namespace RefToOut { public class A{ public void M(out int a){a=0;} } } // breaks
namespace RefToIn { public class A{ public void M(in int a){} } } // breaks
namespace InToValue { public class A{ public void M(int a){} } } // breaks
namespace VirtualRefToOut { public class A{ public virtual void M(out int a){a=0;} } } // breaks
namespace RefReturnToReadonly { public class A{ int x; public ref readonly int M(){return ref x;} } } // breaks
namespace OptionalAdded { public class A{ public void M(int a=1){} } } // holds
namespace OptionalRemoved { public class A{ public void M(int a){} } } // breaks
namespace OptionalChanged { public class A{ public void M(int a=2){} } } // breaks
namespace OptionalChangedString { public class A{ public void M(string a=null){} } } // breaks
namespace OptionalChangedDecimal { public class A{ public void M(decimal a=2.5m){} } } // breaks
namespace OptionalParamAppended { public class A{ public void M(int a,int b=0){} } } // breaks
namespace ParamsAdded { public class A{ public void M(params int[] a){} } } // holds
namespace ParamsRemoved { public class A{ public void M(int[] a){} } } // breaks
namespace ThisRemoved { public static class A{ public static void M(string a){} } } // breaks
namespace ThisAdded { public static class A{ public static void M(this string a){} } } // holds
namespace ReturnType { public class A{ public string M(){return null;} } } // breaks
namespace VoidToInt { public class A{ public int M(){return 1;} } } // breaks
namespace EnumValueChanged { public enum E{A=1,B=3} } // breaks
namespace EnumMemberAdded { public enum E{A=1,B=2,C=3} } // holds
namespace EnumMemberRemoved { public enum E{A=1} } // breaks
namespace EnumReordered { public enum E{B=2,A=1} } // holds
namespace EnumUnderlying { public enum E:byte{A=1,B=2} } // breaks
namespace EnumFlagsAdded { [System.Flags] public enum E{A=1,B=2} } // breaks
namespace ConstChanged { public class A{ public const int X=2; } } // breaks
namespace ConstInternalChanged { public class A{ internal const int X=2; } } // holds
namespace ConstStringChanged { public class A{ public const string X="b"; } } // breaks
namespace ConstDecimalChanged { public class A{ public const decimal X=2.5m; } } // breaks
namespace ConstToReadonly { public class A{ public static readonly int X=1; } } // breaks
namespace ReadonlyToConst { public class A{ public const int X=1; } } // breaks
namespace ReadonlyAdded { public class A{ public readonly int X=1; } } // breaks
namespace ReadonlyRemoved { public class A{ public int X=1; } } // holds
namespace VolatileAdded { public class A{ public volatile int X=1; } } // breaks
namespace FieldToProp { public class A{ public int X{get;set;}=1; } } // breaks
namespace PropToField { public class A{ public int X=1; } } // breaks
namespace SetterRemoved { public class A{ public int X{get;} } } // breaks
namespace SetterAdded { public class A{ public int X{get;set;} } } // holds
namespace SetterToPrivate { public class A{ public int X{get;private set;} } } // breaks
namespace SetterPrivateToPublic { public class A{ public int X{get;set;} } } // holds
namespace SetterToProtected { public class A{ public int X{get;protected set;} } } // breaks
namespace SetToInit { public class A{ public int X{get;init;} } } // breaks
namespace InitToSet { public class A{ public int X{get;set;} } } // breaks
namespace PropTypeChanged { public class A{ public long X{get;set;} } } // breaks
namespace IndexerRenamed { public class A{ [System.Runtime.CompilerServices.IndexerName("At")] public int this[int i]{get{return 1;}} } } // breaks
namespace IndexerSetterGone { public class A{ public int this[int i]{get{return 1;}} } } // breaks
namespace IndexerOverloadAdded { public class A{ public int this[int i]{get{return 1;}} public int this[string i]{get{return 1;}} } } // holds
namespace EventRemoved { public class A{ public void R(){} } } // breaks
namespace EventTypeChanged { public class A{ public event System.EventHandler E; public void R(){E(null,null);} } } // breaks
namespace EventAuto2Custom { public class A{ public event System.Action E{add{}remove{}} public void R(){} } } // holds
namespace EventStatic { public class A{ public static event System.Action E; public void R(){E();} } } // breaks
namespace EventInternal { public class A{ internal event System.Action E; public void R(){E();} } } // breaks
namespace OperatorRemoved { public class A{ public static A operator+(A a,A b){return a;} } } // breaks
namespace OperatorAdded { public class A{ public static A operator+(A a,A b){return a;} public static A operator-(A a,A b){return a;} } } // holds
namespace ConvImplicitToExplicit { public class A{ public static explicit operator int(A a){return 1;} } } // breaks
namespace ConvExplicitToImplicit { public class A{ public static implicit operator int(A a){return 1;} } } // breaks
namespace ConvReturnChanged { public class A{ public static implicit operator long(A a){return 1;} } } // breaks
namespace VirtualAdded { public class A{ public virtual void M(){} } } // breaks
namespace VirtualRemoved { public class A{ public void M(){} } } // breaks
namespace VirtualToAbstract { public abstract class A{ public abstract void M(); } } // breaks
namespace AbstractToVirtual { public abstract class A{ public virtual void M(){} } } // holds
namespace AbstractMethodAdded { public abstract class A{ public abstract void M(); } } // breaks
namespace AbstractMethodAddedNoCtor { public abstract class A{ internal A(){} public abstract void M(); } } // holds
namespace AbstractInternalMethodAdded { public abstract class A{ internal abstract void M(); } } // breaks
namespace VirtualMethodAdded { public abstract class A{ public virtual void M(){} } } // holds
namespace OverrideAdded { public class A{ public override string ToString(){return "";} } } // holds
namespace OverrideRemoved { public class A{ } } // holds
namespace OverrideRemovedOwn { public class B0{ public virtual void M(){} } public class A:B0{ } } // holds
namespace OverrideSealed { public class A{ public sealed override string ToString(){return "";} } } // breaks
namespace OverrideToNew { public class B0{ public virtual void M(){} } public class A:B0{ public new virtual void M(){} } } // breaks
namespace OverrideAddedSealed { public class A{ public sealed override string ToString(){return "";} } } // breaks
namespace OverrideAbstractAdded { public abstract class A{ public abstract override string ToString(); } } // breaks
namespace StaticAddedMethod { public class A{ public static void M(){} } } // breaks
namespace StaticRemovedMethod { public class A{ public void M(){} } } // breaks
namespace StaticField { public class A{ public static int X; } } // breaks
namespace MovedToBase { public class B0{ public void M(){} public static void S(){} public int F; public int P{get;set;} public event System.Action E; public void R(){E();} } public class A:B0{ } } // holds
namespace MovedToNewBase { public class B0{ public void M(){} } public class A:B0{ } } // holds
namespace MovedToGenericBase { public class B0<T>{ public T M(T a){return a;} } public class A:B0<int>{ } } // holds
namespace MovedToDerived { public class B0{ } public class A:B0{ public void M(){} } } // breaks
namespace MovedToBaseProtected { public class B0{ protected void M(){} } public class A:B0{ } } // breaks
namespace CtorParameterlessGone { public class A{ public A(int x){} } } // breaks
namespace CtorAdded { public class A{ public A(){} public A(int x){} } } // holds
namespace CtorToProtected { public class A{ protected A(){} } } // breaks
namespace CtorAbstractToProtected { public abstract class A{ protected A(){} } } // holds
namespace CtorToPrivate { public class A{ private A(){} } } // breaks
namespace StaticCtorAdded { public class A{ static A(){} public A(){} } } // holds
namespace PublicToProtected { public class A{ protected void M(){} } } // breaks
namespace ProtectedToPrivate { public class A{ private void M(){} } } // breaks
namespace ProtectedToPrivateSealed { public sealed class A{ private void M(){} } } // holds
namespace ProtectedRemovedNoCtor { public class A{ internal A(){} } } // holds
namespace ProtIntToProt { public class A{ protected void M(){} } } // holds
namespace ProtIntToInternal { public class A{ internal void M(){} } } // breaks
namespace ProtectedToPublic { public class A{ public void M(){} } } // holds
namespace ProtectedToPublicVirtual { public class A{ public virtual void M(){} } } // breaks
namespace PrivateProtectedRemoved { public class A{ } } // holds
namespace ExplicitToImplicit { public class A:System.IDisposable{ public void Dispose(){} } } // holds
namespace ImplicitToExplicit { public class A:System.IDisposable{ void System.IDisposable.Dispose(){} } } // breaks
namespace ImplicitToExplicitProp { public interface I{int P{get;}} public class A:I{ int I.P{get{return 1;}} } } // breaks
namespace ObsoleteWarn { public class A{ [System.Obsolete("x")] public void M(){} } } // holds
namespace ObsoleteError { public class A{ [System.Obsolete("x",true)] public void M(){} } } // breaks
namespace ObsoleteErrorType { [System.Obsolete("x",true)] public class A{ public void M(){} } } // breaks
namespace AttrAdded { public class A{ [System.ComponentModel.Description("x")] public void M(){} } } // holds
namespace ParamAttr { public class A{ public void M([System.Runtime.InteropServices.In] string a){} } } // holds
namespace AttributeUsageNarrowed { [System.AttributeUsage(System.AttributeTargets.Class)] public class MyAttribute:System.Attribute{ } } // breaks
namespace StructReadonlyAdded { public readonly struct A{ readonly int x; public int X{get{return x;}} } } // holds
namespace StructReadonlyRemoved { public struct A{ readonly int x; public int X{get{return x;}} } } // breaks
namespace StructRef { public ref struct A{ int x; public int X{get{return x;}} } } // breaks
namespace StructRefRemoved { public struct A{ int x; public int X{get{return x;}} } } // breaks
namespace StructFieldAddedPublicOnly { public struct A{ public int X; private int y; } } // breaks
namespace StructFieldAddedEmpty { public struct A{ private int y; } } // breaks
namespace StructFieldAddedPrivateThere { public struct A{ private int x; private int y; } } // holds
namespace DelegateSig { public delegate void D(long a); } // breaks
namespace DelegateReturn { public delegate int D(int a); } // breaks
namespace RecordToClass { public class R{ public R(int X){this.X=X;} public int X{get;init;} } } // breaks
namespace RecordPosAdded { public record R(int X,int Y); } // breaks
namespace MethodToGeneric { public class A{ public void M<T>(T o){} } } // breaks
namespace OverloadAdded { public class A{ public void M(uint o){} public void M(int o){} } } // holds
namespace AsyncAdded { public class A{ public async System.Threading.Tasks.Task M(){ await System.Threading.Tasks.Task.Yield(); } } } // holds
namespace IteratorAdded { public class A{ public System.Collections.Generic.IEnumerable<int> M(){ yield return 1; } } } // holds
namespace LambdaAdded { public class A{ public void M(){ int k=System.Environment.TickCount; System.Action a=()=>System.Console.WriteLine(k); a(); System.Action b=()=>System.Console.WriteLine(2); b(); } } } // holds
namespace BodyOnly { public class A{ public int M(){return 2;} } } // holds
namespace PrivateFieldAdded { public class A{ int z=1; public int M(){return z;} } } // holds
namespace FieldTypeChanged { public class A{ public long X; } } // breaks
namespace ArrayRank { public class A{ public int[,] X; } } // breaks
namespace CovariantReturnIface { public class A{ public System.Collections.Generic.List<int> M(){return null;} } } // breaks
namespace EffectivelyInternalMember { class A{ public const int X=2; } } // holds
namespace InternalIfaceMember { interface I{ void M(); } } // holds
namespace DefaultStructParam { public class A{ public void M(System.DateTime d){} } } // breaks
namespace ParamOrder { public class A{ public void M(string b,int a){} } } // breaks
namespace ParamNamesSwapped { public class A{ public void M(int b,int a){} } } // breaks
namespace EnumMemberRenamed { public enum E{AA=1} } // breaks
namespace ExternPInvoke { public class A{ [System.Runtime.InteropServices.DllImport("k.dll")] public static extern int M(); } } // holds
namespace InterfaceMovedMethodDefaultImpl { public interface I{ void M(); void N(); } public class C:I{ public void M(){} public void N(){} } } // breaks
namespace PropVirtualAccessorSealed { public class A{ public int P{get;set;} } } // breaks
namespace ProtectedSetterGone { public class A{ public int P{get;} } } // breaks
namespace EnumAlias { public enum E{A=1,B=1} } // holds
namespace ULongEnum { public enum E:ulong{A=ulong.MaxValue-1} } // breaks
namespace ConstType { public class A{ public const long X=1; } } // breaks
namespace NestedGenericArity { public class O<T>{ public class I{} } } // breaks
namespace BaseGenericToConcrete { public class B<T>{ public T V; } public class A:B<object>{ } } // breaks
namespace MovedPropToBase { public class B0{ public int this[int i]{get{return i;}} } public class A:B0{ } } // holds
namespace MovedCtor { public class B0{ public B0(){} public B0(int x){} } public class A:B0{ public A(){} } } // breaks
namespace MovedStaticToInternalBase { public class B0{ public static void S(){} } public class A:B0{ } } // holds
namespace OverrideReturnBase { public class B0{ public virtual void M(){} } public class A:B0{ public override void M(){} } } // holds
namespace NewHides { public class B0{ public void M(){} } public class A:B0{ public new int M(){return 1;} } } // breaks
namespace InterfaceExplicitOnly { public interface I{ void M(); } public class A:I{ void I.M(){} public void N(){} } } // breaks
namespace FieldMovedToGenericBase { public class B0<T>{ public T F; } public class A:B0<int>{ } } // holds
namespace OperatorMovedBase { public class A{ } } // breaks
namespace FinalizerAdded { public class A{ ~A(){} } } // holds
namespace ExceptionAttr { [System.Serializable] public class MyEx:System.Exception{ public MyEx(){} } } // breaks
namespace ThisParamNameCase { public class A{ public void M(int Value){} } } // breaks
namespace NullableValueType { public class A{ public int? M(){return 1;} } } // breaks
namespace ListToIList { public class A{ public void M(System.Collections.Generic.IList<int> x){} } } // breaks
namespace DelegateOptional { public delegate void D(int a=2); } // breaks
namespace InParamDefault { public class A{ public void M(in int a=1){} } } // holds
namespace SealedMethodNoInherit { public class A{ internal A(){} public void M(){} } } // holds
namespace InternalToProtInt { public class A{ protected internal void M(){} } } // holds
namespace ExtensionClassStaticRemoved { public static class E{ public static void M(this int x){} public static void M(this long x){} } } // holds
namespace EventAccessorVirtual { public class A{ public virtual event System.Action E; public void R(){E();} } } // breaks
namespace RefReadonlyReturnToRef { public class A{ int x; public ref int M(){return ref x;} } } // breaks
namespace VirtualRefReadonlyReturnToRef { public class A{ int x; public virtual ref int M(){return ref x;} } } // breaks
namespace SealedOverrideOfInternalCtor { public class A{ internal A(){} public sealed override string ToString(){return "";} } } // holds
namespace ProtectedToPublicSealedOverride { public class B0{ protected virtual void M(){} } public class A:B0{ protected override void M(){} } } // holds
namespace ProtectedSetterToPublicVirtual { public class A{ public virtual int P{get;set;} } } // breaks
namespace ProtectedSetterToPublic { public class A{ public int P{get;set;} } } // holds
namespace AbstractAddedHeirOutside { public abstract class A{ internal A(){} public abstract void M(); } public abstract class B0:A{ } } // breaks
namespace ProtectedRemovedHeirOutside { public class A{ internal A(){} } public class B0:A{ } } // breaks
namespace UsageWidened { [System.AttributeUsage(System.AttributeTargets.All)] public class MyAttribute:System.Attribute{ } } // holds
namespace FlagsRemoved { public enum E{A=1} } // holds
namespace ObsoleteErrorText { public class A{ [System.Obsolete("y",true)] public void M(){} } } // holds
namespace StructFieldPublicAdded { public struct A{ public int X; public int Y; } } // breaks
namespace NewHidesSameType { public class B0{ public void M(){} } public class A:B0{ public new void M(){} } } // holds
namespace HideToOverride { public class B0{ public virtual void M(){} } public class A:B0{ public override void M(){} } } // holds
namespace RequiredNewMember { [RequiredMember] public class A{ [RequiredMember] public int X{get;set;} public A(){} } } // breaks
namespace RequiredNewMemberNoCtor { [RequiredMember] public class A{ [RequiredMember] public int X{get;set;} internal A(){} } } // holds
namespace TupleNames { public class A{ public (int x,int y) M(){return (1,2);} } } // breaks
namespace TupleNamesAdded { public class A{ public (int a,int b) M(){return (1,2);} public (int a,int b) F; } } // holds
namespace TupleNamesOfParameter { public class A{ public void M((int a,int c) t){} } } // breaks
namespace TupleNamesOfField { public class A{ public (int x,int y) F; } } // breaks
namespace DynamicToObject { public class A{ public object M(){return null;} } } // breaks
namespace ObjectToDynamic { public class A{ public dynamic M(){return null;} } } // holds
namespace SerializableRemoved { public class A{ public int X; } } // holds
namespace LayoutChanged { [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential,Pack=4)] public struct A{ public byte X; public int Y; } [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct B{ [System.Runtime.InteropServices.FieldOffset(0)] public byte X; [System.Runtime.InteropServices.FieldOffset(8)] public int Y; } } // holds
namespace FieldsReordered { public struct A{ public byte Y; public int X; } } // holds
namespace MemberReadOnlyRemoved { public struct A{ int x; public int G(){return x;} } } // holds
namespace DelegateTuple { public delegate void D((int x,int b) x); } // breaks
namespace DelegateTupleAdded { public delegate (int a,int b) D(); } // holds
namespace DelegateDynamic { public delegate object D(); } // breaks
namespace DelegateRet { public delegate ref int D(); } // breaks
namespace PropTuple { public class A{ public (int x,int b) P{get;set;} } } // breaks
namespace BaseTuple { public class B0<T>{ public T P{get;set;} } public class A:B0<(int x,int b)>{} } // breaks
namespace DynBase { public class B0<T>{ public T P{get;set;} } public class A:B0<object>{} } // breaks
#nullable enable
namespace ConstraintNotNull { public class A<T>{ public void M<U>() where U:notnull{} } } // holds
#nullable disable
namespace ParamCollectionRemoved { public class A{ public void M(System.Collections.Generic.List<int> a){} } } // breaks
namespace InteropInAdded { public class A{ public void M([System.Runtime.InteropServices.In] ref System.Guid a){} } } // holds
#nullable enable
namespace NullArgument { public class A{ public void M(string a, string? b){} } } // holds
#nullable disable
#nullable enable
namespace NullResult { public class A{ public string? M()=>""; public string F=""; public System.Collections.Generic.List<string>? P{get;set;} } } // holds
#nullable disable
#nullable enable
namespace NullParameter { public class A<T> where T:class{ public void M<U,V>() where V:class?{} } } // holds
#nullable disable
#nullable enable
namespace NullBegins { public class A{ public void M(string? a){} } } // holds
#nullable disable
#nullable enable
namespace NullSame { public class A{ public void M(string? a, string b, System.Collections.Generic.List<string?> c){} public void N(string? a, string? b, object? c){} public string? X, Y; } } // holds
#nullable disable
namespace ObsoleteDiag { public class A{ [System.Obsolete("x",true,DiagnosticId="X1")] public void M(){} public void N(){} } } // breaks
namespace AccessorLostWhenWidened { public class A{ public int P{get;private set;} } } // breaks
namespace BaseInsertedWithAbstract { public abstract class Mid{ public abstract void X(); } public abstract class A:Mid{ protected A(){} } } // breaks
namespace RequiredOnHeirs { public abstract class A{ protected A(){} [RequiredMember] public int X{get;set;} } } // breaks
namespace RefStructGetsManaged { public struct A{ int x; string s; } } // breaks
namespace RefToRefReadonly { public class A{ public void M([System.Runtime.InteropServices.In,System.Runtime.CompilerServices.RequiresLocation] ref int a){} } } // holds
namespace DoubleConst { public class A{ public const double X=0.10000000000000002; public const float Y=0.10000001f; } } // breaks
namespace OverloadRet { public class A{ public static implicit operator int(A a)=>1; } } // breaks
namespace ObsoleteAccessor { public class A{ public int P{get;[System.Obsolete("x",true)] set;} } } // breaks
namespace UnmanagedStruct { public struct A{ public int X; int y; object z; } } // breaks
namespace GenericAttr { [System.AttributeUsage(System.AttributeTargets.All,AllowMultiple=true,Inherited=false)] public class MyAttribute:System.Attribute{ } } // holds
namespace UsageInherited { [System.AttributeUsage(System.AttributeTargets.All)] public class BaseAttribute:System.Attribute{ } public class MyAttribute:BaseAttribute{ } } // holds
namespace EnumDefault { public enum E{A,B} public class A{ public void M(E e=E.B){} } } // breaks
namespace ObsoleteErrorRemovedText { public class A{ public void M(){} } } // holds
namespace VirtNarrowGet { public class A{ public virtual int P{get;protected set;} } } // breaks
namespace ThisToIn { public static class A{ public static void M(this in System.Guid a){} } } // breaks
namespace ConstraintEnum { public class A<T> where T:struct,System.Enum{} } // breaks
namespace ConstraintSwap { public class A{ public void M<T>() where T:class{} } } // breaks
namespace ConstraintStructToEnum { public class A{ public void M<T>() where T:struct{} } } // holds
namespace ConstraintOwnParam { public class A{ public void M<T,U>() where T:U {} } } // breaks
namespace CtorOptional { public class A{ public A(){} public A(int a){} } } // holds
namespace EventAdd { public interface I{ event System.EventHandler E; event System.EventHandler F; } } // breaks
namespace StaticClassToInst { public class A{ } public static class AA { public static void M(this int a){} } } // breaks
namespace StructCtor { public struct A{ } } // breaks
namespace ExplicitIfaceInherited { public interface I{ void M(); } public class B0:I{ void I.M(){} } public class A:B0{ } } // holds
namespace InternalHeirOfAbstract { public abstract class A{ internal A(){} protected abstract void M(); } public sealed class B0:A{ protected override void M(){} } } // holds
namespace ProtNestedIface { public class A{ protected interface I{ void M(); void N(); } } } // breaks
namespace InternalVirtualGetsProtected { public class A{ protected internal virtual void M(){} } } // holds
namespace OverrideGoneOfAbstract { public abstract class B0{ public abstract void M(); } public abstract class A:B0{ } } // breaks
namespace HidesStatic { public class B0{ public void M(){} } public class A:B0{ public new static void M(){} } } // breaks
namespace HidesKind { public class B0{ public int M(){return 1;} } public class A:B0{ public new int M{get;set;} } } // breaks
namespace RequiredAllSet { public class A{ [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public A(){} [RequiredMember] public int X{get;set;} } } // holds
namespace ConstraintOrder { public interface I{} public interface J{} public class A{ public void M<T>() where T:J,I {} } } // holds
namespace ConstraintCrtp { public interface I<T>{} public class B0<T>:I<T>{} public class A<T> where T:I<T>{} } // holds
namespace ConstraintGeneric { public class A{ public void M<T>() where T:System.Collections.Generic.IList<int>{} } } // holds
namespace ConstraintGenericOwn { public class B0<T>{} public class B1:B0<int>{} public class A<T> where T:B0<int>{} } // holds
namespace ClassToRecord { public record A{ public int X{get;set;} } } // holds
namespace ClassToSealedNone { public sealed class A{ private A(){} public void M(){} } } // holds
namespace ListDynamic { public class A{ public System.Collections.Generic.List<object> M(){return null;} } } // breaks
namespace IfaceImplAdded { public class A:System.IDisposable{ public void Dispose(){} } } // holds
namespace VirtualMovedUp { public class B0{ public virtual void M(){} } public class A:B0{ public override void M(){} } } // holds
namespace ProtCtorPrivProt { public abstract class A{ private protected A(){} } } // breaks
namespace OnlyAbstractProtectedMember { public abstract class A{ protected internal abstract void M(); protected abstract void N(); } } // breaks
namespace EventAbstractAdded { public abstract class A{ public abstract event System.Action E; } } // breaks
namespace IntPtrNint { public class A{ public nint M(){return default;} } } // holds
namespace BaseGenericArg { public class B0<T>{} public class A:B0<dynamic>{} } // holds
namespace FieldToVolatileRemoved { public class A{ public int X; } } // breaks
namespace CovariantIface { public interface I<out T>{} public class A:I<string>,I<object>{} } // holds
namespace ConstNullableEnum { public enum E{A=1,B=2} public class A{ public const E X=E.B; } } // breaks
namespace OutRefVirtual { public interface I{ void M(ref int x); } } // breaks
namespace ParamArrayVirtual { public interface I{ void M(params int[] x); } } // holds
namespace StructToRecordStruct { public record struct A{ public int X{get;set;} } } // holds
namespace InternalToProtectedAbstract { public abstract class A{ protected internal abstract void M(); protected A(){} } } // holds
namespace NestedInSealed { public class A{ protected class N{ internal void M(){} } } } // breaks
namespace ObsoleteErrorOnProp { public class A{ [System.Obsolete("x",true)] public int P{get;set;} } } // breaks
namespace AttrCtorRemoved { public class MyAttribute:System.Attribute{ public MyAttribute(int a){} } } // breaks
namespace IndexerParamsRef { public class A{ public int this[int i,int j]{get{return 1;}} } } // breaks
namespace InterfaceLostMember { public interface I{ void M(); } public interface J{ void M(); } } // breaks
namespace OverrideInDerivedGone { public class B0{ public virtual string M(){return "";} } public class A:B0{ } } // holds
namespace ExtBecomesInst { public class A{ public void M(){} } public static class X{ } } // breaks
namespace StructDefaultCtor { public struct A{ public int X; public A(){X=1;} } } // holds
namespace ReadonlyStructMember { public struct A{ int x; public int M(){return x;} } } // holds
namespace PublicFieldReadonlyMutable { public struct S{ public int a; } public class A{ public S X; } } // holds
namespace NewSlotProp { public class B0{ public virtual int P{get;set;} } public class A:B0{ } } // holds
namespace AbstractSetterRemoved { public abstract class A{ public abstract int P{get;} } } // breaks
namespace ProtectedVirtualOfNoHeirs { public class A{ internal A(){} protected void M(){} } } // holds
namespace IfaceGainsEmpty { public interface I0{} public interface I:I0{ void M(); } } // breaks
namespace DelegateGenericVariance { public delegate T D<T>(); } // breaks
namespace ConstraintDelegate { public class A{ public void M<T>() where T:System.MulticastDelegate{} } } // breaks
namespace MovedUpInternalBaseClass { public class Pub{ public int F; } public class A:Pub{ } } // holds
namespace PropInitReq { public class A{ [RequiredMember] public int X{get;init;} } } // breaks
namespace GenericMethodToVirtualConstraint { public class A{ public virtual void M<T>() where T:class,new(){} } } // breaks
namespace OverloadTakesDefaults { public class A{ public void M(int a, string b){} public void M(int a, string b=null, bool c=false){} } } // holds
namespace OverloadTakesNone { public class A{ public void M(int a, string b){} public void M(int a, string b, bool c=false){} } } // breaks
namespace SealedOverrides { public class B0{ public virtual string N=>""; } public sealed class A:B0{ public override string N=>""; } } // holds
