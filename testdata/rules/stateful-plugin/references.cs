//! build: all
// The plug-in behind a handle of the runtime, and a field behind a typed reference.
using System;
using System.Runtime.InteropServices;
using Microsoft.Xrm.Sdk;

namespace Acme.References
{
    public class Box
    {
        public int Number;
    }

    public class HandlePlugin : IPlugin
    {
        private int _count;
        private int _other;
        private readonly Box _box = new Box();

        public void Execute(IServiceProvider provider)
        {
            var handle = GCHandle.Alloc(this);
            ((HandlePlugin)handle.Target)._count = 1; //~ stateful-plugin confidence=medium
            handle.Free();
            var box = GCHandle.Alloc(_box);
            ((Box)box.Target).Number = 2; //~ shared-object-mutation
            box.Free();
            var own = GCHandle.Alloc(new Box());
            ((Box)own.Target).Number = 3; //= shared-object-mutation
            own.Free();

            TypedReference reference = __makeref(_other);
            __refvalue(reference, int) = 4; //~ stateful-plugin target=F:Acme.References.HandlePlugin._other
            int local = 0;
            TypedReference to = __makeref(local);
            __refvalue(to, int) = 5; //= stateful-plugin
            Console.Write(__refvalue(__makeref(_count), int) + local); //~ sandbox-api
        }
    }
}
