using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Opportune.Database;

/// <summary>
/// A transaction on SQLite. Not the driver's own: after a full disk SQLite has rolled back by itself, and the driver's then tries again and
/// hides the fault behind its own complaint.
/// </summary>
internal sealed class SqliteWork : DbTransaction
{
    private readonly SqliteConnection _connection;
    private bool _over;

    public SqliteWork(SqliteConnection connection, bool writes)
    {
        _connection = connection;
        Execute(writes ? "begin immediate" : "begin deferred");
    }

    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection DbConnection => _connection;

    public override void Commit()
    {
        Execute("commit");
        _over = true;
    }

    public override void Rollback()
    {
        if (!_over && _connection.State == ConnectionState.Open && raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            Execute("rollback");
        _over = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Rollback();
        base.Dispose(disposing);
    }

    private void Execute(string statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
