// A library of others that runs what it is given, and repeats it.
using System;

namespace Vendor.Retries
{
    public static class Retry
    {
        public static void Run(Action action)
        {
            action();
        }
    }

    public class Later
    {
        public Action Work { get; set; }
    }
}
