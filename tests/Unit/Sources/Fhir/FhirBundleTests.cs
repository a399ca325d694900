using Opportune.Core;
using Opportune.Sources.Fhir;

namespace Opportune.Tests.Unit.Sources;

/// <summary>FHIR resources as rows of the canonical tables, and what is refused.</summary>
public sealed class FhirBundleTests : IDisposable
{
    private const string Subject = """ "subject": {"reference": "Patient/p1"} """;
    private const string Code = """ {"coding": [{"system": "http://loinc.org", "code": "2089-1", "display": "LDL"}]} """;

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"doNotPerform": true, "intent": "order", "status": "completed"}""", RowState.DoNotPerform)]
    [InlineData("""{"doNotPerform": false, "intent": "order", "status": "active"}""", RowState.Done)]
    [InlineData("""{"intent": "plan", "status": "active"}""", RowState.Waiting)]
    [InlineData("""{"doNotPerform": true, "intent": "order", "status": "entered-in-error"}""", RowState.Void)]
    public void A_request_is_an_order_a_plan_or_an_order_not_to_give(string said, RowState state)
    {
        var row = Assert.Single(Rows(Resource("MedicationRequest", $$""" "authoredOn": "2026-03-01", "medicationCodeableConcept": {{Code}}, {{Subject}}, {{said.Trim('{', '}')}} """)));
        Assert.Equal((Table.Medications, "2026-03-01", "order"), (row.Table, row.Cells["start_date"], row.Cells["kind"]));
        Assert.Equal(state, RowStates.Of(row.Table, row.Cells["status"], row.Cells["intent"]));
    }

    [Fact]
    public void Why_a_drug_is_not_to_be_given_is_said_of_the_patient_and_why_one_is_given_is_not()
    {
        var forbidden = Rows(Request(""" "doNotPerform": true, """));
        Assert.Equal([Table.Conditions, Table.Medications], forbidden.Select(r => r.Table));
        Assert.Equal(("A1", "2026-03-01", "encounter"), (forbidden[0].Cells["code"], forbidden[0].Cells["start_date"], forbidden[0].Cells["category"]));
        Assert.Single(Rows(Request("")));

        static string Request(string more) => Resource("MedicationRequest",
            $$""" {{more}} "status": "active", "authoredOn": "2026-03-01", "medicationCodeableConcept": {{Code}}, {{Subject}}, "reasonCode": [{"coding": [{"system": "local:x", "code": "A1"}]}] """);
    }

    [Theory]
    // Onset, else the day on which it was written down, else the day on which it was over.
    [InlineData(""" "onsetDateTime": "2026-01-02", "recordedDate": "2026-02-03" """, "2026-01-02")]
    [InlineData(""" "onsetPeriod": {"start": "2026-01-02"}, "abatementDateTime": "2026-03-04" """, "2026-01-02")]
    [InlineData(""" "recordedDate": "2026-02-03", "abatementDateTime": "2026-03-04" """, "2026-02-03")]
    [InlineData(""" "abatementPeriod": {"end": "2026-03-04"} """, "2026-03-04")]
    public void A_condition_begins_on_the_first_day_that_is_known(string dates, string start) =>
        Assert.Equal(start, Assert.Single(Rows(Resource("Condition", $$""" "code": {{Code}}, {{Subject}}, {{dates}} """))).Cells["start_date"]);

    [Theory]
    [InlineData(""" "valueQuantity": {"value": 190.5, "unit": "mg per dL", "code": "mg/dL"} """, "190.5", "mg/dL", null)]
    [InlineData(""" "valueQuantity": {"value": 400, "comparator": ">", "unit": "mg/dL"} """, null, null, "> 400 mg/dL")]
    [InlineData(""" "valueCodeableConcept": {"coding": [{"system": "s", "code": "c", "display": "Yes (qualifier value)"}]} """, "1", null, "Yes (qualifier value)")]
    [InlineData(""" "valueCodeableConcept": {"text": "No"} """, "0", null, "No")]
    [InlineData(""" "valueString": "pass" """, null, null, "pass")]
    public void A_result_has_a_number_only_where_one_is_said(string said, string? value, string? unit, string? text)
    {
        var cells = Assert.Single(Rows(Resource("Observation", $$""" "status": "final", "effectiveDateTime": "2026-03-01", "code": {{Code}}, {{Subject}}, {{said}} """))).Cells;
        Assert.Equal((value, unit, text), (cells.GetValueOrDefault("value"), cells.GetValueOrDefault("unit"), cells.GetValueOrDefault("text")));
    }

    [Fact]
    public void A_visit_is_an_encounter_and_its_kind_and_where_it_led_are_procedures()
    {
        var rows = Rows(Resource("Encounter", $$""" "status": "finished", "class": {"code": "IMP"}, "period": {"start": "2026-03-01T22:00:00Z", "end": "2026-03-05"}, "type": [{{Code}}], "hospitalization": {"dischargeDisposition": {{Code}}}, {{Subject}} """));
        Assert.Equal([(Table.Procedures, "2026-03-01"), (Table.Procedures, "2026-03-05"), (Table.Encounters, "2026-03-01")],
            rows.Select(r => (r.Table, r.Cells.GetValueOrDefault("encounter_date") ?? r.Cells["performed_date"])));
        Assert.Equal("inpatient", rows[^1].Cells["setting"]);
    }

    [Fact]
    public void An_instant_becomes_the_day_that_it_was_at_the_source()
    {
        var resource = Resource("Procedure", $$""" "status": "completed", "performedDateTime": "2027-01-01T01:30:00+00:00", "code": {{Code}}, {{Subject}} """);
        var west = TimeZoneInfo.CreateCustomTimeZone("west", TimeSpan.FromHours(-5), "west", "west");
        Assert.Equal("2027-01-01", Assert.Single(Rows(resource)).Cells["performed_date"]);
        Assert.Equal("2026-12-31", Assert.Single(Read([resource], west).Rows, r => r.Table == Table.Procedures).Cells["performed_date"]);
    }

    [Theory]
    [InlineData("Condition", """ "onsetDateTime": "2026" """, "partial-date")]
    [InlineData("Condition", """ "clinicalStatus": {} """, "no-date")]
    [InlineData("Condition", """ "onsetDateTime": "2026-02-30" """, "impossible-date")]
    [InlineData("Condition", """ "onsetDateTime": "2026-02-03T25:00:00Z" """, "impossible-date")]
    [InlineData("Condition", """ "onsetDateTime": "1066-10-14" """, "impossible-date")]
    [InlineData("Observation", """ "effectiveDateTime": "2026-01-02", "modifierExtension": [{"url": "x"}] """, "modifier-extension")]
    public void What_cannot_be_a_row_is_rejected_by_its_rule(string kind, string said, string rule)
    {
        var bundle = Read([Resource(kind, $$""" "code": {{Code}}, {{Subject}}, {{said}} """)], TimeZoneInfo.Utc);
        Assert.Equal(new FhirReject(kind, 2, rule), Assert.Single(bundle.Rejects));
        Assert.Equal(Table.Patients, Assert.Single(bundle.Rows).Table);
    }

    [Fact]
    public void A_row_without_a_person_or_a_code_is_rejected_and_what_no_table_means_is_counted()
    {
        var bundle = Read(
            [
                Resource("Procedure", $$""" "performedDateTime": "2026-01-02", "code": {{Code}}, "subject": {"reference": "Group/ward"} """),
                Resource("Procedure", $$""" "performedDateTime": "2026-01-02", "code": {"text": "bypass"}, {{Subject}} """),
                Resource("Coverage", """ "status": "active" """),
                Resource("Condition", $$""" "code": {{Code}}, {{Subject}}, "onsetDateTime": "2026-01-02", "verificationStatus": {"coding": [{"code": "differential"}]} """),
            ], TimeZoneInfo.Utc);
        Assert.Equal(["no-patient", "no-code"], bundle.Rejects.Select(r => r.Rule));
        Assert.Equal([("Condition not-confirmed", 1), ("Coverage no-table", 1)], bundle.Skipped.Select(u => (u.Key, u.Value)));
    }

    [Theory]
    [InlineData("""{"resourceType": "Bundle", """, "is no JSON, or was cut off")]
    [InlineData("""["Bundle"]""", "is no JSON")]
    [InlineData("""{"resourceType": "Bundle", "entry": [{"resource": {"id": "p1"}}]}""", "entry 1 holds no resource")]
    [InlineData("""{"resourceType": "Bundle", "entry": []}""", "0 patients with an id")]
    public void A_file_that_is_no_bundle_is_refused_in_one_line(string text, string says)
    {
        File.WriteAllText(_folder["b.json"], text);
        var fault = Assert.Throws<InputException>(() => FhirBundle.Read(_folder["b.json"], FhirExport.Source(TimeZoneInfo.Utc), isOneCase: true));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private List<FhirRow> Rows(string resource) => [.. Read([resource], TimeZoneInfo.Utc).Rows.Where(r => r.Table != Table.Patients)];

    private FhirBundle Read(string[] resources, TimeZoneInfo zone)
    {
        string[] all = [Resource("Patient", """ "birthDate": "1960-05-01", "gender": "female" """, "p1"), .. resources];
        File.WriteAllText(_folder["b.json"], $$"""{"resourceType": "Bundle", "entry": [{{string.Join(',', all.Select(r => $$"""{"resource": {{r}}}"""))}}]}""");
        return FhirBundle.Read(_folder["b.json"], FhirExport.Source(zone));
    }

    private static string Resource(string kind, string said, string id = "r1") => $$"""{"resourceType": "{{kind}}", "id": "{{id}}", {{said}}}""";
}
