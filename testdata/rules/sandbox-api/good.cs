//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.Xml System.Xml.Linq
// U09: paths as texts, streams over memory, documents from streams, texts and the web, names that only look alike, what nothing reaches.
using System;
using System.IO;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Xrm.Sdk;

namespace Contoso.Logging
{
    public class MemoryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            string name = Path.GetExtension(Path.Combine("a", "b.txt")); //= sandbox-api
            using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(name)))
            using (var reader = new StreamReader(stream)) //= sandbox-api
            using (var writer = new StreamWriter(new MemoryStream())) //= sandbox-api
            {
                writer.Write(reader.ReadToEnd());
            }
            var document = new XmlDocument();
            document.LoadXml("<a/>"); //= sandbox-api
            document.Load(new StringReader("<a/>")); //= sandbox-api
            document.Load(Address); //= sandbox-api
            XDocument.Load(XmlReader.Create(new StringReader("<a/>"))); //= sandbox-api
            new File { Name = name }.AppendAllText("x"); //= sandbox-api
            string line = Environment.NewLine + Environment.MachineName; //= sandbox-api
            throw new InvalidPluginExecutionException(line);
        }

        private const string Address = "https://contoso.example/settings.xml";
    }

    // One's own class of the same name.
    public class File
    {
        public string Name;

        public void AppendAllText(string text)
        {
            Name = text;
        }
    }

    public static class Tool
    {
        public static void Main2()
        {
            Console.WriteLine(System.IO.File.ReadAllText("a.txt")); //= sandbox-api
        }
    }
}
