//! build: all
// S08, B02: locks on what the whole process has once: types, texts, the object of a synchronized method.
using System;
using System.Runtime.CompilerServices;
using Microsoft.Xrm.Sdk;

namespace Acme.SeenByAll
{
    public class TypePlugin : IPlugin
    {
        private int _byType;
        private int _byText;
        private int _byName;
        private int _bySync;
        private int _inside;
        private int _byStatic;
        private int _mine;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            lock (GetType()) //~ static-lock severity=medium
            {
                _byType++; //~ stateful-plugin severity=medium
            }
            lock ("Acme.Gate") //~ static-lock severity=medium
            {
                _byText++; //~ stateful-plugin severity=medium
            }
            lock (string.Intern(context.PrimaryEntityName)) //~ static-lock severity=medium
            {
                _byName++; //~ stateful-plugin severity=medium
            }
            Guarded();
            GuardedByType(this);
            lock (context.PrimaryEntityName + "x") //= static-lock
            {
                _mine++; //~ stateful-plugin severity=high
            }
            new Worker().Run(this);
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private void Guarded() { _bySync++; Inner(); } //~ stateful-plugin severity=medium, static-lock severity=low

        private void Inner() { _inside++; } //~ stateful-plugin severity=medium

        [MethodImpl(MethodImplOptions.Synchronized)]
        private static void GuardedByType(TypePlugin plugin) { plugin._byStatic++; } //~ stateful-plugin severity=medium, static-lock severity=medium

        private class Worker
        {
            [MethodImpl(MethodImplOptions.Synchronized)]
            public void Run(TypePlugin plugin) { plugin._mine = 1; } //~ stateful-plugin severity=high
        }
    }
}
