// U15: 51 workflow activities, and an abstract one that does not count.
//! expect: too-many-activities *
//! refs: Microsoft.Xrm.Sdk System.Activities
using System;
using System.Activities;

namespace Acme.Steps
{
    public abstract class Step : CodeActivity
    {
        protected override void Execute(CodeActivityContext context)
        {
            GC.KeepAlive(context);
        }
    }

    public class Step01 : Step { }
    public class Step02 : Step { }
    public class Step03 : Step { }
    public class Step04 : Step { }
    public class Step05 : Step { }
    public class Step06 : Step { }
    public class Step07 : Step { }
    public class Step08 : Step { }
    public class Step09 : Step { }
    public class Step10 : Step { }
    public class Step11 : Step { }
    public class Step12 : Step { }
    public class Step13 : Step { }
    public class Step14 : Step { }
    public class Step15 : Step { }
    public class Step16 : Step { }
    public class Step17 : Step { }
    public class Step18 : Step { }
    public class Step19 : Step { }
    public class Step20 : Step { }
    public class Step21 : Step { }
    public class Step22 : Step { }
    public class Step23 : Step { }
    public class Step24 : Step { }
    public class Step25 : Step { }
    public class Step26 : Step { }
    public class Step27 : Step { }
    public class Step28 : Step { }
    public class Step29 : Step { }
    public class Step30 : Step { }
    public class Step31 : Step { }
    public class Step32 : Step { }
    public class Step33 : Step { }
    public class Step34 : Step { }
    public class Step35 : Step { }
    public class Step36 : Step { }
    public class Step37 : Step { }
    public class Step38 : Step { }
    public class Step39 : Step { }
    public class Step40 : Step { }
    public class Step41 : Step { }
    public class Step42 : Step { }
    public class Step43 : Step { }
    public class Step44 : Step { }
    public class Step45 : Step { }
    public class Step46 : Step { }
    public class Step47 : Step { }
    public class Step48 : Step { }
    public class Step49 : Step { }
    public class Step50 : Step { }
    public class Step51 : Step { }
}
