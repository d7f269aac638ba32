// R01: a path of more steps than a report tells; `check --why` tells all of them.
//! problem: paths of more than 64 steps are shown without their middle
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Depth
{
    public class DeepPlugin : IPlugin
    {
        private int _depth;

        public void Execute(IServiceProvider serviceProvider)
        {
            Step01();
        }

        private void Step01() { Step02(); }
        private void Step02() { Step03(); }
        private void Step03() { Step04(); }
        private void Step04() { Step05(); }
        private void Step05() { Step06(); }
        private void Step06() { Step07(); }
        private void Step07() { Step08(); }
        private void Step08() { Step09(); }
        private void Step09() { Step10(); }
        private void Step10() { Step11(); }
        private void Step11() { Step12(); }
        private void Step12() { Step13(); }
        private void Step13() { Step14(); }
        private void Step14() { Step15(); }
        private void Step15() { Step16(); }
        private void Step16() { Step17(); }
        private void Step17() { Step18(); }
        private void Step18() { Step19(); }
        private void Step19() { Step20(); }
        private void Step20() { Step21(); }
        private void Step21() { Step22(); }
        private void Step22() { Step23(); }
        private void Step23() { Step24(); }
        private void Step24() { Step25(); }
        private void Step25() { Step26(); }
        private void Step26() { Step27(); }
        private void Step27() { Step28(); }
        private void Step28() { Step29(); }
        private void Step29() { Step30(); }
        private void Step30() { Step31(); }
        private void Step31() { Step32(); }
        private void Step32() { Step33(); }
        private void Step33() { Step34(); }
        private void Step34() { Step35(); }
        private void Step35() { Step36(); }
        private void Step36() { Step37(); }
        private void Step37() { Step38(); }
        private void Step38() { Step39(); }
        private void Step39() { Step40(); }
        private void Step40() { Step41(); }
        private void Step41() { Step42(); }
        private void Step42() { Step43(); }
        private void Step43() { Step44(); }
        private void Step44() { Step45(); }
        private void Step45() { Step46(); }
        private void Step46() { Step47(); }
        private void Step47() { Step48(); }
        private void Step48() { Step49(); }
        private void Step49() { Step50(); }
        private void Step50() { Step51(); }
        private void Step51() { Step52(); }
        private void Step52() { Step53(); }
        private void Step53() { Step54(); }
        private void Step54() { Step55(); }
        private void Step55() { Step56(); }
        private void Step56() { Step57(); }
        private void Step57() { Step58(); }
        private void Step58() { Step59(); }
        private void Step59() { Step60(); }
        private void Step60() { Step61(); }
        private void Step61() { Step62(); }
        private void Step62() { Step63(); }
        private void Step63() { Step64(); }
        private void Step64() { Step65(); }
        private void Step65() { Step66(); }
        private void Step66() { Step67(); }
        private void Step67() { Step68(); }
        private void Step68() { Step69(); }
        private void Step69() { Step70(); }

        private void Step70()
        {
            _depth++; //~ stateful-plugin confidence=high target=F:Fabrikam.Depth.DeepPlugin._depth
        }
    }
}
