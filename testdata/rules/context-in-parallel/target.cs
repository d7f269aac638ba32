//! build: all
//! refs: Microsoft.Xrm.Sdk System.Data
// X05: `InputParameters["Target"]` is the pipeline's; what others give by that name is not.
using System;
using System.Collections.Generic;
using System.Data;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Targets
{
    public class TargetPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            ThreadPool.QueueUserWorkItem(Work, context.InputParameters["Target"]); //~ parallel-execution, context-in-parallel
            var parameters = context.InputParameters;
            ThreadPool.QueueUserWorkItem(Work, parameters["Target"]); //~ parallel-execution, context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, Read(parameters, "Target")); //~ parallel-execution //= context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, Target(parameters)); //~ parallel-execution, context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, parameters["Name"]); //~ parallel-execution //= context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, context.SharedVariables["Target"]); //~ parallel-execution //= context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, AppDomain.CurrentDomain.GetData("Target")); //~ parallel-execution //= context-in-parallel
            var record = (IDataRecord)serviceProvider.GetService(typeof(IDataRecord));
            ThreadPool.QueueUserWorkItem(Work, record["Target"]); //~ parallel-execution //= context-in-parallel
            var made = new Dictionary<string, object> { { "Target", 1 } };
            ThreadPool.QueueUserWorkItem(Work, made["Target"]); //~ parallel-execution //= context-in-parallel
        }

        // Which parameter it is nobody sees here.
        private static object Read(ParameterCollection parameters, string name)
        {
            return parameters[name];
        }

        private static object Target(ParameterCollection parameters)
        {
            return parameters["Target"];
        }

        private static void Work(object state)
        {
        }
    }
}
