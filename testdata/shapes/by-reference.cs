//! build: all
// Addresses of what is held, and structs in arrays that are held.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.ByReference
{
    public class Box
    {
        public int N;
        public int[] Row = new int[1];
    }

    public struct Point
    {
        public int X;

        public void Move()
        {
            X++;
        }

        public int Read()
        {
            return X;
        }
    }

    public static class Helper
    {
        public static void Bump(ref int number)
        {
            number++;
        }

        public static void Twice(ref int number)
        {
            Bump(ref number);
        }

        public static int Look(ref int number)
        {
            return number;
        }
    }

    // S06/helper, S06: the finding stands where the address is handed over.
    public class ReferencePlugin : IPlugin
    {
        private readonly Box _box = new Box();
        private readonly int[] _numbers = new int[1];
        private readonly Point[] _points = new Point[1];
        private static readonly Point[] Points = new Point[1];
        private static readonly Box Shared = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            Helper.Bump(ref _box.N); //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._box
            Helper.Twice(ref _box.N); //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._box
            Helper.Bump(ref _box.Row[0]); //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._box
            Helper.Bump(ref _numbers[0]); //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._numbers
            Helper.Look(ref _box.N); //= shared-object-mutation
            Helper.Look(ref _numbers[0]); //= shared-object-mutation
            Interlocked.Increment(ref _numbers[0]); //~ shared-object-mutation severity=low target=F:Fabrikam.ByReference.ReferencePlugin._numbers
            Interlocked.Increment(ref _box.N); //~ shared-object-mutation severity=low target=F:Fabrikam.ByReference.ReferencePlugin._box
            _points[0].Move(); //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._points
            _points[0].X = 1; //~ shared-object-mutation target=F:Fabrikam.ByReference.ReferencePlugin._points
            _points[0].Read(); //= shared-object-mutation
            Points[0].Move(); //~ static-state confidence=medium target=F:Fabrikam.ByReference.ReferencePlugin.Points
            Helper.Bump(ref Shared.N); //~ static-state confidence=medium target=F:Fabrikam.ByReference.ReferencePlugin.Shared

            var box = new Box();
            Helper.Bump(ref box.N); //= shared-object-mutation
            var numbers = new int[1];
            Helper.Bump(ref numbers[0]); //= shared-object-mutation
            var points = new Point[1];
            points[0].Move(); //= shared-object-mutation
            points[0].X = 1; //= shared-object-mutation
            var point = _points[0];
            point.Move(); //= shared-object-mutation
        }
    }
}
