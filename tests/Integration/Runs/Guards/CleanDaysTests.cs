using Opportune.Runs;
using Opportune.Runs.Guards;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>Ordinary nights: the tables grow by what the days bring, some rows come late, and no guard holds anything.</summary>
public sealed class CleanDaysTests
{
    private const int Days = 60;
    private static readonly DateOnly First = new(2026, 9, 10);

    private static readonly Dictionary<string, string> DateOf = new()
    {
        ["imaging_findings"] = "exam_date",
        ["conditions"] = "start_date",
        ["medications"] = "start_date",
        ["procedures"] = "performed_date",
        ["results"] = "result_date",
        ["encounters"] = "encounter_date",
    };

    [Fact]
    public async Task Sixty_clean_days_hold_nothing()
    {
        var random = new Random(20261114);
        var whole = HospitalTables.Invent(2500, 33, First.AddDays(Days));
        IReadOnlyDictionary<MeasurePart, GuardedRun> published = new Dictionary<MeasurePart, GuardedRun>();
        for (var day = 0; day < Days; day += random.Next(1, 4))
        {
            var asOf = First.AddDays(day);
            var tonight = whole.Copy();
            foreach (var (table, date) in DateOf)
                tonight.RemoveRows(table, r => r.Date(date).AddDays(random.NextDouble() < 0.02 ? 3 : 0) > asOf);
            tonight.Change("feeds", "covered_to", r => r.Date("covered_to") < asOf.AddDays(-3) ? r["covered_to"] : $"{asOf.AddDays(-random.Next(0, 3)):yyyy-MM-dd}");
            var now = await tonight.Look(asOf);
            var parts = (from measure in HospitalTables.Rules.Measures from site in now.Counts.Sites select new MeasurePart(measure.Id, site)).ToList();
            var held = RunGuards.Check(now, published, parts, HospitalTables.Rules, new());
            Assert.True(held.Count == 0, $"{asOf}: {string.Join("; ", held.Select(h => $"{h.Part} {h.Guard} {h.Detail}"))}");
            published = parts.ToDictionary(p => p, _ => now);
        }
    }
}
