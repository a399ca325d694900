using Opportune.Core;

namespace Opportune.Reference;

/// <summary>What becomes of one episode: the first status that holds, its tier, and by when.</summary>
internal sealed class Verdict
{
    private readonly Measure _measure;
    private readonly Chart _chart;
    private readonly Hearing _hearing;
    private readonly Rulebook _rules;
    private readonly Feeds _feeds;
    private readonly DateOnly _asOf;
    private readonly List<Satisfaction> _asked = [];
    private string? _reason;
    private DateOnly? _coveredTo;

    public Verdict(Measure measure, Chart chart, Hearing hearing, Rulebook rules, Feeds feeds, Func<PositiveControl, string?, bool> isBelieved, DateOnly asOf)
    {
        (_measure, _chart, _hearing, _rules, _feeds, _asOf) = (measure, chart, hearing, rules, feeds, asOf);
        (Status, _reason) = Judge(isBelieved);
    }

    public GapStatus Status { get; private set; }

    public void ContinueIn(Verdict later) => (Status, _reason) = (GapStatus.Closed, $"continued in the episode of {later._hearing.Story.Date:d MMM yyyy}");

    public ReferenceGap ToGap()
    {
        var (story, tier) = (_hearing.Story, Tier(out var priority));
        var counts = story.Lead.Class.Age?.At ?? _measure.Index.Classes.FirstOrDefault(c => c.Age is not null)?.Age?.At ?? Anchor.Index;
        var due = tier == 1 && _measure.FirstTierDueAfter is { } sooner ? sooner : _measure.DueAfter;
        return new()
        {
            Measure = _measure.Id,
            IndexDate = story.Date,
            IndexTable = story.Lead.Event.Table,
            IndexRow = story.Lead.Event.RowId,
            Status = Status,
            Reason = _reason,
            Tier = tier,
            Priority = priority,
            DueDate = Status is GapStatus.Open or GapStatus.Prospective ? Days.After(story.Reported, due) : null,
            CoveredTo = _coveredTo,
            Age = Days.Age(_chart.Patient.BirthDate, counts == Anchor.Index ? story.Date : _asOf),
            Ask = Find,
        };
    }

    private (GapStatus, string?) Judge(Func<PositiveControl, string?, bool> isBelieved)
    {
        var patient = _chart.Patient;
        if (patient.OptedOut)
            return (GapStatus.Excluded, "opted out");
        if (patient.DeathDate <= _asOf)
            return (GapStatus.Excluded, $"died on {patient.DeathDate:d MMM yyyy}{(patient.DeathIsReported ? " (reported)" : "")}");
        if (_measure.Exclude.FirstOrDefault(e => _hearing.Holds(e.When)) is { } exclusion)
            return (GapStatus.Excluded, exclusion.Label);
        if (_measure.ActiveWithin is { } active && (patient.Active == false || WasLostSince(Days.Before(_asOf, active))))
            return (GapStatus.Excluded, "not active here");

        string? closed = null, said = null;
        foreach (var one in _measure.SatisfiedBy.Where(s => s.Where is null || _hearing.Holds(s.Where)))
        {
            _asked.Add(one);
            if (!_hearing.Holds(one.When) || (one.Unless is { } unless && _hearing.Holds(unless)))
                continue;
            if (!one.KeepsOpen)
            {
                closed = one.Label;
                break;
            }
            said ??= one.Label;
        }
        var mayClaim = MayClaim(isBelieved);
        if (closed is not null)
            return (GapStatus.Closed, closed);
        if (!mayClaim)
            return (GapStatus.Withheld, null);
        var opens = Opens();
        if (opens > _asOf)
            return (GapStatus.Prospective, $"grace until {opens.AddDays(-1):d MMM yyyy}");
        return (GapStatus.Open, said ?? (_coveredTo is { } to ? $"none found up to {to:d MMM yyyy}" : "none found"));
    }

