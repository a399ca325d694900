namespace Opportune.Core;

/// <summary>Names of code systems, with the FHIR URIs and OIDs that are accepted for them.</summary>
public static class CodeSystems
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http://hl7.org/fhir/sid/icd-10-cm"] = "ICD10CM",
        ["2.16.840.1.113883.6.90"] = "ICD10CM",
        ["ICD-10-CM"] = "ICD10CM",
        ["http://www.cms.gov/Medicare/Coding/ICD10"] = "ICD10PCS",
        ["http://hl7.org/fhir/sid/icd-10-pcs"] = "ICD10PCS",
        ["2.16.840.1.113883.6.4"] = "ICD10PCS",
        ["ICD-10-PCS"] = "ICD10PCS",
        ["http://hl7.org/fhir/sid/icd-9-cm"] = "ICD9CM",
        ["2.16.840.1.113883.6.103"] = "ICD9CM",
        ["ICD-9-CM"] = "ICD9CM",
        ["http://snomed.info/sct"] = "SNOMED",
        ["2.16.840.1.113883.6.96"] = "SNOMED",
        ["SNOMEDCT"] = "SNOMED",
        ["SNOMED-CT"] = "SNOMED",
        ["http://www.nlm.nih.gov/research/umls/rxnorm"] = "RXNORM",
        ["2.16.840.1.113883.6.88"] = "RXNORM",
        ["http://hl7.org/fhir/sid/ndc"] = "NDC",
        ["2.16.840.1.113883.6.69"] = "NDC",
        ["http://www.whocc.no/atc"] = "ATC",
        ["2.16.840.1.113883.6.73"] = "ATC",
        ["http://loinc.org"] = "LOINC",
        ["2.16.840.1.113883.6.1"] = "LOINC",
        ["http://www.ama-assn.org/go/cpt"] = "CPT",
        ["2.16.840.1.113883.6.12"] = "CPT",
        ["CPT4"] = "CPT",
        ["https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"] = "HCPCS",
        ["2.16.840.1.113883.6.285"] = "HCPCS",
        ["http://radlex.org"] = "RADLEX",
        ["http://www.radlex.org"] = "RADLEX",
        ["2.16.840.1.113883.6.256"] = "RADLEX",
    };

    /// <summary>The names that rules and value sets use.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["ICD10CM", "ICD10PCS", "ICD9CM", "SNOMED", "RXNORM", "NDC", "ATC", "LOINC", "CPT", "HCPCS", "RADLEX"];

    /// <summary>
    /// The name for what a source writes: a name in any case, an alias (with or without <c>urn:oid:</c>), or
    /// <c>local:&lt;name&gt;</c>, which stays as it is. Null when unknown.
    /// </summary>
    public static string? Normalise(string text)
    {
        text = text.Trim();
        if (text.StartsWith("urn:oid:", StringComparison.OrdinalIgnoreCase))
            text = text["urn:oid:".Length..];
        if (text.StartsWith("local:", StringComparison.Ordinal) && text.Length > "local:".Length)
            return text;
        foreach (var name in Names)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return name;
        }
        return Aliases.GetValueOrDefault(text.TrimEnd('/'));
    }

    /// <summary>A code as people write it: an ICD-10-CM code with its dot, K76.0, however the source did; all others as they are.</summary>
    public static string ShownCode(string? system, string code) =>
        system == "ICD10CM" && code.Length > 3 && !code.Contains('.', StringComparison.Ordinal) ? code.Insert(3, ".") : code;

    /// <summary>A code as rules compare it: ICD codes in upper case without dots, all others as they are, without blanks around.</summary>
    public static string NormaliseCode(string system, string code) =>
        system is "ICD10CM" or "ICD10PCS" or "ICD9CM"
            ? code.Trim().Replace(".", "", StringComparison.Ordinal).ToUpperInvariant()
            : code.Trim();
}
