using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>Collects evidence in order; equal rows once.</summary>
internal sealed class EvidenceList(Trial trial)
{
    /// <summary>Index events shown at most; every class stays.</summary>
    private const int MostIndexEvents = 20;

    /// <summary>Found rows shown at most for one criterion: the first, and the latest.</summary>
    private const int MostFound = 5;

    private readonly List<EvidenceItem> _items = [];
    private readonly HashSet<(string Role, string Criterion, Table? Table, string? Row, int Start, int Length, string? What)> _seen = [];

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

    /// <summary>Every criterion of a condition that was asked: what was found, and where nothing was.</summary>
    public void AddAsked(string role, Condition? condition)
    {
        foreach (var name in condition is null ? [] : ConditionCriteria.Of(condition))
        {
            var result = trial.Result(name);
            if (result.Met)
                AddFound(role, result);
            else
                AddAbsent(role, result);
        }
    }

    /// <summary>Only what made a condition hold.</summary>
    public void AddHelping(string role, Condition? condition)
    {
        foreach (var name in condition is null ? [] : ConditionCriteria.Helping(condition, trial))
            AddFound(role, trial.Result(name));
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
            var answer = trial.Ask(table, result);
            var known = answer.State != CoverageState.None;
            var item = new EvidenceItem
            {
                Role = role,
                Criterion = result.Plan.Criterion.Name,
                Outcome = known ? EvidenceOutcome.NoneFound : EvidenceOutcome.NotChecked,
                Searched = table,
                Window = known ? Cut(result.Window, answer) : null,
            };
            if (_seen.Add((item.Role, item.Criterion, table, null, 0, 0, null)))
                _items.Add(item);
        }
    }

    /// <summary>The part of a window that a feed covers.</summary>
    internal static DateWindow Cut(DateWindow window, CoverageAnswer answer) => new(
        answer.From > window.From ? answer.From.Value : window.From,
        answer.To < window.To ? answer.To.Value : window.To);

    private void Found(string role, string criterion, Event e)
    {
        var (start, length) = (e.Mention?.Start ?? -1, e.Mention?.Length ?? 0);
        if (!_seen.Add((role, criterion, e.Table, e.RowId, start, length, e.Mention?.Concept ?? e.Code)))
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
}
