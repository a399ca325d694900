using System.Globalization;
using System.Text;

namespace Opportune.Tests.Benchmarks.Sources;

/// <summary>Invented resources, a line each, as servers export them: with profiles, displays and elements that nobody here reads.</summary>
internal static class FhirLines
{
    private const string Meta = """ "meta":{"versionId":"3","lastUpdated":"2026-03-01T04:05:06.789+00:00","source":"#import","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-resource"],"tag":[{"system":"urn:invented","code":"batch-7"}]} """;

    private static readonly string[] Kinds = ["Observation", "Observation", "Observation", "Encounter", "Condition", "MedicationRequest", "Procedure", "DiagnosticReport"];

    /// <summary>Lines of so many bytes together.</summary>
    public static byte[] Make(int bytes, int seed)
    {
        var (random, text) = (new Random(seed), new MemoryStream(bytes + 4096));
        while (text.Length < bytes)
            text.Write(Encoding.UTF8.GetBytes(Line(random, Kinds[random.Next(Kinds.Length)]) + "\n"));
        return text.ToArray();
    }

    /// <summary>Lines of one kind.</summary>
    public static void Write(string path, string kind, long bytes, int seed)
    {
        var random = new Random(seed);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        while (file.BaseStream.Length < bytes)
            file.WriteLine(Line(random, kind));
    }

    public static string Line(Random random, string kind)
    {
        var (patient, id) = (random.Next(1, 500_000), Guid(random));
        var at = DateTime.UnixEpoch.AddDays(random.Next(18_000, 20_500)).AddSeconds(random.Next(86_400)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "-06:00";
        var head = $$"""{"resourceType":"{{kind}}","id":"{{id}}",{{Meta.Trim()}},""";
        var about = $$$""" "subject":{"reference":"Patient/{{{patient}}}","display":"Somebody Invented"},"encounter":{"reference":"Encounter/{{{Guid(random)}}}","display":"office visit"} """.Trim();
        return head + kind switch
        {
            "Observation" => $$$"""
                "status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}],"text":"Laboratory"}],"code":{"coding":[{"system":"http://loinc.org","code":"{{{random.Next(1000, 99_999)}}}-{{{random.Next(10)}}}","display":"an invented analyte [mass/volume] in serum or plasma"}],"text":"invented analyte"},{{{about}}},"effectiveDateTime":"{{{at}}}","issued":"{{{at}}}","performer":[{"reference":"Practitioner/{{{random.Next(2000)}}}","display":"Doctor Invented"}],"valueQuantity":{"value":{{{(random.Next(10, 9000) / 10.0).ToString(CultureInfo.InvariantCulture)}}},"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N","display":"Normal"}]}],"referenceRange":[{"low":{"value":10,"unit":"mg/dL"},"high":{"value":100,"unit":"mg/dL"},"text":"10 to 100"}]}
                """.Trim(),
            "Encounter" => $$$"""
                "status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"},"type":[{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213","display":"visit"}],"text":"visit"}],{{{about}}},"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}]}],"individual":{"reference":"Practitioner/{{{random.Next(2000)}}}","display":"Doctor Invented"}}],"period":{"start":"{{{at}}}","end":"{{{at}}}"},"location":[{"location":{"reference":"Location/{{{random.Next(40)}}}","display":"clinic"}}],"serviceProvider":{"reference":"Organization/{{{random.Next(9)}}}","display":"hospital"}}
                """.Trim(),
            "Condition" => $$$"""
                "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active","display":"Active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item","display":"Problem List Item"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"{{{random.Next(10_000_000, 99_999_999)}}}","display":"an invented condition (disorder)"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M{{{random.Next(10, 99)}}}.{{{random.Next(9)}}}","display":"invented"}],"text":"invented condition"},{{{about}}},"onsetDateTime":"{{{at}}}","recordedDate":"{{{at}}}","recorder":{"reference":"Practitioner/{{{random.Next(2000)}}}"}}
                """.Trim(),
            "MedicationRequest" => $$$"""
                "status":"active","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"{{{random.Next(1000, 2_000_000)}}}","display":"invented drug 20 MG oral tablet"}],"text":"invented drug"},{{{about}}},"authoredOn":"{{{at}}}","requester":{"reference":"Practitioner/{{{random.Next(2000)}}}","display":"Doctor Invented"},"dosageInstruction":[{"text":"one at night","timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006","display":"Oral"}]},"doseAndRate":[{"doseQuantity":{"value":20,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"} }]}],"dispenseRequest":{"numberOfRepeatsAllowed":3,"quantity":{"value":90,"unit":"tablet"},"expectedSupplyDuration":{"value":90,"unit":"days","system":"http://unitsofmeasure.org","code":"d"} } }
                """.Trim(),
            "Procedure" => $$$"""
                "status":"completed","category":{"coding":[{"system":"http://snomed.info/sct","code":"103693007","display":"Diagnostic"}]},"code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"{{{random.Next(70_000, 79_999)}}}","display":"an invented exam"}],"text":"invented exam"},{{{about}}},"performedPeriod":{"start":"{{{at}}}","end":"{{{at}}}"},"performer":[{"actor":{"reference":"Practitioner/{{{random.Next(2000)}}}"}}],"note":[{"text":"Nothing to add."}]}
                """.Trim(),
            _ => $$$"""
                "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"ACSN"}]},"value":"{{{random.Next()}}}"}],"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"RAD","display":"Radiology"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"24627-2","display":"CT Chest"}],"text":"CT chest without contrast"},{{{about}}},"effectiveDateTime":"{{{at}}}","issued":"{{{at}}}","conclusion":"Invented impression: no acute finding; some calcified plaque.","presentedForm":[{"contentType":"text/plain","language":"en","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(random)))}}}","title":"report"}]}
                """.Trim(),
        };
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(10, 25)).Select(i => $"Invented sentence {random.Next(1000)} about the chest, and nothing was found there. "));

    private static string Guid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
