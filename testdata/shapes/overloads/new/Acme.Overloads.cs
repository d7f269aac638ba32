//! build: release
//! refs: none
// The later release of ../old: each class has further overloads of its method.
using System;

namespace Acme.Overloads
{
    public interface IShape { }
    public class Base { }
    public class Derived : Base, IShape { }

    public class Null
    {
        public void M(string s) { }
        public void M(Uri u) { }
    }

    public class NullBefore
    {
        public void M(string s) { }
        public void M(Uri u) { }
        public void M(Version v) { }
    }

    public class NullNearer
    {
        public void M(object o) { }
        public void M(string s) { }
        public void M(Uri u) { }
    }

    public class NullSettled
    {
        public void M(Base b) { }
        public void M(IShape s) { }
        public void M(Derived d) { }
    }

    public class Second
    {
        public void M(int at, string s) { }
        public void M(int at, Uri u) { }
    }

    public class Lambda
    {
        public void M(Action a) { }
        public void M(Func<int> f) { }
    }

    public class Text
    {
        public void M(object o) { }
        public void M(string s) { }
    }

    public class Number
    {
        public void M(long n) { }
        public void M(int n) { }
    }

    public class Wider
    {
        public void M(int n) { }
        public void M(long n) { }
    }

    public class Middle
    {
        public void M(object o) { }
        public void M(Base b) { }
        public void M(Derived d) { }
    }

    public class Value
    {
        public void M(int n) { }
        public void M(string s) { }
    }

    public class Reference
    {
        public void M(ref object o) { }
        public void M(ref string s) { }
    }

    public class Made
    {
        public Made(string s) { }
        public Made(Uri u) { }
    }

    public class Hidden
    {
        public void M(string s) { }
        internal void M(Uri u) { }
    }
}
