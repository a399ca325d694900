namespace Opportune.Core;

/// <summary>What a sample is for.</summary>
public enum SampleKind
{
    /// <summary>Before a measure goes live at a site.</summary>
    GoingLive,

    /// <summary>After a change that moved more of the list than <see cref="ValidationSettings.MovedAtMost"/>.</summary>
    AfterChange,

    /// <summary>Every month while it is live.</summary>
    Monthly,
}

/// <summary>What the program said of a case; reviewers do not know it.</summary>
public enum Stratum
{
    /// <summary>Listed.</summary>
    Listed,

    /// <summary>A report mentions what the measure starts from, and the patient is not listed, excluded or withheld.</summary>
    Mention,

    /// <summary>Excluded or withheld.</summary>
    LeftOut,

    /// <summary>There are reports, and none mentions it.</summary>
    NoMention,

    /// <summary>Listed, and closed by a person.</summary>
    ClosedByPerson,
}

/// <summary>What a reviewer says of a case.</summary>
public enum CaseAnswer
{
    /// <summary>The patient should be listed.</summary>
    ShouldBeListed,

    /// <summary>The patient should not be listed.</summary>
    ShouldNotBeListed,

    /// <summary>It cannot be told from what is shown.</summary>
    CannotTell,
}

/// <summary>Why a reviewer says so.</summary>
public enum AnswerCause
{
    /// <summary>The report states it.</summary>
    Stated,

    /// <summary>The report says that it is not there, or does not speak of it.</summary>
    NotStated,

    /// <summary>The report is not sure.</summary>
    Uncertain,

    /// <summary>It is old, known, or another person's.</summary>
    OldOrOther,

    /// <summary>It was treated or tested already.</summary>
    Treated,

    /// <summary>Something else speaks against it: an exclusion.</summary>
    Excluded,

    /// <summary>What is shown does not say enough.</summary>
    TooLittle,
}

/// <summary>So many cases of each stratum.</summary>
public static class SampleSizes
{
    /// <summary>Of a stratum; fewer where there are no more.</summary>
    public static int Of(SampleKind kind, Stratum stratum) => (kind, stratum) switch
    {
        (SampleKind.GoingLive, Stratum.Listed) => 100,
        (SampleKind.GoingLive, Stratum.Mention or Stratum.LeftOut or Stratum.NoMention) => 50,
        (SampleKind.AfterChange, Stratum.Listed) => 30,
        (SampleKind.Monthly, Stratum.Listed) => 20,
        (SampleKind.Monthly, Stratum.Mention or Stratum.NoMention or Stratum.ClosedByPerson) => 10,
        _ => 0,
    };
}
