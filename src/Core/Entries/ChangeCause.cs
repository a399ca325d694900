namespace Opportune.Core;

/// <summary>Why a row of the list was added, dropped or changed between two publications; each change has exactly one.</summary>
public enum ChangeCause
{
    /// <summary>A report, diagnosis or other fact that was not known before.</summary>
    NewFinding,

    /// <summary>A treatment or test that satisfies the measure.</summary>
    NewTreatment,

    /// <summary>The patient's or the index event's age: into an age band, out of its grace, out of the look-back.</summary>
    Aged,

    /// <summary>A treatment ran out, or an exclusion's or activity's window passed.</summary>
    WindowPassed,

    /// <summary>The source corrected or deleted a row.</summary>
    SourceCorrected,

    /// <summary>The patient was merged with another, or a merge was undone.</summary>
    PatientMerged,

    /// <summary>The measure's file changed.</summary>
    MeasureChanged,

    /// <summary>The lexicon or a value set changed.</summary>
    LexiconOrValueSetChanged,

    /// <summary>What a feed covers, or can be trusted for, changed.</summary>
    FeedStateChanged,

    /// <summary>Another measure of the pathway leads now.</summary>
    HandedOn,

    /// <summary>A person's decision, or what a person reported.</summary>
    Person,

    /// <summary>The measure was made live, put into pilot, or silenced at the site.</summary>
    StandingChanged,
}
