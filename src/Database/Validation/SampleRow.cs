using Opportune.Core;

namespace Opportune.Database.Validation;

/// <summary>A blind sample of a measure at a site.</summary>
public sealed record SampleRow
{
    /// <summary>In the order of asking.</summary>
    public long SampleId { get; init; }

    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>What for (<see cref="SampleKind"/>, by name).</summary>
    public string Kind { get; init; } = "";

    /// <summary>Decides who is drawn: the same of the same data.</summary>
    public string Seed { get; init; } = "";

    /// <summary>By whom.</summary>
    public string AskedBy { get; init; } = "";

    /// <summary>In which role; empty: none.</summary>
    public string Role { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>When it was drawn; null: it waits for a run.</summary>
    public DateTimeOffset? DrawnAt { get; init; }

    /// <summary>The run that drew it.</summary>
    public string? RunId { get; init; }

    /// <summary>As-of date of the run.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The measure's version.</summary>
    public long? MeasureVersion { get; init; }

    /// <summary>SHA-256 of the measure's file.</summary>
    public string? MeasureSha256 { get; init; }

    /// <summary>SHA-256 of its value sets.</summary>
    public string? SetsSha256 { get; init; }

    /// <summary>SHA-256 of the lexicon.</summary>
    public string? LexiconSha256 { get; init; }

    /// <summary>When the last case was settled; its texts are gone from then on.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why the last run that could have drawn it did not (<see cref="DrawProblem"/>, by name); null: none could yet.</summary>
    public string? Problem { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ProblemAt { get; init; }

    /// <summary>What it is for.</summary>
    public SampleKind Purpose => EntryNames.Parse<SampleKind>(Kind);

    /// <summary>Whether people are to judge its cases.</summary>
    public bool IsOpen => DrawnAt is not null && SettledAt is null && EndedAt is null;

    /// <summary>Whether it waits for a run to draw it.</summary>
    public bool IsWanted => DrawnAt is null && EndedAt is null;
}

/// <summary>Why a run did not draw a sample.</summary>
public enum DrawProblem
{
    /// <summary>The job keeps no text of reports, and by codes alone nobody can judge.</summary>
    NoText,

    /// <summary>What the run found of the measure at the site is held.</summary>
    Held,

    /// <summary>The input or the database failed after the publication; the next run tries again.</summary>
    Failed,
}

/// <summary>A case as a run drew it.</summary>
/// <param name="Stratum">What the program said.</param>
/// <param name="PatientId">The patient, after merges.</param>
/// <param name="Shown">What reviewers see, as JSON.</param>
public sealed record DrawnCase(Stratum Stratum, string PatientId, string Shown);

/// <summary>A case that a person is to judge.</summary>
/// <param name="Sample">Its sample.</param>
/// <param name="Ordinal">Its place.</param>
/// <param name="Shown">What is shown of it, as JSON.</param>
/// <param name="Disputed">What two others said, without their names, where it is to be settled; empty: it is judged blind.</param>
public sealed record CaseToJudge(SampleRow Sample, int Ordinal, string Shown, IReadOnlyList<GivenAnswer> Disputed);
