//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.Xml System.Xml.Linq
// U09: files, registry, event log, processes, console, native libraries.
using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Win32;
using Microsoft.Xrm.Sdk;

namespace Acme.Logging
{
    public class LoggingPlugin : IPlugin
    {
        [DllImport("kernel32.dll")]
        private static extern int GetTickCount();

        public void Execute(IServiceProvider serviceProvider)
        {
            File.AppendAllText(@"C:\Temp\log.txt", "called"); //~ sandbox-api severity=medium confidence=high
            if (!Directory.Exists(@"C:\Temp")) //~ sandbox-api
            {
                Console.WriteLine("no folder"); //~ sandbox-api severity=low target=M:System.Console.WriteLine(System.String)
            }
            using (var writer = new StreamWriter(Path.Combine(Path.GetTempPath(), "a.txt"))) //~ sandbox-api
            {
                writer.WriteLine(GetTickCount()); //~ sandbox-api target=M:Acme.Logging.LoggingPlugin.GetTickCount
            }
            using (RegistryKey key = Registry.LocalMachine.OpenSubKey("SOFTWARE")) //~ sandbox-api
            {
                Note((string)key.GetValue("Acme"));
            }
        }

        private static void Note(string text)
        {
            EventLog.WriteEntry("Acme", text); //~ sandbox-api
            Process.Start("notepad.exe"); //~ sandbox-api
            var read = new FileInfo("a.txt"); //~ sandbox-api
            var document = new XmlDocument();
            document.Load("settings.xml"); //~ sandbox-api
            document.Save(read.Name); //~ sandbox-api
            XElement.Load("more.xml"); //~ sandbox-api
        }
    }

    // A method group is a use too.
    public class GroupPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Func<string, string> read = File.ReadAllText; //~ sandbox-api
            read("a.txt");
        }
    }
}
