//! build: all
//! refs: Microsoft.Xrm.Sdk System.Net.Http requests-base
// What the classes that the platform calls hand to code in another assembly; it is reported there.
using System;
using System.Net.Http;
using Acme.Repositories;
using Microsoft.Xrm.Sdk;

namespace Acme.Orders.Requests
{
    public class SendingPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            repository.Send("ExecuteMultiple");
            repository.Send("SetState");
            repository.Send("AddProductToKit");
            repository.SendPlain("acme_Count");
            repository.Describe("account", true);
            repository.DescribePublished("account", false);
            repository.Guarded("Global\\Acme");
            repository.Template("letter.txt");
        }
    }

    public class ReadingPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            Entity account = repository.Read("account", true);
            repository.CheckFirst(account);
            repository.ReadSome("contact", false);
        }
    }

    public class SavingPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            var account = new Entity("account");
            repository.TrySave(account);
            repository.Save(account);
            repository.Check(account);
        }
    }

    public class NumberPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            repository.Number("acme_counter", "acme_next");
        }
    }

    public class LockedNumberPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            repository.NumberAfterLock("acme_counter", "acme_next");
        }
    }

    public class QueryPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            repository.Locked("acme_counter");
        }
    }

    public class WebPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            GC.KeepAlive(Web.Client());
        }
    }

    // It sets in this assembly what the other one leaves open.
    public class CarefulWebPlugin : RepositoryPlugin
    {
        protected override void Run(Repository repository)
        {
            HttpClient client = Web.Careful();
            client.Timeout = TimeSpan.FromSeconds(20);
            client.DefaultRequestHeaders.ConnectionClose = true;
        }
    }
}
