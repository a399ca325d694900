using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database.Disputes;

/// <summary>What a reviewer says is wrong with an entry, and what came of it.</summary>
public sealed record DisputeRow
{
    /// <summary>Its number.</summary>
    public long DisputeId { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>What was wrong.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The measure that led.</summary>
    public string Measure { get; init; } = "";

    /// <summary>What the reviewer said.</summary>
    public string Said { get; init; } = "";

    /// <summary>Who.</summary>
    public string OpenedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>How far it has come.</summary>
    public string State { get; init; } = "";

    /// <summary>What was said with the last step; empty: nothing yet.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The rules that mend it; null: none yet.</summary>
    public string? FixedIn { get; init; }

    /// <summary>Who took the last step.</summary>
    public string? SettledBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The patient now.</summary>
    public string PatientNow { get; init; } = "";

    /// <summary>The patient's name; null: none is known.</summary>
    public string? DisplayName { get; init; }
}

/// <summary>A sentence whose reading must not change unnoticed.</summary>
public sealed record RegressionSentence(long SentenceId, string Kind, string Sentence, DateTimeOffset AddedAt);

/// <summary>A sentence that a candidate reads otherwise than the rules in force.</summary>
public sealed record ChangedReading(long SentenceId, string EntryId, string Kind, string Sentence, string BeforeText, string AfterText);

/// <summary>How many sentences of a kind are read otherwise.</summary>
public sealed record ChangedReadings(string Kind, long Amount);

/// <summary>Disputes and the sentences that came of them. Every method is one step inside a transaction of the caller's.</summary>
public static class DisputeTable
{
    /// <summary>A sentence that was read wrongly.</summary>
    public const string Disputed = "disputed";

    /// <summary>A sentence that was read rightly.</summary>
    public const string Confirmed = "confirmed";

    private const string Findings = "imaging_findings";

    /// <summary>What reviewers say is wrong, as far as somebody may see it.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sight">Who looks.</param>
    /// <param name="state">Only those that came so far; null: all.</param>
    /// <param name="reporter">Only what that person said and somebody answered; null: all.</param>
    /// <param name="limit">At most so many.</param>
    public static List<DisputeRow> List(DbConnection connection, Sight sight, DisputeState? state, string? reporter, int limit) =>
        connection.Query<DisputeRow>(sight.Load("disputes/list.sql"), sight.With(new { state = state is { } s ? EntryNames.Of(s) : null, reporter, limit })).AsList();

    /// <summary>Opens one, with the sentences that it is about.</summary>
    internal static void Open(DbConnection connection, EntryRow entry, DisputeKind kind, string said, EntryActor actor)
    {
        var id = connection.ExecuteScalar<long>(Sql.Load("disputes/add.sql"), new
        {
            entry_id = entry.EntryId,
            request_id = actor.RequestId,
            kind = EntryNames.Of(kind),
            measure = entry.Leader,
            said,
            opened_by = actor.By,
            opened_at = actor.At,
        });
        if (kind == DisputeKind.Reading)
            AddSentences(connection, entry, id, Disputed, actor.By, actor.At);
    }

    /// <summary>The decision was taken back that one came with.</summary>
    internal static void Withdraw(DbConnection connection, string entryId, string requestId, DateTimeOffset at)
    {
        connection.Execute(Sql.Load("disputes/remove-sentences.sql"), new { entry_id = entryId, request_id = requestId, at });
        connection.Execute(Sql.Load("disputes/withdraw.sql"), new { entry_id = entryId, request_id = requestId, at });
    }

    /// <summary>Keeps the sentences of the leading measure's index findings.</summary>
    /// <returns>How many were not kept so already.</returns>
    internal static int AddSentences(DbConnection connection, EntryRow entry, long? dispute, string kind, string by, DateTimeOffset at)
    {
        var lines = connection.Query<EntryLine>(Sql.Load("worklist/list-lines.sql"), new { entry_id = entry.EntryId }).Where(l => l.Measure == entry.Leader);
        return lines.SelectMany(l => SentencesOf(l.Evidence)).Distinct().ToList()
            .Sum(sentence => connection.Execute(Sql.Load("disputes/add-sentence.sql"), new { entry_id = entry.EntryId, dispute_id = dispute, kind, sentence, added_by = by, added_at = at }));
    }

    /// <summary>The sentences of the index findings that evidence names.</summary>
    internal static IEnumerable<string> SentencesOf(string? evidence) =>
        Evidence.Parse(evidence).Where(e => e is { Outcome: "found", Role: "index", Table: Findings, Length: not null, Excerpt: not null }).Select(e => e.Excerpt!).Distinct();

    /// <summary>Takes a step.</summary>
    internal static bool Settle(DbConnection connection, long dispute, DisputeState state, string outcome, string? fixedIn, string by, DateTimeOffset at) =>
        connection.Execute(Sql.Load("disputes/settle.sql"), new { dispute_id = dispute, state = EntryNames.Of(state), outcome, fixed_in = fixedIn, settled_by = by, settled_at = at }) == 1;

    /// <summary>All sentences, to be read.</summary>
    public static List<RegressionSentence> Sentences(DbConnection connection) => connection.Query<RegressionSentence>(Sql.Load("disputes/list-sentences.sql")).AsList();

    /// <summary>Adds one that is read otherwise.</summary>
    public static void AddChanged(DbConnection connection, string shadow, long sentence, string before, string after) =>
        connection.Execute(Sql.Load("disputes/add-shadow-sentence.sql"), new { shadow_id = shadow, sentence_id = sentence, before, after });

    /// <summary>Those that are read otherwise, as far as somebody may see them.</summary>
    public static List<ChangedReading> Changed(DbConnection connection, string shadow, Sight sight) =>
        connection.Query<ChangedReading>(sight.Load("disputes/list-shadow-sentences.sql"), sight.With(new { shadow_id = shadow })).AsList();

    /// <summary>How many are read otherwise.</summary>
    public static List<ChangedReadings> CountChanged(DbConnection connection, string shadow) =>
        connection.Query<ChangedReadings>(Sql.Load("disputes/count-shadow-sentences.sql"), new { shadow_id = shadow }).AsList();
}
