namespace Opportune.Core;

/// <summary>
/// How much of what was found before a site began to work with a measure comes to people, and when. Written as
/// <c>jobs/review/workload.yaml</c>, apart from the measures: it says nothing about patients, so that a change of it changes no result.
/// </summary>
public sealed record Workload
{
    /// <summary>So many entries of the backlog a week and panel, where the file says nothing else.</summary>
    public const int UsualRelease = 40;

    // From the day it was first shown people have so long, however old the index is.
    private static readonly Period FirstShownGrace = Period.OfDays(28);

    /// <summary>Backlog entries that are released each week for each panel.</summary>
    public int Release { get; init; } = UsualRelease;

    /// <summary>The day on which work with a measure begins, by measure id; of a measure that is not here all entries are new.</summary>
    public IReadOnlyDictionary<string, GoLive> GoLive { get; init; } = new Dictionary<string, GoLive>(StringComparer.Ordinal);

    /// <summary>Ids of the measures whose entries never wait: those of the neck.</summary>
    public IReadOnlySet<string> Uncapped { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What a week has only so many of, by the measure that asks for it ("DXA"); the list then shows what stays undone.</summary>
    public IReadOnlyDictionary<string, string> Slots { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The first day on which an entry can be due that people were first shown on that day.</summary>
    public static DateOnly DueAtTheEarliest(DateOnly shownOn) => FirstShownGrace.AddTo(shownOn);

    /// <summary>When an entry's gap should be settled: not before people had their time with it; null while it waits in the queue.</summary>
    /// <param name="due">When the measure asks for it.</param>
    /// <param name="shownOn">When people were first asked to look at it; null: not yet.</param>
    public static DateOnly? Due(DateOnly? due, DateOnly? shownOn) =>
        due is { } day && shownOn is { } since && DueAtTheEarliest(since) is var earliest ? (earliest > day ? earliest : day) : null;

    /// <summary>
    /// Whether a gap is of the backlog: its index report was final before the day on which work with the measure began at its site. Tier 1
    /// never is, nor is a gap of a measure that is not capped.
    /// </summary>
    public bool IsBacklog(Gap gap) =>
        gap.Tier > 1 && !Uncapped.Contains(gap.Measure)
        && GoLive.TryGetValue(gap.Measure, out var begins) && (gap.ReportDate ?? gap.IndexDate) < begins.At(gap.Site);
}

/// <summary>The day on which work with a measure begins.</summary>
/// <param name="Usual">Where no other day is given; null: there all entries are new.</param>
/// <param name="Sites">By site.</param>
public sealed record GoLive(DateOnly? Usual, IReadOnlyDictionary<string, DateOnly> Sites)
{
    /// <summary>The day at that site.</summary>
    public DateOnly? At(string? site) => site is not null && Sites.TryGetValue(site, out var day) ? day : Usual;
}
