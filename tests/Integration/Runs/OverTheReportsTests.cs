using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>Several reports of one patient, from their text to the worklist, under the shipped measures and lexicon.</summary>
public sealed class OverTheReportsTests : IDisposable
{
    private const string Copied = "There is an acute compression fracture of the L1 vertebral body.";

    private readonly TemporaryFolder _folder = Some.Folder();
    private int _excerpt = ExcerptLength.Usual;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fracture_is_told_from_when_it_was_first_seen_to_what_became_of_it()
    {
        var gap = Assert.Single(Gaps(
            ("2023-03-12", "Compression fracture of L1 with 30% loss of height."),
            ("2025-06-01", "Stable compression fracture of L1."),
            ("2026-05-03", "COMPARISON: 2025. FINDINGS: Unchanged compression fracture of L1. No acute fracture.")));
        Assert.Equal(new DateOnly(2025, 6, 1), gap.IndexDate);
        Assert.EndsWith("; first seen 12 Mar 2023, unchanged on 3 May 2026 (3 reports)", gap.Why, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2023, 3, 12), Assert.Single(gap.Evidence, e => e.Role == "first-seen").Event!.Date);
    }

    [Theory]
    [InlineData("FINDINGS: " + Copied, 1)]
    [InlineData("FINDINGS: There is now a new acute compression fracture of the L1 vertebral body.", 2)]
    [InlineData("COMPARISON: Acute compression fracture of L1 on the CT of 2025. FINDINGS: Heart size is normal.", 1)]
    public void What_was_copied_forward_or_is_only_compared_with_begins_no_episode(string later, int episodes)
    {
        Assert.Equal(episodes, Gaps(("2025-06-01", "FINDINGS: " + Copied), ("2026-05-03", later)).Count);
        // Whatever is shown of the text.
        _excerpt = 0;
        Assert.Equal(episodes, Gaps(("2025-06-01", "FINDINGS: " + Copied), ("2026-05-03", later)).Count);
    }

    [Fact]
    public void What_its_addendum_takes_back_was_never_seen()
    {
        var gap = Assert.Single(Gaps(
            ("2025-06-01", "FINDINGS: Compression fracture of L1. ADDENDUM: There is no compression fracture of L1."),
            ("2026-05-03", "FINDINGS: Compression fracture of L1.")));
        Assert.Equal(new DateOnly(2026, 5, 3), gap.IndexDate);
        Assert.DoesNotContain("first seen", gap.Why, StringComparison.Ordinal);
    }

    private List<Gap> Gaps(params (string Date, string Text)[] reports)
    {
        var hospital = new TinyHospital();
        foreach (var (date, text) in reports)
            hospital.AddFinding("r" + date, "p9", date, "CT", text);
        hospital.WriteTo(_folder["in"]);
        var request = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null).Request("nightly", DateOnly.Parse(TinyHospital.AsOf), _folder["in"], threads: 1) with { Excerpt = _excerpt };
        using var run = PreparedRun.Prepare(request, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        return [.. run.Evaluator.Evaluate(run.Find("p9")!).SelectMany(r => r.Gaps).Where(g => g.Measure == "dexa-review")];
    }
}
