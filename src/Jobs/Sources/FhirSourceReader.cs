using System.Security.Cryptography;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Sources;

/// <summary>Reads <c>jobs/sources/&lt;id&gt;.yaml</c> of kind fhir.</summary>
public static class FhirSourceReader
{
    private static readonly Dictionary<string, SiteRule> Sites = new(StringComparer.Ordinal)
    {
        ["none"] = SiteRule.None,
        ["organization"] = SiteRule.Organization,
        ["location"] = SiteRule.Location,
    };

    /// <summary>Reads a file; null where it has errors, which are told.</summary>
    public static FhirSource? Read(string path, Problems problems)
    {
        var own = new Problems();
        var source = YamlFile.Read(path, own) is { } map ? Read(path, map) : null;
        foreach (var problem in own.All)
            problems.Add(problem);
        return own.HasErrors ? null : source;
    }

    private static FhirSource Read(string path, YamlMap map)
    {
        var reports = map.Map("reports");
        if (reports is null)
            map.Require("reports", "which DiagnosticReports are imaging reports");
        var source = new FhirSource
        {
            Id = SourceParts.Id(path, map, "fhir"),
            Title = map.RequiredText("title"),
            Hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            Zone = SourceParts.RequiredZone(map),
            RecordNumber = SourceParts.Identifier(map.Map("record-number"), "system") ?? new(null, "MR"),
            Site = map.Word("site", Sites) ?? SiteRule.None,
            Accession = SourceParts.Identifier(reports?.Map("accession"), "system") ?? new(null, "ACSN"),
            ImagingCategories = (reports?.Texts("categories") ?? []).ToHashSet(StringComparer.Ordinal),
            ImagingCodes = (reports?.Texts("codes") ?? []).ToHashSet(StringComparer.Ordinal),
            Modalities = SourceParts.Modalities(reports),
            OtherModality = reports?.Text("otherwise") ?? "OT",
            Sections = SourceParts.Words(reports?.Map("sections")),
            ObservationCategories = map.Has("observations") ? map.Texts("observations").ToHashSet(StringComparer.Ordinal) : null,
        };
        if (reports is not null && source.ImagingCategories.Count == 0 && source.ImagingCodes.Count == 0)
            map.ProblemAt("reports", "name 'categories' or 'codes' of imaging reports, or none is read");
        reports?.Done();
        map.Done();
        return source;
    }
}
