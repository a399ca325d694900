using System.Data.Common;
using Opportune.Core;

namespace Opportune.Sources.Databases;

/// <summary>A command on a connection that is nobody else's until it is disposed of.</summary>
/// <param name="Command">The command, within a transaction that sees the one state of all tables.</param>
/// <param name="Return">Gives the connection back.</param>
public sealed record BorrowedCommand(DbCommand Command, Action Return) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Command.Dispose();
        Return();
    }
}

/// <summary>How a database is read.</summary>
public sealed record DatabaseReading
{
    /// <summary>Makes a command; called by as many threads at once as there are <see cref="Connections"/>.</summary>
    public required Func<string, BorrowedCommand> Command { get; init; }

    /// <summary>Lists schema, table and column of all that is there.</summary>
    public required string CatalogQuery { get; init; }

    /// <summary>In words, how one state of all tables is seen.</summary>
    public required string State { get; init; }

    /// <summary>Whether the same query may succeed on another connection, which sees the same state.</summary>
    public required Func<Exception, bool> IsLost { get; init; }

    /// <summary>How many queries may be open at once.</summary>
    public required int Connections { get; init; }

    /// <summary>
    /// Whether tables are cut by key range: where several connections read, or one that is lost can be replaced.
    /// </summary>
    public required bool HasRanges { get; init; }

    /// <summary>Stands behind the name of every table, so that all connections read one state; null where nothing does.</summary>
    public string? AsOfClause { get; init; }

    /// <summary>Whether what is not asked for is better left at the source: a server, whose types tell how a key is written.</summary>
    public required bool IsServer { get; init; }

    /// <summary>Schema, watermarks and limits.</summary>
    public required SourceDatabase Settings { get; init; }

    /// <summary>Waits where it goes too fast, and stops where the hours are over.</summary>
    public required ReadingPace Pace { get; init; }
}
