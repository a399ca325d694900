using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What went wrong in a database: whether it may go away by itself, and how a person is told.</summary>
public static class DatabaseFault
{
    // SQLite's result codes (sqlite.org/rescode.html).
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26;

    // PostgreSQL's error codes: serialization failure, deadlock, too many connections, lock not available, idle transaction ended,
    // shutdown, crash of another session, starting up.
    private static readonly HashSet<string> TransientStates = ["40001", "40P01", "53300", "55P03", "25P03", "57P01", "57P02", "57P03"];

    /// <summary>Whether the same work may succeed if it is done again: a lost connection, a lock, two transactions in each other's way, a server that starts.</summary>
    public static bool IsTransient(Exception fault) => fault switch
    {
        SqliteException e => e.SqliteErrorCode is Busy or Locked,
        PostgresException e => TransientStates.Contains(e.SqlState) || e.SqlState.StartsWith("08", StringComparison.Ordinal),
        // The network, or a server that ended without a word.
        NpgsqlException e => e.IsTransient || e.InnerException is IOException or SocketException or TimeoutException,
        AggregateException { InnerExceptions: [var only] } => IsTransient(only),
        // A transaction whose connection was found lost while nothing was asked of it.
        ObjectDisposedException { InnerException: NpgsqlException e } => IsTransient(e),
        _ => false,
    };

    /// <summary>
    /// The fault as one line for a person: an <see cref="InputException"/> if the person must name or settle something else, an
    /// <see cref="IOException"/> if the database or its disk failed. No value of a row is told. Other exceptions come back as they are.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="url">Where, if known.</param>
    public static Exception Tell(Exception fault, DatabaseUrl? url = null)
    {
        var where = url is null ? "the database" : url.ToString();
        return fault switch
        {
            SqliteException e => Tell(e, where),
            PostgresException e => Tell(e, where),
            NpgsqlException { InnerException: TimeoutException } e => new IOException($"{where} does not answer in time; look at the server and the network", e),
            NpgsqlException { InnerException: SocketException } e => new IOException($"{where} cannot be reached; look whether the server runs, and at host and port", e),
            NpgsqlException { InnerException: AuthenticationException } e => new InputException(
                $"{where} shows a certificate that is not signed by the one in sslrootcert, or not of this name; look at both, and do not connect without", e),
            NpgsqlException { InnerException: IOException } e => new IOException($"the connection to {where} was lost; run the command again", e),
            NpgsqlException e when e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => NoPassword(where, e),
            NpgsqlException e when e.Message.Contains("SSL", StringComparison.Ordinal) => new InputException($"{where} does not encrypt connections as the URL asks; look at sslmode", e),
            NpgsqlException e => new IOException($"{where} failed ({e.GetType().Name})", e),
            ObjectDisposedException { InnerException: NpgsqlException e } => Tell(e, url),
            _ => fault,
        };
    }

    private static Exception Tell(SqliteException e, string where) => e.SqliteErrorCode switch
    {
        Busy or Locked => new IOException($"{where} is locked by another process; wait until it is done and run the command again", e),
        ReadOnly => new InputException($"{where} cannot be written; give this program's user the right to write the file and its folder", e),
        CannotOpen => new InputException($"{where} cannot be opened; look at the rights on the file and its folder", e),
        NotADatabase => new InputException($"{where} is not a SQLite database; name another file", e),
        Full => new IOException($"no space left for {where}; make room on its disk", e),
        IoError => new IOException($"the disk of {where} failed or is full (SQLite error {e.SqliteExtendedErrorCode}); look at the disk", e),
        Corrupt => new IOException($"{where} is damaged; restore a backup", e),
        // Everything else is an error of this program, and its text may hold anything.
        Constraint => new IOException($"{where} refused a row that contradicts others (SQLite error {e.SqliteExtendedErrorCode}); please report it", e),
        _ => new IOException($"{where} failed (SQLite error {e.SqliteExtendedErrorCode}); please report it", e),
    };

    private static Exception Tell(PostgresException e, string where) => e.SqlState switch
    {
        "28P01" => new InputException($"{where} refused the password; set OPPORTUNE_DATABASE_PASSWORD, OPPORTUNE_DATABASE_PASSWORD_FILE or a pgpass file", e),
        "28000" => new InputException($"{where} does not let this user sign in from here; look at the server's pg_hba.conf", e),
        "3D000" => new InputException($"{where} does not exist; make it with createdb", e),
        // The one setting of a session that older servers do not know.
        "42704" => new InputException($"{where} is older than PostgreSQL 14; upgrade the server", e),
        "42501" => new InputException($"{where}: this user may not do that; let it own the database", e),
        "25006" => new InputException($"{where} is read-only (a standby?); name the server that may be written", e),
        "53100" => new IOException($"no space left for {where}; make room on the server's disk", e),
        "53300" => new IOException($"{where} has no connection left; raise max_connections or stop other programs", e),
        "57014" => new IOException($"{where} took too long and was stopped; look at the server's load", e),
        "57P01" or "57P02" or "57P03" => new IOException($"{where} is being stopped or started; wait and run the command again", e),
        "40001" or "40P01" or "55P03" => new IOException($"{where} is busy with other writers; run the command again", e),
        _ => new IOException($"{where} failed (PostgreSQL error {e.SqlState}{(e.ConstraintName is { } name ? $", {name}" : "")}); please report it", e),
    };

    private static InputException NoPassword(string where, Exception e) =>
        new($"{where} wants a password; set OPPORTUNE_DATABASE_PASSWORD, OPPORTUNE_DATABASE_PASSWORD_FILE or a pgpass file", e);
}
