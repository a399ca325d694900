using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>All episodes of a patient before one measure, each with its status.</summary>
internal sealed class Judgement
{
    private readonly Trial[] _trials;
    private readonly Verdict[] _verdicts;

    private Judgement(Trial[] trials)
    {
        _trials = trials;
        _verdicts = [.. trials.Select(t => new StatusJudge(t).Judge())];
        Leader = LeaderOf(_verdicts);
        Continue();
    }

    /// <summary>The episode by which the patient is counted: the latest that is not prospective, else the latest.</summary>
    public int Leader { get; }

    public IReadOnlyList<Trial> Trials => _trials;

    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    public static Judgement Of(MeasurePlan plan, PatientFacts facts, List<IndexEvent> events, EvaluationFrame frame) =>
        new([.. EpisodeBuilder.Build(events, plan.Measure.Index.NewEpisode).Select(e => new Trial(plan, facts, e, frame))]);

    /// <summary>The gaps, by index date.</summary>
    public IReadOnlyList<Gap> ToGaps()
    {
        var gaps = new Gap[_trials.Length];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = GapMaker.Make(_trials[i], _verdicts[i], leads: i == Leader);
        return gaps;
    }

    private static int LeaderOf(Verdict[] verdicts)
    {
        var begun = Array.FindLastIndex(verdicts, v => v.Status != GapStatus.Prospective);
        return begun >= 0 ? begun : verdicts.Length - 1;
    }

    // An episode goes on in the next one that has begun: two entries about one patient would be one too many.
    private void Continue()
    {
        for (var i = 0; i < _verdicts.Length; i++)
        {
            if (_verdicts[i].Status is GapStatus.Excluded or GapStatus.Closed)
                continue;
            var next = Array.FindIndex(_verdicts, i + 1, v => v.Status != GapStatus.Prospective);
            if (next < 0)
                continue;
            var on = _trials[next].Episode.IndexDate;
            _verdicts[i] = _verdicts[i] with
            {
                Status = GapStatus.Closed,
                Reason = $"continued in the episode of {Dates.Text(on)}",
                Kind = GapBasisKind.EarlierEpisode,
                TakenOverOn = on,
            };
        }
    }
}
