using Opportune.Core;
using Opportune.Database.Standings;

namespace Opportune.Web.Show.Office;

/// <summary>What a measure is at a site, in words.</summary>
internal static class StandingWords
{
    /// <summary>"site North"; where the source names none: "all sites".</summary>
    public static string Site(string site) => site.Length == 0 ? "all sites" : $"site {site}";

    /// <summary>The address of the part's page.</summary>
    public static string Path(StandingPart part) => $"/going-live/{Uri.EscapeDataString(part.Measure)}?site={Uri.EscapeDataString(part.Site)}";

    /// <summary>"in pilot: Panel A, Panel B"</summary>
    public static string Now(StandingPart part, StandingPart? invented) =>
        part.Standing is null && invented is not null ? "live, not validated" : Text(part.InForce, part.Panels, part.Basis);

    /// <summary>What was decided.</summary>
    public static string Of(StandingDecision decision) => Text(EntryNames.Parse<Standing>(decision.Standing), decision.Panels, decision.Basis);

    /// <summary>", one panel after another from ..." of a decision that comes to its panels one after another; else nothing.</summary>
    public static string Steps(IReadOnlyList<StandingStep> steps) => steps is [var first, ..] ? $", one panel after another from {Dates.Text(first.FromDay)} to {Dates.Text(steps[^1].FromDay)}, drawn from the seed {first.Seed}" : "";

    /// <summary>The class of what it looks like.</summary>
    public static string Look(StandingPart part, StandingPart? invented) => (part.Standing is null && invented is not null ? Standing.Live : part.InForce) switch
    {
        Standing.Live => "r-succeeded",
        Standing.Pilot => "r-running names",
        _ => "r-held",
    };

    /// <summary>The beginning of a hash, enough to tell two apart.</summary>
    public static string Hash(string? sha256) => sha256 is { Length: > 12 } ? sha256[..12] : sha256 ?? "none";

    private static string Text(Standing standing, string? panels, string? basis) => standing switch
    {
        Standing.Live => basis == EntryNames.Of(StandingBasis.Signed) ? "live, signed" : "live, not validated",
        Standing.Pilot => $"in pilot: {(panels ?? "").Replace("\n", ", ", StringComparison.Ordinal)}",
        _ => "silent",
    };
}
