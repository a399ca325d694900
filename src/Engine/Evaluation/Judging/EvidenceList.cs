using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Collects evidence in order; equal rows once.</summary>
internal sealed class EvidenceList(Trial trial)
{
    /// <summary>Index events shown at most; every class stays.</summary>
    private const int MostIndexEvents = 20;

    /// <summary>Found rows shown at most for one criterion: the first, and the latest.</summary>
    private const int MostFound = 5;

    private readonly List<EvidenceItem> _items = new(16);

    public IReadOnlyList<EvidenceItem> Items => _items;

    /// <summary>The event that leads, then the others in order.</summary>
    public void AddIndex(Episode episode)
    {
        var lead = episode.Lead;
        Found("index", lead.Class.Class.Name, lead.Event);
        var classes = new HashSet<int> { lead.Class.Number };
        var room = MostIndexEvents - episode.Events.Select(e => e.Class.Number).Distinct().Count();
        foreach (var (e, by) in episode.Events)
        {
            if (!ReferenceEquals(e, lead.Event) && (classes.Add(by.Number) || room-- > 0))
                Found("index", by.Class.Name, e);
        }
    }

    /// <summary>The report that first says what the leading event says, where it is not among the index events.</summary>
    public void AddFirst(Episode episode, FindingCourse? course)
    {
        if (course is not null && course.First.Date < episode.IndexDate)
            Found("first-seen", "first-seen", course.First);
    }

    /// <summary>Every criterion of a condition that was asked: what was found, and where nothing was.</summary>
    public void AddAsked(string role, Condition? condition)
    {
        foreach (var criterion in condition is null ? [] : trial.Plan.Of(condition).All)
        {
            var result = trial.Result(criterion);
            if (result.Met)
                AddFound(role, result);
            else
                AddAbsent(role, result);
        }
    }

    /// <summary>Only what made a condition hold.</summary>
    public void AddHelping(string role, Condition? condition)
    {
        foreach (var criterion in condition is null ? [] : trial.Plan.Of(condition).MayHelp)
        {
            if (trial.Result(criterion) is { Met: true } result)
                AddFound(role, result);
        }
    }

    private void AddFound(string role, CriterionResult result)
    {
        var events = result.Events;
        for (var i = 0; i < events.Count; i++)
        {
            if (i == 0 || i > events.Count - MostFound)
                Found(role, result.Plan.Criterion.Name, events[i]);
        }
    }

    private void AddAbsent(string role, CriterionResult result)
    {
        foreach (var table in result.Plan.Tables)
        {
            if (IsListed(role, result.Plan.Criterion.Name, table, null))
                continue;
            var answer = trial.Ask(table, result);
            var known = answer.State != CoverageState.None;
            _items.Add(new()
            {
                Role = role,
                Criterion = result.Plan.Criterion.Name,
                Outcome = known ? EvidenceOutcome.NoneFound : EvidenceOutcome.NotChecked,
                Searched = table,
                Window = known ? Cut(result.Window, answer) : null,
            });
        }
    }

    /// <summary>The part of a window that a feed covers.</summary>
    internal static DateWindow Cut(DateWindow window, CoverageAnswer answer) => new(
        answer.From > window.From ? answer.From.Value : window.From,
        answer.To < window.To ? answer.To.Value : window.To);

    private void Found(string role, string criterion, Event e)
    {
        if (IsListed(role, criterion, e.Table, e))
            return;
        _items.Add(new()
        {
            Role = role,
            Criterion = criterion,
            Outcome = EvidenceOutcome.Found,
            Event = e,
            Searched = e.Table,
        });
    }

    // A gap has few items: going through them costs less than a set of what they say.
    private bool IsListed(string role, string criterion, Table table, Event? found)
    {
        foreach (var item in _items)
        {
            if (item.Searched == table && item.Role == role && item.Criterion == criterion
                && (item.Event is { } shown && found is not null ? NameTheSame(shown, found) : item.Event is null && found is null))
                return true;
        }
        return false;
    }

    private static bool NameTheSame(Event a, Event b) =>
        a.RowId == b.RowId && a.Mention?.Start == b.Mention?.Start && a.Mention?.Length == b.Mention?.Length
        && (a.Mention?.Concept ?? a.Code) == (b.Mention?.Concept ?? b.Code);
}
