using System.Globalization;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Sources.Fhir;

/// <summary>Turns resources into canonical rows. A resource with several codings becomes one row each, under one row id.</summary>
internal sealed class FhirMapping
{
    private readonly Dictionary<string, string> _patients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _medications = new(StringComparer.Ordinal);
    private readonly TimeZoneInfo _zone;
    private readonly bool _isOneCase;

    public FhirMapping(IEnumerable<JsonElement> entries, TimeZoneInfo zone, bool isOneCase)
    {
        (_zone, _isOneCase) = (zone, isOneCase);
        foreach (var entry in entries)
        {
            var (resource, kind) = (entry.At("resource")!.Value, entry.Text("resource", "resourceType"));
            foreach (var name in new[] { entry.Text("fullUrl"), resource.Text("id") is { } id ? $"{kind}/{id}" : null }.OfType<string>())
            {
                if (kind == "Patient" && resource.Text("id") is { } patient)
                    _patients[name] = patient;
                else if (kind == "Medication")
                    _medications[name] = resource;
            }
        }
    }

    public List<FhirRow> Rows { get; } = [];

    public List<FhirReject> Rejects { get; } = [];

    public int Strays { get; private set; }

    public SortedDictionary<string, int> Unmapped { get; } = new(StringComparer.Ordinal);

    public void Add(JsonElement resource, int place)
    {
        var kind = resource.Text("resourceType")!;
        if (_isOneCase && (resource.Text("subject", "reference") ?? resource.Text("patient", "reference")) is { } named && !_patients.ContainsKey(named))
            Strays++;
        // FHIR: whoever does not know what a modifier says must not use what it modifies.
        var fault = resource.At("modifierExtension") is not null ? "modifier-extension" : kind switch
        {
            "Patient" => Patient(resource),
            "Condition" => Condition(resource),
            "AllergyIntolerance" => Reaction(resource, resource.At("code"), ["onsetDateTime"], ["onsetPeriod", "start"], ["recordedDate"]),
            "AdverseEvent" => resource.Text("actuality") == "potential" ? null : Reaction(resource, resource.At("event"), ["date"], ["recordedDate"]),
            "MedicationRequest" => MedicationRequest(resource),
            "MedicationDispense" => Medication(resource, "dispense", ["whenHandedOver"], ["whenPrepared"]),
            "MedicationAdministration" => Medication(resource, "administration", ["effectiveDateTime"], ["effectivePeriod", "start"]),
            "MedicationStatement" => Medication(resource, "reported", ["effectiveDateTime"], ["effectivePeriod", "start"], ["dateAsserted"]),
            "Procedure" => Coded(Table.Procedures, resource, resource.At("code"), Day(resource, ["performedDateTime"], ["performedPeriod", "start"]), Status(resource)),
            // What is asked for and not done yet is a procedure that waits.
            "ServiceRequest" => Coded(Table.Procedures, resource, resource.At("code"), Day(resource, ["occurrenceDateTime"], ["authoredOn"]),
                ("status", resource.At("doNotPerform") is { ValueKind: JsonValueKind.True } ? "not-done" : resource.Text("status") is "active" or "completed" or null ? "requested" : resource.Text("status"))),
            "Observation" => Observation(resource),
            "Encounter" => Encounter(resource),
            _ => Leave(kind),
        };
        if (fault is not null)
            Rejects.Add(new(kind, place, fault));
    }

    private string? Leave(string kind)
    {
        // A drug is read where a request names it.
        if (kind != "Medication")
            Unmapped[kind] = Unmapped.GetValueOrDefault(kind) + 1;
        return null;
    }

    private string? Patient(JsonElement patient)
    {
        if (patient.Text("id") is not { } id)
            return "no-patient";
        if (Day(patient, ["birthDate"]) is not { } birth)
            return "no-date";
        if (birth == DateOnly.MinValue)
            return "partial-date";
        var died = Day(patient, ["deceasedDateTime"]);
        Row(Table.Patients,
            ("patient_id", id), ("birth_date", Text(birth)),
            ("sex", patient.Text("gender") switch { "female" => "F", "male" => "M", _ => "U" }),
            ("death_date", died is null || died == DateOnly.MinValue ? null : Text(died.Value)),
            ("active", patient.At("active") is { ValueKind: JsonValueKind.False } ? "false" : null));
        return null;
    }

