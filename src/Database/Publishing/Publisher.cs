using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;
using Opportune.Core;
using Opportune.Database.Quality;
using Opportune.Database.Standings;

namespace Opportune.Database;

/// <summary>Applies a <see cref="ChangeSet"/>: before, readers see the old list; after, the new one; never a mixture.</summary>
public static class Publisher
{
    private static readonly string[] Create =
    [
        Sql.Load("publishing/create-staged-gaps.sql"), Sql.Load("publishing/create-staged-gone.sql"), Sql.Load("publishing/create-staged-entries.sql"),
        Sql.Load("publishing/create-staged-events.sql"), Sql.Load("publishing/create-staged-decisions.sql"),
        Sql.Load("publishing/create-staged-released.sql"),
    ];

    private static readonly string[] Drop =
    [
        Sql.Load("publishing/drop-staged-gaps.sql"), Sql.Load("publishing/drop-staged-gone.sql"), Sql.Load("publishing/drop-staged-entries.sql"),
        Sql.Load("publishing/drop-staged-events.sql"), Sql.Load("publishing/drop-staged-decisions.sql"),
        Sql.Load("publishing/drop-staged-released.sql"),
    ];

    /// <summary>Applies it inside the connection's transaction.</summary>
    /// <returns>
    /// Whether the list is now this run's (also when it was before: a commit's answer can get lost). False: another publication, or a
    /// person's decision that the changes rest on, came between; nothing is written, and the run is to be compared again.
    /// </returns>
    /// <param name="connection">Inside a transaction that writes; nothing stays when it is rolled back.</param>
    /// <param name="changes">What changes.</param>
    /// <param name="alongside">What else belongs into the same transaction.</param>
    /// <exception cref="InvalidOperationException">The causes do not sum to the difference: an error of ours, and never published.</exception>
    /// <exception cref="DbException">The database refused it.</exception>
    public static bool Apply(DbConnection connection, ChangeSet changes, Action<DbConnection> alongside)
    {
        if (PublishedState.Last(connection) == Name(changes))
            return true;
        foreach (var statement in Create)
            connection.Execute(statement);
        foreach (var rows in new[] { changes.Gaps, changes.Gone, changes.Entries, changes.Events, changes.Decisions })
            rows.LoadInto(connection);
        Weigh(connection, changes.Gaps.Rows, "staged_gaps", "staged_gone", "staged_entries", "staged_events", "staged_decisions", "gaps", "entries", "people");
        var holds = IsStill(connection, changes);
        if (holds)
        {
            Write(connection, changes);
            alongside(connection);
        }
        foreach (var statement in Drop)
            connection.Execute(statement);
        return holds;
    }

    // PostgreSQL goes by guesses of what is in a transaction's own tables, and of what it added to others, until it is told to look: it would
    // take a long table for one of a few rows, and go through another for each of them. A table of which it knows ten times as many rows as
    // change is none that it misjudges; looking at a long one costs seconds, on a night that changes nothing, too. SQLite's plans do not go
    // by how much there is.
    internal static void Weigh(DbConnection connection, long changing, params string[] tables)
    {
        if (connection is not NpgsqlConnection)
            return;
        var misjudged = connection.Query<string>(
            "select relname from pg_class where relname = any(@tables) and pg_table_is_visible(oid) and reltuples < 10.0 * @changing", new { tables, changing }).AsList();
        if (misjudged.Count > 0)
            connection.Execute($"analyze {string.Join(", ", misjudged)}");
    }

    // Both hold until the transaction ends: the rows that are asked for are locked by being written as they are.
    private static bool IsStill(DbConnection connection, ChangeSet changes) =>
        connection.Execute(Sql.Load("publishing/lock-decisions.sql")) == changes.Decisions.Rows
        && connection.Execute(
            Sql.Load("publishing/take-turn.sql"),
            new { expected = Text(changes.Publication), next = Text(changes.Publication + 1) }) == 1;

