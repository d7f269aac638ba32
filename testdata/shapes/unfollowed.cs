//! refs: Microsoft.Xrm.Sdk stripped-library SimpleInjector
//! problem: reflection
//! problem: dynamic
//! problem: container
//! problem: nativeBody
//! problem: missingAssembly SimpleInjector
//! problem: referenceAssembly stripped-library
// R14: ways on that nobody can follow in the bytes. Each is counted, so that a clean report does not say too much.
using System;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Xrm.Sdk;

namespace Contoso.Unseen
{
    public class Worker
    {
        private static int s_work;

        public void Work()
        {
            // Only the calls below lead here.
            s_work++;
        }
    }

    internal static class Native
    {
        [DllImport("kernel32.dll")]
        internal static extern uint GetTickCount();
    }

    public class UnseenPlugin : IPlugin
    {
        private readonly SimpleInjector.Container _container = new SimpleInjector.Container();

        public void Execute(IServiceProvider serviceProvider)
        {
            object worker = Activator.CreateInstance(Type.GetType("Contoso.Unseen.Worker"));
            worker.GetType().GetMethod("Work").Invoke(worker, null);
            dynamic late = worker;
            late.Work();
            object found = _container.GetInstance<Worker>();
            GC.KeepAlive(found);
            GC.KeepAlive(Native.GetTickCount()); //~ sandbox-api
            Stripped.Pauses.Pause();
            // Asking about a member calls nothing.
            GC.KeepAlive(typeof(Worker).GetMethod("Work", BindingFlags.Public).Name);
            // The platform's own provider is no container of anybody's.
            GC.KeepAlive(serviceProvider.GetService(typeof(ITracingService)));
        }
    }

    // The same in code that no entry method reaches is not counted.
    public static class Unreached
    {
        public static void Run(MethodInfo method)
        {
            method.Invoke(null, null);
        }
    }
}
