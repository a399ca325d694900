using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Runs.Guards;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>Faults in the rows of real runs, after four that were published: what is held, what is told, and what is published all the same.</summary>
public sealed class BandRunTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task Faults_hold_what_rests_on_them_and_the_rest_is_published()
    {
        string[] all = [];
        for (var week = 0; week < 4; week++)
        {
            var clean = await sites.Run(TwoSites.First.AddDays(7 * week));
            Assert.True(clean.Held.Count == 0, string.Join('\n', clean.Held.Select(h => $"{clean.Request.AsOf} {h}")));
            all = [.. clean.Measures.Select(m => m.Measure.Id).Order(StringComparer.Ordinal)];
        }
        var asOf = TwoSites.First.AddDays(28);

        await Spoil(all, "imaging_findings.section, 2026-03-28 to 2026-04-03: said in impression: 0% of ", (table, line) =>
            table == "imaging_findings" ? line[..line.IndexOf(" IMPRESSION", StringComparison.Ordinal)] + "\"" : line);
        await Spoil(["mineral-metabolism-review", "osteoporosis-treatment-review"], "results.unit, 2026-03-28 to 2026-04-03: LOINC 17861-6, m", (table, line) =>
            table == "results" && line.Contains("17861-6", StringComparison.Ordinal) ? line.Replace("mg/dL", "mg/L", StringComparison.Ordinal) : line);
        await Spoil(["dexa-review"], "procedures.code, 2026-03-28 to 2026-04-03: ", (table, line) =>
            table == "procedures" ? line.Replace("CPT,77080", "local:bone,DXA", StringComparison.Ordinal) : line);

        // Mended, everything is published, and what waited is settled.
        var mended = await sites.Run(asOf);
        Assert.Empty(mended.Held);
        Assert.Equal(RunStates.Succeeded, mended.State);
        Assert.All(await sites.Database.Read(RunCatalog.Publications, TestContext.Current.CancellationToken), p => Assert.Equal(mended.RunId, p.RunId));

        async Task Spoil(string[] measures, string told, Func<string, string, string> change)
        {
            var spoilt = await sites.Run(asOf, (table, day, site, line) => site == TwoSites.North && day > asOf.AddDays(-7) ? change(table, line) : line);
            var text = string.Join('\n', spoilt.Held.Select(h => h.ToString()));
            Assert.True(measures.Select(m => new MeasurePart(m, TwoSites.North)).SequenceEqual(spoilt.Held.Select(h => h.Part)), text);
            Assert.True(spoilt.Held.All(h => h.Guard == GuardNames.OutOfBand && h.Detail.StartsWith(told, StringComparison.Ordinal)), text);
            Assert.Equal(RunStates.Partial, spoilt.State);
            var published = await sites.Database.Read(RunCatalog.Publications, TestContext.Current.CancellationToken);
            Assert.Equal(published.Select(p => new MeasurePart(p.Measure, p.Site)).Except(spoilt.Held.Select(h => h.Part)).ToHashSet(), [.. published.Where(p => p.RunId == spoilt.RunId).Select(p => new MeasurePart(p.Measure, p.Site))]);
        }
    }
}
