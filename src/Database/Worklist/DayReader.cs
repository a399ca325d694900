using Dapper;

namespace Opportune.Database;

/// <summary>Something that happened to an entry while a person was away.</summary>
public sealed record DayEvent
{
    /// <summary>new, back, answered, closed.</summary>
    public string What { get; init; } = "";

    /// <summary>How many entries that happened to.</summary>
    public long Amount { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of a new one why it is listed; else what its history says.</summary>
    public string Text { get; init; } = "";

    /// <summary>Its state now.</summary>
    public string State { get; init; } = "";

    /// <summary>Its tier now.</summary>
    public long Tier { get; init; }

    /// <summary>The measure that leads it.</summary>
    public string Leader { get; init; } = "";

    /// <summary>The patient.</summary>
    public string PatientNow { get; init; } = "";

    /// <summary>The patient's record number.</summary>
    public string? Mrn { get; init; }

    /// <summary>The patient's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The patient's birth date.</summary>
    public DateOnly? BirthDate { get; init; }
}

/// <summary>What a person has in hand.</summary>
/// <param name="Today">Entries that the person decided today.</param>
/// <param name="Week">The same since Monday.</param>
/// <param name="Given">Entries that the person was given, with something to do.</param>
/// <param name="OverDue">Entries that are over due, anybody's; counted up to <see cref="DayReader.Most"/>.</param>
public sealed record HandCount(long Today, long Week, long Given, long OverDue);

/// <summary>An open gap of a patient who has a visit.</summary>
public sealed record VisitRow
{
    /// <summary>Who sees the patient; null: not known.</summary>
    public string? ClinicianId { get; init; }

    /// <summary>That person's name.</summary>
    public string? ClinicianName { get; init; }

    /// <summary>Day of the visit.</summary>
    public DateOnly Visit { get; init; }

    /// <summary>The patient.</summary>
    public string PatientNow { get; init; } = "";

    /// <summary>The patient's record number.</summary>
    public string? Mrn { get; init; }

    /// <summary>The patient's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The patient's birth date.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>F, M or U.</summary>
    public string? Sex { get; init; }

    /// <summary>1: the source asks for special care with who sees it.</summary>
    public long Restricted { get; init; }

    /// <summary>The entry.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>Its state.</summary>
    public string State { get; init; } = "";

    /// <summary>Tier of the gap.</summary>
    public long Tier { get; init; }

    /// <summary>The measure.</summary>
    public string Measure { get; init; } = "";

    /// <summary>Why it is listed.</summary>
    public string? Why { get; init; }

    /// <summary>What was looked for and not found.</summary>
    public string? LookedFor { get; init; }

    /// <summary>The paragraph for the clinician, closing sentence included.</summary>
    public string? Wording { get; init; }

    /// <summary>Why the entry is stopped; null: it is not.</summary>
    public string? Paused { get; init; }
}

/// <summary>What a person's day begins with; each question is one statement.</summary>
public sealed class DayReader(OpportuneDatabase database, Sight sight)
{
    /// <summary>What happened more often is not counted to the end.</summary>
    public const int Most = 10_000;

    /// <summary>Up to so many rows of visits are read.</summary>
    public const int MostVisits = 2_000;

    /// <summary>What happened to entries since then without that person, of each kind the most urgent ones; and until when that was looked at.</summary>
    public Task<(IReadOnlyList<DayEvent> Events, DateTimeOffset Until)> Since(DateTimeOffset since, string name, DateOnly today, int places, CancellationToken cancel = default) =>
        database.Read<(IReadOnlyList<DayEvent>, DateTimeOffset)>(connection =>
        {
            // Before the question: what comes in between is told again rather than never.
            var until = connection.Now();
            return (connection.Query<DayEvent>(sight.Load("day/list-since.sql"), sight.With(new { since, today, name, most = Most + 1L, places = (long)places })).AsList(), until);
        }, cancel);

    /// <summary>What a person has in hand.</summary>
    public Task<HandCount> Hands(string name, DateOnly today, CancellationToken cancel = default)
    {
        var monday = Core.IsoWeek.MondayOf(today);
        var since = new DateTimeOffset(monday.AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero);
        return database.Ask(connection => connection.QuerySingle<HandCount>(sight.LoadByPanel("day/count-hands.sql"), sight.With(new { name, today, monday, since, most = Most + 1L })), cancel);
    }

    /// <summary>What is in hand of patients who have a visit between two days, both counted; of one clinician if one is named (empty: of those without).</summary>
    public Task<IReadOnlyList<VisitRow>> Visits(DateOnly from, DateOnly to, DateOnly today, string? clinician, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<VisitRow>>(
            connection => connection.Query<VisitRow>(sight.LoadByPanel("day/list-visits.sql"), sight.With(new { from, to, today, clinician, limit = (long)MostVisits })).AsList(), cancel);
}
