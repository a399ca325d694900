namespace Opportune.Core;

/// <summary>All that is known about one patient when the rules are applied.</summary>
public sealed record PatientRecord
{
    /// <summary>The person.</summary>
    public required Patient Patient { get; init; }

    /// <summary>Events by date, then table, then row id (ordinal), then start of the mention.</summary>
    public required IReadOnlyList<Event> Events { get; init; }

    /// <summary>
    /// Date of the latest row up to the as-of date in each table, whether or not any rule uses it: what shows that a feed
    /// knows the patient.
    /// </summary>
    public IReadOnlyDictionary<Table, DateOnly> LastSeen { get; init; } = new Dictionary<Table, DateOnly>();

    /// <summary>The days in which the patient was under observation, by first day; none where the source says nothing of it.</summary>
    public IReadOnlyList<ObservedPeriod> Observed { get; init; } = [];

    /// <summary>Table and date of each row that was left out since it repeats another word for word.</summary>
    public IReadOnlyList<(Table Table, DateOnly Date)> Repeats { get; init; } = [];
}
