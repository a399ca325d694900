using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>What fills most of every record and decides nothing: visits, common diagnoses, common drugs, blood tests.</summary>
internal static class Everyday
{
    public static void Fill(ChartBuilder c)
    {
        var draw = c.Draw;
        Visits(c);
        for (var i = draw.Between(0, 4 + c.Age / 20); i > 0; i--)
            c.Diagnose(Dx.Other, draw.Pick(Codes.EverydayDiagnoses), c.DaysAgo(20, 1800), draw.Chance(0.3) ? "problem-list" : "encounter");
        if (c.Age >= 30 && draw.Chance(c.Age >= 50 ? 0.17 : 0.06))
            HasDiabetes(c);
        for (var i = draw.Between(0, 1 + c.Age / 25); i > 0; i--)
            Drug(c, draw.Pick(Codes.Everyday));
        for (var i = draw.Between(0, 5); i > 0; i--)
        {
            var code = draw.Pick(Codes.EverydayProcedures);
            c.Do(Deed.Other, code.System, code.Code, c.DaysAgo(5, 1500), code.Display);
        }
        Blood(c);
    }

    public static void HasDiabetes(ChartBuilder c) =>
        c.Diagnose(Dx.Diabetes, c.Draw.Chance(0.7) ? "E11.9" : "E11.65", "Type 2 diabetes mellitus", c.DaysAgo(100, 2000), "problem-list");

    private static void Visits(ChartBuilder c)
    {
        // The first is recent, so that everybody is known here; scenarios that want strangers clear them.
        c.Visit(c.DaysAgo(15, 330));
        for (var i = c.Draw.Between(1, 6); i > 0; i--)
            c.Visit(c.DaysAgo(20, 1500), c.Draw.Chance(0.12) ? "emergency" : "outpatient");
        if (c.Draw.Chance(0.25))
            c.Chart.Appointments.Add(c.World.AsOf.AddDays(c.Draw.Between(3, 120)));
    }

    private static void Drug(ChartBuilder c, Ingredient drug)
    {
        if (c.Draw.Chance(0.5))
            c.Order(drug, c.DaysAgo(60, 1400));
        else
            c.Dispense(drug, c.DaysAgo(5, 400), c.Draw.Between(1, 5));
    }

    private static void Blood(ChartBuilder c)
    {
        var draw = c.Draw;
        if (c.Age < 18)
            return;
        if (draw.Chance(0.5))
        {
            // LDL by calculation, below 190 here: familial hypercholesterolaemia is a scenario.
            c.Measure(Lab.Ldl, "13457-7", "Cholesterol in LDL, calculated", c.DaysAgo(10, 900), draw.Between(55, 178), "mg/dL");
        }
        if (draw.Chance(0.5))
            c.Measure(Lab.Egfr, "98979-8", "eGFR CKD-EPI 2021", c.DaysAgo(10, 900), draw.Between(64, 110), "mL/min/{1.73_m2}");
        if (draw.Chance(0.4))
            c.Measure(Lab.Other, "4548-4", "Hemoglobin A1c", c.DaysAgo(10, 900), 5 + draw.Unit() * 1.4, "%");
        if (draw.Chance(0.3))
            c.Measure(Lab.Calcium, "17861-6", "Calcium", c.DaysAgo(10, 900), 8.6 + draw.Unit() * 1.5, "mg/dL");
    }
}
