//! build: all
// One helper runs what it gets: what it returns belongs to the call that handed that over, and to no other one.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.RunByHelper
{
    public class Note
    {
        public string Text;
    }

    public static class Guarded
    {
        public static T Run<T>(string name, object[] arguments, Func<object[], T> make)
        {
            try
            {
                return make(arguments);
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidPluginExecutionException(name, e);
            }
        }

        public static void Fill<T>(ref T place, object[] arguments, Func<object[], T> make)
            where T : class
        {
            place = Run("fill", arguments, make);
        }
    }

    public class RunPlugin : IPlugin
    {
        private static readonly Note s_none = new Note();

        public void Execute(IServiceProvider serviceProvider)
        {
            Guarded.Run("a", new object[1], given => new Note()).Text = "a"; //= static-state
            Guarded.Run("b", new object[2], given => new Note()).Text = "b"; //= static-state
            Guarded.Run("c", new object[3], given => new Note()).Text = "c"; //= static-state
            Guarded.Run("d", new object[4], given => new Note()).Text = "d"; //= static-state
            Guarded.Run("e", new object[5], given => s_none).Text = "e"; //~ static-state severity=low confidence=medium
            Guarded.Run("f", new object[6], given => new Note()).Text = "f"; //= static-state
            Note note = null;
            Guarded.Fill(ref note, new object[7], given => new Note());
            note.Text = "g"; //= static-state
            Note none = null;
            Guarded.Fill(ref none, new object[8], given => s_none);
            none.Text = "h"; //~ static-state
        }
    }
}
