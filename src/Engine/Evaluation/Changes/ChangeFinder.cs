using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// The smallest changes of a patient's data that would take the patient off the list, or put the patient on it: found by
/// making one change after the other and asking the whole measure again, so that what is said is so. One of each kind is
/// told; several at once only where no single one does.
/// </summary>
internal sealed class ChangeFinder(MeasurePlan plan, RuleKeys keys, PatientRecord record, EvaluationFrame frame)
{
    // More rows than these at once are not tried: it would be another patient.
    private const int MostGroups = 3;
    private const int DaysAhead = 120;

    private readonly bool _isListed = IsListed(plan, keys, record, frame);

    private Measure Measure => plan.Measure;

    /// <summary>Each in plain English; none where none was found.</summary>
    public IReadOnlyList<string> Find()
    {
        IEnumerable<string?> found = _isListed
            ? [Adding(Measure.SatisfiedBy.Select(s => s.When)), LeavingOut(), Adding(Measure.Exclude.Select(e => e.When))]
            : [Waiting(), AsPerson(), WithFeeds(), LeavingOut(), AddingIndex(), Adding(Conditions(Measure))];
        List<string> told = [.. found.OfType<string>()];
        if (told.Count == 0 && !_isListed && Both() is { } both)
            told.Add(both);
        return told;
    }

    private static bool IsListed(MeasurePlan plan, RuleKeys keys, PatientRecord patient, EvaluationFrame frame)
    {
        var facts = new PatientFacts(keys, patient);
        if (new IndexFinder(plan, facts, frame).Find(out _) is not { } events)
            return false;
        var judgement = Judgement.Of(plan, facts, events, frame);
        return judgement.Verdicts[judgement.Leader].Status == GapStatus.Open;
    }

    private bool Flips(PatientRecord changed, EvaluationFrame? other = null) => IsListed(plan, keys, changed, other ?? frame) != _isListed;

    private PatientRecord With(IEnumerable<Event> rows)
    {
        var added = rows.ToList();
        var seen = record.LastSeen.ToDictionary();
        foreach (var row in added)
            seen[row.Table] = seen.GetValueOrDefault(row.Table) > row.Date ? seen[row.Table] : row.Date;
        return record with { Events = [.. record.Events, .. added], LastSeen = seen };
    }

    private PatientRecord Without(IEnumerable<Event> rows)
    {
        var gone = rows.ToHashSet(ReferenceEqualityComparer.Instance);
        return record with { Events = [.. record.Events.Where(e => !gone.Contains(e))] };
    }

