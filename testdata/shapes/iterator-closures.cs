//! build: all
// Closures that an iterator makes: one enumeration's is kept by the instance, another's belongs to the call.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

/// The constructor enumerates and keeps what it gets: the handlers share their closure with every call.
public class KeepsHandlers : IPlugin
{
    private readonly List<Action> _handlers = new List<Action>();

    public KeepsHandlers()
    {
        foreach (Action handler in Handlers())
            _handlers.Add(handler);
    }

    public void Execute(IServiceProvider serviceProvider)
    {
        foreach (Action handler in _handlers)
            handler();
    }

    private IEnumerable<Action> Handlers()
    {
        int calls = 0;
        yield return () => calls = calls + 1; //~ shared-object-mutation confidence=medium target=F:KeepsHandlers._handlers
        yield return () => Console.Write(calls); //~ sandbox-api severity=low
    }
}

/// The same source is enumerated by the constructor, which keeps the handlers, and once more by each call, which does not: that
/// enumeration makes closures of its own. The first store of one is no change of what is kept.
public class EnumeratesAgain : IPlugin
{
    private readonly List<Func<string>> _names = new List<Func<string>>();
    private readonly IEnumerable<Func<string>> _source;

    public EnumeratesAgain(string first, string second)
    {
        _source = Names(first, second);
        foreach (Func<string> name in _source)
            _names.Add(name);
    }

    public void Execute(IServiceProvider serviceProvider)
    {
        string all = "";
        foreach (Func<string> name in _source)
            all += name();
        if (all.Length > 100)
            throw new InvalidPluginExecutionException(all);
    }

    private IEnumerable<Func<string>> Names(string first, string second)
    {
        string both = first + second; //= shared-object-mutation
        int length = both.Length; //= shared-object-mutation
        yield return () => both;
        length = length + 1; //= shared-object-mutation
        yield return () => both + length;
    }
}
