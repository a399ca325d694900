namespace Opportune.Core;

/// <summary>What a sample shows. "Cannot tell" counts as not right of what is listed, and as no fault of what is not.</summary>
public sealed class ValidationFigures
{
    private readonly IReadOnlyList<SampleCase> _cases;

    /// <param name="cases">All cases of the sample.</param>
    public ValidationFigures(IReadOnlyList<SampleCase> cases) => _cases = cases;

    /// <summary>Cases.</summary>
    public int Cases => _cases.Count;

    /// <summary>Cases of which it is not settled yet what holds.</summary>
    public int Unsettled => _cases.Count(c => c.Final is null);

    /// <summary>Whether every case is settled, of at least one.</summary>
    public bool IsComplete => Cases > 0 && Unsettled == 0;

    /// <summary>Of what is listed, the share that should be.</summary>
    public Share Precision => ShareOf(CaseAnswer.ShouldBeListed, Stratum.Listed);

    /// <summary>Of the excluded and withheld, the share that should be listed.</summary>
    public Share WronglyExcluded => ShareOf(CaseAnswer.ShouldBeListed, Stratum.LeftOut);

    /// <summary>Of those with a mention and not listed, the share that should be.</summary>
    public Share MissedWithMention => ShareOf(CaseAnswer.ShouldBeListed, Stratum.Mention);

    /// <summary>Of those whose reports mention nothing, the share that should be listed.</summary>
    public Share MissedWithoutMention => ShareOf(CaseAnswer.ShouldBeListed, Stratum.NoMention);

    /// <summary>Of what a person closed, the share that should be listed.</summary>
    public Share ClosedWrongly => ShareOf(CaseAnswer.ShouldBeListed, Stratum.ClosedByPerson);

    /// <summary>How far the two blind reviewers agree beyond chance (<see cref="Core.Kappa"/>).</summary>
    public double Kappa => Core.Kappa.Of([.. _cases.Select(c => c.Blind).Where(b => b.Count == SampleCase.Reviewers).Select(b => (b[0].Answer, b[1].Answer))]);

    /// <summary>Cases on which people and program disagree, by the cause that they gave, the most frequent first.</summary>
    public IReadOnlyList<(AnswerCause Cause, int Cases)> Disagreements =>
    [
        .. _cases.Where(c => c.Final is { } final && (final, c.Stratum) is (not CaseAnswer.ShouldBeListed, Stratum.Listed) or (CaseAnswer.ShouldBeListed, not Stratum.Listed))
            .CountBy(c => (c.Answers.FirstOrDefault(a => a.Settles) ?? c.Blind[0]).Cause)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => (c.Key, c.Value)),
    ];

    /// <summary>So many cases of a stratum.</summary>
    public int Of(Stratum stratum) => _cases.Count(c => c.Stratum == stratum);

    /// <summary>Why the measure does not go live on this; null: it may.</summary>
    public string? Refusal(ValidationSettings settings) =>
        Cases == 0 ? "the sample has no case"
        : !IsComplete ? $"{Unsettled} of the sample's {Cases} cases are not settled yet"
        : !(Precision.Low >= settings.PrecisionAtLeast) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"of what is listed {Precision.Value:P0} should be, at the least {Precision.Low:P0}; {settings.PrecisionAtLeast:P0} at the least is asked for")
        : WronglyExcluded.Value > settings.WronglyExcludedAtMost ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"of the excluded and withheld {WronglyExcluded.Value:P0} should be listed; at most {settings.WronglyExcludedAtMost:P0} may be")
        : null;

    private Share ShareOf(CaseAnswer answer, Stratum stratum)
    {
        var settled = _cases.Where(c => c.Stratum == stratum && c.Final is not null).ToList();
        return Share.Of(settled.Count(c => c.Final == answer), settled.Count);
    }
}
