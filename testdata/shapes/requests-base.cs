//! build: all
//! refs: Microsoft.Xrm.Sdk System.Net.Http
//! library
// B01/base-dll, B02/base-dll, B03/base-dll, B04/base-dll, B05/base-dll, B06/base-dll, B07/base-dll, B08/base-dll, U01/base-dll, U02/base-dll.
// U03/base-dll, U04/base-dll, U05/base-dll, U06/base-dll, U09/base-dll: a team's base class and what it works with, in an
// assembly of their own; what their methods get the classes of another assembly say.
using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Repositories
{
    public abstract class RepositoryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("begin");
            Run(new Repository(factory.CreateOrganizationService(null), tracing));
        }

        protected abstract void Run(Repository repository);
    }

    public class Repository
    {
        private static readonly object Gate = new object();

        private readonly object _mine = new object();

        private readonly IOrganizationService _service;

        private readonly ITracingService _tracing;

        public Repository(IOrganizationService service, ITracingService tracing)
        {
            _service = service;
            _tracing = tracing;
        }

        public void Send(string message)
        {
            _service.Execute(new OrganizationRequest(message)); //~ batch-request, specialized-update, deprecated-message
        }

        public void SendPlain(string message)
        {
            _service.Execute(new OrganizationRequest(message)); //= batch-request
        }

        public Entity Read(string table, bool all)
        {
            return _service.Retrieve(table, Guid.Empty, new ColumnSet(all)); //~ all-columns
        }

        public Entity ReadSome(string table, bool all)
        {
            return _service.Retrieve(table, Guid.Empty, new ColumnSet(all)); //= all-columns
        }

        public void Describe(string table, bool unpublished)
        {
            _service.Execute(new RetrieveEntityRequest { LogicalName = table, RetrieveAsIfPublished = unpublished }); //~ unpublished-metadata
        }

        public void DescribePublished(string table, bool unpublished)
        {
            _service.Execute(new RetrieveEntityRequest { LogicalName = table, RetrieveAsIfPublished = unpublished }); //= unpublished-metadata
        }

        public void Save(Entity record)
        {
            _service.Update(record);
        }

        public void Check(Entity record)
        {
            if (!record.Contains("name"))
            {
                throw new InvalidOperationException("no name"); //~ async-no-rollback, exception-type
            }
        }

        public void CheckFirst(Entity record)
        {
            if (!record.Contains("name"))
            {
                throw new InvalidPluginExecutionException("no name"); //= async-no-rollback
            }
        }

        public void TrySave(Entity record)
        {
            try
            {
                _service.Update(record);
            }
            catch (Exception e) //~ swallowed-service-exception
            {
                _tracing.Trace(e.Message);
            }
        }

        public void Guarded(string name)
        {
            lock (Gate) //~ static-lock severity=medium
            {
                _tracing.Trace("one at a time");
            }
            lock (_mine) //= static-lock
            {
                _tracing.Trace("nobody waits");
            }
            using (var mutex = new Mutex(false, name)) //~ cross-process-lock
            {
                mutex.WaitOne();
            }
        }

        public void Number(string table, string column)
        {
            Entity counter = _service.Retrieve(table, Guid.Empty, new ColumnSet(column));
            counter[column] = counter.GetAttributeValue<int>(column) + 1;
            _service.Update(counter); //~ autonumber-race
        }

        public void NumberAfterLock(string table, string column)
        {
            var mark = new Entity(table);
            mark["acme_lock"] = "x";
            _service.Update(mark);
            Entity counter = _service.Retrieve(table, Guid.Empty, new ColumnSet(column));
            counter[column] = counter.GetAttributeValue<int>(column) + 1;
            _service.Update(counter); //= autonumber-race
        }

        public Entity Locked(string table)
        {
            Entity found = _service.RetrieveMultiple(new QueryExpression(table)).Entities[0];
            var mark = new Entity(table);
            mark.Id = found.Id;
            _service.Update(mark);
            return _service.RetrieveMultiple(new QueryExpression(table)).Entities[0]; //~ stale-query-after-lock
        }

        public string Template(string path)
        {
            _tracing.Trace(Path.GetFileName(path)); //= sandbox-api
            return File.ReadAllText(path); //~ sandbox-api
        }
    }

    public static class Web
    {
        public static HttpClient Client()
        {
            return new HttpClient(); //~ http-keepalive, http-timeout
        }

        public static HttpClient Careful()
        {
            return new HttpClient(); //= http-timeout
        }
    }
}