    private bool WasLostSince(DateOnly day) =>
        _feeds.Has(Table.Encounters) && _chart.Record.LastSeen.TryGetValue(Table.Encounters, out var last) && last < day;

    // Every feed that is needed covers its window, the site is known to send such rows, and what must be known could be.
    private bool MayClaim(Func<PositiveControl, string?, bool> isBelieved)
    {
        var may = true;
        foreach (var one in _asked)
        {
            foreach (var table in one.Needs)
            {
                var reach = Reach(table, Days.Of(one.Window, _hearing.Story.Date, _asOf), Systems(one, table));
                if (reach.To is { } to && (_coveredTo is null || to < _coveredTo))
                    _coveredTo = to;
                may &= reach.Claims;
            }
            may &= one.Control is not { } control || isBelieved(control, _chart.Patient.Site);
        }
        foreach (var name in _measure.Exclude.Where(e => e.MustKnow).SelectMany(e => Named(e.When)))
            may &= TablesOf(_measure.Criteria[name]).All(table => IsChecked(name, table));
        return may;
    }

    private bool IsChecked(string criterion, Table table) =>
        Reach(table, _hearing.Ask(criterion).Window, Homes.Systems(_measure.Criteria[criterion].AnyOf, table, _rules)).Claims;

    private IEnumerable<Table> TablesOf(Criterion criterion) => criterion.AnyOf.SelectMany(m => Homes.Of(m, _rules)).Distinct();

    private Reach Reach(Table table, DateWindow window, IReadOnlyCollection<string>? systems) =>
        _feeds.Ask(table, window, _chart.Record, _asOf, systems);

    private IReadOnlyCollection<string>? Systems(Satisfaction one, Table table)
    {
        var matches = Named(one.When).SelectMany(name => _measure.Criteria[name].AnyOf).ToList();
        if (one.Control is { } control && control.Table == table)
            matches.Add(new() { Tables = [table], ValueSets = [control.ValueSet] });
        return Homes.Systems(matches, table, _rules);
    }

    private DateOnly Opens()
    {
        var story = _hearing.Story;
        if (_measure.OpensAfter.AtOnce is { } atOnce && _hearing.Holds(atOnce))
            return story.Reported;
        return Days.After(story.Reported, Taking.Same(story.Lead.Event.Setting, "inpatient") ? _measure.OpensAfter.Inpatient : _measure.OpensAfter.Usual);
    }

    // Up and down count once each, by the widest step, and nothing leaves the tiers that there are.
    private int Tier(out string priority)
    {
        var lowest = _measure.Tiers.Select(t => t.Tier).DefaultIfEmpty(1).Max();
        var rule = _measure.Tiers.FirstOrDefault(t => t.When is null || _hearing.Holds(t.When));
        var shifts = _measure.Shifts.Where(s => _hearing.Holds(s.When)).ToList();
        priority = string.Join("; ", new[] { rule?.Label ?? "" }.Concat(shifts.Select(s => s.Label)).Where(label => label.Length > 0));
        var steps = shifts.Select(s => s.By).Append(0).ToList();
        return Math.Max(1, Math.Min(lowest, (rule?.Tier ?? lowest) + steps.Min() + steps.Max()));
    }

    private ReferenceFinding Find(string role, string name)
    {
        if (role == "index")
        {
            var events = _hearing.Story.Events.Where(e => e.Class.Name == name).Select(e => e.Event).ToList();
            return new(events.Count > 0, events, null, _ => true);
        }
        var answer = _hearing.Ask(name);
        return new(answer.IsYes, answer.Events, answer.Window, table => IsChecked(name, table));
    }

    private static IEnumerable<string> Named(Condition condition) => condition switch
    {
        Condition.Met met => [met.Criterion],
        Condition.Not not => Named(not.Inner),
        Condition.AnyOf any => any.Inner.SelectMany(Named),
        Condition.AllOf all => all.Inner.SelectMany(Named),
        _ => [],
    };
}
