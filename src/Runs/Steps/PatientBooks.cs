using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>The books of a bucket's patients: of each measure, and of each site.</summary>
/// <param name="measures">The run's.</param>
/// <param name="asOf">The run's date.</param>
internal sealed class PatientBooks(IReadOnlyList<Measure> measures, DateOnly asOf)
{
    private readonly Dictionary<string, SiteBook> _sites = new(StringComparer.Ordinal);

    /// <summary>Of each measure, in the order of the rulebook.</summary>
    public IReadOnlyList<MeasureBook> Measures { get; } = [.. measures.Select(m => new MeasureBook(m))];

    /// <summary>Of each site.</summary>
    public IReadOnlyDictionary<string, SiteBook> Sites => _sites;

    /// <summary>The book of a site.</summary>
    public SiteBook At(string? site)
    {
        if (!_sites.TryGetValue(site ?? "", out var book))
            _sites[site ?? ""] = book = new(Measures.Count);
        return book;
    }

    /// <summary>Counts a patient to whom the rules were applied.</summary>
    public void Count(PatientRecord patient, IReadOnlyList<MeasureResult> results)
    {
        At(patient.Patient.Site).Count(patient, results, asOf);
        for (var i = 0; i < Measures.Count; i++)
            Measures[i].Count(results[i]);
    }
}
