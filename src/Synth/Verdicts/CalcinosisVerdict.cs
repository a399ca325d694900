using Opportune.Synth.Charts;

namespace Opportune.Synth.Verdicts;

/// <summary>What cervical-calcinosis should say: calcinosis at the cervical spine, or calcium in the neck in systemic sclerosis.</summary>
internal static class CalcinosisVerdict
{
    private const string Measure = "cervical-calcinosis";

    public static Verdict Of(Chart chart)
    {
        var asOf = chart.World.AsOf;
        var isSclerosis = Standing.Has(chart, Dx.ConnectiveTissueDisease);
        var found = Standing.Said(chart, asOf.AddMonths(-24)).Any(s => s.Statement.IsAffirmed
            && (s.Statement.Concept == Concepts.Calcinosis || (isSclerosis && s.Statement.Concept == Concepts.Neck)));
        if (!found || chart.Person.AgeOn(asOf) < 18)
            return new(Measure, "none", "no calcinosis at the cervical spine in 24 months");
        if (Standing.Excluded(chart) is { } gone)
            return new(Measure, "excluded", gone);
        return Standing.ProceduresKnown(chart)
            ? new(Measure, "open", "calcinosis", Standing.Has(chart, Dx.CordCompression) ? 1 : 3)
            : new(Measure, "withheld", "procedures not covered");
    }
}
