using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>How ordinary patients are treated and scanned: statins, bone drugs, DXA, hearts.</summary>
internal static class Habits
{
    public static void Fill(ChartBuilder c)
    {
        var (draw, age) = (c.Draw, c.Age);
        if (age < 18)
            return;
        if (age >= 50 && draw.Chance(age >= 65 ? 0.09 : 0.04))
            Heart(c);
        Statin(c);
        if (age >= 50)
            Bones(c);
        Endings(c);
    }

    /// <summary>A statin in force, told in one of the ways in which records tell it.</summary>
    public static void TakesStatin(ChartBuilder c)
    {
        var draw = c.Draw;
        var drug = draw.Pick(Codes.Statins);
        switch (draw.Weighted(0.35, 0.4, 0.2, 0.05))
        {
            case 0:
                c.Order(drug, c.DaysAgo(60, 1500));
                c.Dispense(drug, c.DaysAgo(3, 80), draw.Between(2, 6));
                break;
            case 1:
                c.Dispense(drug, c.DaysAgo(3, 100), draw.Between(2, 8));
                break;
            case 2:
                c.Order(drug, c.DaysAgo(30, 1500));
                break;
            default:
                c.Report(drug, c.DaysAgo(30, 360));
                break;
        }
    }

    private static void Statin(ChartBuilder c)
    {
        var draw = c.Draw;
        var heart = c.Chart.Diagnoses.Exists(d => d.Dx is Dx.AscvdEvent);
        var diabetes = c.Chart.Diagnoses.Exists(d => d.Dx is Dx.Diabetes);
        var chance = (c.Age >= 65 ? 0.40 : c.Age >= 50 ? 0.27 : c.Age >= 40 ? 0.09 : 0.01) + (heart ? 0.35 : 0) + (diabetes ? 0.2 : 0);
        if (draw.Chance(chance))
            TakesStatin(c);
        else if (draw.Chance(0.04) && c.Age >= 45)
            c.EndedOrder(draw.Pick(Codes.Statins), c.DaysAgo(900, 1500), c.DaysAgo(250, 800));
    }

    private static void Heart(ChartBuilder c)
    {
        var (code, display) = c.Draw.Pick<(string, string)>(
        [
            ("I21.4", "Non-ST elevation (NSTEMI) myocardial infarction"), ("I25.2", "Old myocardial infarction"),
            ("I63.9", "Cerebral infarction, unspecified"), ("Z86.73", "Personal history of transient ischemic attack"),
        ]);
        c.Diagnose(Dx.AscvdEvent, code, display, c.DaysAgo(200, 1800), "encounter");
        if (c.Draw.Chance(0.3))
            c.Do(Deed.Revascularisation, "CPT", "92928", c.DaysAgo(200, 1800));
    }

    private static void Bones(ChartBuilder c)
    {
        var (draw, rate) = (c.Draw, c.World.ScanRate);
        var likely = (c.Person.Sex, c.Age) switch
        {
            ('F', >= 65) => rate * 2.2,
            ('F', _) => rate,
            (_, >= 70) => rate * 0.5,
            _ => rate * 0.15,
        };
        if (draw.Chance(likely))
            c.ScanBones(c.DaysAgo(5, 360));
        else if (draw.Chance(Math.Min(0.3, likely * 1.5)))
            c.ScanBones(c.DaysAgo(370, 1800));
        if (draw.Chance((c.Person.Sex, c.Age) switch { ('F', >= 65) => 0.10, ('F', _) => 0.03, (_, >= 70) => 0.02, _ => 0.003 }))
            TakesBoneDrug(c);
    }

    public static void TakesBoneDrug(ChartBuilder c)
    {
        var draw = c.Draw;
        var drug = draw.Pick(Codes.OralBone);
        switch (draw.Weighted(0.3, 0.4, 0.12, 0.18))
        {
            case 0: c.Order(drug, c.DaysAgo(60, 1200)); break;
            case 1: c.Dispense(drug, c.DaysAgo(3, 80), draw.Between(2, 6)); break;
            case 2: c.GiveZoledronate(c.DaysAgo(30, 380)); break;
            default:
                var last = draw.Between(10, 180);
                c.GiveDenosumab(c.DaysAgo(last));
                c.GiveDenosumab(c.DaysAgo(last + 183));
                break;
        }
    }

    private static void Endings(ChartBuilder c)
    {
        var draw = c.Draw;
        if (draw.Chance(c.Age >= 80 ? 0.05 : c.Age >= 65 ? 0.015 : 0.003))
            Population.Endings.Dies(c);
        else if (draw.Chance(0.003))
            c.Dies(c.World.AsOf.AddDays(draw.Between(3, 60)));
        else if (c.Age >= 65 && draw.Chance(0.006))
            Population.Endings.EntersHospice(c);
        else if (draw.Chance(0.015))
            Population.Endings.GoesElsewhere(c);
    }
}
