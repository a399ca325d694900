using Opportune.Core;
using static Opportune.Tests.Unit.Evaluation.Given;

namespace Opportune.Tests.Unit.Evaluation;

public class StatinIntensityTests
{
    [Theory]
    [InlineData("83367", 5, "low")]          // atorvastatin
    [InlineData("83367", 10, "moderate")]
    [InlineData("83367", 20, "moderate")]
    [InlineData("83367", 39.9, "moderate")]
    [InlineData("83367", 40, "high")]
    [InlineData("301542", 4.9, "low")]       // rosuvastatin
    [InlineData("301542", 5, "moderate")]
    [InlineData("301542", 20, "high")]
    [InlineData("36567", 10, "low")]         // simvastatin
    [InlineData("36567", 20, "moderate")]
    [InlineData("36567", 40, "moderate")]
    [InlineData("36567", 80, "high")]
    [InlineData("42463", 20, "low")]         // pravastatin
    [InlineData("42463", 40, "moderate")]
    [InlineData("42463", 80, "moderate")]
    [InlineData("6472", 20, "low")]          // lovastatin
    [InlineData("6472", 40, "moderate")]
    [InlineData("41127", 40, "low")]         // fluvastatin
    [InlineData("41127", 80, "moderate")]
    [InlineData("861634", 1, "moderate")]    // pitavastatin
    [InlineData("861634", 4, "moderate")]
    [InlineData("596723", 0.4, "")]          // cerivastatin, withdrawn: in no table
    [InlineData("83367", 0, "")]
    public void Drug_and_dose_are_one_intensity(string ingredient, double mg, string intensity) =>
        Assert.Equal(intensity, IntensityOf(Statin with { Code = ingredient, Dose = mg, DoseUnit = "mg" }));

    [Theory]
    [InlineData("atorvastatin 40 MG Oral Tablet [Lipitor]", "high")]
    [InlineData("Crestor 10mg tab", "moderate")]
    [InlineData("pravastatin sodium 20 MG Oral Tablet", "low")]
    [InlineData("amlodipine 5 MG / atorvastatin 40 MG Oral Tablet", "high")]
    [InlineData("atorvastatin 40 MG / ezetimibe 10 MG Oral Tablet", "high")]
    [InlineData("rosuvastatin 2.5 mg", "low")]
    [InlineData("ezetimibe-simvastatin 10-40 mg", "")]        // which drug has which is not said
    [InlineData("simvastatin 10/40 mg", "")]
    [InlineData("simvastatin 8 MG/ML Oral Suspension", "")]   // a concentration
    [InlineData("atorvastatin tablet", "")]
    [InlineData("40 mg atorvastatin", "")]
    [InlineData("nystatin 40 mg", "")]
    public void Without_a_dose_the_display_tells_it_where_it_does(string display, string intensity)
    {
        Assert.Equal(intensity, IntensityOf(Statin with { Code = "4711", Display = display }));
        // A dose in no unit of mass is none.
        Assert.Equal(intensity, IntensityOf(Statin with { Code = "4711", Display = display, Dose = 1, DoseUnit = "tablet" }));
    }

    [Fact]
    public void The_meaning_of_a_code_stands_before_the_display() =>
        Assert.Equal("high", IntensityOf(Statin with { Code = "STATIN", Display = "atorvastatin 10 MG" }, meaning: "atorvastatin 80 mg oral tablet"));

    private static Event Statin => Drug("2026-05-01") with { Kind = "dispense", DaysSupply = 90 };

    private static string IntensityOf(Event row, string? meaning = null)
    {
        var names = new[] { "low", "moderate", "high" };
        var measure = Measure([.. names.Select(n => Ask(n, Coded("statin")) with { Derivation = $"statin-{n}-intensity" })]) with
        {
            SatisfiedBy = [],
            Tiers = [.. names.Select((n, i) => new TierRule(i + 1, n, Met(n))), new(4, "", null)],
        };
        var rules = Rulebook(measure);
        rules = rules with
        {
            ValueSets = rules.ValueSets.ToDictionary(s => s.Key, s => s.Value with { Rows = [.. s.Value.Rows.Select(r => r with { Meaning = meaning })] }),
        };
        var record = Record(Finding("2026-06-01"), row);
        var ours = new Opportune.Engine.Evaluation.MeasureEvaluator(rules, Coverage(), Opportune.Engine.Evaluation.SiteControls.HoldingExcept(new HashSet<string>()), AsOf).Evaluate(record)[0].Gaps[0];
        var theirs = new Opportune.Reference.ReferenceEvaluator(rules, [], new HashSet<Table>(), (_, _) => true, _ => false, AsOf).Evaluate(record)[0];
        Assert.Equal(ours.Priority, theirs.Priority);
        return ours.Priority;
    }
}
