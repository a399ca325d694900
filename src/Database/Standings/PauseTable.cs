using Dapper;
using Opportune.Core;

namespace Opportune.Database.Standings;

/// <summary>Something that was stopped.</summary>
public sealed record PauseRow
{
    /// <summary>In the order of stopping.</summary>
    public long PauseId { get; init; }

    /// <summary>Measure id; null: of any measure.</summary>
    public string? Measure { get; init; }

    /// <summary>Tier; null: any.</summary>
    public long? Tier { get; init; }

    /// <summary>Concept of the lexicon that a finding is; null: whatever it rests on.</summary>
    public string? Concept { get; init; }

    /// <summary>Site; null: all of them.</summary>
    public string? Site { get; init; }

    /// <summary>Why; shown with each entry.</summary>
    public string Reason { get; init; } = "";

    /// <summary>By whom.</summary>
    public string PausedBy { get; init; } = "";

    /// <summary>In which role; empty: none.</summary>
    public string Role { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset PausedAt { get; init; }

    /// <summary>Who let it go on; null: it holds.</summary>
    public string? EndedBy { get; init; }

    /// <summary>In which role.</summary>
    public string? EndedRole { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why.</summary>
    public string? EndReason { get; init; }

    /// <summary>"statin-review, tier 2", "whatever rests on the concept fracture at North".</summary>
    public string What => Site switch { null => Anywhere, "" => $"{Anywhere} where no site is named", var site => $"{Anywhere} at {site}" };

    private string Anywhere => (Measure, Tier, Concept) switch
    {
        ({ } measure, null, null) => measure,
        ({ } measure, { } tier, null) => $"{measure}, tier {tier}",
        (null, _, { } concept) => $"whatever rests on the concept {concept}",
        ({ } measure, null, { } concept) => $"{measure} where it rests on the concept {concept}",
        _ => $"{Measure}, tier {Tier}, where it rests on the concept {Concept}",
    };
}

/// <summary>What is to be stopped.</summary>
/// <param name="Measure">Measure id; null: of any measure.</param>
/// <param name="Tier">Tier of the measure; null: any.</param>
/// <param name="Concept">Concept of the lexicon; null: whatever it rests on.</param>
/// <param name="Site">Site; null: all of them.</param>
public sealed record PauseOf(string? Measure, int? Tier, string? Concept, string? Site);

/// <summary>
/// What is stopped at once, at one site or at all: a measure, a tier of it, or what rests on a concept of the lexicon. Entries of it stay on the list, marked
/// with the reason; "next" leads past them, and none is handed to a clinician or exported until somebody lets it go on.
/// </summary>
public sealed class PauseTable(OpportuneDatabase database)
{
    private const int MostListed = 100;

    /// <summary>Why an entry of it does not leave the house.</summary>
    public static string Refusal(string reason) => $"it is stopped: {reason.TrimEnd('.')}";

    /// <summary>What was stopped: what holds first, then the newest.</summary>
    public Task<IReadOnlyList<PauseRow>> List(CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<PauseRow>>(connection => connection.Query<PauseRow>(Sql.Load("pauses/list.sql"), new { limit = (long)MostListed }).AsList(), cancel);

    /// <summary>Stops something.</summary>
    /// <param name="of">What.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who stops it.</param>
    /// <param name="role">In which role.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Why nothing was stopped; null: it was.</returns>
    public Task<string?> Pause(PauseOf of, string reason, string by, Role? role, CancellationToken cancel = default)
    {
        var refused = of.Measure is null && of.Concept is null ? "name a measure or a concept"
            : of.Measure is null && of.Tier is not null ? "a tier is a measure's: name the measure, too"
            : StandingTable.ReasonRefusal(reason);
        return refused is not null ? Task.FromResult<string?>(refused) : database.Write(connection => connection.Execute(
            Sql.Load("pauses/add.sql"), new { measure = of.Measure, tier = (long?)of.Tier, concept = of.Concept, site = of.Site, reason = reason.Trim(), paused_by = by, role = RoleText(role), paused_at = connection.Now() }) == 1 ? null : "the database did not keep it", cancel);
    }

    /// <summary>Lets something go on.</summary>
    /// <returns>Why nothing changed; null: it did.</returns>
    public Task<string?> Resume(long pauseId, string reason, string by, Role? role, CancellationToken cancel = default) =>
        StandingTable.ReasonRefusal(reason) is { } refused ? Task.FromResult<string?>(refused) : database.Write(connection =>
            connection.Execute(Sql.Load("pauses/end.sql"), new { pause_id = pauseId, ended_by = by, ended_role = RoleText(role), ended_at = connection.Now(), end_reason = reason.Trim() }) == 1
                ? null
                : "somebody let it go on already", cancel);

    // On the command line nobody has a role.
    private static string RoleText(Role? role) => role is { } held ? EntryNames.Of(held) : "";
}
