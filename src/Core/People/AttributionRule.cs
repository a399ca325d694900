using System.Globalization;

namespace Opportune.Core;

/// <summary>
/// Whose patient it is: the active primary-care clinician seen within 24 months; else the most visits in 24 months; else whoever ordered the
/// exam of the leading finding; else nobody, which is the site's pool. Never a radiologist, and nobody whom the source does not name or who
/// no longer works here. Pure, and the same for the same facts whatever their order.
/// </summary>
public sealed record AttributionRule
{
    /// <summary>So many come next where the first one says "not my patient".</summary>
    public const int MostCandidates = 5;

    /// <summary>How far back a visit counts, in months; both ends included.</summary>
    public int Months { get; init; } = 24;

    /// <summary>Parts of a role's name that say primary care, in any case. A role that the source does not say may be primary care.</summary>
    public IReadOnlyList<string> PrimaryCare { get; init; } = ["primary care", "pcp", "family", "general practi", "general internal", "geriatric"];

    /// <summary>Parts of a role's name whose bearers are never responsible, in any case.</summary>
    public IReadOnlyList<string> Never { get; init; } = ["radiolog"];

    /// <summary>The first day on which a visit counts.</summary>
    public DateOnly From(DateOnly asOf) => asOf.AddMonths(-Months);

    /// <summary>Whether that person may be responsible for anybody.</summary>
    public bool IsEligible(Clinician clinician) => clinician.IsActive && !Says(clinician.Role, Never);

    /// <summary>Who may be responsible for a patient, the one who is first; empty: the pool.</summary>
    /// <param name="responsible">Whom the source calls responsible.</param>
    /// <param name="visits">With whom the patient was seen from <see cref="From"/> to the as-of date.</param>
    /// <param name="ordering">Who ordered the exam of the leading finding.</param>
    /// <param name="find">The clinician of an id; null: the source has none.</param>
    /// <param name="asOf">The as-of date.</param>
    public IReadOnlyList<AttributedTo> Candidates(
        string? responsible, IReadOnlyDictionary<string, VisitsWith> visits, string? ordering, Func<string, Clinician?> find, DateOnly asOf)
    {
        var all = new List<AttributedTo>();
        if (responsible is not null && visits.TryGetValue(responsible, out var seen) && Eligible(responsible) is { } own && (own.Role is null || Says(own.Role, PrimaryCare)))
            all.Add(As(own, AttributedBy.PrimaryCare, $"primary care, last seen {Text(seen.Last)}"));
        foreach (var (id, with) in visits.OrderByDescending(v => v.Value.Count).ThenByDescending(v => v.Value.Last).ThenBy(v => v.Key, Utf8Order.Comparer))
        {
            if (Eligible(id) is { } clinician)
                all.Add(As(clinician, AttributedBy.Visits, string.Create(CultureInfo.InvariantCulture, $"{with.Count} {(with.Count == 1 ? "visit" : "visits")} since {Text(From(asOf))}, the last on {Text(with.Last)}")));
        }
        if (ordering is not null && Eligible(ordering) is { } ordered)
            all.Add(As(ordered, AttributedBy.Ordering, "ordered the exam with the finding"));
        return [.. all.DistinctBy(a => a.Id).Take(MostCandidates)];

        Clinician? Eligible(string id) => find(id) is { } clinician && IsEligible(clinician) ? clinician : null;
    }

    /// <summary>Why nobody is responsible, in a few words.</summary>
    public string PoolBecause => string.Create(CultureInfo.InvariantCulture, $"no clinician: none who works here saw the patient in {Months} months or ordered the exam");

    private static AttributedTo As(Clinician clinician, AttributedBy by, string because) => new(clinician.Id, clinician.Name, clinician.Panel, by, because);

    private static bool Says(string? role, IReadOnlyList<string> parts) => role is not null && parts.Any(p => role.Contains(p, StringComparison.OrdinalIgnoreCase));

    private static string Text(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
