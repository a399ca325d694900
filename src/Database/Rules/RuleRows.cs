namespace Opportune.Database.Rules;

/// <summary>What somebody proposes under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="SetSha256">The rules as proposed.</param>
/// <param name="BaseSha256">Those that were in force when it was written.</param>
/// <param name="AuthorId">Who wrote it last.</param>
/// <param name="Author">The same as it stands in histories.</param>
/// <param name="What">What is different, in that person's words.</param>
/// <param name="At">When.</param>
public sealed record CandidateRow(string Name, string SetSha256, string BaseSha256, string AuthorId, string Author, string What, DateTimeOffset At);

/// <summary>What a set of rules would do beside those in force, on the same data.</summary>
public sealed record ShadowRow
{
    /// <summary>Its id.</summary>
    public required string ShadowId { get; init; }

    /// <summary>The rules that were tried.</summary>
    public required string SetSha256 { get; init; }

    /// <summary>Those in force.</summary>
    public required string BaseSha256 { get; init; }

    /// <summary>The run whose input was read again.</summary>
    public required string RunId { get; init; }

    /// <summary>Its job.</summary>
    public required string Job { get; init; }

    /// <summary>Its date.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string AskedBy { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>SHA-256 of gaps.parquet as these rules make it.</summary>
    public required string GapsSha256 { get; init; }

    /// <summary>Entries that the rules in force find open.</summary>
    public required long EntriesBefore { get; init; }

    /// <summary>Entries that these find open.</summary>
    public required long EntriesAfter { get; init; }

    /// <summary>Of them: that are not open by the rules in force.</summary>
    public required long EntriesEntering { get; init; }

    /// <summary>That are no longer open.</summary>
    public required long EntriesLeaving { get; init; }

    /// <summary>Of those entering: that wait in the queue of the backlog.</summary>
    public required long EntriesQueued { get; init; }

    /// <summary>Open by the rules in force with a finding of the last 13 weeks.</summary>
    public required long RecentBefore { get; init; }

    /// <summary>The same by these rules.</summary>
    public required long RecentAfter { get; init; }

    /// <summary>What else is to be known, one sentence a line; empty: nothing.</summary>
    public required string Notes { get; init; }

    /// <summary>Share of the open entries that come or go.</summary>
    public double Moved => (EntriesEntering + EntriesLeaving) / (double)Math.Max(1, EntriesBefore);

    /// <summary>Whether so much changes that people have to judge a new sample.</summary>
    public bool AsksForSample(Core.ValidationSettings settings) => settings.AsksForSample(EntriesEntering + EntriesLeaving, Math.Max(1, EntriesBefore));
}

/// <summary>A patient and measure of which two sets of rules say different things.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Measure">The measure.</param>
/// <param name="Site">The patient's site; empty where the source names none.</param>
/// <param name="Panel">Panel of the responsible clinician; null: none is known.</param>
/// <param name="Restricted">1: the source asks for special care with who sees it.</param>
/// <param name="Change">One of <see cref="ShadowChanges"/>.</param>
/// <param name="Cause">What of the rules made it so: measure, value-sets or lexicon.</param>
/// <param name="Before">What the rules in force say.</param>
/// <param name="After">What the others say.</param>
/// <param name="TierBefore">Tier; null: not listed.</param>
/// <param name="TierAfter">Tier; null: not listed.</param>
public sealed record ShadowDifference(
    string PatientId, string Measure, string Site, string? Panel, long Restricted, string Change, string Cause, string Before, string After, long? TierBefore, long? TierAfter);

/// <summary>The same as it is shown.</summary>
public sealed record ShadowLine(
    long Ordinal, string PatientId, string Measure, string Site, string Change, string Cause, string BeforeText, string AfterText, long? TierBefore, long? TierAfter);

/// <summary>How many patients come and go of a panel; empty: of none.</summary>
public sealed record ShadowPanel(string Panel, long Entering, long Leaving);

/// <summary>How many rows differ in one way.</summary>
public sealed record ShadowCount(string Measure, string Site, string Change, string Cause, long Tier, long Amount);

/// <summary>The ways in which a row differs.</summary>
public static class ShadowChanges
{
    /// <summary>It comes to the list.</summary>
    public const string Enters = "enters";

    /// <summary>It goes.</summary>
    public const string Leaves = "leaves";

    /// <summary>It is in another tier.</summary>
    public const string Tier = "tier";

    /// <summary>Its texts or its evidence differ.</summary>
    public const string Wording = "wording";

    /// <summary>All, in the order in which they are told.</summary>
    public static IReadOnlyList<string> All { get; } = [Enters, Leaves, Tier, Wording];
}

/// <summary>A set of rules that was put in force.</summary>
public sealed record ActivationRow
{
    /// <summary>From 1, one after the other.</summary>
    public required long Number { get; init; }

    /// <summary>The rules.</summary>
    public required string SetSha256 { get; init; }

    /// <summary>Those that were in force before.</summary>
    public required string PreviousSha256 { get; init; }

    /// <summary>What was known of it; null: a way back.</summary>
    public string? ShadowId { get; init; }

    /// <summary>The candidate's name; of a way back that of what it took back.</summary>
    public required string Name { get; init; }

    /// <summary>Who wrote it; null: a way back.</summary>
    public string? AuthorId { get; init; }

    /// <summary>The same as it stands in histories.</summary>
    public string? Author { get; init; }

    /// <summary>Who put it in force.</summary>
    public required string Approver { get; init; }

    /// <summary>In which role.</summary>
    public required string ApproverRole { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Why confirmed sentences may be read otherwise; null: none is.</summary>
    public string? Overruled { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
