using System.Globalization;

namespace Opportune.Core;

/// <summary>How old data may be before something leaves the house that was made of it.</summary>
/// <param name="ConfirmAfterDays">Older than so many days: only after somebody confirmed it, and that is recorded.</param>
/// <param name="RefuseAfterDays">Older than so many days: not at all. At least <paramref name="ConfirmAfterDays"/>.</param>
public sealed record FreshnessLimits(int ConfirmAfterDays = 3, int RefuseAfterDays = 10);

/// <summary>What the age of the data allows.</summary>
public enum DataAge
{
    /// <summary>Everything.</summary>
    Fresh,

    /// <summary>Hand-off and exports after somebody confirmed them.</summary>
    Old,

    /// <summary>Neither hand-off nor exports.</summary>
    TooOld,

    /// <summary>Nothing was published, so that there is nothing to hand on.</summary>
    None,
}

/// <summary>How old the data is by which something is decided, and what that allows; with the words for it.</summary>
/// <param name="UpTo">Up to when the data of what was published was delivered (<see cref="DataEnd"/>); of several parts the oldest that is concerned. Null: nothing was published.</param>
/// <param name="Today">The day it is at the site.</param>
/// <param name="Limits">From when on it is old, and too old.</param>
public sealed record Freshness(DateOnly? UpTo, DateOnly Today, FreshnessLimits Limits)
{
    /// <summary>Whole days since the data's end, at least 0; null: nothing was published.</summary>
    public int? Days => UpTo is { } upTo ? Math.Max(0, Today.DayNumber - upTo.DayNumber) : null;

    /// <summary>What that allows.</summary>
    public DataAge Age => Days switch
    {
        null => DataAge.None,
        { } days when days > Limits.RefuseAfterDays => DataAge.TooOld,
        { } days when days > Limits.ConfirmAfterDays => DataAge.Old,
        _ => DataAge.Fresh,
    };

    /// <summary>"of today", "1 day old", "5 days old"; empty where nothing was published.</summary>
    public string Text => Days switch
    {
        null => "",
        0 => "of today",
        1 => "1 day old",
        { } days => string.Create(CultureInfo.InvariantCulture, $"{days} days old"),
    };

    /// <summary>What a person confirms by going on, as it is asked and as it is recorded; null: there is nothing to confirm.</summary>
    public string? ToConfirm => Age == DataAge.Old
        ? $"The data reaches only to {Date} and is {Text}; what was done since then is not in it. I have checked what matters in the record."
        : null;

    /// <summary>Why nothing goes out, in one line; null: it may go.</summary>
    /// <param name="confirmed">Whether somebody confirmed <see cref="ToConfirm"/>.</param>
    public string? Refusal(bool confirmed) => Age switch
    {
        DataAge.None => "no run has published a list yet",
        DataAge.TooOld => string.Create(CultureInfo.InvariantCulture, $"the data reaches only to {Date} and is {Text}; beyond {Limits.RefuseAfterDays} days nothing is sent or exported. Wait for a run to succeed"),
        DataAge.Old when !confirmed => $"the data reaches only to {Date} and is {Text}; confirm that it may go out all the same",
        _ => null,
    };

    private string Date => UpTo?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? "";
}
