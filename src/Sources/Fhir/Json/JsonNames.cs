namespace Opportune.Sources.Fhir;

/// <summary>The member names of resources that are read at all.</summary>
internal enum Element : byte
{
    /// <summary>The resource itself.</summary>
    Resource,
    AbatementDateTime, AbatementPeriod, AbatementString, AbatementAge, AbatementRange, Active, Actor, Actuality, Appointment, AuthoredOn, BasedOn, BirthDate, BodySite, BoundsPeriod, Category,
    Class, ClinicalStatus, Code, Coding, Communication, Comparator, Component, Conclusion, ConclusionCode, Contained, ContentType, Data,
    Date, DateAsserted, DaysSupply, DeceasedBoolean, DeceasedDateTime, DischargeDisposition, Display, DispenseRequest, DoNotPerform, DoseAndRate, DoseQuantity,
    DosageInstruction, Dosage, Dose, EffectiveDateTime, EffectiveInstant, EffectivePeriod, Encounter, End, Entry, Event, ExpectedSupplyDuration, Extension, Family, Frequency,
    FullUrl, Gender, GeneralPractitioner, Given, Hospitalization, Id, Identifier, ImagingStudy, Individual, Intent, Issued, Language,
    LastUpdated, Link, Location, ManagingOrganization, Medication, MedicationCodeableConcept, MedicationReference, Meta, Modality, ModifierExtension, Name, OccurrenceDateTime,
    OccurrencePeriod, OnsetDateTime, OnsetPeriod, Organization, Other, Participant, Patient, PerformedDateTime, PerformedPeriod, Performer, Period, PeriodUnit, Practitioner,
    Preferred, PresentedForm, ProcedureCode, RecordedDate, ReasonCode, Reference, Repeat, Requester, Result, ResourceType, Series, ServiceProvider, Specialty, Start,
    Started, Status, Subject, Suspect, System, Telecom, Text, Timing, Type, Unit, Url, Use, Value, ValueBoolean, ValueCode, ValueCodeableConcept,
    ValueCoding, ValueDateTime, ValueInteger, ValueQuantity, ValueString, VerificationStatus, VitalStatus, WhenHandedOver, WhenPrepared,
}

/// <summary>The names as FHIR writes them: ours with a small first letter.</summary>
internal static class JsonNames
{
    public static string Of(Element name) => char.ToLowerInvariant(name.ToString()[0]) + name.ToString()[1..];

    public static Element Parse(string name) => Enum.GetValues<Element>().Single(e => e != Element.Resource && Of(e) == name || e == Element.Resource && name == "resource");
}
