using System.Text;

namespace Opportune.Sources.Fhir;

/// <summary>The kinds of resources that are read, in the order of their plans.</summary>
internal enum FhirKind : byte
{
    /// <summary>One that no table means.</summary>
    Other,
    Observation, Encounter, Condition, Procedure, MedicationRequest, MedicationDispense, MedicationAdministration, MedicationStatement, DiagnosticReport,
    ImagingStudy, Patient, Practitioner, PractitionerRole, Medication, Appointment, ServiceRequest, AllergyIntolerance, AdverseEvent,
}

/// <summary>Which elements of which resources are read: the whole of what the rules of <see cref="FhirMapping"/> can see.</summary>
internal static class FhirPlans
{
    private const string Concept = "{text coding{system code display}}";
    private const string Quantity = "{value unit code comparator}";
    private const string Answer = $"valueQuantity{Quantity} valueCodeableConcept{Concept} valueBoolean valueInteger valueString";
    private const string Drug = $"medicationCodeableConcept{Concept} medicationReference{{reference}} contained{{resourceType id code{Concept}}}";
    private const string Times = "timing{repeat{boundsPeriod{start end} frequency period periodUnit}} doseAndRate{doseQuantity{value unit code}}";
    private const string Always = "resourceType id modifierExtension ";

    private static readonly (byte[] Name, FhirKind Kind, JsonPlan Plan)[] Plans =
    [
        .. new Dictionary<FhirKind, string>
        {
            [FhirKind.Observation] = $"status category{{coding{{code}}}} code{Concept} subject{{reference}} effectiveDateTime effectiveInstant effectivePeriod{{start}} issued {Answer} component{{code{Concept} {Answer}}}",
            [FhirKind.Encounter] = $"status class{{code}} type{Concept} subject{{reference}} period{{start end}} participant{{individual{{reference}}}} serviceProvider{{reference}} location{{location{{reference}}}} hospitalization{{dischargeDisposition{Concept}}}",
            [FhirKind.Condition] = $"clinicalStatus{{coding{{code}}}} verificationStatus{{coding{{code}}}} category{{coding{{code}}}} code{Concept} subject{{reference}} onsetDateTime onsetPeriod{{start}} abatementDateTime abatementPeriod{{end}} recordedDate",
            [FhirKind.Procedure] = $"status code{Concept} subject{{reference}} performedDateTime performedPeriod{{start}}",
            [FhirKind.MedicationRequest] = $"status intent doNotPerform {Drug} subject{{reference}} authoredOn reasonCode{Concept} dosageInstruction{{{Times}}} dispenseRequest{{expectedSupplyDuration{Quantity}}}",
            [FhirKind.MedicationDispense] = $"status {Drug} subject{{reference}} whenHandedOver whenPrepared daysSupply{Quantity} dosageInstruction{{{Times}}}",
            [FhirKind.MedicationAdministration] = $"status {Drug} subject{{reference}} effectiveDateTime effectivePeriod{{start end}} dosage{{dose{{value unit code}}}}",
            [FhirKind.MedicationStatement] = $"status {Drug} subject{{reference}} effectiveDateTime effectivePeriod{{start end}} dateAsserted dosage{{{Times}}}",
            [FhirKind.DiagnosticReport] = $"identifier{{system value type{{coding{{code}}}}}} status category{{text coding{{code}}}} code{Concept} subject{{reference}} effectiveDateTime effectivePeriod{{start}} issued result{{reference}} imagingStudy{{reference}} conclusion conclusionCode{Concept} presentedForm{{contentType data}} performer{{reference}}",
            [FhirKind.ImagingStudy] = $"identifier{{system value type{{coding{{code}}}}}} status modality{{code}} subject{{reference}} started location{{reference}} procedureCode{Concept} series{{modality{{code}} bodySite{{display}}}}",
            [FhirKind.Patient] = $"identifier{{system value type{{coding{{code}}}}}} active name{{use text family given}} telecom{{system value}} gender birthDate deceasedBoolean deceasedDateTime generalPractitioner{{reference}} managingOrganization{{reference}} communication{{language{Concept} preferred}} link{{type other{{reference}}}} extension{{url valueCode valueCoding{{code}} extension{{url valueString valueCoding{{display}}}}}}",
            [FhirKind.Practitioner] = "active name{use text family given}",
            [FhirKind.PractitionerRole] = $"active practitioner{{reference}} organization{{reference}} location{{reference}} code{Concept}",
            [FhirKind.Medication] = $"code{Concept}",
            [FhirKind.Appointment] = "status start participant{actor{reference}}",
            [FhirKind.ServiceRequest] = $"status doNotPerform code{Concept} subject{{reference}} occurrenceDateTime occurrencePeriod{{start}} authoredOn",
            [FhirKind.AllergyIntolerance] = $"clinicalStatus{{coding{{code}}}} verificationStatus{{coding{{code}}}} code{Concept} patient{{reference}} onsetDateTime onsetPeriod{{start}} recordedDate meta{{lastUpdated}}",
            [FhirKind.AdverseEvent] = $"actuality event{Concept} subject{{reference}} date recordedDate",
        }.Select(p => (Encoding.UTF8.GetBytes(p.Key.ToString()), p.Key, JsonPlan.Of(Always + p.Value))),
    ];

    private static readonly JsonPlan Other = JsonPlan.Of("resourceType id");

    /// <summary>The plan of that kind of resource.</summary>
    /// <param name="name">The kind as it is written.</param>
    /// <param name="like">The kind of the resource before, which is often this one's.</param>
    public static (FhirKind Kind, JsonPlan Plan) For(ReadOnlySpan<byte> name, FhirKind like)
    {
        if (like != FhirKind.Other && name.SequenceEqual(Plans[(int)like - 1].Name))
            return (like, Plans[(int)like - 1].Plan);
        foreach (var (known, kind, plan) in Plans)
        {
            if (name.SequenceEqual(known))
                return (kind, plan);
        }
        return (FhirKind.Other, Other);
    }
}
