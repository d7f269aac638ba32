//! build: all
//! refs: Microsoft.Xrm.Sdk System.Data System.Data.DataSetExtensions System.Xml
// Objects of System.Data that a field holds.
using System;
using System.Data;
using System.Data.Common;
using System.Data.SqlClient;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Database
{
    public class CommandPlugin : IPlugin
    {
        private readonly SqlConnection _connection = new SqlConnection();
        private readonly SqlCommand _command = new SqlCommand();
        private readonly IDbCommand _any = new SqlCommand();
        private readonly DbConnectionStringBuilder _builder = new DbConnectionStringBuilder();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _connection.ConnectionString = "a"; //~ shared-object-mutation
            _connection.Open(); //~ shared-object-mutation
            _command.CommandText = "select 1"; //~ shared-object-mutation
            _command.Parameters.AddWithValue("@a", 1); //~ shared-object-mutation
            _command.Parameters["@a"].Value = 2; //~ shared-object-mutation
            _command.Parameters.Clear(); //~ shared-object-mutation
            _command.ExecuteNonQuery(); //~ shared-object-mutation
            _any.Parameters.Add(new SqlParameter()); //~ shared-object-mutation
            _builder["server"] = "a"; //~ shared-object-mutation
            _builder.Remove("server"); //~ shared-object-mutation

            using (var connection = new SqlConnection(_connection.ConnectionString))
            using (var command = connection.CreateCommand())
            {
                connection.Open(); //= shared-object-mutation
                command.CommandText = _command.CommandText; //= shared-object-mutation
                command.Parameters.AddWithValue("@a", _command.Parameters.Count); //= shared-object-mutation
                command.Parameters["@a"].Value = 1; //= shared-object-mutation
                using (var reader = command.ExecuteReader())
                {
                    reader.Read(); //= shared-object-mutation
                }
            }
            _command.CreateParameter().Value = 1; //= shared-object-mutation
        }
    }

    public class TablePlugin : IPlugin
    {
        private readonly DataTable _table = new DataTable();
        private readonly DataSet _set = new DataSet();
        private readonly DataTable _copied = new DataTable();
        private static readonly DataTable s_lookup = new DataTable();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _table.AcceptChanges(); //~ shared-object-mutation
            _table.Columns["a"].DefaultValue = 1; //~ shared-object-mutation
            _table.PrimaryKey = null; //~ shared-object-mutation
            foreach (DataRow row in _table.Rows)
            {
                row["a"] = 1; //~ shared-object-mutation
                row.Delete(); //~ shared-object-mutation
            }
            _table.Select("a = 1")[0]["a"] = 2; //~ shared-object-mutation
            _table.AsEnumerable().First().SetField("a", 3); //~ shared-object-mutation
            _table.DefaultView.Sort = "a"; //~ shared-object-mutation
            _set.Merge(_copied); //~ shared-object-mutation target=F:Acme.Database.TablePlugin._set
            new SqlDataAdapter().Fill(_copied); //~ shared-object-mutation target=F:Acme.Database.TablePlugin._copied
            s_lookup.Rows.Add(1); //~ static-state

            var mine = _table.Clone();
            mine.Rows.Add(1); //= shared-object-mutation
            mine.Merge(_table); //= shared-object-mutation
            mine.DefaultView.Sort = "a"; //= shared-object-mutation
            new SqlDataAdapter().Fill(mine); //= shared-object-mutation
            _table.NewRow()["a"] = 1; //= shared-object-mutation
            GC.KeepAlive(_table.Compute("sum(a)", "") + _table.TableName + s_lookup.Rows.Count); //= shared-object-mutation
        }
    }
}
