namespace Opportune.Core;

/// <summary>What starts the clock, and what begins a new episode.</summary>
public sealed record IndexRule
{
    /// <summary>How far back from the as-of date an index event may lie.</summary>
    public required Period LookBack { get; init; }

    /// <summary>First day on which an index event counts: what is earlier has aged out.</summary>
    public DateOnly LookBackFrom(DateOnly asOf) => LookBack.SubtractFrom(asOf);

    /// <summary>The kinds of index event. An event belongs to the first class that takes it.</summary>
    public required IReadOnlyList<IndexClass> Classes { get; init; }

    /// <summary>What begins a new episode; without it all index events are one episode.</summary>
    public NewEpisode? NewEpisode { get; init; }
}

/// <summary>One kind of index event, which tiers can ask for by name.</summary>
public sealed record IndexClass
{
    /// <summary>Short name: "A1".</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Where its thresholds come from, for people.</summary>
    public string? Source { get; init; }

    /// <summary>The events; any one of the matches.</summary>
    public required IReadOnlyList<EventMatch> AnyOf { get; init; }

    /// <summary>Which of the events that are taken count.</summary>
    public IndexChoice Events { get; init; }

    /// <summary>Age band; null: any age.</summary>
    public AgeBand? Age { get; init; }

    /// <summary>A further condition on the patient.</summary>
    public Condition? When { get; init; }

    /// <summary>
    /// Events of this class are evidence of an episode but begin none where another class did ("history of" beside a
    /// fracture that was seen).
    /// </summary>
    public bool JoinsOnly { get; init; }
}

/// <summary>Which events of an index class start the clock.</summary>
public enum IndexChoice : byte
{
    /// <summary>Each of them.</summary>
    Each,

    /// <summary>Those of the earliest day only.</summary>
    First,

    /// <summary>Those of the latest day only ("the last dose").</summary>
    Last,
}

/// <summary>What begins a new episode, later than the first index event. Any one is enough.</summary>
public sealed record NewEpisode
{
    /// <summary>
    /// An index event more than so long after the last one, that the text calls acute or new, whose code is of an initial
    /// encounter (<see cref="InitialValueSets"/>), or that has grown, where <see cref="Grown"/> is said.
    /// </summary>
    public Period? AcuteAfter { get; init; }

    /// <summary>Codes of a new event.</summary>
    public IReadOnlyList<string> InitialValueSets { get; init; } = [];

    /// <summary>What the text says has grown counts as new (<see cref="GrownKind"/>).</summary>
    public bool Grown { get; init; }

    /// <summary>The kind of a mention that says that the finding is more than it was.</summary>
    public const string GrownKind = "progressed";

    /// <summary>The first event at one of these sites.</summary>
    public IReadOnlyList<string> FirstSites { get; init; } = [];

    /// <summary>Severity higher than any before.</summary>
    public bool SeverityUp { get; init; }

    /// <summary>A quantity that crosses one of these values for the first time.</summary>
    public Crossing? Crosses { get; init; }
}

/// <summary>A quantity and the values whose crossing matters.</summary>
public sealed record Crossing(string Concept, IReadOnlyList<double> At);

/// <summary>Completed years, both ends included.</summary>
/// <param name="From">Youngest, or null.</param>
/// <param name="To">Oldest, or null.</param>
/// <param name="At">On which date the age counts.</param>
public sealed record AgeBand(int? From, int? To, Anchor At);
