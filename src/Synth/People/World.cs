namespace Opportune.Synth.People;

/// <summary>One site of the hospital and what its feeds cover.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Share">Share of the patients.</param>
/// <param name="MedicationsStop">The last day of its medications feed, if that stopped early.</param>
/// <param name="ProceduresStop">The last day of its procedures feed, if that stopped early.</param>
internal sealed record Site(string Id, double Share, DateOnly? MedicationsStop = null, DateOnly? ProceduresStop = null)
{
    public bool IsNormal => MedicationsStop is null && ProceduresStop is null;
}

/// <summary>What all patients share: the day, the sites, the clinicians.</summary>
internal sealed class World
{
    public World(HospitalOptions options)
    {
        AsOf = options.AsOf;
        Seed = options.Seed;
        Patients = options.Patients;
        CoveredFrom = AsOf.AddYears(-6);
        CoveredTo = AsOf.AddDays(-2);
        var one = options.Patients < 10_000;
        Sites =
        [
            new("NORTHGATE", one ? 0.86 : 0.52),
            new("HARBOR", one ? 0 : 0.34),
            new("MILLBROOK", 0.07, MedicationsStop: AsOf.AddDays(-130)),
            new("RIDGEWAY", 0.07, ProceduresStop: AsOf.AddDays(-160)),
        ];
        ProvidersPerSite = Math.Clamp(options.Patients / 1500, 3, 60);
        // A positive control asks for 25 DXA rows a year whatever the size; a small hospital must scan more of its people.
        var older = Math.Max(1, options.Patients * Sites[0].Share * 0.5);
        ScanRate = Math.Clamp(45 / older, 0.055, 0.6);
    }

    public DateOnly AsOf { get; }

    public int Seed { get; }

    public int Patients { get; }

    public DateOnly CoveredFrom { get; }

    public DateOnly CoveredTo { get; }

    public IReadOnlyList<Site> Sites { get; }

    public int ProvidersPerSite { get; }

    /// <summary>Chance that somebody aged 50 or over had a DXA in the last year.</summary>
    public double ScanRate { get; }

    public DateOnly DaysAgo(int days) => AsOf.AddDays(-days);
}
