//! build: release
//! refs: none
// The earlier release of ../new: each class has overloads of one method.
using System;

namespace Acme.Overloads
{
    public interface IShape { }
    public class Base { }
    public class Derived : Base, IShape { }

    public class Null
    {
        public void M(string s) { }
    }

    public class NullBefore
    {
        public void M(string s) { }
        public void M(Uri u) { }
    }

    public class NullNearer
    {
        public void M(object o) { }
        public void M(string s) { }
    }

    public class NullSettled
    {
        public void M(Base b) { }
    }

    public class Second
    {
        public void M(int at, string s) { }
    }

    public class Lambda
    {
        public void M(Action a) { }
    }

    public class Text
    {
        public void M(object o) { }
    }

    public class Number
    {
        public void M(long n) { }
    }

    public class Wider
    {
        public void M(int n) { }
    }

    public class Middle
    {
        public void M(object o) { }
        public void M(Base b) { }
    }

    public class Value
    {
        public void M(int n) { }
    }

    public class Reference
    {
        public void M(ref object o) { }
    }

    public class Made
    {
        public Made(string s) { }
    }

    public class Hidden
    {
        public void M(string s) { }
    }
}
