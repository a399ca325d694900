using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// Decides whether "none found" may be claimed: the feeds must cover the patient and the window, and what was looked for
/// must be known to arrive from the site.
/// </summary>
internal sealed class AbsenceJudge(MeasurePlan plan, PatientRecord patient, DateOnly index, EvaluationFrame frame)
{
    private readonly List<string> _limits = [];
    private DateOnly? _coveredTo;
    private DateOnly? _lookedBackTo;
    private string? _withheld;

    public Absence Judge(IEnumerable<Satisfaction> asked, IEnumerable<Exclusion> exclusions)
    {
        foreach (var satisfaction in asked)
        {
            foreach (var table in satisfaction.Needs)
                Need(table, satisfaction);
            if (satisfaction.Control is { } control)
                Believe(control);
        }
        foreach (var exclusion in exclusions)
            Know(exclusion);
        return new(_coveredTo, _lookedBackTo, _limits, _withheld);
    }

    private void Need(Table table, Satisfaction satisfaction)
    {
        var window = satisfaction.Window.Resolve(index, frame.AsOf);
        var answer = frame.Ask(table, window, patient, plan.SystemsOf(satisfaction, table));
        if (answer.To is { } to && !(_coveredTo < to))
            _coveredTo = to;
        // Each need has a window of its own; the texts speak of the first, the one that the measure puts foremost.
        _lookedBackTo ??= answer.From > window.From ? answer.From.Value : window.From;
        if (answer.State == CoverageState.None)
            _withheld ??= answer.Reason;
        else if (answer is { State: CoverageState.Partial, From: { } first })
            AddLimit($"{CanonicalTable.Of(table).Name}: looked back only to {Dates.Text(first)}");
    }

    private void Believe(PositiveControl control)
    {
        var set = plan.Rulebook.ValueSets[control.ValueSet];
        _withheld ??= frame.Controls.Failure(control, set, patient.Patient.Site);
    }

    // An exclusion that nobody could have found is a limit; one that must be known withholds.
    private void Know(Exclusion exclusion)
    {
        foreach (var criterion in plan.Of(exclusion.When).All)
        {
            var window = criterion.Criterion.Window.Resolve(index, frame.AsOf);
            foreach (var table in criterion.Tables)
            {
                if (frame.Ask(table, window, patient, criterion.SystemsIn(table)) is not { State: CoverageState.None } answer)
                    continue;
                if (exclusion.MustKnow)
                    _withheld ??= $"{exclusion.Label} not checked: {answer.Reason}";
                else
                    AddLimit($"not checked: {exclusion.Label} ({answer.Reason})");
            }
        }
    }

    private void AddLimit(string limit)
    {
        if (!_limits.Contains(limit))
            _limits.Add(limit);
    }
}
