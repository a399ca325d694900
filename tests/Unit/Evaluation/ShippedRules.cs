using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Evaluation;

/// <summary>
/// The shipped measures as of any day, on one patient's unchanging data: feeds cover everything for ever, an index event
/// never ages out and nobody is lost, so that only what a gap rests on can change with the day.
/// </summary>
internal sealed class ShippedRules
{
    private static readonly Lazy<JobsFolder> Folder = new(() => JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!);

    private readonly Dictionary<DateOnly, MeasureEvaluator> _evaluators = [];
    private readonly Rulebook _rulebook;
    private readonly Coverage _coverage;

    public ShippedRules(params string[] measures)
    {
        var all = Folder.Value.For(Folder.Value.Jobs["nightly"]);
        _rulebook = all with
        {
            Measures = [.. all.Measures.Where(m => measures.Length == 0 || measures.Contains(m.Id)).Select(m => m with
            {
                ActiveWithin = null,
                Index = m.Index with { LookBack = Given.P("P90Y") },
            })],
        };
        var tables = CanonicalTable.All.Select(t => t.Table).ToHashSet();
        _coverage = new(tables.Select(t => new FeedInterval(t, null, null, new(DateOnly.MinValue, DateOnly.MaxValue), 0)), tables);
    }

    public static Rulebook Shipped => Folder.Value.For(Folder.Value.Jobs["nightly"]);

    public IReadOnlyList<Measure> Measures => _rulebook.Measures;

    public IEnumerable<Gap> Gaps(PatientRecord record, DateOnly asOf)
    {
        if (!_evaluators.TryGetValue(asOf, out var evaluator))
            _evaluators[asOf] = evaluator = new(_rulebook, _coverage, SiteControls.HoldingExcept(new HashSet<string>()), asOf);
        return evaluator.Evaluate(record).SelectMany(r => r.Gaps);
    }

}
