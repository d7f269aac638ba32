//! refs: none
// No plug-in, no activity, no callout: nothing to check, and no error.
using System.Threading;

namespace Fabrikam.Tools
{
    public class Program
    {
        private static int s_runs;
        private int _count;

        public void Execute(string[] args)
        {
            _count++;
            s_runs++;
            lock (typeof(Program))
            {
                Thread.Sleep(5000);
            }
        }
    }
}
