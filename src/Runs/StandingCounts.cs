using Opportune.Core;
using Opportune.Runs.Guards;

namespace Opportune.Runs;

/// <summary>Patients whom a run found open, by what the measure is at their site: what people act on, and what nobody is shown.</summary>
/// <param name="Live">At sites where it is live.</param>
/// <param name="Pilot">At sites where it is in pilot; of these only the patients of the pilot's panels are shown.</param>
/// <param name="Silent">At sites where it is silent.</param>
public sealed record StandingCounts(long Live, long Pilot, long Silent)
{
    private static readonly string Open = Words.Of(GapStatus.Open);

    /// <summary>Those whom people are shown, or may be.</summary>
    public long Shown => Live + Pilot;

    /// <summary>Whether nothing of it is shown anywhere.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>Whether it is silent at a site, with or without anybody found.</summary>
    public bool IsSilentSomewhere { get; private init; }

    /// <summary>Whether some is not for everybody who works on the list: the parts are told apart then.</summary>
    public bool IsDivided => IsSilentSomewhere || Pilot > 0;

    /// <summary>Counts what a run counted.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="counts">All that the run counted.</param>
    /// <param name="shown">What each measure is at each site.</param>
    public static StandingCounts Of(string measure, IEnumerable<(string Subject, string Item, long Amount)> counts, ShownParts shown)
    {
        var prefix = RunCounts.OfPart(measure, "");
        var parts = counts.Where(c => c.Item == Open && c.Subject.StartsWith(prefix, StringComparison.Ordinal))
            .Select(c => (Standing: shown.Of(measure, c.Subject[prefix.Length..]), c.Amount)).ToList();
        long At(Standing standing) => parts.Where(p => p.Standing == standing).Sum(p => p.Amount);
        return new(At(Standing.Live), At(Standing.Pilot), At(Standing.Silent)) { IsSilent = parts.Count > 0 ? parts.TrueForAll(p => p.Standing == Standing.Silent) : !shown.ShowsAny(measure), IsSilentSomewhere = parts.Exists(p => p.Standing == Standing.Silent) };
    }

    /// <summary>"40 live, 12 at sites in pilot, 300 silent"; what is nowhere is not named.</summary>
    public override string ToString() => string.Join(", ", new[] { (Live, "live"), (Pilot, "at sites in pilot"), (Silent, "silent") }
        .Where(c => c.Item1 > 0).Select(c => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Item1:N0} {c.Item2}")));
}
