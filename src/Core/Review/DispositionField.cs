namespace Opportune.Core;

/// <summary>What a person enters with a disposition, beside a comment, which is always welcome.</summary>
public enum DispositionField
{
    /// <summary>When it was done, began or happened; not after today.</summary>
    Date,

    /// <summary>A T-score; together with <see cref="TScoreSite"/>.</summary>
    TScore,

    /// <summary>Where the T-score was measured.</summary>
    TScoreSite,

    /// <summary>Which drug.</summary>
    Drug,

    /// <summary>A comment.</summary>
    Text,

    /// <summary>Which criterion of the measure is wrong.</summary>
    Criterion,

    /// <summary>To whom it was sent or referred.</summary>
    Recipient,

    /// <summary>The day of an appointment; not before today.</summary>
    Appointment,

    /// <summary>The first day on which the entry is back.</summary>
    Until,
}
