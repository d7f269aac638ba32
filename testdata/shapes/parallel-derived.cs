//! refs: Microsoft.Xrm.Sdk parallel-base
// X01/base-dll: the class that the platform calls; what its base does is reported there.
using System;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;
using Acme.Pipeline;

namespace Acme.Contracts
{
    public class ContractPlugin : PipelineBase
    {
        protected override int Pause
        {
            get { return 3000; }
        }

        protected override void Run(IOrganizationService service)
        {
            service.Update(new Entity("contract"));
            GC.KeepAlive(Count(3)); //= parallel-execution
        }
    }
}
