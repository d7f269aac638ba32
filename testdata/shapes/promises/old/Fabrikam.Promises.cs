//! build: release
//! refs: none
//! api: 4.7.2
// The earlier release of an assembly, as in ../../contracts. Each namespace holds one change.
using System.Runtime.CompilerServices;
using System.Diagnostics.CodeAnalysis;
namespace System.Runtime.CompilerServices { internal class RequiredMemberAttribute : System.Attribute { } }
namespace System.Diagnostics.CodeAnalysis { internal class SetsRequiredMembersAttribute : Attribute { } }

namespace AbstractMovedUp { public abstract class A{ public abstract void X(); } }
namespace AbstractMovedUpGeneric { public abstract class A{ public abstract void X(int a); } }
namespace AbstractOfAnotherType { public abstract class A{ public abstract void X(int a); } }
namespace AbstractFarAbove { public abstract class A{ } }
namespace AbstractFilledBelow { public abstract class A{ } }
namespace AbstractWasVirtual { public abstract class A{ public virtual void X(){} } }
namespace RequiredNewConstructor { public class A{ [SetsRequiredMembers] public A(){} } }
namespace RequiredOtherConstructor { public class A{ public A(){} public A(int a){} } }
namespace SetsRequiredLost { public class A{ [SetsRequiredMembers] public A(){} [RequiredMember] public int X{get;set;} } }
namespace SetsRequiredLostOfNone { public class A{ [SetsRequiredMembers] public A(){} public int X{get;set;} } }
namespace OverloadWithParams { public class A{ public void M(int a, string b=null){} } }
namespace NestedHidesMember { public class B0{ public int M(){return 1;} } public class A:B0{ } }
namespace NestedHidesNothing { public class B0{ public int M(){return 1;} } public class A:B0{ } }
namespace NestedHidesHidden { public class B0{ internal int M(){return 1;} } public class A:B0{ } }
namespace NestedHidesNested { public class B0{ public class N{ } } public class A:B0{ } }
namespace MemberHidesNested { public class B0{ public class N{ } } public class A:B0{ } }
namespace FrameworkBaseBetween { public class A:System.Exception{ } public class B:System.EventArgs{ } public class C:System.ComponentModel.Component{ } }
namespace FrameworkBaseLost { public class A:System.Collections.Generic.List<int>{ } }
namespace FrameworkInterfaceOfBase { public abstract class A:System.IO.Stream,System.IDisposable{ } public class B:System.Collections.ObjectModel.Collection<int>,System.Collections.Generic.IList<int>{ } }
namespace FrameworkInterfaceLost { public abstract class A:System.IO.Stream,System.ICloneable{ public object Clone()=>this; } }
namespace FrameworkInterfaceOfOtherArgument { public class B:System.Collections.ObjectModel.Collection<int>,System.Collections.Generic.IEnumerable<string>{ System.Collections.Generic.IEnumerator<string> System.Collections.Generic.IEnumerable<string>.GetEnumerator()=>null; } }
namespace FrameworkConstraintLooser { public class A<T> where T:System.Collections.ObjectModel.Collection<int>{ } }
namespace FrameworkConstraintTighter { public class A<T> where T:System.Collections.Generic.IEnumerable<int>{ } }
namespace FrameworkConstraintOther { public class A<T> where T:System.Collections.ObjectModel.Collection<int>{ } }
namespace StructInStruct { public struct S{ int x; } public struct A{ S s; } }
namespace StructOfFramework { public struct A{ System.Guid g; int? n; int x; } }
namespace StructStaysPlain { public struct A{ int x; static string s; } }
namespace StructOfMany { public struct A{ int f00; int f01; int f02; int f03; int f04; int f05; int f06; int f07; int f08; int f09; int f10; int f11; int f12; int f13; int f14; int f15; int f16; int f17; int f18; int f19; int f20; int f21; int f22; int f23; int f24; int f25; int f26; int f27; int f28; int f29; int f30; int f31; int f32; int f33; int f34; int f35; int f36; int f37; int f38; int f39; int f40; int f41; int f42; int f43; int f44; int f45; int f46; int f47; int f48; int f49; int f50; int f51; int f52; int f53; int f54; int f55; int f56; int f57; int f58; int f59; int f60; int f61; int f62; int f63; int f64; int f65; int f66; int f67; int f68; int f69; object z; } }
namespace OverloadMiddle { public class A{ public void M(int a,int b=0,bool c=true){} } }
namespace OverloadMiddleFirst { public class A{ public void M(int a,int b=0,int c=1){} } }
namespace OverloadFront { public class A{ public void M(int b=0,int c=1){} } }
namespace OverloadFrontOfOne { public class A{ public void M(int b=0){} } }
namespace OverloadTwice { public class A{ public void M(int a,string b=null){} } }
namespace OverloadLongerAndShorter { public class A{ public void M(int a,string b=null){} } }
namespace OverloadLongerAndParams { public class A{ public void M(int a,string b=null){} } }
namespace OverloadTelescope { public class A{ public void M(int a,int b=0,int c=0){} } }
namespace OverloadShorter { public class A{ public void M(int a,int b=0){} } }
namespace OverloadProtected { public class A{ public void M(int a,string b=null){} } }
namespace OverloadOtherResult { public class A{ public int M(int a,string b=null)=>1; } }
namespace OverloadOtherDefault { public class A{ public void M(int a,string b="x"){} } }
namespace OverloadObsolete { public class A{ public void M(int a,string b=null){} } }
namespace OverloadOtherName { public class A{ public void M(int a,int b=0,int c=0){} } }
namespace OverloadTwoParams { public class A{ public void M(int a=0){} } }
namespace OverloadBesideKept { public class A{ public void M(int a,string b=null){} } }
namespace OverloadBesideKeptOther { public class A{ public void M(int a,string b=null){} } }
namespace OverloadBesideKeptShorter { public class A{ public void M(int a,string b=null){} } }
namespace OverloadBesideKeptParams { public class A{ public void M(int a,string b=null){} } }
namespace OverloadBesideKeptNamed { public class A{ public void M(int a=0,string b=null){} } }
namespace OverloadBesideKeptNarrower { public class A{ public void M(string a,string b=null){} } }
namespace OverloadBesideKeptStatic { public class A{ public void M(int a,string b=null){} } }
namespace OverloadBesideNone { public class A{ public void M(int a,string b){} } }
namespace OverloadGainsDefault { public class A{ public void M(int a,string b=null){} public void M(int a,int c){} } }
namespace OverloadGainsDefaultAlone { public class A{ public void M(int a,string b){} public void M(int a,int c){} } }
namespace UsageInheritedNarrower { [System.AttributeUsage(System.AttributeTargets.Class)] public class B0:System.Attribute{} [System.AttributeUsage(System.AttributeTargets.All)] public class A:B0{} }
namespace UsageSaidAgain { [System.AttributeUsage(System.AttributeTargets.Class)] public class B0:System.Attribute{} public class A:B0{} }
namespace UsageInheritedOnce { [System.AttributeUsage(System.AttributeTargets.All,AllowMultiple=true)] public class B0:System.Attribute{} public class A:B0{} }
namespace DecimalEnds { public class A{ public const decimal D=1.5m; } }
namespace DecimalBegins { public class A{ public static readonly decimal D=1.5m; } }
namespace DecimalOther { public class A{ public const decimal D=1.5m; } }
namespace DecimalStays { public class A{ public const decimal D=1.5m; public static readonly decimal E=2; } }
namespace ConstantEnds { public class A{ public const int C=1; } }
