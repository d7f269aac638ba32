//! banned: BannedSymbols.txt
//! refs: Legacy
//! expect: forbidden-api *
//! expect: forbidden-api M:Acme.Billing.IKeeper.Keep(System.Collections.Generic.List{Acme.Legacy.Box{System.Int32}}) x2
//! expect: forbidden-api M:Acme.Billing.Made.Invoke
//! expect: forbidden-api F:Acme.Billing.Pair.Left
// U19: an assembly without any plug-in, where all code counts, and an attribute on the assembly.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Acme.Legacy;

[assembly: Old]

namespace Acme.Billing
{
    public class Invoice
    {
        private static readonly Guid First = Guid.NewGuid(); //~ forbidden-api severity=high confidence=high

        public DateTime Due()
        {
            return DateTime.Now.AddDays(14); //~ forbidden-api target=M:System.DateTime.get_Now
        }

        public IEnumerable<int> Days()
        {
            yield return DateTime.Now.Day; //~ forbidden-api target=M:System.DateTime.get_Now
        }

        public async Task<int> Later()
        {
            await Task.Delay(1);
            return DateTime.Now.Day; //~ forbidden-api target=M:System.DateTime.get_Now
        }

        public Func<int> Lazily()
        {
            return () => DateTime.Now.Day; //~ forbidden-api target=M:System.DateTime.get_Now
        }

        public string Name
        {
            get { return string.Empty; } //~ forbidden-api target=F:System.String.Empty
        }

        // The parameter says it; what an iterator and a lambda keep of it says nothing new.
        public IEnumerable<object> Kept(Store store) //~ forbidden-api target=T:Acme.Legacy.Store
        {
            yield return new Func<object>(() => store);
        }
    }

    public interface IKeeper
    {
        Store Keep(List<Box<int>> boxes);
    }

    public delegate Store Made();

    public struct Pair
    {
        public Store Left;
        public Acme.Modern.Store Right;
    }
}
