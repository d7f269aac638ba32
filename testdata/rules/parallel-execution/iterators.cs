//! build: net20 net40
// X01: iterators built against .NET 2.0 to 4.0 ask for Thread.CurrentThread.ManagedThreadId. Nobody wrote that.
//! refs: Microsoft.Crm.Sdk
using System;
using System.Collections.Generic;
using Microsoft.Crm.Sdk;

namespace Contoso.Legacy
{
    public class PagingPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            foreach (string page in Pages(context.Depth))
            {
                context.SharedVariables[page] = page.Length;
            }
        }

        private static IEnumerable<string> Pages(int count)
        {
            for (int i = 0; i < count; i++)
            {
                yield return "page" + i;
            }
        }
    }
}
