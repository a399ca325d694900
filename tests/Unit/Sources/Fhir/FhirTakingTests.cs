using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Opportune.Core;
using Opportune.Reference;
using Opportune.Tests.Unit.Evaluation;
using Opportune.Sources.Fhir;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Whole FHIR exports, as they become snapshots.</summary>
public sealed class FhirTakingTests : IDisposable
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1950-03-04"}""";

    private readonly FhirExport _export = new();

    public void Dispose() => _export.Dispose();

    [Fact]
    public void A_patient_is_who_is_called_where_and_by_whom()
    {
        _export
            .With("Patient.ndjson", """
                {"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:bill","value":"9"},{"type":{"coding":[{"code":"MR"}]},"value":"007"}],"active":true,"name":[{"use":"maiden","text":"Old"},{"given":["Ada","B."],"family":"M\u00fcller"}],"telecom":[{"system":"email","value":"x"},{"system":"phone","value":"555"}],"gender":"male","birthDate":"1950-03-04","deceasedDateTime":"2026-01-01T01:00:00Z","generalPractitioner":[{"reference":"PractitionerRole/r1"}],"managingOrganization":{"reference":"Organization/north"},"communication":[{"language":{"coding":[{"code":"en"}]}},{"language":{"coding":[{"code":"es"}]},"preferred":true}],"extension":[{"url":"http://x/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"display":"A"}},{"url":"text","valueString":"Mixed"}]}],"link":[{"type":"replaced-by","other":{"reference":"Patient/p2"}}]}
                """.Trim(), """{"resourceType":"Patient","id":"p3","birthDate":"1950-03-04","deceasedBoolean":true}""")
            .With("PractitionerRole.ndjson", """{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"Practitioner/d1"},"organization":{"reference":"Organization/north"},"code":[{"text":"family medicine"}]}""")
            .With("Practitioner.ndjson", """{"resourceType":"Practitioner","id":"d1","active":false,"name":[{"family":"Who"}]}""")
            .With("Appointment.ndjson",
                """{"resourceType":"Appointment","id":"a1","status":"booked","start":"2026-08-01T13:00:00Z","participant":[{"actor":{"reference":"Practitioner/d1"}},{"actor":{"reference":"Patient/p1"}}]}""",
                """{"resourceType":"Appointment","id":"a2","status":"noshow","start":"2026-08-01T13:00:00Z","participant":[{"actor":{"reference":"Patient/p1"}}]}""");
        _export.Take(FhirExport.Source(TimeZoneInfo.CreateCustomTimeZone("west", TimeSpan.FromHours(-5), "west", "west")) with { Site = SiteRule.Organization });
        Assert.Equal(
            ["p1 | 1950-03-04 | M | 2025-12-31 | north | null | d1 | 007 | Ada B. Müller | 555 | Mixed | es", "p3 | 1950-03-04 | U | null | null | 0 | null | null | null | null | null | null"],
            _export.Rows(Table.Patients, "patient_id", "birth_date", "sex", "death_date", "site", "active", "provider_id", "mrn", "display_name", "phone", "race", "language"));
        Assert.Equal(["p1 | p2"], _export.Rows(Table.PatientLinks, "patient_id", "replaced_by"));
        Assert.Equal(["d1 | Who | family medicine | north | 0"], _export.Rows(Table.Providers, "provider_id", "name", "role", "site", "active"));
        Assert.Equal(["p1 | 2026-08-01 | d1"], _export.Rows(Table.Appointments, "patient_id", "appointment_date", "provider_id"));
    }

    [Theory]
    [InlineData("\"gender\":\"female\"", "F")]
    [InlineData("\"gender\":\"unknown\",\"extension\":[{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-individual-sex\",\"valueCoding\":{\"code\":\"248152002\"}}]", "F")]
    [InlineData("\"extension\":[{\"url\":\"http://x/other\",\"valueCode\":\"F\"},{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-individual-sex\",\"valueCoding\":{\"code\":\"248153007\"}}]", "M")]
    [InlineData("\"extension\":[{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex\",\"valueCode\":\"M\"}]", "M")]
    [InlineData("\"gender\":\"male\",\"extension\":[{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex\",\"valueCode\":\"F\"}]", "M")]
    [InlineData("\"gender\":\"other\",\"extension\":[{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-individual-sex\",\"valueCoding\":{\"code\":\"asked-declined\"}}]", "U")]
    public void Sex_is_the_gender_of_the_administration_or_else_what_US_Core_says_beside_it(string said, string sex)
    {
        _export.With("Patient.ndjson", $$"""{"resourceType":"Patient","id":"p1","birthDate":"1950-03-04",{{said}}}""").Take();
        Assert.Equal([sex], _export.Rows(Table.Patients, "sex"));
    }

    [Fact]
    public void An_allergy_without_a_day_is_known_since_the_server_last_wrote_it()
    {
        const string Statin = """ "patient":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"83367"}]}} """;
        var taken = _export.With("Patient.ndjson", Patient)
            .With("AllergyIntolerance.ndjson", $$"""{"resourceType":"AllergyIntolerance","id":"a","meta":{"lastUpdated":"2024-05-06T07:08:09Z"},{{Statin}}""", $$"""{"resourceType":"AllergyIntolerance","id":"b",{{Statin}}""").Take();
        Assert.Equal(["a | 2024-05-06"], _export.Rows(Table.Conditions, "row_id", "start_date"));
        Assert.Equal("no-date", Assert.Single(_export.Rejects).Rule);
    }

    [Fact]
    public void A_drug_is_found_in_the_request_in_it_or_in_another_file()
    {
        const string Said = """ "status":"active","intent":"order","subject":{"reference":"Patient/p1"},"authoredOn":"2026-01-05" """;
        _export
            .With("Medication.ndjson", """{"resourceType":"Medication","id":"m1","code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"11"}]}}""")
            .With("MedicationRequest.ndjson",
                $$$"""{"resourceType":"MedicationRequest","id":"a","medicationReference":{"reference":"https://host/fhir/Medication/m1/_history/3"},{{{Said}}}}""",
                $$$"""{"resourceType":"MedicationRequest","id":"b","contained":[{"resourceType":"Medication","id":"x","code":{"coding":[{"system":"s","code":"12"}]}}],"medicationReference":{"reference":"#x"},{{{Said}}}}""",
                $$$"""{"resourceType":"MedicationRequest","id":"c","medicationReference":{"reference":"Medication/gone"},{{{Said}}}}""",
                $$$"""{"resourceType":"MedicationRequest","id":"d","medicationCodeableConcept":{"coding":[{"system":"s","code":"13"}]},"dosageInstruction":[{"timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":2.5,"unit":"mg"}}]}],"dispenseRequest":{"expectedSupplyDuration":{"value":90,"code":"d"}},{{{Said}}}}""");
        var taken = _export.Take();
        Assert.Equal(["a | 11 | null | null | null", "b | 12 | null | null | null", "d | 13 | 5 | mg | 90"], _export.Rows(Table.Medications, "row_id", "code", "dose", "dose_unit", "days_supply"));
        Assert.Equal(("no-code", 3L, "c"), (Assert.Single(_export.Rejects).Rule, _export.Rejects[0].Row, _export.Rejects[0].Value));
        Assert.Equal([("Medication", 1L, 0L), ("MedicationRequest", 4L, 3L)], taken.Books.Select(b => (b.Table, b.Read, b.Used)));
    }

    [Fact]
    public void An_imaging_report_is_its_attachment_its_results_its_conclusion_and_its_codes()
    {
        var html = Convert.ToBase64String(Encoding.UTF8.GetBytes("<html><head><title>t</title></head><body><p>Heart &amp; lungs\n normal.</p><p>Aorta:<br/>calcified</p></body></html>"));
        _export
            .With("Patient.ndjson", Patient)
            .With("DiagnosticReport.ndjson",
                $$"""{"resourceType":"DiagnosticReport","id":"r1","identifier":[{"type":{"coding":[{"code":"ACSN"}]},"value":"A1"}],"status":"amended","category":[{"coding":[{"code":"RAD"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"24627-2"}],"text":"CT Chest"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01","issued":"2026-02-03T00:00:00Z","imagingStudy":[{"reference":"ImagingStudy/s1"}],"result":[{"reference":"Observation/o1"},{"reference":"Observation/o9"}],"conclusion":"Old fracture.","conclusionCode":[{"coding":[{"system":"http://snomed.info/sct","code":"1"}]}],"presentedForm":[{"contentType":"text/html; charset=utf-8","data":"{{html}}"},{"contentType":"application/pdf","data":"AAAA"}]}""",
                """{"resourceType":"DiagnosticReport","id":"r2","status":"final","category":[{"coding":[{"code":"LAB"}]}],"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01"}""",
                """{"resourceType":"DiagnosticReport","id":"r3","status":"registered","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"DEXA hip"},"subject":{"reference":"Patient/p1"},"effectivePeriod":{"start":"2026-02-01"}}""")
            .With("ImagingStudy.ndjson", """{"resourceType":"ImagingStudy","id":"s1","status":"available","modality":[{"code":"CT"}],"subject":{"reference":"Patient/p1"},"started":"2026-02-01T10:00:00Z","procedureCode":[{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"71250"}]}]}""")
            .With("Observation.ndjson",
                """{"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"19005-8"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01","valueString":"Bones are thin."}""",
                """{"resourceType":"Observation","id":"o2","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"19005-8"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01","valueString":"Of another report."}""");
        var taken = _export.Take();
        Assert.Equal(
            [
                "r1.1 | A1/r1 | 2026-02-01 | CT | 2026-02-03 | corrected | 1 | CT Chest | null | Heart & lungs normal.\n\nAorta:\ncalcified | null",
                "r1.2 | A1/r1 | 2026-02-01 | CT | 2026-02-03 | corrected | 2 | CT Chest | impression | Bones are thin. | null",
                "r1.3 | A1/r1 | 2026-02-01 | CT | 2026-02-03 | corrected | 3 | CT Chest | impression | Old fracture. | null",
                "r1.4 | A1/r1 | 2026-02-01 | CT | 2026-02-03 | corrected | 4 | CT Chest | null | null | 1",
                "r3.1 | r3 | 2026-02-01 | DXA | null | preliminary | 1 | DEXA hip | null | null | null",
            ],
            _export.Rows(Table.ImagingFindings, "finding_id", "accession", "exam_date", "modality", "report_date", "report_status", "line", "body_part", "section", "finding_text", "code"));
        Assert.Equal(["r1 | 24627-2 | amended", "s1 | 71250 | available"], _export.Rows(Table.Procedures, "row_id", "code", "status"));
        Assert.Equal(1, taken.Books.Single(b => b.Table == "DiagnosticReport").Skipped["not-imaging"]);
        Assert.Equal("1 of 2 attachments of imaging reports hold no text that is read (application/pdf: 1)", Assert.Single(taken.Notes));
    }

    [Fact]
    public void Reports_whose_text_is_in_no_form_that_is_read_are_told_by_their_share_as_often_as_they_are_taken()
    {
        const string Report = """{"resourceType":"DiagnosticReport","id":"r","status":"final","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"CT Chest"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01"FORM}""";
        string[] forms = [""","conclusion":"Clear." """, ""","conclusion":"Clear.","presentedForm":[{"contentType":"application/pdf","data":"AAAA"}]""", ""","presentedForm":[{"contentType":"application/pdf","data":"AAAA"}]""",
            ""","presentedForm":[{"contentType":"application/pdf","url":"https://host/1"}]""", ""];
        _export.With("Patient.ndjson", Patient).With("DiagnosticReport.ndjson", forms.Select((f, i) => Report.Replace("FORM", f, StringComparison.Ordinal).Replace("\"r\"", $"\"r{i}\"", StringComparison.Ordinal)));
        foreach (var night in new[] { "read", "taken over" })
        {
            var taken = _export.Take();
            Assert.Equal(
                ["2 of 5 imaging reports (40%) have their text only in a form that is not read: what it says is not found", "3 of 3 attachments of imaging reports hold no text that is read (application/pdf: 2, elsewhere: 1)"],
                taken.Notes);
            var texts = taken.Asides.Single(b => b.Table == FhirTaking.TextsBook);
            Assert.Equal((5L, 2L, 1L, 1L, 1L), (texts.Read, texts.Used, texts.Skipped["application/pdf"], texts.Skipped["elsewhere"], texts.Skipped["no-text"]));
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_export["x"])!))
                File.SetLastWriteTimeUtc(file, new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        Assert.Equal(5, _export.Rows(Table.ImagingFindings, "finding_id").Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(2500)]
    public void A_long_file_is_cut_at_line_ends_and_gives_the_same_rows_and_the_same_lines_of_what_is_wrong(int bytes)
    {
        var lines = Enumerable.Range(0, 60).Select(i => (i % 7) switch { 3 => "", 5 => "{broken", _ => Patient.Replace("p1", $"p{i}", StringComparison.Ordinal) }).ToList();
        File.WriteAllText(_export["Patient.ndjson"], "\uFEFF" + string.Join(bytes == 100 ? "\r\n" : "\n", lines));
        var whole = _export.Take();
        var (rows, rejects) = (_export.AllRows(), _export.Rejects.Select(r => (r.Row, r.Rule, r.Value)).ToList());
        Assert.Single(whole.Files);
        var cut = _export.Take(partBytes: bytes);
        Assert.True(cut.Files.Count > 1);
        Assert.Equal(rows, _export.AllRows());
        Assert.Equal(rejects, _export.Rejects.Select(r => (r.Row, r.Rule, r.Value)).OrderBy(r => r.Row));
        Assert.Equal(whole.Books.Select(b => (b.Table, b.Read, b.Used)), cut.Books.Select(b => (b.Table, b.Read, b.Used)));
        Assert.Equal(whole.Files[0].Bytes, cut.Files.Sum(f => f.Bytes));

        // What is cut off is told by its line in the file.
        File.AppendAllText(_export["Patient.ndjson"], "\n{\"resourceType\":");
        Assert.StartsWith("Patient.ndjson, line 61: the file ends within a resource", Assert.Throws<InputException>(() => _export.Take(partBytes: bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_line_is_rejected_by_its_number_and_the_rest_is_read()
    {
        _export.With("Patient.ndjson", Patient, "", "{\"resourceType\":\"Patient\",\"id\":", """{"id":"x"}""", Patient.Replace("p1", "p2", StringComparison.Ordinal), "[1]");
        var taken = _export.Take();
        Assert.Equal(["p1", "p2"], _export.Rows(Table.Patients, "patient_id"));
        Assert.Equal([("broken-json", 3L, "json"), ("no-resource-type", 4L, "json"), ("broken-json", 6L, "json")], _export.Rejects.Select(r => (r.Rule, r.Row, r.Column)));
        Assert.Equal((3L, 0L), (taken.Books.Single(b => b.Table == "resource").Read, taken.Books.Single(b => b.Table == "resource").Used));
    }

    [Fact]
    public void A_file_that_was_cut_off_stops_the_taking_in_one_line_that_says_where()
    {
        File.WriteAllText(_export["Patient.ndjson"], Patient + "\n" + Patient[..40]);
        var fault = Assert.Throws<InputException>(() => _export.Take());
        Assert.Equal("Patient.ndjson, line 2: the file ends within a resource, so it was cut off; export or fetch it again", fault.Message);
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(Path.GetDirectoryName(_export["x"])!)!, "taken*"));
        // A whole resource without a line end is one.
        File.WriteAllText(_export["Patient.ndjson"], Patient + "\n" + Patient.Replace("p1", "p2", StringComparison.Ordinal));
        _export.Take();
        Assert.Equal(2, _export.Rows(Table.Patients, "patient_id").Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(200)]
    public void A_gzip_file_is_read_and_one_that_was_cut_off_anywhere_stops_the_taking(int cut)
    {
        var lines = Enumerable.Range(0, 300).Select(i => Patient.Replace("p1", $"p{i}", StringComparison.Ordinal)).ToList();
        _export.Zipped("Patient.ndjson.gz", lines);
        _export.Take();
        Assert.Equal(300, _export.Rows(Table.Patients, "patient_id").Count);
        var whole = File.ReadAllBytes(_export["Patient.ndjson.gz"]);
        File.WriteAllBytes(_export["Patient.ndjson.gz"], whole[..^cut]);
        Assert.Contains("Patient.ndjson.gz: is no gzip file, is damaged, or was cut off; fetch it again", Assert.Throws<InputException>(() => _export.Take()).Message, StringComparison.Ordinal);
        // Two behind each other are one file.
        File.WriteAllBytes(_export["Patient.ndjson.gz"], [.. whole, .. whole]);
        Assert.Equal(600, _export.Take().Books[0].Read);
    }

    [Fact]
    public void Unchanged_files_are_not_read_again_and_a_changed_drug_reads_those_that_may_name_it()
    {
        _export.With("Patient.ndjson", Patient).With("Medication.ndjson", """{"resourceType":"Medication","id":"m1"}""");
        foreach (var file in new[] { "Patient.ndjson", "Medication.ndjson" })
            File.SetLastWriteTimeUtc(_export[file], new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var first = _export.Take();
        var second = _export.Take();
        Assert.Equal(first.Files.Select(f => f.Taken), second.Files.Select(f => f.Taken));
        File.SetLastWriteTimeUtc(_export["Medication.ndjson"], new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Assert.All(_export.Take().Files, f => Assert.NotEqual(first.Taken, f.Taken));
        Assert.All(_export.Take(FhirExport.Source() with { Hash = "two" }).Files, f => Assert.True(f.Taken > second.Taken));
    }

    [Fact]
    public void Another_kind_far_into_a_file_stops_the_taking_where_it_would_be_missed()
    {
        var many = Enumerable.Range(0, 20_000).Select(i => Patient.Replace("p1", $"p{i}", StringComparison.Ordinal));
        _export.With("Patient.ndjson", [.. many, """{"resourceType":"Medication","id":"m1"}"""]);
        Assert.Equal("Patient.ndjson, line 20001: another kind of resource than at the file's beginning; export one kind a file, as a bulk export does",
            Assert.Throws<InputException>(() => _export.Take()).Message);
    }

    [Fact]
    public void A_bundle_may_name_its_resources_as_it_likes()
    {
        _export.With("b.json", """
            {"resourceType":"Bundle","entry":[
             {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p1","birthDate":"1950-03-04"}},
             {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Medication","id":"m1","code":{"coding":[{"system":"s","code":"c"}]}}},
             {"resource":{"resourceType":"MedicationRequest","id":"q","subject":{"reference":"urn:uuid:1"},"medicationReference":{"reference":"urn:uuid:2"},"authoredOn":"2026-01-01"}},
             {"resource":{"resourceType":"MedicationRequest","id":"q2","subject":{"reference":"urn:uuid:3"},"medicationReference":{"reference":"urn:uuid:2"},"authoredOn":"2026-01-01"}}]}
            """);
        _export.Take();
        Assert.Equal(["q | p1 | c"], _export.Rows(Table.Medications, "row_id", "patient_id", "code"));
        Assert.Equal(("no-patient", 4L), (Assert.Single(_export.Rejects).Rule, _export.Rejects[0].Row));
    }

    [Fact]
    public void Test_patients_as_bundles_and_as_ndjson_give_equal_rows()
    {
        var bundles = Directory.GetFiles(Path.Combine(Shared.Folder("statin_test_patients"), "bundles"));
        using var lines = new FhirExport();
        var byKind = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var bundle in bundles)
        {
            File.Copy(bundle, _export[Path.GetFileName(bundle)]);
            using var document = JsonDocument.Parse(File.ReadAllBytes(bundle));
            foreach (var resource in document.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")))
            {
                var kind = resource.GetProperty("resourceType").GetString()!;
                (byKind.TryGetValue(kind, out var of) ? of : byKind[kind] = []).Add(JsonSerializer.Serialize(resource));
            }
        }
        foreach (var (kind, of) in byKind)
            lines.Zipped($"{kind}.ndjson.gz", of);
        var (one, other) = (_export.Take(), lines.Take());
        Assert.Equal(one.Books.Select(b => (b.Table, b.Read, b.Used)), other.Books.Select(b => (b.Table, b.Read, b.Used)));
        Assert.Equal(_export.AllRows(), lines.AllRows());
        Assert.Equal(101, _export.Rows(Table.Patients, "patient_id").Count);
        Assert.True(_export.AllRows().Count > 500);
    }

    [Fact]
    public void Several_reports_of_one_accession_are_each_a_report()
    {
        static string Report(string id, string of, string text) =>
            $$"""{"resourceType":"DiagnosticReport","id":"{{id}}","identifier":[{"type":{"coding":[{"code":"ACSN"}]},"value":"{{of}}"}],"status":"final","category":[{"coding":[{"code":"RAD"}]}],"code":{"text":"CT"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-02-01","conclusion":"{{text}}"}""";
        _export.With("Patient.ndjson", Patient).With("DiagnosticReport.ndjson", Report("r1", "A1", "Chest."), Report("r2", "A2", "Another."), Report("r3", "A1", "Abdomen."));
        _export.Take();
        Assert.Equal(["A1/r1 | Chest.", "A1/r3 | Abdomen.", "A2/r2 | Another."], _export.Rows(Table.ImagingFindings, "accession", "finding_text"));
    }

    [Fact]
    public void The_DXA_report_among_the_US_Core_examples_gives_T_scores_and_what_is_left_out_is_counted()
    {
        using (var tar = new TarReader(new GZipStream(File.OpenRead(Shared.File("fhir_us_core_examples.tar.gz")), CompressionMode.Decompress)))
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is not null)
                    entry.ExtractToFile(_export[Path.GetFileName(entry.Name)], overwrite: false);
            }
        }
        var taken = _export.Take();
        Assert.Contains("example | http://loinc.org | 80946-7 | 2021-11-11 | -1.62 | 1", _export.Rows(Table.Results, "patient_id", "code_system", "code", "result_date", "value", "unit"));
        Assert.Contains("example | http://loinc.org | 80948-3 | 2021-11-11 | -1.48 | 1", _export.Rows(Table.Results, "patient_id", "code_system", "code", "result_date", "value", "unit"));
        // They are events that rules ask for.
        string[] columns = ["patient_id", "row_id", "code_system", "code", "result_date", "value", "unit"];
        var results = _export.Rows(Table.Results, columns).Where(r => r.StartsWith("example |", StringComparison.Ordinal))
            .Select((r, i) => new SourceRow(Table.Results, i, columns.Zip(r.Split(" | ")).Where(c => c.Second != "null").ToDictionary(c => c.First, c => c.Second))).ToList();
        var person = new SourceRow(Table.Patients, 0, new Dictionary<string, string> { ["birth_date"] = "1950-01-01", ["sex"] = "F" });
        var scores = new SourceChart(ShippedRules.Shipped, _ => [], new(2026, 1, 1)).Read("example", [person], results)!.Events.Where(e => e.ValueSets.Contains("t-score-hip"));
        Assert.Equal([-1.62, -1.48], scores.Select(e => e.Value!.Value).Order());
        Assert.Contains("bone-density-report | DXA", _export.Rows(Table.ImagingFindings, "accession", "modality"));
        Assert.Contains("example | 83311-1", _export.Rows(Table.Procedures, "patient_id", "code"));
        Assert.All(taken.Books, b => Assert.Equal(b.Read, b.Used + b.Skipped.Values.Sum() + b.Rejected.Values.Sum()));
        Assert.Equal(7, taken.Books.Single(b => b.Table == "QuestionnaireResponse").Skipped["no-table"]);
        Assert.Equal(3, taken.Books.Single(b => b.Table == "DiagnosticReport").Skipped["not-imaging"]);
    }
}
