//! build: release
//! api: 4.7.2
//! refs: none
//! unsafe: yes
// Who calls what: with which type arguments, through a pointer, by the slot of a base or an interface; and what declarations say of it.
using System;
using System.Collections.Generic;

namespace Fabrikam.Called
{
    public interface IShape { void Draw(); }
    public abstract class Base
    {
        public abstract void Paint();
        public virtual void Wash() { }
    }
    public class Square : Base, IShape
    {
        public override void Paint() { }
        public override void Wash() { base.Wash(); }
        void IShape.Draw() { }
    }
    public sealed class Holder<T>
    {
        public T Kept;
        public void Keep(T value) { Kept = value; }
        public U As<U>(Func<T, U> change) { return change(Kept); }
        public void All(List<T> others) { others.Add(Kept); }
    }
    public static unsafe class Callers
    {
        public static void Generic()
        {
            new List<string>().Add("a");
            new List<int>().Add(1);
            new Holder<string>().Keep("b");
            new Holder<Dictionary<string, int[]>>().Keep(null);
            new Holder<int>().As<string>(null);
            Array.Empty<byte>();
        }
        public static void Slots(Base some, IShape shape, Square square)
        {
            some.Paint();
            some.Wash();
            square.Wash();
            shape.Draw();
            shape.Draw();
        }
        public static int Pointer(delegate*<int, string, int> pointer) { return pointer(1, "c"); }
        public static int Any(__arglist) { return 0; }
        public static int Variable() { return Any(__arglist(1, "d")); }
    }
    // Names that are words of C#, and who may change what.
    public struct Words
    {
        public int @class;
        public readonly int Both { get { return @class; } set { } }
        public int One { readonly get { return @class; } set { @class = value; } }
        public readonly int Lone { get { return @class; } }
        public readonly void @event(int @int, int plain) { }
        public string @lock { get; set; }
    }
}
