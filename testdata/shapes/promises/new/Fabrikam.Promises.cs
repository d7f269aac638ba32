//! build: release
//! refs: none
//! api: 4.7.2
// The later release of an assembly, as in ../../contracts. Each namespace holds one change, and says whether it breaks code that was made for the earlier release.
using System.Runtime.CompilerServices;
using System.Diagnostics.CodeAnalysis;
namespace System.Runtime.CompilerServices { internal class RequiredMemberAttribute : System.Attribute { } }
namespace System.Diagnostics.CodeAnalysis { internal class SetsRequiredMembersAttribute : Attribute { } }

namespace AbstractMovedUp { public abstract class Mid{ public abstract void X(); } public abstract class A:Mid{ } } // holds
namespace AbstractMovedUpGeneric { public abstract class Mid<T>{ public abstract void X(T a); } public abstract class A:Mid<int>{ } } // holds
namespace AbstractOfAnotherType { public abstract class Mid<T>{ public abstract void X(T a); } public abstract class A:Mid<string>{ public abstract void X(int a); } } // breaks
namespace AbstractFarAbove { public abstract class Mid{ public abstract void X(); } public abstract class Low:Mid{ } public abstract class A:Low{ } } // breaks
namespace AbstractFilledBelow { public abstract class Mid{ public abstract void X(); } public abstract class Low:Mid{ public override void X(){} } public abstract class A:Low{ } } // holds
namespace AbstractWasVirtual { public abstract class Mid{ public abstract void X(); } public abstract class A:Mid{ } } // breaks
namespace RequiredNewConstructor { public class A{ [SetsRequiredMembers] public A(){} public A(int a){} [RequiredMember] public int X{get;set;} } } // holds
namespace RequiredOtherConstructor { public class A{ public A(){} [SetsRequiredMembers] public A(int a){} [RequiredMember] public int X{get;set;} } } // breaks
namespace SetsRequiredLost { public class A{ public A(){} [RequiredMember] public int X{get;set;} } } // breaks
namespace SetsRequiredLostOfNone { public class A{ public A(){} public int X{get;set;} } } // holds
namespace OverloadWithParams { public class A{ public void M(int a, string b){} public void M(int a, string b=null, params int[] c){} } } // holds
namespace NestedHidesMember { public class B0{ public int M(){return 1;} } public class A:B0{ public new class M{ } } } // breaks
namespace NestedHidesNothing { public class B0{ public int M(){return 1;} } public class A:B0{ public class N{ } } } // holds
namespace NestedHidesHidden { public class B0{ internal int M(){return 1;} } public class A:B0{ public new class M{ } } } // holds
namespace NestedHidesNested { public class B0{ public class N{ } } public class A:B0{ public new class N{ } } } // breaks
namespace MemberHidesNested { public class B0{ public class N{ } } public class A:B0{ public new int N; } } // breaks
namespace FrameworkBaseBetween { public class A:System.Runtime.InteropServices.COMException{ } public class B:System.ComponentModel.ProgressChangedEventArgs{ public B():base(0,null){} } public class C:System.Timers.Timer{ } } // holds
namespace FrameworkBaseLost { public class A:System.Collections.ObjectModel.Collection<int>{ } } // breaks
namespace FrameworkInterfaceOfBase { public abstract class A:System.IO.Stream{ } public class B:System.Collections.ObjectModel.Collection<int>{ } } // holds
namespace FrameworkInterfaceLost { public abstract class A:System.IO.Stream{ public object Clone()=>this; } } // breaks
namespace FrameworkInterfaceOfOtherArgument { public class B:System.Collections.ObjectModel.Collection<int>{ } } // breaks
namespace FrameworkConstraintLooser { public class A<T> where T:System.Collections.Generic.IEnumerable<int>{ } } // holds
namespace FrameworkConstraintTighter { public class A<T> where T:System.Collections.ObjectModel.Collection<int>{ } } // breaks
namespace FrameworkConstraintOther { public class A<T> where T:System.Collections.Generic.IEnumerable<string>{ } } // breaks
namespace StructInStruct { public struct S{ int x; object y; } public struct A{ S s; } } // breaks
namespace StructOfFramework { public struct A{ System.Guid g; int? n; string x; } } // breaks
namespace StructStaysPlain { public struct A{ System.Guid g; System.DateTime? n; int x; static string s, t; } } // holds
namespace StructOfMany { public struct A{ int f00; int f01; int f02; int f03; int f04; int f05; int f06; int f07; int f08; int f09; int f10; int f11; int f12; int f13; int f14; int f15; int f16; int f17; int f18; int f19; int f20; int f21; int f22; int f23; int f24; int f25; int f26; int f27; int f28; int f29; int f30; int f31; int f32; int f33; int f34; int f35; int f36; int f37; int f38; int f39; int f40; int f41; int f42; int f43; int f44; int f45; int f46; int f47; int f48; int f49; int f50; int f51; int f52; int f53; int f54; int f55; int f56; int f57; int f58; int f59; int f60; int f61; int f62; int f63; int f64; int f65; int f66; int f67; int f68; int f69; object z; object y; } } // holds
namespace OverloadMiddle { public class A{ public void M(int a,int b,bool c){} public void M(int a,int b=0,string o=null,bool c=true){} } } // holds
namespace OverloadMiddleFirst { public class A{ public void M(int a,int b,int c){} public void M(int a,string o=null,int b=0,int c=1){} } } // breaks
namespace OverloadFront { public class A{ public void M(int b,int c){} public void M(string o=null,int b=0,int c=1){} } } // breaks
namespace OverloadFrontOfOne { public class A{ public void M(int b){} public void M(string o=null,int b=0){} } } // holds
namespace OverloadTwice { public class A{ public void M(int a,string b){} public void M(int a,string b=null,bool c=false){} public void M(int a,string b=null,int d=0){} } } // breaks
namespace OverloadLongerAndShorter { public class A{ public void M(int a,string b){} public void M(int a,string b=null,bool c=false){} public void M(int a){} } } // holds
namespace OverloadLongerAndParams { public class A{ public void M(int a,string b){} public void M(int a,string b=null,bool c=false){} public void M(int a,params int[] x){} } } // holds
namespace OverloadTelescope { public class A{ public void M(int a,int b,int c){} public void M(int a,int b){} public void M(int a){} } } // breaks
namespace OverloadShorter { public class A{ public void M(int a,int b){} public void M(int a){} } } // holds
namespace OverloadProtected { public class A{ public void M(int a,string b){} protected void M(int a,string b=null,bool c=false){} } } // breaks
namespace OverloadOtherResult { public class A{ public int M(int a,string b)=>1; public object M(int a,string b=null,bool c=false)=>null; } } // breaks
namespace OverloadOtherDefault { public class A{ public void M(int a,string b){} public void M(int a,string b="y",bool c=false){} } } // breaks
namespace OverloadObsolete { public class A{ public void M(int a,string b){} [System.Obsolete("x",true)] public void M(int a,string b=null,bool c=false){} } } // breaks
namespace OverloadOtherName { public class A{ public void M(int a,int b,int c){} public void M(int a,int b=0,int d=0,int e=0){} } } // breaks
namespace OverloadTwoParams { public class A{ public void M(int a){} public void M(int a=0,params int[] c){} public void M(int a=0,params string[] d){} } } // breaks
namespace OverloadBesideKept { public class A{ public void M(int a,string b=null){} public void M(int a,string b=null,bool c=false){} } } // breaks
namespace OverloadBesideKeptOther { public class A{ public void M(int a,string b=null){} public void M(int a,int c=0){} } } // breaks
namespace OverloadBesideKeptShorter { public class A{ public void M(int a,string b=null){} public void M(int a){} } } // holds
namespace OverloadBesideKeptParams { public class A{ public void M(int a,string b=null){} public void M(int a,string b=null,params int[] c){} } } // holds
namespace OverloadBesideKeptNamed { public class A{ public void M(int a=0,string b=null){} public void M(string b,int a=0,int d=0){} } } // breaks
namespace OverloadBesideKeptNarrower { public class A{ public void M(string a,string b=null){} public void M(object a,int d=0){} } } // holds
namespace OverloadBesideKeptStatic { public class A{ public void M(int a,string b=null){} public static void M(int a,int d=0){} } } // holds
namespace OverloadBesideNone { public class A{ public void M(int a,string b){} public void M(int a,string b,bool c=false){} } } // holds
namespace OverloadGainsDefault { public class A{ public void M(int a,string b=null){} public void M(int a,int c=0){} } } // breaks
namespace OverloadGainsDefaultAlone { public class A{ public void M(int a,string b){} public void M(int a,int c=0){} } } // holds
namespace UsageInheritedNarrower { [System.AttributeUsage(System.AttributeTargets.Class)] public class B0:System.Attribute{} public class A:B0{} } // breaks
namespace UsageSaidAgain { [System.AttributeUsage(System.AttributeTargets.Class)] public class B0:System.Attribute{} [System.AttributeUsage(System.AttributeTargets.Class)] public class A:B0{} } // holds
namespace UsageInheritedOnce { [System.AttributeUsage(System.AttributeTargets.All,AllowMultiple=true)] public class B0:System.Attribute{} [System.AttributeUsage(System.AttributeTargets.All)] public class A:B0{} } // breaks
namespace DecimalEnds { public class A{ public static readonly decimal D=1.5m; } } // breaks
namespace DecimalBegins { public class A{ public const decimal D=1.5m; } } // holds
namespace DecimalOther { public class A{ public const decimal D=2.5m; } } // breaks
namespace DecimalStays { public class A{ public const decimal D=1.5m; public static readonly decimal E=3; } } // holds
namespace ConstantEnds { public class A{ public static readonly int C=1; } } // breaks
