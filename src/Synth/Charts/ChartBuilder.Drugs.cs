using System.Globalization;

namespace Opportune.Synth.Charts;

internal sealed partial class ChartBuilder
{
    /// <summary>An order in force.</summary>
    public void Order(Ingredient drug, DateOnly start) => Chart.Medications.Add(Row(drug, start));

    /// <summary>An order that was ended.</summary>
    public void EndedOrder(Ingredient drug, DateOnly start, DateOnly end) =>
        Chart.Medications.Add(Row(drug, start) with { End = end, Status = Draw.Chance(0.5) ? "completed" : "stopped" });

    /// <summary>Fills of 90 days each up to <paramref name="last"/>.</summary>
    public void Dispense(Ingredient drug, DateOnly last, int fills)
    {
        for (var i = fills - 1; i >= 0; i--)
            Chart.Medications.Add(Row(drug, last.AddDays(-i * Draw.Between(86, 95))) with { How = "dispense", Status = "completed", Supply = 90 });
    }

    /// <summary>What the patient says another clinic gives.</summary>
    public void Report(Ingredient drug, DateOnly day) => Chart.Medications.Add(Row(drug, day) with { How = "reported" });

    /// <summary>An order not to give it.</summary>
    public void Decline(Ingredient drug, DateOnly day) => Chart.Medications.Add(Row(drug, day) with { Intent = "do-not-perform", Status = "completed" });

    /// <summary>A row whose code is the site's own, so that only the name tells.</summary>
    public void OrderByName(Ingredient drug, DateOnly start) =>
        Chart.Medications.Add(Row(drug, start) with
        {
            System = "local:formulary",
            Code = string.Create(CultureInfo.InvariantCulture, $"F{Draw.Between(10000, 99999)}"),
            Display = $"{drug.Brand.ToUpperInvariant()} {Dose(drug.Doses[^1])} mg tab",
        });

    /// <summary>Zoledronate 5 mg, given in the clinic.</summary>
    public void GiveZoledronate(DateOnly day) => Chart.Medications.Add(
        new(Drug.Zoledronate, "RXNORM", "77655", "zoledronic acid 5 mg/100 mL injection", day)
        { How = "administration", Status = "completed", Dose = 5, Unit = "mg" });

    /// <summary>Denosumab 60 mg, given in the clinic.</summary>
    public void GiveDenosumab(DateOnly day) => Chart.Medications.Add(
        new(Drug.Denosumab, "RXNORM", "993449", "denosumab 60 mg/mL prefilled syringe", day)
        { How = "administration", Status = "completed", Dose = 60, Unit = "mg" });

    /// <summary>Denosumab 120 mg, which treats cancer in bone and not osteoporosis.</summary>
    public void GiveOncologyDenosumab(DateOnly day) => Chart.Medications.Add(
        new(Drug.Other, "RXNORM", "993449", "denosumab 120 mg/1.7 mL vial (Xgeva)", day)
        { How = "administration", Status = "completed", Dose = 120, Unit = "mg" });

    private Medication Row(Ingredient drug, DateOnly start)
    {
        var dose = Draw.Pick(drug.Doses);
        var atc = Draw.Chance(0.06);
        return new(drug.Drug, atc ? "ATC" : "RXNORM", atc ? drug.Atc : drug.RxNorm, $"{drug.Name} {Dose(dose)} mg oral tablet", start) { Dose = dose, Unit = "mg" };
    }

    private static string Dose(double dose) => dose.ToString(CultureInfo.InvariantCulture);
}
