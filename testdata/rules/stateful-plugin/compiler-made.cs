// S02, R07, R08, R09, X03, X04: async methods and iterators; the shared instance sits in a field of a compiler-made object.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Sync
{
    public class Session
    {
        public int Pages;
    }

    // S02, R07
    public class AsyncPlugin : IPlugin
    {
        private int _step;
        private string _token;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync("account").Wait(); //~ sync-over-async
        }

        private async Task RunAsync(string entity) //~ async-method
        {
            _step = 1; //~ stateful-plugin target=F:Fabrikam.Sync.AsyncPlugin._step
            string token = await TokenAsync(entity);
            _token = token; //~ stateful-plugin target=F:Fabrikam.Sync.AsyncPlugin._token
            var session = new Session();
            session.Pages = await PagesAsync(); //= stateful-plugin
            session.Pages++; //= stateful-plugin
        }

        private static Task<string> TokenAsync(string entity)
        {
            return Task.FromResult(entity + "-token");
        }

        private static async Task<int> PagesAsync() //~ async-method
        {
            int pages = 0;
            while (pages < 3)
            {
                await Task.FromResult(0);
                pages++; //= stateful-plugin
            }
            return pages;
        }
    }

    // S02, R08
    public class IteratorPlugin : IPlugin
    {
        private int _page;
        private int _unused;

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (string name in Pages(3))
            {
                serviceProvider.GetService(name.GetType());
            }
            foreach (int n in Numbers(3))
            {
                serviceProvider.GetService(n.GetType());
            }
        }

        private IEnumerable<string> Pages(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _page = i; //~ stateful-plugin target=F:Fabrikam.Sync.IteratorPlugin._page
                yield return "page " + i;
            }
        }

        private static IEnumerable<int> Numbers(int count)
        {
            var session = new Session();
            for (int i = 0; i < count; i++)
            {
                session.Pages = i; //= stateful-plugin
                yield return session.Pages;
            }
        }

        // Nothing enumerates this one.
        public IEnumerable<int> Never()
        {
            _unused = 1; //= stateful-plugin
            yield return _unused;
        }
    }

    // S20: what compilers keep in fields for themselves: delegate caches, the table of a switch on strings.
    public class QuietPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var names = new List<string>();
            names.Sort((a, b) => string.CompareOrdinal(a, b)); //= static-state
            names.ForEach(Show); //= static-state
            string verb;
            switch (context.MessageName)
            {
                case "Create": verb = "made"; break;
                case "Update": verb = "changed"; break;
                case "Delete": verb = "removed"; break;
                case "Assign": verb = "given"; break;
                case "SetState": verb = "switched"; break;
                case "Merge": verb = "merged"; break;
                case "Retrieve": verb = "read"; break;
                default: verb = "touched"; break;
            }
            names.Add(verb);
        }

        private static void Show(string name)
        {
        }
    }

    // S20: call sites of dynamic code.
    public class DynamicPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            dynamic parts = serviceProvider.GetService(typeof(IPluginExecutionContext));
            string name = parts.MessageName;
            serviceProvider.GetService(name.GetType());
        }
    }
}
