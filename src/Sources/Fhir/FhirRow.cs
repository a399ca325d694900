using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>A row of a canonical table, made of a FHIR resource: dates as yyyy-MM-dd, numbers in invariant form.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Cells">By column of that table, only those that there are.</param>
public sealed record FhirRow(Table Table, IReadOnlyDictionary<string, string> Cells);

/// <summary>A resource, or a part of one, of which no row could be made.</summary>
/// <param name="Resource">The kind of resource.</param>
/// <param name="Place">Its place among the bundle's entries, from 1. Its id may name a person and is not told.</param>
/// <param name="Rule">Why: no-date, partial-date, no-code, no-patient, not-confirmed, modifier-extension.</param>
public sealed record FhirReject(string Resource, int Place, string Rule);
