//! library
//! refs: none
// A dependency: it knows nothing of the SDK. A use rule reports at the call that enters it; its own statics are not reported.
using System.Threading;

namespace Throttling
{
    public class Throttle
    {
        private static int s_pauses;

        private int _mine;

        public static void Pause()
        {
            s_pauses++;
            Inner();
        }

        private static void Inner()
        {
            Thread.Sleep(100);
        }

        public void Note(int n)
        {
            _mine = n;
        }

        // Nobody calls this one.
        public static void Stop()
        {
            Thread.Sleep(5000);
        }
    }
}
