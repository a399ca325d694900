using System.Data.Common;
using Dapper;
using Opportune.Core;
using Opportune.Database.Ledger;

namespace Opportune.Database.Rules;

/// <summary>Rules that are kept in the database: proposed, tried, in force. Every method is one step inside a transaction of the caller's.</summary>
public static class RuleTable
{
    private static readonly string[] RowColumns =
        ["shadow_id", "ordinal", "patient_id", "measure", "site", "panel", "restricted", "change", "cause", "before", "after", "tier_before", "tier_after"];

    /// <summary>The hash of the rules in force; null: what the folder says.</summary>
    public static string? InForce(DbConnection connection) => connection.QuerySingleOrDefault<string?>(Sql.Load("rules/find-in-force.sql"));

    /// <summary>Keeps a set of rules.</summary>
    public static void Keep(DbConnection connection, RuleFiles files)
    {
        foreach (var (path, content) in files.Contents)
        {
            var sha256 = RuleFiles.HashOf(content);
            connection.Execute(Sql.Load("rules/keep-content.sql"), new { sha256, content });
            connection.Execute(Sql.Load("rules/keep-file.sql"), new { set_sha256 = files.Hash, path, sha256 });
        }
    }

    /// <summary>A set of rules that was kept.</summary>
    /// <exception cref="InputException">It is not there, or not what it was.</exception>
    public static RuleFiles Load(DbConnection connection, string setSha256)
    {
        var files = RuleFiles.Of(connection.Query<(string Path, byte[] Content)>(Sql.Load("rules/list-files.sql"), new { set_sha256 = setSha256 }).Select(f => KeyValuePair.Create(f.Path, f.Content)));
        return files.Hash == setSha256 ? files : throw new InputException($"the rules {setSha256[..12]} in the database are not what was kept; restore a backup");
    }

    /// <summary>Adds what somebody proposes.</summary>
    public static void Propose(DbConnection connection, string name, RuleFiles files, string baseSha256, string authorId, string what)
    {
        Keep(connection, files);
        connection.Execute(Sql.Load("rules/add-candidate.sql"), new { name, set_sha256 = files.Hash, base_sha256 = baseSha256, author_id = authorId, what, at = connection.Now() });
    }

    /// <summary>What is proposed, the newest first.</summary>
    public static List<CandidateRow> Candidates(DbConnection connection) => connection.Query<CandidateRow>(Sql.Load("rules/list-candidates.sql")).AsList();

    /// <summary>Ids of all who wrote a part of it.</summary>
    public static List<string> Authors(DbConnection connection, string name) => connection.Query<string>(Sql.Load("rules/list-authors.sql"), new { name }).AsList();

    /// <summary>The last time that a set was held beside those in force; null: never.</summary>
    public static ShadowRow? Shadow(DbConnection connection, string setSha256, string baseSha256) =>
        connection.QuerySingleOrDefault<ShadowRow>(Sql.Load("rules/find-newest-shadow.sql"), new { set_sha256 = setSha256, base_sha256 = baseSha256 });

    /// <summary>Adds what came of one, and forgets the patients of those before an instant.</summary>
    public static void AddShadow(DbConnection connection, ShadowRow shadow, IEnumerable<ShadowDifference> rows, DateTimeOffset forgetBefore)
    {
        connection.Execute(Sql.Load("rules/forget-shadow-rows.sql"), new { before = forgetBefore });
        connection.Execute(Sql.Load("rules/add-shadow.sql"), new
        {
            shadow_id = shadow.ShadowId,
            set_sha256 = shadow.SetSha256,
            base_sha256 = shadow.BaseSha256,
            run_id = shadow.RunId,
            job = shadow.Job,
            as_of = shadow.AsOf,
            asked_by = shadow.AskedBy,
            ended_at = connection.Now(),
            gaps_sha256 = shadow.GapsSha256,
            entries_before = shadow.EntriesBefore,
            entries_after = shadow.EntriesAfter,
            entries_entering = shadow.EntriesEntering,
            entries_leaving = shadow.EntriesLeaving,
            entries_queued = shadow.EntriesQueued,
            recent_before = shadow.RecentBefore,
            recent_after = shadow.RecentAfter,
            notes = shadow.Notes,
        });
        using var load = BulkLoad.Into(connection, "shadow_rows", RowColumns);
        var ordinal = 0L;
        foreach (var row in rows)
        {
            load.Add(shadow.ShadowId);
            load.Add(++ordinal);
            load.Add(row.PatientId);
            load.Add(row.Measure);
            load.Add(row.Site);
            load.Add(row.Panel);
            load.Add(row.Restricted);
            load.Add(row.Change);
            load.Add(row.Cause);
            load.Add(row.Before);
            load.Add(row.After);
            load.Add(row.TierBefore);
            load.Add(row.TierAfter);
            load.EndRow();
        }
        load.Complete();
    }

    /// <summary>The newest run that read its input to the end, of a job or of any; null: there is none.</summary>
    public static RunRow? LastLive(DbConnection connection, string? job) =>
        connection.QuerySingleOrDefault<string?>(Sql.Load("rules/find-last-live-run.sql"), new { job }) is { } run ? RunCatalog.Find(connection, run) : null;

    /// <summary>What differs, counted, as far as somebody may see it.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="shadowId">What.</param>
    /// <param name="sight">Whose patients.</param>
    /// <param name="silent">Whether what is silent is among it: for who decides what goes live.</param>
    public static List<ShadowCount> Counts(DbConnection connection, string shadowId, Sight sight, bool silent = false) =>
        connection.Query<ShadowCount>(sight.Load("rules/count-shadow-rows.sql"), sight.With(new { shadow_id = shadowId, silent = silent ? 1L : 0L })).AsList();

    /// <summary>How many patients come and go, panel by panel.</summary>
    /// <inheritdoc cref="Counts"/>
    public static List<ShadowPanel> Panels(DbConnection connection, string shadowId, Sight sight, bool silent = false) =>
        connection.Query<ShadowPanel>(sight.Load("rules/count-shadow-panels.sql"), sight.With(new { shadow_id = shadowId, silent = silent ? 1L : 0L })).OrderBy(p => p.Panel, NaturalOrder.Comparer).AsList();

    /// <summary>What differs, from a place on, as far as somebody may see it.</summary>
    public static List<ShadowLine> Rows(DbConnection connection, string shadowId, Sight sight, string? change, string? measure, long after, int limit, bool silent = false) =>
        connection.Query<ShadowLine>(sight.Load("rules/list-shadow-rows.sql"), sight.With(new { shadow_id = shadowId, change, measure, after, limit, silent = silent ? 1L : 0L })).AsList();

    /// <summary>What was put in force, the last first.</summary>
    public static List<ActivationRow> Activations(DbConnection connection) => connection.Query<ActivationRow>(Sql.Load("rules/list-activations.sql")).AsList();

    /// <summary>Puts a set in force. Of two at once one fails, for they have one number.</summary>
    public static void Activate(DbConnection connection, long number, string setSha256, string previousSha256, string? shadowId, string name, string? authorId, string approverId, Role approverRole, string reason, string? overruled = null) =>
        connection.Execute(Sql.Load("rules/add-activation.sql"), new
        {
            number,
            set_sha256 = setSha256,
            previous_sha256 = previousSha256,
            shadow_id = shadowId,
            name,
            author_id = authorId,
            approver_id = approverId,
            approver_role = EntryNames.Of(approverRole),
            reason,
            overruled,
            at = connection.Now(),
        });
}
