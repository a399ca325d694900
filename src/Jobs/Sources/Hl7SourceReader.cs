using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Sources;

/// <summary>Reads <c>jobs/sources/&lt;id&gt;.yaml</c> of kind hl7.</summary>
public static partial class Hl7SourceReader
{
    private static readonly Dictionary<string, Hl7Status> Statuses =
        Enum.GetValues<Hl7Status>().ToDictionary(s => s.ToString().ToLowerInvariant(), s => s, StringComparer.Ordinal);

    /// <summary>Reads a file; null where it has errors, which are told.</summary>
    public static Hl7Source? Read(string path, Problems problems)
    {
        var own = new Problems();
        var source = YamlFile.Read(path, own) is { } map ? Read(path, map) : null;
        foreach (var problem in own.All)
            problems.Add(problem);
        return own.HasErrors ? null : source;
    }

    private static Hl7Source Read(string path, YamlMap map)
    {
        var statuses = map.Map("statuses");
        if (statuses is null)
            map.Require("statuses", "what OBR-25 says");
        if (!map.Has("accession"))
            map.Require("accession", "the fields with the accession, OBR-3 or OBR-18");
        var source = new Hl7Source
        {
            Id = SourceParts.Id(path, map, "hl7"),
            Title = map.RequiredText("title"),
            Hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            Zone = SourceParts.RequiredZone(map),
            Patient = SourceParts.Identifier(map.Map("patient"), "authority") ?? new(null, null),
            RecordNumber = SourceParts.Identifier(map.Map("record-number"), "authority") ?? new(null, "MR"),
            Patients = map.Flag("patients", otherwise: true),
            Accession = [.. map.Texts("accession").Select(t => Place(map, "accession", t)).OfType<Hl7Place>()],
            Site = map.Text("site") is { } site ? Place(map, "site", site) : null,
            Services = map.Has("services") ? map.Texts("services").ToHashSet(StringComparer.Ordinal) : null,
            Modalities = SourceParts.Modalities(map),
            OtherModality = map.Text("otherwise") ?? "OT",
            Sections = SourceParts.Words(map.Map("sections")),
            CodeSystems = SourceParts.Words(map.Map("code-systems")),
            CharacterSet = map.Text("character-set") ?? "UNICODE UTF-8",
            Statuses = (statuses?.Keys.ToList() ?? []).Select(k => (Key: k, Status: statuses!.Word(k, Statuses))).Where(s => s.Status is not null)
                .ToDictionary(s => s.Key, s => s.Status!.Value, StringComparer.Ordinal),
        };
        foreach (var (code, system) in source.CodeSystems)
        {
            if (CodeSystems.Normalise(system) is null)
                map.ProblemAt("code-systems", Problems.Unknown($"code system of {code}", system, CodeSystems.Names));
        }
        map.Done();
        return source;
    }

    // OBR-18, PV1-3.4
    private static Hl7Place? Place(YamlMap map, string key, string text)
    {
        if (PlaceForm().Match(text) is { Success: true } match)
            return new(match.Groups[1].Value, Number(match.Groups[2]), match.Groups[3].Success ? Number(match.Groups[3]) : 1);
        map.ProblemAt(key, $"'{text}' is no place in a message; write it as OBR-18 or PV1-3.4");
        return null;

        static int Number(Group group) => int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(MSH|PID|PV1|OBR)-([1-9][0-9]?)(?:\.([1-9]))?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceForm();
}
