//! refs: Microsoft.Xrm.Sdk serializer-library
//! problem: static-state: in a dependency
//! problem: static-lock: in a dependency
// Own code that goes on behind a call into a library: it must be gone through to its end also where the library cannot be.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;
using Tiny.Text;

namespace Fabrikam.Behind
{
    public class BoxPlugin : IPlugin
    {
        private string _last;

        private sealed class Box
        {
            public BoxPlugin Owner;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Serializer.NameOf(serviceProvider.GetType());
            text += Serializer.NameOf(typeof(BoxPlugin));
            Box box = Find(text);
            box.Owner._last = text; //~ stateful-plugin
        }

        private Box Find(string text)
        {
            var boxes = new Dictionary<string, Box>();
            boxes[text] = new Box { Owner = this };
            return boxes[text];
        }
    }

    public class SecondPlugin : BoxPlugin { }
    public class ThirdPlugin : BoxPlugin { }
    public class FourthPlugin : BoxPlugin { }
    public class FifthPlugin : BoxPlugin { }
    public class SixthPlugin : BoxPlugin { }
}
