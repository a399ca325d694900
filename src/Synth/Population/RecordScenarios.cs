using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>What happens to records rather than to people: feeds that stop, reports not final, rows after the day, strangers.</summary>
internal static class RecordScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Both("medications-feed-stopped", _ => { }) with { Site = "MILLBROOK" },
        Both("procedures-feed-stopped", _ => { }) with { Site = "RIDGEWAY" },
        Both("treated-before-feed-stopped", c => c.Order(Codes.Statins[0], c.DaysAgo(400, 700))) with { Site = "MILLBROOK" },
        Both("lapsed-when-feed-stopped", c => c.Dispense(Codes.Statins[1], c.DaysAgo(160, 200), 2)) with { Site = "MILLBROOK" },
        Both("dead", c => Endings.Dies(c, c.DaysAgo(3, 50))),
        Both("dies-after-as-of", c => c.Dies(c.World.AsOf.AddDays(c.Draw.Between(2, 60)))),
        Both("hospice", Endings.EntersHospice),
        Both("not-active-here", Endings.GoesElsewhere),
        Both("known-by-imaging-only", c =>
        {
            c.Chart.Visits.Clear();
            c.Chart.Medications.Clear();
            c.Chart.Procedures.Clear();
            c.Chart.Results.Clear();
            c.Chart.Diagnoses.Clear();
        }),
        Both("seen-once-three-years-ago", c =>
        {
            // Within 36 months, so still ours; not within 730 days, so nobody can say "none found".
            c.Chart.Visits.Clear();
            c.Visit(c.DaysAgo(780, 1040));
            c.Chart.Medications.Clear();
            c.Chart.Procedures.Clear();
            c.Chart.Results.Clear();
        }),
        new("recent-calcification", 50, 75, null, c => c.Show(c.Calcification("coronary"), c.Draw.Between(1, 9))),
        new("recent-calcification-inpatient", 50, 75, null, c => c.Show(c.Calcification("aorta-thoracic"), c.Draw.Between(16, 26), setting: "inpatient")),
        new("recent-fracture", 55, 90, null, c => c.Show(c.VertebralFracture(), c.Draw.Between(1, 9))),
        new("recent-fracture-inpatient", 55, 90, null, c => c.Show(c.HipFracture(), c.Draw.Between(16, 26), setting: "inpatient")),
        new("preliminary-only", 55, 85, null, c =>
        {
            c.Show(c.VertebralFracture(), c.Draw.Between(30, 400), "preliminary");
            c.Show(c.Calcification("coronary"), c.Draw.Between(30, 400), "preliminary");
        }),
        new("addendum", 55, 75, null, c => c.Show(c.Calcification("coronary"), c.Draw.Between(30, 400), "addendum")),
        new("found-after-as-of", 55, 80, null, c =>
        {
            c.Show(c.VertebralFracture(), -c.Draw.Between(1, 20));
            c.Show(c.Calcification("coronary"), -c.Draw.Between(1, 20));
        }),
        new("two-findings-in-one-report", 60, 75, null, c =>
            c.Show(c.VertebralFracture() with { Site = "thoracic", Level = "T8" }, c.Draw.Between(60, 650)).Statements.Add(c.Calcification("aorta-thoracic"))),
        new("copied-forward", 60, 75, null, c =>
        {
            var calcification = c.Calcification("aorta-thoracic");
            foreach (var days in (int[])[800, 500, 200, 60])
                c.Examine(ExamKind.ChestFilm, days).Statements.Add(calcification);
        }),
    ];

    private static Scenario Both(string id, Action<ChartBuilder> then) => new(id, 55, 75, null, c =>
    {
        StatinScenarios.See(c);
        BoneScenarios.See(c, c.VertebralFracture());
        then(c);
    });
}
