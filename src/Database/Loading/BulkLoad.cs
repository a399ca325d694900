using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace Opportune.Database;

/// <summary>
/// Appends many rows to a table inside the connection's transaction: PostgreSQL's binary COPY, and on SQLite one prepared insert that is
/// bound and stepped without the driver's parameter objects. Values are added in the order of the columns; no value is boxed.
/// Between <see cref="Into"/> and <see cref="Complete"/> the connection can do nothing else.
/// </summary>
public sealed class BulkLoad : IDisposable
{
    private readonly int _columns;
    private readonly NpgsqlBinaryImporter? _copy;
    private readonly sqlite3? _database;
    private readonly sqlite3_stmt? _insert;
    private byte[] _utf8 = new byte[256];
    private int _column;

    private BulkLoad(DbConnection connection, string table, IReadOnlyList<string> columns)
    {
        _columns = columns.Count;
        var names = string.Join(", ", columns.Select(Catalog.Quoted));
        if (connection is NpgsqlConnection npgsql)
        {
            _copy = npgsql.BeginBinaryImport($"copy {Catalog.Quoted(table)} ({names}) from stdin (format binary)");
            _copy.Timeout = TimeSpan.Zero;
            return;
        }
        _database = ((SqliteConnection)connection).Handle;
        if (raw.sqlite3_get_autocommit(_database) != 0)
            throw new InvalidOperationException("a bulk load needs a transaction");
        Check(raw.sqlite3_prepare_v2(_database, $"insert into {Catalog.Quoted(table)} ({names}) values ({string.Join(", ", columns.Select(_ => "?"))})", out _insert));
    }

    /// <summary>Rows added so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a load.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="columns">The columns that are given; the others get their defaults.</param>
    public static BulkLoad Into(DbConnection connection, string table, IReadOnlyList<string> columns) => new(connection, table, columns);

    /// <summary>Adds a text, or null.</summary>
    public void Add(string? value)
    {
        if (value is null)
        {
            AddNull();
            return;
        }
        if (_copy is not null)
        {
            Next();
            _copy.Write(value, NpgsqlDbType.Text);
            return;
        }
        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (longest > _utf8.Length)
            _utf8 = new byte[longest * 2];
        Add(_utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
    }

    /// <summary>Adds a text that is UTF-8 already.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Next();
        if (_copy is not null)
            _copy.Write(Encoding.UTF8.GetString(utf8), NpgsqlDbType.Text);
        else if (utf8.IsEmpty)
            Check(raw.sqlite3_bind_text(_insert, _column, ""));
        else
            Check(raw.sqlite3_bind_text(_insert, _column, utf8));
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(long value)
    {
        Next();
        if (_copy is not null)
            _copy.Write(value, NpgsqlDbType.Bigint);
        else
            Check(raw.sqlite3_bind_int64(_insert, _column, value));
    }

    /// <summary>Adds a number.</summary>
    public void Add(double value)
    {
        Next();
        if (_copy is not null)
            _copy.Write(value, NpgsqlDbType.Double);
        else
            Check(raw.sqlite3_bind_double(_insert, _column, value));
    }

    /// <summary>Adds a date.</summary>
    public void Add(DateOnly value)
    {
        if (_copy is not null)
        {
            Next();
            _copy.Write(value, NpgsqlDbType.Date);
            return;
        }
        value.TryFormat(_utf8, out var length, Instant.DateFormat, CultureInfo.InvariantCulture);
        Add(_utf8.AsSpan(0, length));
    }

    /// <summary>Adds an instant, to the microsecond.</summary>
    public void Add(DateTimeOffset value)
    {
        if (_copy is not null)
        {
            Next();
            _copy.Write(value.ToUniversalTime(), NpgsqlDbType.TimestampTz);
            return;
        }
        value.UtcDateTime.TryFormat(_utf8, out var length, Instant.Format, CultureInfo.InvariantCulture);
        Add(_utf8.AsSpan(0, length));
    }

    /// <summary>Adds a whole number, or null.</summary>
    public void Add(long? value)
    {
        if (value is { } given)
            Add(given);
        else
            AddNull();
    }

    /// <summary>Adds a number, or null.</summary>
    public void Add(double? value)
    {
        if (value is { } given)
            Add(given);
        else
            AddNull();
    }

    /// <summary>Adds a date, or null.</summary>
    public void Add(DateOnly? value)
    {
        if (value is { } given)
            Add(given);
        else
            AddNull();
    }

    /// <summary>Adds an instant, or null.</summary>
    public void Add(DateTimeOffset? value)
    {
        if (value is { } given)
            Add(given);
        else
            AddNull();
    }

    /// <summary>Adds bytes, or null.</summary>
    public void AddBytes(byte[]? value)
    {
        if (value is null)
        {
            AddNull();
            return;
        }
        Next();
        if (_copy is not null)
            _copy.Write(value, NpgsqlDbType.Bytea);
        else if (value.Length == 0)
            Check(raw.sqlite3_bind_zeroblob(_insert, _column, 0));
        else
            Check(raw.sqlite3_bind_blob(_insert, _column, value));
    }

    /// <summary>Adds no value.</summary>
    public void AddNull()
    {
        Next();
        if (_copy is not null)
            _copy.WriteNull();
        else
            Check(raw.sqlite3_bind_null(_insert, _column));
    }

    /// <summary>Ends a row.</summary>
    /// <exception cref="InvalidOperationException">It has too few values.</exception>
    /// <exception cref="DbException">The database refused it (PostgreSQL may refuse it later).</exception>
    public void EndRow()
    {
        if (_column != _columns)
            throw new InvalidOperationException($"a row of {_column} values for {_columns} columns");
        if (_insert is not null)
        {
            var code = raw.sqlite3_step(_insert);
            // It tells the same code again.
            _ = raw.sqlite3_reset(_insert);
            if (code != raw.SQLITE_DONE)
                Check(code);
        }
        _column = 0;
        Rows++;
    }

    /// <summary>Ends the load; without it, nothing of it stays when the transaction is rolled back or, on PostgreSQL, committed.</summary>
    /// <exception cref="DbException">The database refused the rows.</exception>
    public void Complete()
    {
        if (_column != 0)
            throw new InvalidOperationException("the last row has not ended");
        _copy?.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _copy?.Dispose();
        _insert?.Dispose();
    }

    private void Next()
    {
        if (_column == _columns)
            throw new InvalidOperationException($"more values than the {_columns} columns");
        if (_column++ == 0)
            _copy?.StartRow();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException($"SQLite error {code} in a bulk load", code & 0xFF, raw.sqlite3_extended_errcode(_database));
    }
}
