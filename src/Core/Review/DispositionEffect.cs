namespace Opportune.Core;

/// <summary>What a disposition does to an entry.</summary>
public enum DispositionEffect
{
    /// <summary>Somebody is looking at it.</summary>
    Review,

    /// <summary>Puts it off until a date, or until new evidence joins.</summary>
    Snooze,

    /// <summary>Something was set going; the entry returns on a date if the data does not close it before.</summary>
    Wait,

    /// <summary>Settles it.</summary>
    Close,

    /// <summary>Puts it back on the list at once.</summary>
    Reopen,
}
