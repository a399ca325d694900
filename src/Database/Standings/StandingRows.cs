using Opportune.Core;

namespace Opportune.Database.Standings;

/// <summary>A measure at a site: what is published of it, and the decision about it that is in force.</summary>
public sealed record StandingPart
{
    /// <summary>Measure id; <see cref="ShownParts.All"/>: all of an invented hospital.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>As-of date of the last publication; null: none yet.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Its run.</summary>
    public string? RunId { get; init; }

    /// <summary>The measure's version, as published.</summary>
    public long? MeasureVersion { get; init; }

    /// <summary>SHA-256 of the measure's file, as published.</summary>
    public string? MeasureSha256 { get; init; }

    /// <summary>SHA-256 of its value sets, as published.</summary>
    public string? SetsSha256 { get; init; }

    /// <summary>SHA-256 of the lexicon, as published.</summary>
    public string? LexiconSha256 { get; init; }

    /// <summary>The decision; null: none was made, so that it is silent.</summary>
    public long? DecisionId { get; init; }

    /// <inheritdoc cref="StandingDecision.Standing"/>
    public string? Standing { get; init; }

    /// <inheritdoc cref="StandingDecision.Panels"/>
    public string? Panels { get; init; }

    /// <inheritdoc cref="StandingDecision.Basis"/>
    public string? Basis { get; init; }

    /// <inheritdoc cref="StandingDecision.Reason"/>
    public string? Reason { get; init; }

    /// <inheritdoc cref="StandingDecision.DecidedBy"/>
    public string? DecidedBy { get; init; }

    /// <inheritdoc cref="StandingDecision.Role"/>
    public string? Role { get; init; }

    /// <inheritdoc cref="StandingDecision.DecidedAt"/>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The measure's version when that was decided.</summary>
    public long? SignedVersion { get; init; }

    /// <summary>SHA-256 of the measure's file then.</summary>
    public string? SignedMeasureSha256 { get; init; }

    /// <summary>SHA-256 of its value sets then.</summary>
    public string? SignedSetsSha256 { get; init; }

    /// <summary>SHA-256 of the lexicon then.</summary>
    public string? SignedLexiconSha256 { get; init; }

    /// <summary>What is in force.</summary>
    public Standing InForce => Standing is { } standing ? EntryNames.Parse<Standing>(standing) : Core.Standing.Silent;

    /// <summary>Whether it is about an invented hospital as a whole.</summary>
    public bool IsInvented => Measure == ShownParts.All;

    /// <summary>What is published, to be signed; it is the same only as long as nothing of it changes.</summary>
    public string Versions => string.Join(' ', MeasureVersion, MeasureSha256, SetsSha256, LexiconSha256);

    /// <summary>Whether what is published is what was decided about.</summary>
    public bool IsAsDecided => (MeasureSha256, SetsSha256, LexiconSha256) == (SignedMeasureSha256, SignedSetsSha256, SignedLexiconSha256);
}

/// <summary>A decision about a measure at a site; they are added, never changed.</summary>
public sealed record StandingDecision
{
    /// <summary>In the order of deciding.</summary>
    public long DecisionId { get; init; }

    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site.</summary>
    public string Site { get; init; } = "";

    /// <summary>silent, pilot, live (<see cref="Core.Standing"/>).</summary>
    public string Standing { get; init; } = "";

    /// <summary>Panels of a pilot, one a line: by name, or in the order in which it comes to them (<see cref="StandingStep"/>).</summary>
    public string Panels { get; init; } = "";

    /// <summary>What it rests on (<see cref="StandingBasis"/>).</summary>
    public string Basis { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>By whom.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>In which role; empty: none.</summary>
    public string Role { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>The run that was published then; null: none was.</summary>
    public string? RunId { get; init; }

    /// <summary>The measure's version as published then.</summary>
    public long? MeasureVersion { get; init; }

    /// <summary>SHA-256 of its file then.</summary>
    public string? MeasureSha256 { get; init; }

    /// <summary>SHA-256 of its value sets then.</summary>
    public string? SetsSha256 { get; init; }

    /// <summary>SHA-256 of the lexicon then.</summary>
    public string? LexiconSha256 { get; init; }
}

/// <summary>A panel's turn in a pilot that comes to its panels one after another.</summary>
public sealed record StandingStep
{
    /// <summary>The decision.</summary>
    public long DecisionId { get; init; }

    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The panel.</summary>
    public string Panel { get; init; } = "";

    /// <summary>It is shown from the first publication as of that day or later.</summary>
    public DateOnly FromDay { get; init; }

    /// <summary>What the order was drawn from.</summary>
    public string Seed { get; init; } = "";

    /// <summary>When something else was decided; null: it is in force.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
