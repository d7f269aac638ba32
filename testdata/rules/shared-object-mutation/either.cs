//! build: all
// One instruction is one finding, also where the object may be that of one field or of another.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Either
{
    public class LogPlugin : IPlugin
    {
        private readonly List<string> _short = new List<string>();
        private readonly List<string> _long = new List<string>();
        private readonly List<string> _log;

        public LogPlugin(string configuration)
        {
            _log = configuration == null ? _short : _long;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _log.Add("called"); //~ shared-object-mutation
            List<string> kept = serviceProvider == null ? _short : new List<string>();
            kept.Add("called"); //~ shared-object-mutation
            List<string> own = serviceProvider == null ? new List<string>() : new List<string>();
            own.Add("called"); //= shared-object-mutation
        }
    }
}