    private static void Write(DbConnection connection, ChangeSet changes)
    {
        connection.Execute(Sql.Load("publishing/name-publication.sql"), new { name = Name(changes) });
        StandingTable.ShowDue(connection, changes.AsOf);
        var at = connection.Now();
        // By the rules of before only who changed is said something new of.
        var isNew = NameParts(connection, changes, at);
        if (!isNew)
            connection.Execute(Sql.Load("publishing/keep-verdicts.sql"), new { run_id = changes.RunId, as_of = changes.AsOf });
        connection.Execute(Sql.Load("publishing/remove-gaps.sql"));
        connection.Execute(Sql.Load("publishing/write-gaps.sql"));
        if (isNew)
            connection.Execute(Sql.Load("publishing/keep-new-verdicts.sql"), new { run_id = changes.RunId, as_of = changes.AsOf });
        // First all that leave or move make room: a patient has one open entry a pathway at every moment.
        connection.Execute(Sql.Load("publishing/park-entries.sql"));
        connection.Execute(Sql.Load("publishing/add-entries.sql"), new { run_id = changes.RunId });
        Weigh(connection, changes.Gaps.Rows, "gaps", "entries");
        connection.Execute(Sql.Load("publishing/update-entries.sql"));
        connection.Execute(Sql.Load("publishing/update-entry-details.sql"), new { run_id = changes.RunId });
        connection.Execute(Sql.Load("publishing/mark-other-lines.sql"));
        PeopleTable.AddMissing(connection);
        Weigh(connection, changes.Entries.Rows, "people");
        CaseTable.Write(connection, changes.AsOf);
        connection.Execute(Sql.Load("publishing/add-events.sql"), new { run_id = changes.RunId, as_of = changes.AsOf, at });
        Release(connection, changes, at);
        Count(connection, changes);
    }

    // Parts are named by run and rules. Whether the rules of one are others than those it was published by before.
    private static bool NameParts(DbConnection connection, ChangeSet changes, DateTimeOffset at)
    {
        var before = PublishedState.Parts(connection).ToDictionary(p => (p.Measure, p.Site), p => (p.MeasureSha256, p.SetsSha256, p.LexiconSha256));
        foreach (var part in changes.Parts)
        {
            var values = new
            {
                measure = part.Measure,
                site = part.Site,
                run_id = changes.RunId,
                as_of = part.AsOf,
                at,
                measure_version = part.MeasureVersion,
                measure_sha256 = part.MeasureSha256,
                sets_sha256 = part.SetsSha256,
                lexicon_sha256 = part.LexiconSha256,
            };
            connection.Execute(Sql.Load("publishing/name-part.sql"), values);
            connection.Execute(Sql.Load("publishing/note-version.sql"), values);
        }
        return changes.Parts.Any(p => !before.TryGetValue((p.Measure, p.Site), out var rules) || rules != (p.MeasureSha256, p.SetsSha256, p.LexiconSha256));
    }

    // What is left of the week for each panel. The week is that of the as-of date, so that a rerun lets out nobody else; the list's count
    // stays as it is, since what waits is counted, too.
    private static void Release(DbConnection connection, ChangeSet changes, DateTimeOffset at)
    {
        var monday = IsoWeek.MondayOf(changes.AsOf);
        var chosen = connection.Execute(
            Sql.Load("publishing/choose-released.sql"),
            new { release = (long)changes.Release, monday, sunday = monday.AddDays(6), first_due = Workload.DueAtTheEarliest(changes.AsOf) });
        if (chosen == 0)
            return;
        connection.Execute(Sql.Load("publishing/release-entries.sql"), new { as_of = changes.AsOf });
        connection.Execute(Sql.Load("publishing/add-release-events.sql"), new { at, as_of = changes.AsOf, run_id = changes.RunId });
    }

    private static void Count(DbConnection connection, ChangeSet changes)
    {
        var open = connection.Query<OpenCount>(Sql.Load("publishing/count-open.sql")).ToHashSet();
        if (!open.SetEquals(changes.Open))
            throw new InvalidOperationException("the causes of the changes do not sum to the difference of the list");
        foreach (var count in changes.Counts)
        {
            connection.Execute(
                Sql.Load("publishing/add-change.sql"),
                new { run_id = changes.RunId, pathway = count.Pathway, site = count.Site, change = count.Change, cause = count.Cause, amount = count.Amount });
        }
    }

    // A run is published a second time when parts of it that were held are released.
    private static string Name(ChangeSet changes) => $"{Text(changes.Publication + 1)} {changes.RunId}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
