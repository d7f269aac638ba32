//! build: all
//! refs: Microsoft.Xrm.Sdk System.Net.Http System.Xml System.Xml.Linq System.Runtime.Caching
// Members of which nobody knows more than their names: `Add`, `Clear`, `Set…` change what they are called on, and what a property gives is a
// part of that. Not those of what is made for several threads or cannot be changed, nor what returns something new.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Reflection;
using System.Runtime.Caching;
using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Serialization;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Client;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Assumed
{
    public class QueryPlugin : IPlugin
    {
        private readonly QueryByAttribute _query = new QueryByAttribute("account");
        private readonly OrganizationServiceContext _context = new OrganizationServiceContext(null);

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _query.AddAttributeValue("name", "a"); //~ shared-object-mutation
            _query.Values.Clear(); //~ shared-object-mutation
            _query.PageInfo.PageNumber++; //~ shared-object-mutation
            _context.UpdateObject(new Entity("account")); //~ shared-object-mutation
            _context.ClearChanges(); //~ shared-object-mutation
            _context.SaveChanges(); //~ shared-object-mutation
            _context.Detach(null); //~ shared-object-mutation
            if (_context.IsAttached(null)) //= shared-object-mutation
            {
                var query = new QueryByAttribute("contact");
                query.AddAttributeValue("name", _query.EntityName); //= shared-object-mutation
                query.Values.Clear(); //= shared-object-mutation
            }
        }
    }

    public class NetPlugin : IPlugin
    {
        private readonly CookieContainer _cookies = new CookieContainer();
        private readonly HttpRequestMessage _request = new HttpRequestMessage();
        private readonly HttpRequestHeaders _headers = new HttpRequestMessage().Headers;
        private readonly MailMessage _mail = new MailMessage();
        private readonly NumberFormatInfo _format = new NumberFormatInfo();
        private readonly CultureInfo _culture = new CultureInfo("de");
        private readonly ProcessStartInfo _start = new ProcessStartInfo();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _cookies.Add(new Uri("https://example.org"), new Cookie("a", "b")); //~ shared-object-mutation
            _request.Headers.Accept.Add(null); //~ shared-object-mutation
            _request.Headers.UserAgent.ParseAdd("a"); //~ shared-object-mutation
            _request.Properties["a"] = 1; //~ shared-object-mutation
            _headers.Authorization = null; //~ shared-object-mutation
            _mail.To.Add("a@example.org"); //~ shared-object-mutation
            _mail.Attachments[0].Name = "a"; //~ shared-object-mutation
            _format.NumberDecimalSeparator = ","; //~ shared-object-mutation
            _culture.DateTimeFormat.ShortDatePattern = "d"; //~ shared-object-mutation
            _start.EnvironmentVariables["a"] = "b"; //~ shared-object-mutation

            _cookies.GetCookies(null).Add(new Cookie()); //= shared-object-mutation
            using (var request = new HttpRequestMessage())
            {
                request.Headers.Accept.Add(null); //= shared-object-mutation
            }
            var culture = (CultureInfo)_culture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = "."; //= shared-object-mutation
            GC.KeepAlive(_mail.To.Count + _format.NumberDecimalSeparator + _culture.Name); //= shared-object-mutation
        }
    }

    public class XmlPlugin : IPlugin
    {
        private readonly XmlNamespaceManager _names = new XmlNamespaceManager(new NameTable());
        private readonly XmlDocument _document = new XmlDocument();
        private readonly XElement _element = new XElement("a");
        private readonly XmlSerializer _serializer = new XmlSerializer(typeof(string));
        private readonly XmlWriterSettings _settings = new XmlWriterSettings();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _names.AddNamespace("a", "b"); //~ shared-object-mutation
            _names.PopScope(); //~ shared-object-mutation
            _document.DocumentElement.Attributes.RemoveAll(); //~ shared-object-mutation
            _document.DocumentElement.NextSibling.ParentNode.RemoveAll(); //~ shared-object-mutation
            _element.FirstNode.ReplaceWith(null); //~ shared-object-mutation
            _element.Elements("b").Remove(); //~ shared-object-mutation
            _element.DescendantsAndSelf().First().Value = "c"; //~ shared-object-mutation
            _settings.Indent = true; //~ shared-object-mutation

            _document.CreateElement("a").SetAttribute("a", "b"); //= shared-object-mutation
            _document.CloneNode(true).RemoveAll(); //= shared-object-mutation
            new XElement(_element).RemoveAll(); //= shared-object-mutation
            using (var writer = XmlWriter.Create(new System.Text.StringBuilder(), _settings))
            {
                _serializer.Serialize(writer, "a"); //= shared-object-mutation
                writer.WriteString(_names.LookupNamespace("a")); //= shared-object-mutation
            }
        }
    }

    public class Target
    {
        public string Name { get; set; }
    }

    // Made for several threads, or nobody can change it.
    public class SafePlugin : IPlugin
    {
        private readonly ConcurrentQueue<string> _queue = new ConcurrentQueue<string>();
        private readonly ConcurrentDictionary<string, string> _map = new ConcurrentDictionary<string, string>();
        private readonly IDictionary<string, string> _behind = new ConcurrentDictionary<string, string>();
        private readonly ConditionalWeakTable<object, object> _weak = new ConditionalWeakTable<object, object>();
        private readonly CancellationTokenSource _source = new CancellationTokenSource();
        private readonly ManualResetEvent _event = new ManualResetEvent(false);
        private readonly MemoryCache _cache = new MemoryCache("a");
        private readonly PropertyInfo _property = typeof(Target).GetProperty("Name");
        private readonly Regex _regex = new Regex("a");
        private readonly Uri _uri = new Uri("https://example.org");
        private readonly ThreadLocal<List<string>> _local = new ThreadLocal<List<string>>(() => new List<string>());
        private readonly HashSet<string> _set = new HashSet<string>();
        private readonly SHA256 _sha = SHA256.Create();
        private readonly SecureString _secret = new SecureString();

        public void Execute(IServiceProvider serviceProvider)
        {
            string taken;
            while (_queue.TryDequeue(out taken)) //= shared-object-mutation
            {
                _map.TryAdd(taken, taken); //= shared-object-mutation
            }
            _map.Clear(); //= shared-object-mutation
            _behind.Remove("a"); //= shared-object-mutation
            _weak.Remove(taken); //= shared-object-mutation
            _weak.Add(taken, ""); //= shared-object-mutation
            _source.Cancel(); //= shared-object-mutation
            _event.Reset(); //= shared-object-mutation
            _event.Set(); //= shared-object-mutation
            _cache.Remove("a"); //= shared-object-mutation
            var target = new Target();
            _property.SetValue(target, "a"); //= shared-object-mutation
            target.Name = _regex.Replace("a", "b") + _uri.Segments[0]; //= shared-object-mutation
            _local.Value.Add("a"); //= shared-object-mutation
            if (_set.SetEquals(new[] { "a" })) //= shared-object-mutation
            {
                _set.ToList().Clear(); //= shared-object-mutation
            }
            _sha.Hash[0] = 1; //= shared-object-mutation
            _secret.AppendChar('a'); //~ shared-object-mutation
            _secret.Copy().AppendChar('a'); //= shared-object-mutation
        }
    }

    // A table whose keys nobody keeps alive keeps what belongs to a call as long as they live.
    public class WeakPlugin : IPlugin
    {
        private readonly ConditionalWeakTable<object, IOrganizationService> _services = new ConditionalWeakTable<object, IOrganizationService>();
        private static readonly ConditionalWeakTable<object, IOrganizationService> s_services = new ConditionalWeakTable<object, IOrganizationService>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            _services.Add(this, service); //~ shared-object-mutation severity=high
            s_services.Add(this, service); //~ service-in-static
            IOrganizationService known;
            if (_services.TryGetValue(this, out known)) //= shared-object-mutation
            {
                new ConditionalWeakTable<object, IOrganizationService>().Add(this, service); //= shared-object-mutation
            }
        }
    }
}
