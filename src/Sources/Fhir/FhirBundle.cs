using System.Text.Json;
using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>
/// A FHIR R4 bundle as rows of the canonical tables. Resources that no table means (organisations, coverage) are left out and
/// counted; a resource of which no row can be made is rejected with its rule, and the rest is read.
/// </summary>
public sealed class FhirBundle
{
    private FhirBundle(FhirMapping mapping) => (Rows, Rejects, Unmapped, Strays) = (mapping.Rows, mapping.Rejects, mapping.Unmapped, mapping.Strays);

    /// <summary>In the order of the bundle.</summary>
    public IReadOnlyList<FhirRow> Rows { get; }

    /// <summary>What no row could be made of.</summary>
    public IReadOnlyList<FhirReject> Rejects { get; }

    /// <summary>How many resources of each kind were left out.</summary>
    public IReadOnlyDictionary<string, int> Unmapped { get; }

    /// <summary>How many resources name somebody who is not in the bundle and were taken as the case's.</summary>
    public int Strays { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: one JSON object, a Bundle.</param>
    /// <param name="zone">The source's zone: an instant becomes the day that it was there.</param>
    /// <param name="isOneCase">
    /// Of test patients alone: the bundle is one case, and what names a patient who is not in it is that case's too. In a record such
    /// a resource is rejected, for it may be anybody's.
    /// </param>
    /// <exception cref="InputException">It cannot be read, is no JSON, is no bundle, or names no patient.</exception>
    public static FhirBundle Read(string path, TimeZoneInfo zone, bool isOneCase = false)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement, path, zone, isOneCase);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: no JSON (line {e.LineNumber + 1}); a FHIR bundle is one JSON object", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read; look at its permissions", e);
        }
    }

    private static FhirBundle Read(JsonElement root, string path, TimeZoneInfo zone, bool isOneCase)
    {
        if (root.Text("resourceType") is not "Bundle")
            throw new InputException($"{path}: no FHIR bundle (its resourceType is not Bundle)");
        var entries = root.Items("entry").ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Text("resource", "resourceType") is null)
                throw new InputException($"{path}: entry {i + 1} holds no resource with a resourceType");
        }
        var patients = entries.Count(e => e.Text("resource", "resourceType") == "Patient" && e.Text("resource", "id") is not null);
        if (patients == 0)
            throw new InputException($"{path}: no Patient with an id among its entries");
        if (isOneCase && patients > 1)
            throw new InputException($"{path}: {patients} patients; a case is one");
        var mapping = new FhirMapping(entries, zone, isOneCase);
        for (var i = 0; i < entries.Count; i++)
            mapping.Add(entries[i].At("resource")!.Value, i + 1);
        return new(mapping);
    }
}