    private string? Condition(JsonElement condition)
    {
        var (clinical, verified) = (condition.Text("clinicalStatus", "coding", "code"), condition.Text("verificationStatus", "coding", "code"));
        if (verified is "unconfirmed" or "provisional" or "differential")
            return "not-confirmed";
        var end = Day(condition, ["abatementDateTime"], ["abatementPeriod", "end"]);
        // Where nobody wrote when it began, it is known from the day on which it was written down, or was said to be over.
        var day = Day(condition, ["onsetDateTime"], ["onsetPeriod", "start"], ["recordedDate"]) ?? end;
        var categories = condition.Items("category").SelectMany(c => ((JsonElement?)c).Codings()).Select(c => c.Code).ToList();
        return Coded(Table.Conditions, condition, condition.At("code"), day,
            ("end_date", Text(end)),
            ("status", verified is "refuted" or "entered-in-error" ? verified : clinical is "recurrence" or "relapse" ? "active" : clinical),
            ("category", categories.Contains("problem-list-item") || categories.Contains("health-concern") ? "problem-list" : categories.Contains("encounter-diagnosis") ? "encounter" : null),
            ("recorded_at", Text(Day(condition, ["recordedDate"]))));
    }

    // An allergy or a reaction is a condition whose code is the drug.
    private string? Reaction(JsonElement resource, JsonElement? code, params string[][] dates) =>
        Coded(Table.Conditions, resource, code, Day(resource, dates),
            ("status", resource.Text("verificationStatus", "coding", "code") is "refuted" or "entered-in-error" ? "refuted" : resource.Text("clinicalStatus", "coding", "code")),
            ("recorded_at", Text(Day(resource, ["recordedDate"]))));

    private string? MedicationRequest(JsonElement request)
    {
        var isForbidden = request.At("doNotPerform") is { ValueKind: JsonValueKind.True };
        if (Medication(request, "order", ["authoredOn"], ["dosageInstruction", "timing", "repeat", "boundsPeriod", "start"]) is { } fault)
            return fault;
        // Why something is not to be given has no column of its own: it is said of the patient on that day.
        foreach (var reason in isForbidden ? request.Items("reasonCode") : [])
        {
            if (Coded(Table.Conditions, request, reason, Day(request, ["authoredOn"]), Status(request), ("category", "encounter")) is { } unsaid)
                return unsaid;
        }
        return null;
    }

    private string? Medication(JsonElement resource, string kind, params string[][] dates)
    {
        var code = resource.At("medicationCodeableConcept")
            ?? (resource.Text("medicationReference", "reference") is { } named && _medications.TryGetValue(named, out var medication) ? medication.At("code") : null);
        var intent = resource.At("doNotPerform") is { ValueKind: JsonValueKind.True } ? "do-not-perform" : resource.Text("intent");
        var supply = resource.At("daysSupply") ?? resource.At("dispenseRequest", "expectedSupplyDuration");
        return Coded(Table.Medications, resource, code, Day(resource, dates),
            Status(resource), ("intent", intent), ("kind", kind),
            ("end_date", Text(Day(resource, ["effectivePeriod", "end"], ["dosageInstruction", "timing", "repeat", "boundsPeriod", "end"]))),
            ("days_supply", supply is { } days && (days.Text("code") ?? days.Text("unit")) is "d" or "day" or "days" ? Number(supply, "value") : null));
    }

    private string? Observation(JsonElement observation)
    {
        var day = Day(observation, ["effectiveDateTime"], ["effectiveInstant"], ["effectivePeriod", "start"]);
        string? fault = null;
        var parts = observation.Items("component").ToList();
        // What has parts and no value of its own (a blood pressure) is told by its parts.
        foreach (var part in parts.Count > 0 && Value(observation) is (null, null, null) ? parts : [observation, .. parts])
        {
            var (value, unit, text) = Value(part);
            fault ??= Coded(Table.Results, observation, part.At("code"), day, Status(observation), ("value", value), ("unit", unit), ("text", text),
                ("recorded_at", Text(Day(observation, ["issued"]))));
        }
        return fault;
    }

