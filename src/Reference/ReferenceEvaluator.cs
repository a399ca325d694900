using Opportune.Core;

namespace Opportune.Reference;

/// <summary>
/// The second opinion: applies measures to one patient by the words of the rules, slowly and in plain sight. It shares the
/// records of Core with the engine and nothing else, so that an error has to be made twice to stay unseen.
/// </summary>
/// <param name="rules">The measures and their value sets.</param>
/// <param name="intervals">The days that feeds cover.</param>
/// <param name="tables">The tables that the source has.</param>
/// <param name="isBelieved">Whether the site's feed is known to carry what a control asks for.</param>
/// <param name="isObserved">Whether patients of a site have observation periods of their own.</param>
/// <param name="asOf">The date as of which it looks, included.</param>
public sealed class ReferenceEvaluator(
    Rulebook rules, IReadOnlyList<FeedInterval> intervals, IReadOnlySet<Table> tables, Func<PositiveControl, string?, bool> isBelieved, Func<string?, bool> isObserved, DateOnly asOf)
{
    private const int AdultAge = 18;

    private readonly Feeds _feeds = new(intervals, tables, isObserved);

    /// <summary>The patient's result rows, by measure and index date.</summary>
    public IReadOnlyList<ReferenceGap> Evaluate(PatientRecord patient)
    {
        var chart = new Chart(patient, rules);
        return [.. rules.Measures.SelectMany(measure => Evaluate(measure, chart))];
    }

    private List<ReferenceGap> Evaluate(Measure measure, Chart chart)
    {
        var index = IndexOf(measure, chart);
        if (index.Count == 0 || (!measure.ListsMinors && Days.Age(chart.Patient.BirthDate, asOf) < AdultAge))
            return [];
        var stories = Story.Part(index, measure.Index.Classes, measure.Index.NewEpisode);
        var verdicts = stories.ConvertAll(story => new Verdict(measure, chart, new(chart, story, measure, rules, asOf), rules, _feeds, isBelieved, asOf));
        // Where a later episode has begun, an earlier one that would still wait goes on in it.
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i].Status is GapStatus.Excluded or GapStatus.Closed)
                continue;
            if (verdicts.Skip(i + 1).FirstOrDefault(v => v.Status != GapStatus.Prospective) is { } next)
                verdicts[i].ContinueIn(next);
        }
        return verdicts.ConvertAll(v => v.ToGap());
    }

    private List<IndexStatement> IndexOf(Measure measure, Chart chart)
    {
        var window = new DateWindow(Days.Before(asOf, measure.Index.LookBack), asOf);
        var taken = new List<IndexStatement>();
        foreach (var one in measure.Index.Classes)
        {
            // A drug or a fracture that is known by a name alone never starts anything.
            var events = chart.Find(one.AnyOf, window).FindAll(e => e.MatchedBy != MatchWays.Name);
            if (one.Events != IndexChoice.Each && events.Count > 0)
            {
                var day = one.Events == IndexChoice.First ? events.Min(e => e.Date) : events.Max(e => e.Date);
                events = events.FindAll(e => e.Date == day);
            }
            foreach (var e in events.Where(e => !taken.Exists(t => ReferenceEquals(t.Event, e))))
            {
                var statement = new IndexStatement(e, one, measure.Index.NewEpisode?.AcuteAfter is not null && chart.Events.Exists(before => Statements.IsRestated(before, e)));
                var isOfAge = one.Age is not { } band || Hearing.IsWithin(band, Days.Age(chart.Patient.BirthDate, band.At == Anchor.Index ? e.Date : asOf));
                if (isOfAge && (one.When is null || new Hearing(chart, new(e.Date, [statement with { IsRestated = false }], statement), measure, rules, asOf).Holds(one.When)))
                    taken.Add(statement);
            }
        }
        taken = [.. taken.OrderBy(t => chart.Events.IndexOf(t.Event))];
        return [.. taken.Where((t, i) => !taken.Take(i).Any(t.IsCopyOf))];
    }
}
