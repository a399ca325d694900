using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>The states as people say them.</summary>
internal static class StateWords
{
    /// <summary>"in review"</summary>
    public static string Of(string state) => state switch
    {
        "closed-by-evidence" => "closed by data",
        "closed-by-person" => "closed",
        "reopened" => "back",
        _ => state.Replace('-', ' '),
    };

    /// <summary>What the state means, in one line.</summary>
    public static string Meaning(EntryState state) => state switch
    {
        EntryState.New => "nobody has looked at it yet",
        EntryState.InReview => "somebody is looking at it",
        EntryState.Snoozed => "put off until a date or new evidence",
        EntryState.Waiting => "something was set going",
        EntryState.ClosedByEvidence => "the data closed it",
        EntryState.ClosedByPerson => "a person closed it",
        EntryState.Reopened => "its date came, a new episode began, or someone reopened it",
        _ => "the last run no longer finds a reason for it",
    };
}
