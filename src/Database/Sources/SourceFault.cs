using System.Data.Common;
using System.Net.Sockets;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>What went wrong in a database that is only read: whether it may go away by itself, and how a person is told. For any provider.</summary>
public static class SourceFault
{
    // Connection faults, shutdown, crash of another session, starting up, too many connections, idle transaction ended (PostgreSQL's words).
    private static readonly HashSet<string> PassingStates = ["57P01", "57P02", "57P03", "53300", "25P03", "40001", "40P01"];

    /// <summary>Whether the same query may succeed on another connection: this one was lost, or the server is busy.</summary>
    public static bool IsLost(Exception fault) => fault switch
    {
        DbException { IsTransient: true } => true,
        DbException { SqlState: { } state } => PassingStates.Contains(state) || state.StartsWith("08", StringComparison.Ordinal),
        DbException => fault.InnerException is IOException or SocketException or TimeoutException,
        // A transaction, or a connection, that was found lost while nothing was asked of it.
        InvalidOperationException { InnerException: DbException inner } => IsLost(inner),
        _ => false,
    };

    /// <summary>
    /// The fault as one line for a person: an <see cref="InputException"/> where somebody must settle something, an <see cref="IOException"/>
    /// where the server or the way to it failed. No value of a row is told.
    /// </summary>
    public static Exception Tell(DbException fault) => fault.SqlState switch
    {
        "28P01" or "28000" => new InputException("the source's database refused the user or the password; look at 'url' and at 'password-env' or 'password-file' under 'database' in the mapping", fault),
        "42501" => new InputException("the source's database does not let this user read a table that the mapping names; grant it select", fault),
        "57014" => new IOException("the source's database took longer than 'timeout' under 'database' in the mapping allows, or somebody stopped the query", fault),
        _ when IsLost(fault) => new IOException("the connection to the source's database was lost, or it cannot be reached; look at the server and the network", fault),
        // Class 42: what was asked is not there, or is not SQL.
        { } state when state.StartsWith("42", StringComparison.Ordinal) => new InputException($"the source's database refused a query (SQLSTATE {state}); look at the site's own queries and at the names in the mapping", fault),
        { } state => new IOException($"the source's database failed (SQLSTATE {state})", fault),
        null => DatabaseFault.Tell(fault) is var told && told != fault ? told : new IOException($"the source's database failed ({fault.GetType().Name})", fault),
    };
}
