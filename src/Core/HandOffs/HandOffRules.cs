namespace Opportune.Core;

/// <summary>How patients are handed to clinicians, as <c>jobs/review/hand-off.yaml</c> says it; immutable once read.</summary>
public sealed record HandOffRules
{
    /// <summary>The longest message, in Unicode code points.</summary>
    public const int LongestMessage = 1200;

    /// <summary>The longest text of one patient in a summary, in Unicode code points.</summary>
    public const int LongestItem = 700;

    /// <summary>The most patients in one summary.</summary>
    public const int MostItems = 10;

    /// <summary>One summary a clinician in so many days.</summary>
    public const int SummaryDays = 7;

    /// <summary>By what a message goes, in the order in which it is offered.</summary>
    public required IReadOnlyList<HandOffChannel> Channels { get; init; }

    /// <summary>Whose patient it is.</summary>
    public required AttributionRule Attribution { get; init; }

    /// <summary>The message about one patient.</summary>
    public required MessageTemplate First { get; init; }

    /// <summary>The one reminder, where no reply was recorded.</summary>
    public required MessageTemplate Reminder { get; init; }

    /// <summary>How a summary of several patients begins.</summary>
    public required MessageTemplate SummaryHead { get; init; }

    /// <summary>One patient of a summary.</summary>
    public required MessageTemplate SummaryItem { get; init; }

    /// <summary>The channel of that name; null: there is none.</summary>
    public HandOffChannel? Channel(string? id) => Channels.FirstOrDefault(c => c.Id == id);
}

/// <summary>By what a message goes.</summary>
/// <param name="Id">Its name in the database; never renamed, as old hand-offs keep it.</param>
/// <param name="Label">What people read.</param>
public sealed record HandOffChannel(string Id, string Label);

/// <summary>Which step of a hand-off a disposition is.</summary>
public enum HandOffStep
{
    /// <summary>The clinician is asked; the clock starts.</summary>
    First,

    /// <summary>No reply was recorded, and the clinician is asked once more. After that it is the lead's.</summary>
    Reminder,
}

/// <summary>What a clinician answers.</summary>
public enum HandOffAnswer
{
    /// <summary>Agrees, and ordered or started something.</summary>
    Agreed,

    /// <summary>Declines, with the reason.</summary>
    Declined,

    /// <summary>The patient declined.</summary>
    PatientDeclined,

    /// <summary>It is not this clinician's patient: the entry goes back, and it is asked anew whose it is.</summary>
    NotMine,

    /// <summary>Sees the patient in clinic on a date.</summary>
    Clinic,
}
