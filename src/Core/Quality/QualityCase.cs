namespace Opportune.Core;

/// <summary>An episode of a patient in a measure, as far as indicators count it. Days are as-of dates or dates of rows, never instants.</summary>
public sealed record QualityCase
{
    /// <summary>Measure id.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Id of the gap.</summary>
    public string GapId { get; init; } = "";

    /// <summary>The patient; told to nobody.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>The index report was final, or the index event happened.</summary>
    public DateOnly DayZero { get; init; }

    /// <summary>Site; empty where the source names none.</summary>
    public string Site { get; init; } = "";

    /// <summary>F, M or U.</summary>
    public string Sex { get; init; } = "";

    /// <summary>Age in completed years, on the date the measure counts by.</summary>
    public long Age { get; init; }

    /// <summary>As the source says it; null: it does not.</summary>
    public string? Race { get; init; }

    /// <inheritdoc cref="Race"/>
    public string? Ethnicity { get; init; }

    /// <inheritdoc cref="Race"/>
    public string? Language { get; init; }

    /// <inheritdoc cref="Race"/>
    public string? Payer { get; init; }

    /// <summary>Of the responsible clinician when first found; null: not known.</summary>
    public string? Panel { get; init; }

    /// <summary>Of the exam of the index event; null: none is known.</summary>
    public string? Modality { get; init; }

    /// <summary>"impression", "body", or null (<see cref="QualityFacts.Section"/>).</summary>
    public string? Section { get; init; }

    /// <summary>Name in the measure file of the class of the index event; null: from before it was kept.</summary>
    public string? IndexClass { get; init; }

    /// <summary>First found open, whether people were shown it or not; null: never.</summary>
    public DateOnly? OpenOn { get; init; }

    /// <summary>First came to people; null: never.</summary>
    public DateOnly? ListedOn { get; init; }

    /// <summary>First found withheld; null: never.</summary>
    public DateOnly? WithheldOn { get; init; }

    /// <summary>1: nobody was responsible for the patient when first found.</summary>
    public long? Alone { get; init; }

    /// <summary>The first day from which data satisfied it; null: none did.</summary>
    public DateOnly? DoneOn { get; init; }

    /// <summary>The table of the row that was first seen to satisfy it; null: none did.</summary>
    public string? DoneBy { get; init; }

    /// <summary>1: a drug that began after day 0 was kept on for a year (<see cref="FollowUp"/>); 0: it was not; null: not known.</summary>
    public long? Kept { get; init; }

    /// <summary>1: what is to be measured again after a drug began was; 0: it was not; null: not known.</summary>
    public long? Rechecked { get; init; }

    /// <summary>Since when it is no case any more, not satisfied; null: it still is.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>1: satisfied within the measure's own time, as published; null: not published yet.</summary>
    public long? Early { get; init; }

    /// <summary>"found" or "withheld" once it is a member of published tables.</summary>
    public string? Counted { get; init; }

    /// <summary>The first decision of a person since it was listed; null: none.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>First sent to a clinician since it was listed; null: never.</summary>
    public DateOnly? SentOn { get; init; }

    /// <summary>A clinician's answer was written down; null: none.</summary>
    public DateOnly? AnsweredOn { get; init; }

    /// <summary>The clinician agreed: the drug was prescribed, the test ordered, the patient referred; null: not that anybody wrote down.</summary>
    public DateOnly? AgreedOn { get; init; }

    /// <summary>Closed as done elsewhere; null: it was not.</summary>
    public DateOnly? ElsewhereOn { get; init; }

    /// <summary>Day 0 of the first later episode that begins more than 60 days after this one; null: none is known.</summary>
    public DateOnly? AgainOn { get; init; }

    /// <summary>Closed by a person's judgement, which no data can show; null: it was not.</summary>
    public DateOnly? DismissedOn { get; init; }

    /// <summary>
    /// Identified: found open, or satisfied since day 0 before it was. What was satisfied by day 0 is not, nor what had ended by then and was never open.
    /// </summary>
    public bool IsFound => !(DoneOn <= DayZero) && (OpenOn is not null || (DoneOn > DayZero && !(EndedOn <= DayZero)));

    /// <summary>Never found open, because it could not be known whether the patient is treated.</summary>
    public bool IsWithheld => !IsFound && WithheldOn is not null && OpenOn is null && DoneOn is null && !(EndedOn <= DayZero);

    /// <summary>Time to what satisfies it, cut off at a day at the latest, or where it ended.</summary>
    /// <param name="until">The last day that is looked at.</param>
    public Observed Time(DateOnly until)
    {
        if (DoneOn is { } done && done <= until && !(EndedOn < done))
            return new(done.DayNumber - DayZero.DayNumber, true);
        var end = EndedOn is { } ended && ended < until ? ended : until;
        return new(Math.Max(0, end.DayNumber - DayZero.DayNumber), false);
    }
}