    // One criterion after the other, then all that a condition names, less those that turn out not to matter.
    private string? Adding(IEnumerable<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            var asked = ConditionCriteria.MayHelp(condition).Select(name => Measure.Criteria[name]).ToList();
            foreach (var one in asked)
            {
                if (Samples(one).FirstOrDefault(rows => Flips(With(rows))) is { } rows)
                    return ChangeWords.Added([(one, rows)]);
            }
            var all = asked.Select(one => (Criterion: one, Rows: Samples(one).FirstOrDefault() ?? [])).Where(a => a.Rows.Count > 0).ToList();
            if (all.Count < 2 || !Flips(With(all.SelectMany(a => a.Rows))))
                continue;
            foreach (var one in all.ToList())
            {
                if (Flips(With(all.Where(a => a.Criterion != one.Criterion).SelectMany(a => a.Rows))))
                    all.Remove(one);
            }
            return ChangeWords.Added(all);
        }
        return null;
    }

    private string? AddingIndex()
    {
        foreach (var one in Measure.Index.Classes)
        {
            // On its day nothing is over its grace: two months ago is.
            foreach (var day in new[] { frame.AsOf, Period.OfDays(DaysAhead / 2).SubtractFrom(frame.AsOf) })
            {
                if (one.AnyOf.SelectMany(match => SampleRow.Of(match, plan.Rulebook, day)).FirstOrDefault(row => Flips(With([row]))) is { } row)
                    return ChangeWords.Added(one, row);
            }
        }
        return null;
    }

    private IEnumerable<IReadOnlyList<Event>> Samples(Criterion criterion)
    {
        var index = record.Events.Where(e => e.Date >= Measure.Index.LookBackFrom(frame.AsOf)).Select(e => e.Date).Append(frame.AsOf).Distinct().Order();
        var days = index.SelectMany(day => new[] { criterion.Window.Resolve(day, frame.AsOf) }).Where(w => !w.IsEmpty).Select(w => w.To).Append(frame.AsOf).Distinct();
        return days.OrderDescending().SelectMany(day => SampleRow.Of(criterion, plan.Rulebook, day));
    }

    // A row alone; then all rows of one criterion; then of two and three.
    private string? LeavingOut()
    {
        if (record.Events.FirstOrDefault(e => Flips(Without([e]))) is { } row)
            return ChangeWords.LeftOut([row], plan.Words);
        var groups = Measure.Criteria.Values.Select(c => c.AnyOf).Concat(Measure.Index.Classes.Select(c => c.AnyOf)).Select(TakenBy).Where(g => g.Count > 0)
            .DistinctBy(g => string.Join('\n', g.Select(e => $"{e.Table} {e.RowId} {e.Mention?.Start}"))).OrderBy(g => g.Count).ToList();
        for (var size = 1; size <= MostGroups; size++)
        {
            if (Choices(groups, size).Select(chosen => chosen.SelectMany(g => g).Distinct().ToList()).FirstOrDefault(rows => Flips(Without(rows))) is { } rows)
                return ChangeWords.LeftOut(rows, plan.Words);
        }
        return null;
    }

    // Something else, and a row that is not there: where the finding itself excludes, or the feeds would be the next to keep it off.
    private string? Both()
    {
        var (all, covered) = Covering(Everything, frame with { Controls = Holding });
        if (new ChangeFinder(plan, keys, all, covered).LeavingOut() is { } rows)
            return $"{ChangeWords.Covered(Everything, isBelieved: true)}, and {rows}";
        foreach (var one in Measure.Index.Classes)
        {
            foreach (var row in one.AnyOf.SelectMany(match => SampleRow.Of(match, plan.Rulebook, Period.OfDays(DaysAhead / 2).SubtractFrom(frame.AsOf))))
            {
                if (new ChangeFinder(plan, keys, With([row]), frame).LeavingOut() is { } without)
                    return $"{ChangeWords.Added(one, row)}, and {without}";
            }
        }
        return null;
    }

    private List<Event> TakenBy(IReadOnlyList<EventMatch> matches)
    {
        var (facts, numbers) = (new PatientFacts(keys, record), new List<int>());
        EventFinder.Find(facts, [.. matches.Select(m => new MatchPlan(m, keys, plan.Rulebook))], new(DateOnly.MinValue, frame.AsOf), askValue: false, numbers);
        return numbers.ConvertAll(number => facts[number]);
    }

    private static IEnumerable<IEnumerable<T>> Choices<T>(IReadOnlyList<T> from, int size) => size == 0
        ? [[]]
        : from.SelectMany((one, i) => Choices([.. from.Skip(i + 1)], size - 1).Select(rest => rest.Prepend(one)));

    private string? Waiting()
    {
        for (var days = 1; days <= DaysAhead; days++)
        {
            var day = Period.OfDays(days).AddTo(frame.AsOf);
            if (Flips(record, frame with { AsOf = day }))
                return ChangeWords.Later(day);
        }
        return null;
    }

    private string? AsPerson()
    {
        var patient = record.Patient;
        if (patient.OptedOut && Flips(record with { Patient = patient with { OptedOut = false } }))
            return ChangeWords.NotOptedOut;
        if (patient.DeathDate is not null && Flips(record with { Patient = patient with { DeathDate = null } }))
            return ChangeWords.Alive;
        if (Flips(record with { Patient = patient with { Active = null }, LastSeen = SeenIn([Table.Encounters]) }))
            return ChangeWords.Active(frame.AsOf);
        for (var years = 1; years <= 60; years++)
        {
            foreach (var by in new[] { -years, years })
            {
                if (patient.BirthDate.Year + by is > 1 and < 9999 && patient with { BirthDate = patient.BirthDate.AddYears(by) } is var other && Flips(record with { Patient = other }))
                    return ChangeWords.Aged(patient.AgeOn(frame.AsOf), other.AgeOn(frame.AsOf));
            }
        }
        return null;
    }

    // One feed, all feeds; then also what is counted at the site.
    private string? WithFeeds()
    {
        var believed = frame with { Controls = Holding };
        if (Flips(record, believed))
            return ChangeWords.Believed;
        foreach (var some in Everything.Select(t => new[] { t }).Append(Everything))
        {
            foreach (var basis in new[] { frame, believed })
            {
                var (seen, covered) = Covering(some, basis);
                if (Flips(seen, covered))
                    return ChangeWords.Covered(some, isBelieved: basis == believed);
            }
        }
        return null;
    }

    private static SiteControls Holding { get; } = SiteControls.HoldingExcept(new HashSet<string>());

    private static Table[] Everything { get; } = [.. CanonicalTable.All.Select(t => t.Table)];

    private (PatientRecord Record, EvaluationFrame Frame) Covering(Table[] some, EvaluationFrame basis)
    {
        var whole = some.Select(t => new FeedInterval(t, null, null, new(DateOnly.MinValue, frame.AsOf), Coverage.DefaultLagDays));
        var others = frame.Coverage.Intervals.Where(i => !some.Contains(i.Table));
        var isObserved = some.Contains(Table.ObservationPeriods);
        var covered = new Coverage([.. others, .. whole], Everything.Where(t => some.Contains(t) || frame.Coverage.Has(t)).ToHashSet())
        {
            ObservedSites = isObserved ? new HashSet<string>() : frame.Coverage.ObservedSites,
        };
        return (record with { LastSeen = SeenIn(some), Observed = isObserved ? [] : record.Observed }, basis with { Coverage = covered });
    }

    private Dictionary<Table, DateOnly> SeenIn(Table[] tables) =>
        record.LastSeen.Where(s => !tables.Contains(s.Key)).Concat(tables.Select(t => KeyValuePair.Create(t, frame.AsOf))).ToDictionary();

    // What keeps a row open where something else would close it.
    private static IEnumerable<Condition> Conditions(Measure measure) =>
        measure.SatisfiedBy.Select(s => s.Unless).OfType<Condition>().Concat(measure.Index.Classes.Select(c => c.When).OfType<Condition>())
            .Concat(measure.Criteria.Values.Select(c => c.UnlessLater).OfType<string>().Select(name => new Condition.Met(name)));
}
