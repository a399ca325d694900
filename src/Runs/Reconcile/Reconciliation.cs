using System.Data.Common;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;

namespace Opportune.Runs;

/// <summary>
/// A run compared with the list as last published. First the comparison, so that the files can name entries; then, when the
/// files are complete, the publication.
/// </summary>
public sealed class Reconciliation : IDisposable
{
    private readonly ChangeSet _changes;

    private Reconciliation(ChangeSet changes, EntryLines lines) => (_changes, Lines) = (changes, lines);

    /// <summary>The entry of each open gap, for the worklist files.</summary>
    public EntryLines Lines { get; }

    /// <summary>What is to change.</summary>
    internal ChangeSet Set => _changes;

    /// <summary>The rows of the list that come, go and change, by their one cause.</summary>
    public IReadOnlyList<ChangeCount> Changes => _changes.Counts;

    /// <summary>The parts that are published.</summary>
    public IReadOnlyList<MeasurePart> Parts => [.. _changes.Parts.Select(p => new MeasurePart(p.Measure, p.Site))];

    /// <summary>Compares; writes nothing to the database, but at the very first time the key that entry ids are made of.</summary>
    /// <param name="database">Where the list is.</param>
    /// <param name="request">What it is compared by.</param>
    /// <param name="gaps">The gaps that lead, in order of patient and measure as UTF-8 bytes (<see cref="GapRun.MergeByPatient"/>).</param>
    /// <param name="workFile">Gives an empty file of that name, to be deleted when it is closed.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="DbException">The database failed.</exception>
    /// <exception cref="IOException">No space in the work folder.</exception>
    public static async Task<Reconciliation> Compare(
        OpportuneDatabase database, ReconcileRequest request, IEnumerable<Gap> gaps, Func<string, SafeFileHandle> workFile, CancellationToken cancel = default)
    {
        var (publication, key) = await PublishedState.Begin(database, cancel);
        var changes = new ChangeSet(request.RunId, request.AsOf, publication, workFile) { Release = request.Workload.Release };
        var reconciliation = new Reconciliation(changes, new(workFile));
        try
        {
            // Two connections, since both tables are read side by side. That they are of one moment is asked at the end: what
            // they hold changes with the number of the publication only, but for decisions, which carry a number of their own.
            await using var first = await database.Connect(cancel);
            await using var second = await database.Connect(cancel);
            await using var decided = request.DecidedIn is { } other ? await other.Connect(cancel) : null;
            new Comparison(request with { Shown = StandingTable.Shown(decided ?? first, request.AsOf) }, PublishedState.Parts(first), PublishedState.Moved(first), new(key), changes, reconciliation.Lines)
                .Run(gaps, PublishedState.Gaps(first), PublishedState.Entries(second), cancel);
            return reconciliation;
        }
        catch
        {
            reconciliation.Dispose();
            throw;
        }
    }

    /// <summary>A comparison that another process made.</summary>
    internal static Reconciliation Of(ChangeSet changes, EntryLines lines) => new(changes, lines);

    /// <summary>Publishes, inside the connection's transaction.</summary>
    /// <returns>False where something came between, so that the run is to be compared again; nothing is written then.</returns>
    /// <inheritdoc cref="Publisher.Apply"/>
    public bool Apply(DbConnection connection, Action<DbConnection> alongside) => Publisher.Apply(connection, _changes, alongside);

    /// <inheritdoc/>
    public void Dispose()
    {
        _changes.Dispose();
        Lines.Dispose();
    }
}
