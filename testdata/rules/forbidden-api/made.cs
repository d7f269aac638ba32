//! banned: Made.txt
//! refs: none
//! expect: forbidden-api M:Acme.Made.Watched.add_Changed(System.EventHandler)
//! expect: forbidden-api M:Acme.Made.Watched.remove_Changed(System.EventHandler)
//! expect: forbidden-api E:Acme.Made.Watched.Tagged
// U19: automatic properties and field-like events that implement or override what is forbidden, attributes on what is behind them, and `await`.
using System;
using System.Threading.Tasks;

namespace Acme.Made
{
    public interface IWatched
    {
        int Count { get; set; }
        int Free { get; set; }
        event EventHandler Changed;
        event EventHandler Calm;
    }

    public abstract class Base
    {
        public abstract int Level { get; set; }
        public abstract int Height { get; set; }
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class MarkAttribute : Attribute
    {
    }

    public class Watched : Base, IWatched
    {
        public int Count { get; set; } //~ forbidden-api, forbidden-api
        public override int Level { get; set; } //~ forbidden-api, forbidden-api
        public int Free { get; set; } //= forbidden-api
        public override int Height { get; set; } //= forbidden-api
        public event EventHandler Changed;
        public event EventHandler Calm; //= forbidden-api
        [field: Mark] public int Marked { get; set; } //~ forbidden-api target=T:Acme.Made.MarkAttribute
        [field: Mark] public event EventHandler Tagged;
        public int Got { [Mark] get; set; } //~ forbidden-api target=T:Acme.Made.MarkAttribute
    }

    public class Told : IWatched
    {
        int IWatched.Count { get; set; } //~ forbidden-api, forbidden-api
        int IWatched.Free { get; set; } //= forbidden-api
        event EventHandler IWatched.Changed
        {
            add { } //~ forbidden-api
            remove { } //~ forbidden-api
        }
        event EventHandler IWatched.Calm
        {
            add { } //= forbidden-api
            remove { } //= forbidden-api
        }
    }

    public class Waiting
    {
        public async Task<int> Later(Task<int> given)
        {
            await Task.Delay(1); //= forbidden-api
            var number = await given; //= forbidden-api
            number += await given.ConfigureAwait(false); //= forbidden-api
            Task.Delay(2).GetAwaiter().GetResult(); //~ forbidden-api target=M:System.Runtime.CompilerServices.TaskAwaiter.GetResult
            number += given.GetAwaiter().GetResult(); //~ forbidden-api target=M:System.Runtime.CompilerServices.TaskAwaiter`1.GetResult
            await Task.Delay(number); //= forbidden-api
            return number;
        }

        public async Task Held(Task given)
        {
            var awaiter = given.GetAwaiter();
            await Task.Delay(1); //= forbidden-api
            awaiter.GetResult(); //~ forbidden-api
        }

        public int Now(Task<int> given)
        {
            return given.GetAwaiter().GetResult(); //~ forbidden-api
        }
    }
}
