using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>A patient who has a visit, with what is open.</summary>
/// <param name="Lines">The open gaps, the leading one first; at least one.</param>
internal sealed record VisitPatient(IReadOnlyList<VisitRow> Lines)
{
    /// <summary>The patient, as each line says.</summary>
    public VisitRow Patient => Lines[0];

    /// <summary>The patient's name, or whatever names the patient.</summary>
    public string Name => Patient.DisplayName ?? $"Patient {Patient.PatientNow}";

    /// <summary>The patients of rows that come patient by patient.</summary>
    public static IReadOnlyList<VisitPatient> Of(IEnumerable<VisitRow> rows) => [.. rows.GroupBy(r => (r.ClinicianId, r.PatientNow)).Select(g => new VisitPatient([.. g]))];
}
