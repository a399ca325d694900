using System.Data.Common;
using Dapper;

namespace Opportune.Database.Standings;

/// <summary>A version of the rules that a measure was published by at a site.</summary>
public sealed record RuleVersion
{
    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The measure's version.</summary>
    public long MeasureVersion { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public string MeasureSha256 { get; init; } = "";

    /// <summary>SHA-256 of its value sets.</summary>
    public string SetsSha256 { get; init; } = "";

    /// <summary>SHA-256 of the lexicon.</summary>
    public string LexiconSha256 { get; init; } = "";

    /// <summary>As-of date of the first publication by it.</summary>
    public DateOnly FirstAsOf { get; init; }

    /// <summary>Of how many patients it said something, each status once.</summary>
    public long Said { get; init; }
}

/// <summary>A value set by its content that a measure was published by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SetSha256">SHA-256 of its rows.</param>
/// <param name="Measure">Measure id.</param>
/// <param name="FirstAsOf">As-of date of the first publication by it.</param>
public sealed record PublishedSet(string Name, string SetSha256, string Measure, DateOnly FirstAsOf);

/// <summary>What is called back: what all of the hashes that are given name.</summary>
/// <param name="MeasureSha256">Of a measure's file; null: of any.</param>
/// <param name="SetsSha256">Of a measure's value sets; null: of any.</param>
/// <param name="LexiconSha256">Of a lexicon; null: of any.</param>
/// <param name="SetSha256">Of one value set by itself; null: of any.</param>
public sealed record RecallOf(string? MeasureSha256, string? SetsSha256, string? LexiconSha256, string? SetSha256 = null)
{
    /// <summary>Whether it names anything.</summary>
    public bool IsNothing => MeasureSha256 is null && SetsSha256 is null && LexiconSha256 is null && SetSha256 is null;
}

/// <summary>What a version of the rules said of a patient, and what people did since.</summary>
public sealed record RecallRow
{
    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The measure's version.</summary>
    public long MeasureVersion { get; init; }

    /// <summary>The patient, as it was.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>open, withheld, closed, excluded.</summary>
    public string Status { get; init; } = "";

    /// <summary>What made it so.</summary>
    public string Reason { get; init; } = "";

    /// <summary>As-of date of the publication that first said so.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>Its run.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The entry; null: it was silent, or never listed.</summary>
    public string? EntryId { get; init; }

    /// <summary>Record number; null: not known.</summary>
    public string? Mrn { get; init; }

    /// <summary>Name; null: not known.</summary>
    public string? DisplayName { get; init; }

    /// <summary>State of the entry.</summary>
    public string? State { get; init; }

    /// <summary>Which disposition holds.</summary>
    public string? Disposition { get; init; }

    /// <summary>Who decided it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>How many things people did to the entry.</summary>
    public long Changes { get; init; }

    /// <summary>How often it was handed to a clinician.</summary>
    public long HandOffs { get; init; }

    /// <summary>When last.</summary>
    public DateOnly? LastSentOn { get; init; }

    /// <summary>1: no other version said the same of the patient.</summary>
    public long Alone { get; init; }
}

/// <summary>
/// Calls back what a version of measure, value sets or lexicon said of patients, also of those who are on no list: silent ones, closed ones, excluded ones. It is
/// asked past the sight of a person, so that nobody is missing, and only for who may take rows of all patients along.
/// </summary>
public sealed class RecallTable(OpportuneDatabase database)
{
    /// <summary>The versions that something was published by, the newest first.</summary>
    public Task<IReadOnlyList<RuleVersion>> Versions(CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<RuleVersion>>(connection => connection.Query<RuleVersion>(Sql.Load("recall/list-versions.sql")).AsList(), cancel);

    /// <summary>The value sets, each by its own content, that something was published by, and for which measures, the newest first.</summary>
    public Task<IReadOnlyList<PublishedSet>> Sets(CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<PublishedSet>>(connection => connection.Query<PublishedSet>(Sql.Load("recall/list-sets.sql")).AsList(), cancel);

    /// <summary>Keeps which value sets all sets of a measure together are, unless that is known.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="sets">By the hash of all together: each one's name, and the hash of what is in it.</param>
    public static void KeepSets(DbConnection connection, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> sets)
    {
        var known = connection.Query<string>(Sql.Load("recall/list-known-sets.sql")).ToHashSet(StringComparer.Ordinal);
        foreach (var (together, each) in sets.Where(s => !known.Contains(s.Key)))
        {
            foreach (var (name, hash) in each)
                connection.Execute(Sql.Load("recall/add-set.sql"), new { sets_sha256 = together, name, set_sha256 = hash });
        }
    }

    /// <summary>The rows of what is called back, by measure, site, status and patient.</summary>
    /// <param name="of">What.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<IReadOnlyList<RecallRow>> Rows(RecallOf of, long limit, CancellationToken cancel = default) => of.IsNothing
        ? Task.FromResult<IReadOnlyList<RecallRow>>([])
        : database.Read<IReadOnlyList<RecallRow>>(connection => connection.Query<RecallRow>(
            Sql.Load("recall/list-rows.sql"), new { measure_sha256 = of.MeasureSha256, sets_sha256 = of.SetsSha256, lexicon_sha256 = of.LexiconSha256, set_sha256 = of.SetSha256, limit }).AsList(), cancel);
}
