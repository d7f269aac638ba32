//! library
//! refs: none
using System;

namespace Acme.Legacy
{
    public class Store
    {
        public static int Count;
        public string Name { get; set; }
        public static Store Open() { return new Store(); }
        public void Save() { Name = "saved"; }

        public class Item
        {
            public int Number;
        }
    }

    public class Box<T>
    {
        public T Value;
        public static Box<T> Of(T value) { return new Box<T> { Value = value }; }
    }

    public class OldAttribute : Attribute
    {
    }

    public class NoteAttribute : Attribute
    {
        public NoteAttribute(Type about) { About = about; }
        public Type About { get; private set; }
    }

    public abstract class StoreBase
    {
    }

    public interface IStored
    {
    }

    public static class Grid
    {
        public static void Fill(int[,] cells) { cells[0, 0] = 1; }
        public static void Fill(int[] cells) { cells[0] = 1; }
        public static void Fill(int[,,] cells) { cells[0, 0, 0] = 1; }
    }

    public class Worker
    {
        public virtual void Work() { }
        public virtual void Work(int hours) { }
        public virtual int Size { get { return 1; } }
        public virtual int Width { get { return 1; } }
    }

    public interface IJob<T>
    {
        void Do(T what);
    }

    public interface IQuiet
    {
        void Rest();
    }

    public static class Maker
    {
        public static T Make<T>() where T : new() { return new T(); }
        public static Store Made() { return new Store(); }
        public static string Told(object what) { return what == null ? "nothing" : what.ToString(); }
    }
}

namespace Acme.Gone
{
    public static class Helper
    {
        public static int Twice(int number) { return 2 * number; }
    }

    namespace Deep
    {
        public static class Helper
        {
            public static int Thrice(int number) { return 3 * number; }
        }
    }
}

namespace Acme.GoneToo
{
    public static class Helper
    {
        public static int Twice(int number) { return 2 * number; }
    }
}

namespace Acme.Modern
{
    public class Store
    {
        public static Store Open() { return new Store(); }
        public void Save() { }
    }

    public class Shelf
    {
        public class Item
        {
            public int Number;
        }
    }

    public class Worker
    {
        public virtual void Work() { }
        public virtual int Size { get { return 1; } }
    }
}