    // An answer of yes or no is 1 or 0. "Above 400" is no number: it stays text.
    private static (string? Value, string? Unit, string? Text) Value(JsonElement part)
    {
        if (part.At("valueQuantity") is { } quantity)
        {
            var (number, unit) = (Number(quantity, "value"), quantity.Text("code") ?? quantity.Text("unit"));
            return quantity.Text("comparator") is { } bound ? (null, null, $"{bound} {number} {unit}") : (number, unit, null);
        }
        if (part.At("valueCodeableConcept") is { } answer)
        {
            var said = answer.Text("text") ?? answer.Text("coding", "display");
            return (said?.Split(' ')[0].ToLowerInvariant() switch { "yes" => "1", "no" => "0", _ => null }, null, said ?? answer.Text("coding", "code"));
        }
        if (part.At("valueBoolean") is { } flag)
            return (flag.ValueKind == JsonValueKind.True ? "1" : "0", null, null);
        return (Number(part, "valueInteger"), null, part.Text("valueString"));
    }

    private string? Encounter(JsonElement encounter)
    {
        var (start, status) = (Day(encounter, ["period", "start"]), encounter.Text("status"));
        if (PatientOf(encounter) is not { } patient)
            return "no-patient";
        if (Fault(start) is { } fault)
            return fault;
        if (status is not ("planned" or "cancelled" or "entered-in-error"))
        {
            Row(Table.Encounters, ("patient_id", patient), ("encounter_date", Text(start)),
                ("setting", encounter.Text("class", "code") switch { "IMP" or "ACUTE" or "NONAC" => "inpatient", "EMER" => "emergency", "AMB" or "VR" or "HH" => "outpatient", _ => null }));
        }
        // The coded kind of a visit, and where somebody was sent, stand where claims have them: among the procedures.
        foreach (var type in encounter.Items("type"))
            _ = Coded(Table.Procedures, encounter, type, start, Status(encounter));
        if (encounter.At("hospitalization", "dischargeDisposition") is { } sent)
            _ = Coded(Table.Procedures, encounter, sent, Day(encounter, ["period", "end"]) ?? start, Status(encounter));
        return null;
    }

    private string? Coded(Table table, JsonElement resource, JsonElement? concept, DateOnly? day, params (string Column, string? Value)[] cells)
    {
        if (PatientOf(resource) is not { } patient)
            return "no-patient";
        if (Fault(day) is { } fault)
            return fault;
        var codings = concept.Codings();
        foreach (var coding in codings)
        {
            Row(table,
            [
                ("row_id", resource.Text("id")), ("patient_id", patient), ("code_system", coding.System), ("code", coding.Code), ("display", coding.Display),
                (table switch { Table.Procedures => "performed_date", Table.Results => "result_date", _ => "start_date" }, Text(day)),
                .. cells,
            ]);
        }
        return codings.Count == 0 ? "no-code" : null;
    }

    private void Row(Table table, params (string Column, string? Value)[] cells) =>
        Rows.Add(new(table, cells.Where(c => c.Value is not null).ToDictionary(c => c.Column, c => c.Value!, StringComparer.Ordinal)));

    private string? PatientOf(JsonElement resource)
    {
        var reference = resource.Text("subject", "reference") ?? resource.Text("patient", "reference");
        return reference is null ? null : _patients.GetValueOrDefault(reference) ?? (_isOneCase ? _patients.Values.First() : null);
    }

    private DateOnly? Day(JsonElement element, params string[][] paths)
    {
        foreach (var path in paths)
        {
            if (element.Day(_zone, path) is { } day)
                return day;
        }
        return null;
    }

    private static string? Fault(DateOnly? day) => day is null ? "no-date" : day == DateOnly.MinValue ? "partial-date" : null;

    private static (string, string?) Status(JsonElement resource) => ("status", resource.Text("status"));

    private static string? Text(DateOnly? day) =>
        day is { } date && date != DateOnly.MinValue ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string? Number(JsonElement? element, string name) =>
        element?.At(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble().ToString(CultureInfo.InvariantCulture) : null;
}
