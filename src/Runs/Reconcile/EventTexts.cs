using System.Globalization;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What an entry's history says about what runs found, one line each.</summary>
internal static class EventTexts
{
    public const string Queued = "It is of the time before the work with it began, and waits in the queue.";

    public const string LeftQueue = "Left the queue before its turn: it is no longer of the backlog alone.";

    public const string TakenIn = "the patient was merged with another, whose entry goes on";

    public static string Moved(bool back) => back ? "The merge of the patient was undone." : "The patient was merged with another.";

    public static string Listed(EntryFinding finding, PublishedGap gap) => finding == EntryFinding.TreatmentUnknown
        ? $"Found with the index of {Text(gap.IndexDate)}; whether the patient is treated is unknown: {gap.StatusReason}."
        : $"Listed with the index of {Text(gap.IndexDate)}, tier {gap.Tier}.";

    public static string Succeeds(long number) => $"Answers entry {number} of the pathway, which was closed before: this is a new episode.";

    public static string Continued(long number) => $"a new episode goes on as entry {number} of the pathway";

    public static string Closed(string reason) => $"Closed by evidence: {reason}.";

    public static string NotActive => "Not active here any more.";

    public static string FoundAgain(string reason, bool isOpen) => isOpen ? $"Back on the list: {reason}." : $"Found again ({reason}); the decision stands.";

    public static string Changed(EntryFinding finding, string reason) => $"Now {EntryNames.Of(finding).Replace('-', ' ')}: {reason}.";

    public static string Withdrawn(string reason) => $"Withdrawn: {reason}.";

    public static string HandedOn(string from, string to) => $"Handed on from {from} to {to}.";

    public static string NewEpisode(PublishedGap gap) => $"A new episode joined; the index is of {Text(gap.IndexDate)}.";

    public static string IndexMoved(DateOnly from, DateOnly to) => $"Index moved from {Text(from)} to {Text(to)}.";

    public static string Tier(int from, int to) => $"Tier {from} became tier {to}.";

    public const string News = "New evidence joined.";

    /// <summary>Why an entry is gone.</summary>
    public static string Gone(GapLine? led, ChangeCause cause) => (led?.Now?.Status, cause) switch
    {
        (_, ChangeCause.StandingChanged) => "the measure is not shown here any more",
        (GapStatus.Prospective, _) => led!.Now!.StatusReason,
        (_, ChangeCause.Aged) => "the index event is older than the look-back",
        (_, ChangeCause.MeasureChanged) => "the measure no longer asks for it",
        (_, ChangeCause.LexiconOrValueSetChanged) => "the index event is read otherwise now",
        (_, ChangeCause.PatientMerged) => "the index event is another patient's",
        (_, ChangeCause.Person) => "what was reported was taken back",
        _ => "the source no longer holds the index event",
    };

    private static string Text(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
