//! build: all
// S11: automatic properties and field-like events of held objects, set by members of interfaces and abstract classes.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Accessors
{
    public interface IOptions
    {
        int Number { get; set; }
        IOrganizationService Service { get; set; }
        event Action Changed;
    }

    public class Options : IOptions
    {
        public int Number { get; set; }
        public IOrganizationService Service { get; set; }
        public event Action Changed;
    }

    public abstract class Setting
    {
        public abstract int Number { get; set; }
        public virtual int Weight { get; set; }
    }

    public class NamedSetting : Setting
    {
        public override int Number { get; set; }
        public override int Weight { get; set; }
    }

    public interface IBox<T> { T Content { get; set; } }

    public class Box<T> : IBox<T> { public T Content { get; set; } }

    public class ExplicitBox : IBox<int> { int IBox<int>.Content { get; set; } }

    public class OptionsPlugin : IPlugin
    {
        private readonly IOptions _options = new Options();
        private readonly Setting _setting = new NamedSetting();
        private readonly IBox<int> _box = new Box<int>();
        private readonly IBox<int> _explicit = new ExplicitBox();
        private readonly List<IOptions> _all = new List<IOptions> { new Options() };
        private static readonly IOptions Common = new Options();
        private static readonly Options CommonOptions = new Options();
        private static readonly Setting CommonSetting = new NamedSetting();

        public void Execute(IServiceProvider serviceProvider)
        {
            _options.Number = 1; //~ shared-object-mutation severity=medium target=F:Acme.Accessors.OptionsPlugin._options
            _options.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //~ shared-object-mutation severity=high
            _options.Changed += () => { }; //~ shared-object-mutation
            _setting.Number = 1; //~ shared-object-mutation target=F:Acme.Accessors.OptionsPlugin._setting
            _setting.Weight = 1; //~ shared-object-mutation
            _box.Content = 1; //~ shared-object-mutation target=F:Acme.Accessors.OptionsPlugin._box
            _explicit.Content = 1; //~ shared-object-mutation
            _all[0].Number = 1; //~ shared-object-mutation target=F:Acme.Accessors.OptionsPlugin._all
            Common.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //~ service-in-static
            Common.Changed += () => { }; //~ static-state
            CommonSetting.Number = 1; //~ static-state
            CommonOptions.Number = 1; //~ static-state
            Change(_options);
            ChangeAny<IOptions>(_options);

            IOptions mine = new Options();
            mine.Number = _options.Number; //= shared-object-mutation
            mine.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //= service-in-static
            mine.Changed += () => { }; //= shared-object-mutation
            ChangeMine(mine);
            Setting own = new NamedSetting();
            own.Number = 2; //= shared-object-mutation
            IBox<int> box = new ExplicitBox();
            box.Content = 3; //= shared-object-mutation
        }

        private static void Change(IOptions options)
        {
            options.Number = 4; //~ shared-object-mutation
        }

        private static void ChangeAny<T>(T options) where T : IOptions
        {
            options.Number = 4; //~ shared-object-mutation
        }

        private static void ChangeMine(IOptions options)
        {
            options.Number = 4; //= shared-object-mutation
        }
    }

    // What the entry of a base class sets on what a subclass makes: one holds it, one makes it anew each time.
    public abstract class StepBase : IPlugin
    {
        protected abstract IOptions Make();

        public void Execute(IServiceProvider serviceProvider)
        {
            Make().Number = 3; //~ shared-object-mutation
        }
    }

    public class HoldingStep : StepBase
    {
        private readonly Options _held = new Options();

        protected override IOptions Make() { return _held; }
    }

    public abstract class CleanBase : IPlugin
    {
        protected abstract IOptions Make();

        public void Execute(IServiceProvider serviceProvider)
        {
            Make().Number = 3; //= shared-object-mutation
        }
    }

    public class MakingStep : CleanBase
    {
        protected override IOptions Make() { return new Options(); }
    }
}
