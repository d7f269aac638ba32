//! build: release
//! refs: none
//! api: 4.7.2
// The earlier release of the assembly of the same name in ../new: a change in each namespace.
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

namespace TypeRemoved { public class A{} public class Keep{} }
namespace TypeAdded { public class A{} }
namespace TypeRenamed { public class A{} }
namespace TypeInternal { public class A{} }
namespace TypeWasInternal { internal class A{} }
namespace NestedProtToPublic { public class A{ protected class B{} } }
namespace NestedPublicToProt { public class A{ public class B{} } }
namespace NestedRemoved { public class A{ public class B{ public int X; } } }
namespace NestedInInternalRemoved { class A{ public class B{ public int X; } } }
namespace NestedProtInSealed { public sealed class A{ protected class B{ public int X; } } }
namespace SealedAdded { public class A{ } }
namespace SealedAddedNoCtor { public class A{ private A(){} public static A I; } }
namespace SealedAddedInternalCtor { public class A{ internal A(){} } }
namespace AbstractAddedNoCtor { public class A{ internal A(){} } }
namespace SealedRemoved { public sealed class A{ } }
namespace AbstractAdded { public class A{ } }
namespace AbstractRemoved { public abstract class A{ public A(){} } }
namespace StaticAdded { public class A{ public static void M(){} } }
namespace StaticRemoved { public static class A{ public static void M(){} } }
namespace ClassToStruct { public class A{ public int X; } }
namespace ClassToInterface { public abstract class A{ public abstract void M(); } }
namespace BaseInserted { public class B0{} public class A:B0{ } }
namespace BaseInsertedFromObject { public class A{ } }
namespace BaseRemoved { public class B0{} public class A:B0{ } }
namespace BaseInternalRemoved { class B0{} class A0:B0{} public class A{ } }
namespace BaseChangedSystem { public class A:System.Exception{ } }
namespace BaseChangedSystemDerived { public class A:System.Exception{ } }
namespace BaseNarrowGenericArg { public class G<T>{} public class A:G<int>{ } }
namespace IfaceAdded { public class A{ } }
namespace IfaceRemoved { public class A:System.IDisposable{ public void Dispose(){} } }
namespace IfaceRemovedBaseHas { public class B0:System.IDisposable{ public void Dispose(){} } public class A:B0,System.IDisposable{ } }
namespace IfaceReplacedByDerived { public interface I{} public interface J:I{} public class A:I{ } }
namespace IfaceReplacedByDerivedSystem { public class A:System.Collections.IEnumerable{ public System.Collections.IEnumerator GetEnumerator(){return null;} } }
namespace IfaceInternalRemoved { interface I{} public class A:I{ } }
namespace IfaceOfIfaceAdded { public interface I{} public interface J{} }
namespace IfaceMemberAdded { public interface I{} }
namespace IfacePropAdded { public interface I{} }
namespace IfaceSetterAdded { public interface I{ int P{get;} } }
namespace AbstractSetterAdded { public abstract class I{ public abstract int P{get;} } }
namespace VirtualSetterAdded { public abstract class I{ public virtual int P{get{return 1;}} } }
namespace IfaceEventAdded { public interface I{} }
namespace IfaceMemberRemoved { public interface I{ void M(); void N(); } }
namespace IfaceMemberMovedToBaseIface { public interface I0{ } public interface I:I0{ void M(); } }
namespace GenericConstraintAdded { public class A<T>{ } }
namespace GenericConstraintRemoved { public class A<T> where T:class{ } }
namespace GenericConstraintRemovedMethod { public class A{ public void M<T>() where T:System.IDisposable{} } }
namespace GenericConstraintRemovedVirtual { public class A{ public virtual void M<T>() where T:System.IDisposable{} } }
namespace GenericConstraintAddedMethod { public class A{ public void M<T>(){} } }
namespace GenericConstraintWeakened { public class B0{} public class B1:B0{} public class A<T> where T:B1{ } }
namespace GenericConstraintUnmanaged { public class A<T> where T:struct{ } }
namespace TypeParamRenamed { public class A<T>{ public T X; public void M<U>(U a,T b){} } }
namespace TypeParamSwapped { public class A<T,U>{ public T X; } }
namespace ArityChanged { public class A<T>{ } }
namespace VarianceAdded { public interface I<T>{ T M(); } }
namespace VarianceRemoved { public interface I<out T>{ T M(); } }
namespace ParamRenamed { public class A{ public void M(int a){} } }
namespace ParamRenamedCtor { public class A{ public A(int a){} } }
namespace ParamRenamedPrivate { public class A{ private void M(int a){} } }
namespace ParamRenamedDelegate { public delegate void D(int a); }
namespace ParamRenamedOperator { public class A{ public static A operator+(A a,A b){return a;} } }
namespace ParamRenamedSetterIndexer { public class A{ public int this[int i]{get{return 1;}} } }
namespace RefToOut { public class A{ public void M(ref int a){} } }
namespace RefToIn { public class A{ public void M(ref int a){} } }
namespace InToValue { public class A{ public void M(in int a){} } }
namespace VirtualRefToOut { public class A{ public virtual void M(ref int a){} } }
namespace RefReturnToReadonly { public class A{ int x; public ref int M(){return ref x;} } }
namespace OptionalAdded { public class A{ public void M(int a){} } }
namespace OptionalRemoved { public class A{ public void M(int a=1){} } }
namespace OptionalChanged { public class A{ public void M(int a=1){} } }
namespace OptionalChangedString { public class A{ public void M(string a="x"){} } }
namespace OptionalChangedDecimal { public class A{ public void M(decimal a=1.5m){} } }
namespace OptionalParamAppended { public class A{ public void M(int a){} } }
namespace ParamsAdded { public class A{ public void M(int[] a){} } }
namespace ParamsRemoved { public class A{ public void M(params int[] a){} } }
namespace ThisRemoved { public static class A{ public static void M(this string a){} } }
namespace ThisAdded { public static class A{ public static void M(string a){} } }
namespace ReturnType { public class A{ public object M(){return null;} } }
namespace VoidToInt { public class A{ public void M(){} } }
namespace EnumValueChanged { public enum E{A=1,B=2} }
namespace EnumMemberAdded { public enum E{A=1,B=2} }
namespace EnumMemberRemoved { public enum E{A=1,B=2} }
namespace EnumReordered { public enum E{A=1,B=2} }
namespace EnumUnderlying { public enum E{A=1,B=2} }
namespace EnumFlagsAdded { public enum E{A=1,B=2} }
namespace ConstChanged { public class A{ public const int X=1; } }
namespace ConstInternalChanged { public class A{ internal const int X=1; } }
namespace ConstStringChanged { public class A{ public const string X="a"; } }
namespace ConstDecimalChanged { public class A{ public const decimal X=1.5m; } }
namespace ConstToReadonly { public class A{ public const int X=1; } }
namespace ReadonlyToConst { public class A{ public static readonly int X=1; } }
namespace ReadonlyAdded { public class A{ public int X=1; } }
namespace ReadonlyRemoved { public class A{ public readonly int X=1; } }
namespace VolatileAdded { public class A{ public int X=1; } }
namespace FieldToProp { public class A{ public int X=1; } }
namespace PropToField { public class A{ public int X{get;set;}=1; } }
namespace SetterRemoved { public class A{ public int X{get;set;} } }
namespace SetterAdded { public class A{ public int X{get;} } }
namespace SetterToPrivate { public class A{ public int X{get;set;} } }
namespace SetterPrivateToPublic { public class A{ public int X{get;private set;} } }
namespace SetterToProtected { public class A{ public int X{get;set;} } }
namespace SetToInit { public class A{ public int X{get;set;} } }
namespace InitToSet { public class A{ public int X{get;init;} } }
namespace PropTypeChanged { public class A{ public int X{get;set;} } }
namespace IndexerRenamed { public class A{ public int this[int i]{get{return 1;}} } }
namespace IndexerSetterGone { public class A{ public int this[int i]{get{return 1;} set{} } } }
namespace IndexerOverloadAdded { public class A{ public int this[int i]{get{return 1;}} } }
namespace EventRemoved { public class A{ public event System.Action E; public void R(){E();} } }
namespace EventTypeChanged { public class A{ public event System.Action E; public void R(){E();} } }
namespace EventAuto2Custom { public class A{ public event System.Action E; public void R(){E();} } }
namespace EventStatic { public class A{ public event System.Action E; public void R(){E();} } }
namespace EventInternal { public class A{ public event System.Action E; public void R(){E();} } }
namespace OperatorRemoved { public class A{ public static A operator+(A a,A b){return a;} public static A operator-(A a,A b){return a;} } }
namespace OperatorAdded { public class A{ public static A operator+(A a,A b){return a;} } }
namespace ConvImplicitToExplicit { public class A{ public static implicit operator int(A a){return 1;} } }
namespace ConvExplicitToImplicit { public class A{ public static explicit operator int(A a){return 1;} } }
namespace ConvReturnChanged { public class A{ public static implicit operator int(A a){return 1;} } }
namespace VirtualAdded { public class A{ public void M(){} } }
namespace VirtualRemoved { public class A{ public virtual void M(){} } }
namespace VirtualToAbstract { public abstract class A{ public virtual void M(){} } }
namespace AbstractToVirtual { public abstract class A{ public abstract void M(); } }
namespace AbstractMethodAdded { public abstract class A{ } }
namespace AbstractMethodAddedNoCtor { public abstract class A{ internal A(){} } }
namespace AbstractInternalMethodAdded { public abstract class A{ } }
namespace VirtualMethodAdded { public abstract class A{ } }
namespace OverrideAdded { public class A{ } }
namespace OverrideRemoved { public class A{ public override string ToString(){return "";} } }
namespace OverrideRemovedOwn { public class B0{ public virtual void M(){} } public class A:B0{ public override void M(){} } }
namespace OverrideSealed { public class A{ public override string ToString(){return "";} } }
namespace OverrideToNew { public class B0{ public virtual void M(){} } public class A:B0{ public override void M(){} } }
namespace OverrideAddedSealed { public class A{ } }
namespace OverrideAbstractAdded { public abstract class A{ } }
namespace StaticAddedMethod { public class A{ public void M(){} } }
namespace StaticRemovedMethod { public class A{ public static void M(){} } }
namespace StaticField { public class A{ public int X; } }
namespace MovedToBase { public class B0{ } public class A:B0{ public void M(){} public static void S(){} public int F; public int P{get;set;} public event System.Action E; public void R(){E();} } }
namespace MovedToNewBase { public class A{ public void M(){} } }
namespace MovedToGenericBase { public class A{ public int M(int a){return a;} } }
namespace MovedToDerived { public class B0{ public void M(){} } public class A:B0{ } }
namespace MovedToBaseProtected { public class B0{ } public class A:B0{ public void M(){} } }
namespace CtorParameterlessGone { public class A{ } }
namespace CtorAdded { public class A{ } }
namespace CtorToProtected { public class A{ public A(){} } }
namespace CtorAbstractToProtected { public abstract class A{ public A(){} } }
namespace CtorToPrivate { public class A{ public A(){} } }
namespace StaticCtorAdded { public class A{ public A(){} } }
namespace PublicToProtected { public class A{ public void M(){} } }
namespace ProtectedToPrivate { public class A{ protected void M(){} } }
namespace ProtectedToPrivateSealed { public sealed class A{ protected void M(){} } }
namespace ProtectedRemovedNoCtor { public class A{ internal A(){} protected void M(){} } }
namespace ProtIntToProt { public class A{ protected internal void M(){} } }
namespace ProtIntToInternal { public class A{ protected internal void M(){} } }
namespace ProtectedToPublic { public class A{ protected void M(){} } }
namespace ProtectedToPublicVirtual { public class A{ protected virtual void M(){} } }
namespace PrivateProtectedRemoved { public class A{ private protected void M(){} } }
namespace ExplicitToImplicit { public class A:System.IDisposable{ void System.IDisposable.Dispose(){} } }
namespace ImplicitToExplicit { public class A:System.IDisposable{ public void Dispose(){} } }
namespace ImplicitToExplicitProp { public interface I{int P{get;}} public class A:I{ public int P{get{return 1;}} } }
namespace ObsoleteWarn { public class A{ public void M(){} } }
namespace ObsoleteError { public class A{ public void M(){} } }
namespace ObsoleteErrorType { public class A{ public void M(){} } }
namespace AttrAdded { public class A{ public void M(){} } }
namespace ParamAttr { public class A{ public void M(string a){} } }
namespace AttributeUsageNarrowed { [System.AttributeUsage(System.AttributeTargets.All)] public class MyAttribute:System.Attribute{ } }
namespace StructReadonlyAdded { public struct A{ readonly int x; public int X{get{return x;}} } }
namespace StructReadonlyRemoved { public readonly struct A{ readonly int x; public int X{get{return x;}} } }
namespace StructRef { public struct A{ int x; public int X{get{return x;}} } }
namespace StructRefRemoved { public ref struct A{ int x; public int X{get{return x;}} } }
namespace StructFieldAddedPublicOnly { public struct A{ public int X; } }
namespace StructFieldAddedEmpty { public struct A{ } }
namespace StructFieldAddedPrivateThere { public struct A{ private int x; } }
namespace DelegateSig { public delegate void D(int a); }
namespace DelegateReturn { public delegate void D(int a); }
namespace RecordToClass { public record R(int X); }
namespace RecordPosAdded { public record R(int X); }
namespace MethodToGeneric { public class A{ public void M(object o){} } }
namespace OverloadAdded { public class A{ public void M(uint o){} } }
namespace AsyncAdded { public class A{ public System.Threading.Tasks.Task M(){return null;} } }
namespace IteratorAdded { public class A{ public System.Collections.Generic.IEnumerable<int> M(){return null;} } }
namespace LambdaAdded { public class A{ public void M(){} } }
namespace BodyOnly { public class A{ public int M(){return 1;} } }
namespace PrivateFieldAdded { public class A{ public int M(){return 1;} } }
namespace FieldTypeChanged { public class A{ public int X; } }
namespace ArrayRank { public class A{ public int[] X; } }
namespace CovariantReturnIface { public class A{ public System.Collections.Generic.IEnumerable<int> M(){return null;} } }
namespace EffectivelyInternalMember { class A{ public void M(){} public const int X=1; } }
namespace InternalIfaceMember { interface I{ } }
namespace DefaultStructParam { public class A{ public void M(System.DateTime d=default){} } }
namespace ParamOrder { public class A{ public void M(int a,string b){} } }
namespace ParamNamesSwapped { public class A{ public void M(int a,int b){} } }
namespace EnumMemberRenamed { public enum E{A=1} }
namespace ExternPInvoke { public class A{ public static int M(){return 0;} } }
namespace InterfaceMovedMethodDefaultImpl { public interface I{ void M(); } public class C:I{ public void M(){} } }
namespace PropVirtualAccessorSealed { public class A{ public virtual int P{get;set;} } }
namespace ProtectedSetterGone { public class A{ public int P{get;protected set;} } }
namespace EnumAlias { public enum E{A=1} }
namespace ULongEnum { public enum E:ulong{A=ulong.MaxValue} }
namespace ConstType { public class A{ public const int X=1; } }
namespace NestedGenericArity { public class O<T>{ public class I<U>{} } }
namespace BaseGenericToConcrete { public class B<T>{ public T V; } public class A:B<string>{ } }
namespace MovedPropToBase { public class B0{ } public class A:B0{ public int this[int i]{get{return i;}} } }
namespace MovedCtor { public class B0{ public B0(){} public B0(int x){} } public class A:B0{ public A(int x):base(x){} } }
namespace MovedStaticToInternalBase { public class A{ public static void S(){} } }
namespace OverrideReturnBase { public class B0{ public virtual void M(){} } public class A:B0{ public sealed override void M(){} } }
namespace NewHides { public class B0{ public void M(){} } public class A:B0{ } }
namespace InterfaceExplicitOnly { public interface I{ void M(); } public class A:I{ public virtual void M(){} } }
namespace FieldMovedToGenericBase { public class A{ public int F; } }
namespace OperatorMovedBase { public class A{ public static bool operator true(A a){return true;} public static bool operator false(A a){return false;} } }
namespace FinalizerAdded { public class A{ } }
namespace ExceptionAttr { [System.Serializable] public class MyEx:System.Exception{ public MyEx(){} protected MyEx(System.Runtime.Serialization.SerializationInfo i,System.Runtime.Serialization.StreamingContext c):base(i,c){} } }
namespace ThisParamNameCase { public class A{ public void M(int value){} } }
namespace NullableValueType { public class A{ public int M(){return 1;} } }
namespace ListToIList { public class A{ public void M(System.Collections.Generic.List<int> x){} } }
namespace DelegateOptional { public delegate void D(int a=1); }
namespace InParamDefault { public class A{ public void M(in int a){} } }
namespace SealedMethodNoInherit { public class A{ internal A(){} public virtual void M(){} } }
namespace InternalToProtInt { public class A{ internal void M(){} } }
namespace ExtensionClassStaticRemoved { public static class E{ public static void M(this int x){} } }
namespace EventAccessorVirtual { public class A{ public event System.Action E; public void R(){E();} } }
namespace RefReadonlyReturnToRef { public class A{ int x; public ref readonly int M(){return ref x;} } }
namespace VirtualRefReadonlyReturnToRef { public class A{ int x; public virtual ref readonly int M(){return ref x;} } }
namespace SealedOverrideOfInternalCtor { public class A{ internal A(){} } }
namespace ProtectedToPublicSealedOverride { public class B0{ protected virtual void M(){} } public class A:B0{ } }
namespace ProtectedSetterToPublicVirtual { public class A{ public virtual int P{get;protected set;} } }
namespace ProtectedSetterToPublic { public class A{ public int P{get;protected set;} } }
namespace AbstractAddedHeirOutside { public abstract class A{ internal A(){} } public abstract class B0:A{ } }
namespace ProtectedRemovedHeirOutside { public class A{ internal A(){} protected void M(){} } public class B0:A{ } }
namespace UsageWidened { [System.AttributeUsage(System.AttributeTargets.Class)] public class MyAttribute:System.Attribute{ } }
namespace FlagsRemoved { [System.Flags] public enum E{A=1} }
namespace ObsoleteErrorText { public class A{ [System.Obsolete("x",true)] public void M(){} } }
namespace StructFieldPublicAdded { public struct A{ public int X; } }
namespace NewHidesSameType { public class B0{ public void M(){} } public class A:B0{ } }
namespace HideToOverride { public class B0{ public virtual void M(){} } public class A:B0{ public new virtual void M(){} } }
namespace RequiredNewMember { public class A{ } }
namespace RequiredNewMemberNoCtor { public class A{ internal A(){} } }
namespace TupleNames { public class A{ public (int a,int b) M(){return (1,2);} } }
namespace TupleNamesAdded { public class A{ public (int,int) M(){return (1,2);} public (int,int) F; } }
namespace TupleNamesOfParameter { public class A{ public void M((int a,int b) t){} } }
namespace TupleNamesOfField { public class A{ public (int a,int b) F; } }
namespace DynamicToObject { public class A{ public dynamic M(){return null;} } }
namespace ObjectToDynamic { public class A{ public object M(){return null;} } }
namespace SerializableRemoved { [System.Serializable] public class A{ [System.NonSerialized] public int X; } }
namespace LayoutChanged { [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential,Pack=1)] public struct A{ public byte X; public int Y; } [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct B{ [System.Runtime.InteropServices.FieldOffset(0)] public byte X; [System.Runtime.InteropServices.FieldOffset(4)] public int Y; } }
namespace FieldsReordered { public struct A{ public int X; public byte Y; } }
namespace MemberReadOnlyRemoved { public struct A{ int x; public readonly int G(){return x;} } }
namespace DelegateTuple { public delegate void D((int a,int b) x); }
namespace DelegateTupleAdded { public delegate (int,int) D(); }
namespace DelegateDynamic { public delegate dynamic D(); }
namespace DelegateRet { public delegate ref readonly int D(); }
namespace PropTuple { public class A{ public (int a,int b) P{get;set;} } }
namespace BaseTuple { public class B0<T>{ public T P{get;set;} } public class A:B0<(int a,int b)>{} }
namespace DynBase { public class B0<T>{ public T P{get;set;} } public class A:B0<dynamic>{} }
#nullable enable
namespace ConstraintNotNull { public class A<T>{ public void M<U>(){} } }
#nullable disable
namespace ParamCollectionRemoved { public class A{ public void M([ParamCollection] System.Collections.Generic.List<int> a){} } }
namespace InteropInAdded { public class A{ public void M(ref System.Guid a){} } }
#nullable enable
namespace NullArgument { public class A{ public void M(string? a, string b){} } }
#nullable disable
#nullable enable
namespace NullResult { public class A{ public string M()=>""; public string? F; public System.Collections.Generic.List<string?>? P{get;set;} } }
#nullable disable
#nullable enable
namespace NullParameter { public class A<T> where T:class?{ public void M<U,V>() where U:notnull where V:class{} } }
#nullable disable
namespace NullBegins { public class A{ public void M(string a){} } }
#nullable enable
namespace NullSame { public class A{ public void M(string? a, string b, System.Collections.Generic.List<string?> c){} } }
#nullable disable
namespace ObsoleteDiag { public class A{ public void M(){} public void N(){} } }
namespace AccessorLostWhenWidened { public class A{ protected int P{get;set;} } }
namespace BaseInsertedWithAbstract { public abstract class A{ protected A(){} } }
namespace RequiredOnHeirs { public abstract class A{ protected A(){} } }
namespace RefStructGetsManaged { public struct A{ int x; } }
namespace RefToRefReadonly { public class A{ public void M(ref int a){} } }
namespace DoubleConst { public class A{ public const double X=0.1; public const float Y=0.1f; } }
namespace OverloadRet { public class A{ public static implicit operator int(A a)=>1; public static implicit operator long(A a)=>1; } }
namespace ObsoleteAccessor { public class A{ public int P{get;set;} } }
namespace UnmanagedStruct { public struct A{ public int X; int y; } }
namespace GenericAttr { [System.AttributeUsage(System.AttributeTargets.All,AllowMultiple=true,Inherited=true)] public class MyAttribute:System.Attribute{ } }
namespace UsageInherited { [System.AttributeUsage(System.AttributeTargets.All)] public class BaseAttribute:System.Attribute{ } [System.AttributeUsage(System.AttributeTargets.All)] public class MyAttribute:BaseAttribute{ } }
namespace EnumDefault { public enum E{A,B} public class A{ public void M(E e=E.A){} } }
namespace ObsoleteErrorRemovedText { public class A{ [System.Obsolete("x",true)] public void M(){} } }
namespace VirtNarrowGet { public class A{ public virtual int P{get;set;} } }
namespace ThisToIn { public static class A{ public static void M(this System.Guid a){} } }
namespace ConstraintEnum { public class A<T> where T:System.Enum{} }
namespace ConstraintSwap { public class A{ public void M<T>() where T:struct{} } }
namespace ConstraintStructToEnum { public class A{ public void M<T>() where T:struct,System.Enum{} } }
namespace ConstraintOwnParam { public class A{ public void M<T,U>() where U:T {} } }
namespace CtorOptional { public class A{ public A(int a=1){} } }
namespace EventAdd { public interface I{ event System.EventHandler E; } }
namespace StaticClassToInst { public static class A{ public static void M(this int a){} } }
namespace StructCtor { public struct A{ public A(int x){} } }
namespace ExplicitIfaceInherited { public interface I{ void M(); } public class B0:I{ void I.M(){} } public class A:B0,I{ void I.M(){} } }
namespace InternalHeirOfAbstract { public abstract class A{ internal A(){} protected virtual void M(){} } public sealed class B0:A{} }
namespace ProtNestedIface { public class A{ protected interface I{ void M(); } } }
namespace InternalVirtualGetsProtected { public class A{ internal virtual void M(){} } }
namespace OverrideGoneOfAbstract { public abstract class B0{ public abstract void M(); } public abstract class A:B0{ public override void M(){} } }
namespace HidesStatic { public class B0{ public void M(){} } public class A:B0{ } }
namespace HidesKind { public class B0{ public int M(){return 1;} } public class A:B0{ } }
namespace RequiredAllSet { public class A{ [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public A(){} } }
namespace ConstraintOrder { public interface I{} public interface J{} public class A{ public void M<T>() where T:I,J {} } }
namespace ConstraintCrtp { public interface I<T>{} public class B0<T>:I<T>{} public class A<T> where T:B0<T>{} }
namespace ConstraintGeneric { public class A{ public void M<T>() where T:System.Collections.Generic.List<int>{} } }
namespace ConstraintGenericOwn { public class B0<T>{} public class B1:B0<int>{} public class A<T> where T:B1{} }
namespace ClassToRecord { public class A{ public int X{get;set;} } }
namespace ClassToSealedNone { public class A{ private A(){} public virtual void M(){} } }
namespace ListDynamic { public class A{ public System.Collections.Generic.List<dynamic> M(){return null;} } }
namespace IfaceImplAdded { public class A{ public void Dispose(){} } }
namespace VirtualMovedUp { public class B0{ } public class A:B0{ public virtual void M(){} } }
namespace ProtCtorPrivProt { public abstract class A{ protected A(){} } }
namespace OnlyAbstractProtectedMember { public abstract class A{ protected abstract void M(); } }
namespace EventAbstractAdded { public abstract class A{ } }
namespace IntPtrNint { public class A{ public System.IntPtr M(){return default;} } }
namespace BaseGenericArg { public class B0<T>{} public class A:B0<object>{} }
namespace FieldToVolatileRemoved { public class A{ public volatile int X; } }
namespace CovariantIface { public interface I<out T>{} public class A:I<string>{} }
namespace ConstNullableEnum { public enum E{A=1} public class A{ public const E X=E.A; } }
namespace OutRefVirtual { public interface I{ void M(out int x); } }
namespace ParamArrayVirtual { public interface I{ void M(int[] x); } }
namespace StructToRecordStruct { public struct A{ public int X{get;set;} } }
namespace InternalToProtectedAbstract { public abstract class A{ internal abstract void M(); protected A(){} } }
namespace NestedInSealed { public class A{ protected class N{ public void M(){} } } }
namespace ObsoleteErrorOnProp { public class A{ [System.Obsolete("x")] public int P{get;set;} } }
namespace AttrCtorRemoved { public class MyAttribute:System.Attribute{ public MyAttribute(int a){} public MyAttribute(string s){} } }
namespace IndexerParamsRef { public class A{ public int this[int i,int j=1]{get{return 1;}} } }
namespace InterfaceLostMember { public interface I{ void M(); } public interface J:I{} }
namespace OverrideInDerivedGone { public class B0{ public virtual string M(){return "";} } public class A:B0{ public sealed override string M(){return "a";} } }
namespace ExtBecomesInst { public class A{} public static class X{ public static void M(this A a){} } }
namespace StructDefaultCtor { public struct A{ public int X; } }
namespace ReadonlyStructMember { public struct A{ int x; public readonly int M(){return x;} } }
namespace PublicFieldReadonlyMutable { public struct S{ public int a; } public class A{ public readonly S X; } }
namespace NewSlotProp { public class B0{ public virtual int P{get;set;} } public class A:B0{ public override int P{get;set;} } }
namespace AbstractSetterRemoved { public abstract class A{ public abstract int P{get;set;} } }
namespace ProtectedVirtualOfNoHeirs { public class A{ internal A(){} protected virtual void M(){} } }
namespace IfaceGainsEmpty { public interface I0{} public interface I{ void M(); } }
namespace DelegateGenericVariance { public delegate T D<out T>(); }
namespace ConstraintDelegate { public class A{ public void M<T>() where T:System.Delegate{} } }
namespace MovedUpInternalBaseClass { public class Pub{ } public class A:Pub{ public int F; } }
namespace PropInitReq { public class A{ public int X{get;init;} } }
namespace GenericMethodToVirtualConstraint { public class A{ public virtual void M<T>() where T:class{} } }
namespace OverloadTakesDefaults { public class A{ public void M(int a, string b=null){} } }
namespace OverloadTakesNone { public class A{ public void M(int a, string b=null){} } }
namespace SealedOverrides { public class B0{ public virtual string N=>""; } public sealed class A:B0{ public new string N=>""; } }
