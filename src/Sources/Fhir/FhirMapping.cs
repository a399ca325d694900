using Opportune.Core;
using Opportune.Sources.Snapshots;
using static Opportune.Sources.Snapshots.CanonicalColumns;
using E = Opportune.Sources.Fhir.Element;

namespace Opportune.Sources.Fhir;

/// <summary>
/// Turns resources into canonical rows: the only place that knows what a resource means. A resource with several codings becomes
/// one row each, under one row id. Not thread-safe: one a file.
/// </summary>
/// <param name="source">What differs between servers.</param>
/// <param name="rows">Where the rows of a table go.</param>
/// <param name="links">What other resources say.</param>
internal sealed partial class FhirMapping(FhirSource source, Func<Table, PartWriter> rows, FhirLinks links)
{
    private const int Root = FhirResource.Root;

    private readonly PartWriter?[] _parts = new PartWriter?[CanonicalTable.All.Count];
    private readonly FhirRules _rules = new(source);
    private readonly FhirDates _dates = new(source.Zone);
    private readonly FhirResource _drug = new();
    private readonly FhirResource _linked = new();
    private FhirResource _r = new();

    /// <summary>Makes the rows of a resource.</summary>
    public FhirFate Add(FhirResource resource)
    {
        (_r, ReportText) = (resource, null);
        if (IsStray())
            Strays++;
        // FHIR: whoever does not know what a modifier says must not use what it modifies.
        if (resource.At(Root, E.ModifierExtension) >= 0)
            return FhirFate.Rejected("modifier-extension", "modifierExtension");
        return resource.Kind switch
        {
            FhirKind.Observation => Observation(),
            FhirKind.Encounter => Encounter(),
            FhirKind.Condition => Condition(),
            FhirKind.MedicationRequest => MedicationRequest(),
            FhirKind.MedicationDispense => Medication("dispense"u8, Day(E.WhenHandedOver).Else(Day(E.WhenPrepared)), E.DosageInstruction),
            FhirKind.MedicationAdministration => Medication("administration"u8, Day(E.EffectiveDateTime).Else(Day(E.EffectivePeriod, E.Start)), E.Dosage),
            FhirKind.MedicationStatement =>
                Medication("reported"u8, Day(E.EffectiveDateTime).Else(Day(E.EffectivePeriod, E.Start)).Else(Day(E.DateAsserted)), E.Dosage),
            FhirKind.Procedure => Coded(Table.Procedures, _r.At(Root, E.Code), Day(E.PerformedDateTime).Else(Day(E.PerformedPeriod, E.Start)), new() { Status = Said(E.Status) }),
            FhirKind.ServiceRequest => ServiceRequest(),
            FhirKind.DiagnosticReport => DiagnosticReport(),
            FhirKind.ImagingStudy => ImagingStudy(),
            // Many records of an allergy name no day. It is known at least since the server last wrote it, and to lose it would list whom a drug harms.
            FhirKind.AllergyIntolerance => Reaction(E.Code, Day(E.OnsetDateTime).Else(Day(E.OnsetPeriod, E.Start)).Else(Day(E.RecordedDate)).Else(Day(E.Meta, E.LastUpdated))),
            FhirKind.AdverseEvent when Is(Said(E.Actuality), "potential"u8) => FhirFate.Skipped("did-not-happen"),
            FhirKind.AdverseEvent => Reaction(E.Event, Day(E.Date).Else(Day(E.RecordedDate))),
            FhirKind.Patient => Patient(),
            FhirKind.Practitioner => Practitioner(),
            FhirKind.Appointment => Appointment(),
            // A drug or a role is read where another resource names it.
            FhirKind.Medication or FhirKind.PractitionerRole => FhirFate.Skipped("read-where-named"),
            _ => FhirFate.Skipped("no-table"),
        };
    }

    private FhirFate Condition()
    {
        var clinical = _r.Text(Root, E.ClinicalStatus, E.Coding, E.Code);
        var verified = _r.Text(Root, E.VerificationStatus, E.Coding, E.Code);
        if (verified.SequenceEqual("unconfirmed"u8) || verified.SequenceEqual("provisional"u8) || verified.SequenceEqual("differential"u8))
            return FhirFate.Skipped("not-confirmed");
        var end = Day(E.AbatementDateTime).Else(Day(E.AbatementPeriod, E.End));
        // Where nobody wrote when it began, it is known from the day on which it was written down, or was said to be over.
        var day = Day(E.OnsetDateTime).Else(Day(E.OnsetPeriod, E.Start)).Else(Day(E.RecordedDate)).Else(end);
        return Coded(Table.Conditions, _r.At(Root, E.Code), day, new()
        {
            End = end,
            Status = verified.SequenceEqual("refuted"u8) || verified.SequenceEqual("entered-in-error"u8) ? verified
                : clinical.SequenceEqual("recurrence"u8) || clinical.SequenceEqual("relapse"u8) ? "active"u8 : clinical,
            Category = HasCategory("problem-list-item"u8) || HasCategory("health-concern"u8) ? "problem-list"u8 : HasCategory("encounter-diagnosis"u8) ? "encounter"u8 : default,
            Recorded = Day(E.RecordedDate),
        });
    }

    // An allergy or a reaction is a condition whose code is the drug.
    private FhirFate Reaction(E code, FhirDay day)
    {
        var verified = _r.Text(Root, E.VerificationStatus, E.Coding, E.Code);
        return Coded(Table.Conditions, _r.At(Root, code), day, new()
        {
            Status = verified.SequenceEqual("refuted"u8) || verified.SequenceEqual("entered-in-error"u8) ? "refuted"u8 : _r.Text(Root, E.ClinicalStatus, E.Coding, E.Code),
            Recorded = Day(E.RecordedDate),
        });
    }

    private FhirFate MedicationRequest()
    {
        var fate = Medication("order"u8, Day(E.AuthoredOn).Else(Day(E.DosageInstruction, E.Timing, E.Repeat, E.BoundsPeriod, E.Start)), E.DosageInstruction);
        if (!fate.IsUsed || !_r.IsTrue(Root, E.DoNotPerform))
            return fate;
        // Why something is not to be given has no column of its own: it is said of the patient on that day.
        foreach (var reason in _r.Items(Root, E.ReasonCode))
            Coded(Table.Conditions, reason, Day(E.AuthoredOn), new() { Status = Said(E.Status), Category = "encounter"u8 });
        return fate;
    }

    private FhirFate Medication(ReadOnlySpan<byte> kind, FhirDay day, E dosage)
    {
        var (resource, code) = Drug();
        var supply = _r.At(Root, E.DaysSupply) is var own and >= 0 ? own : _r.At(Root, E.DispenseRequest, E.ExpectedSupplyDuration);
        var dose = _r.At(Root, dosage);
        var amount = _r.At(dose, E.Dose) is var given and >= 0 ? given : _r.At(dose, E.DoseAndRate, E.DoseQuantity);
        return Coded(Table.Medications, resource, code, day, new()
        {
            Status = Said(E.Status),
            Intent = _r.IsTrue(Root, E.DoNotPerform) ? "do-not-perform"u8 : Said(E.Intent),
            Kind = kind,
            End = Day(E.EffectivePeriod, E.End).Else(Day(dosage, E.Timing, E.Repeat, E.BoundsPeriod, E.End)),
            Supply = IsDays(UnitOf(supply)) ? _r.Number(supply, E.Value) : null,
            Dose = _r.Number(amount, E.Value) * TimesADay(_r.At(dose, E.Timing, E.Repeat)),
            DoseUnit = _r.Number(amount, E.Value) is null ? default : UnitOf(amount),
        });
    }

    // The drug's own resource: in this one, in one beside it, or named by a code here.
    private (FhirResource Resource, int Code) Drug()
    {
        if (_r.At(Root, E.MedicationCodeableConcept) is var concept and >= 0)
            return (_r, concept);
        var named = _r.Text(Root, E.MedicationReference, E.Reference);
        if (named is [(byte)'#', ..])
        {
            foreach (var one in _r.Items(Root, E.Contained))
            {
                if (_r.Text(one, E.Id).SequenceEqual(named[1..]))
                    return (_r, _r.At(one, E.Code));
            }
        }
        return links.Find(References.Resolve(named), _drug) ? (_drug, _drug.At(Root, E.Code)) : (_r, -1);
    }

    // What is taken on a day on which it is taken.
    private double TimesADay(int repeat) =>
        Is(_r.Text(repeat, E.PeriodUnit), "d"u8) && _r.Number(repeat, E.Frequency) is { } times && _r.Number(repeat, E.Period) is { } days and > 0
            ? Math.Max(1, times / days) : Is(_r.Text(repeat, E.PeriodUnit), "h"u8) && _r.Number(repeat, E.Period) is { } hours and > 0 and <= 24
            ? (_r.Number(repeat, E.Frequency) ?? 1) * 24 / hours : 1;

    // What is asked for and not done yet is a procedure that waits.
    private FhirFate ServiceRequest()
    {
        var status = Said(E.Status);
        return Coded(Table.Procedures, _r.At(Root, E.Code), Day(E.OccurrenceDateTime).Else(Day(E.OccurrencePeriod, E.Start)).Else(Day(E.AuthoredOn)), new()
        {
            Status = _r.IsTrue(Root, E.DoNotPerform) ? "not-done"u8 : status.IsEmpty || Is(status, "active"u8) || Is(status, "completed"u8) ? "requested"u8 : status,
        });
    }

    private FhirFate Observation()
    {
        if (_rules.Observations is { } wanted && !HasCategory(wanted))
            return FhirFate.Skipped("category-not-read");
        var day = Day(E.EffectiveDateTime).Else(Day(E.EffectiveInstant)).Else(Day(E.EffectivePeriod, E.Start));
        // What has parts and no value of its own (a blood pressure) is told by its parts.
        var hasParts = _r.At(Root, E.Component) >= 0;
        var fate = hasParts && !HasValue(Root) ? default : Result(Root, day);
        foreach (var part in _r.Items(Root, E.Component))
        {
            var ofPart = Result(part, day);
            fate = fate.IsUsed ? fate : ofPart.IsUsed || !fate.IsSaid ? ofPart : fate;
        }
        return fate;
    }

    private bool HasValue(int part) =>
        _r.At(part, E.ValueQuantity) >= 0 || _r.At(part, E.ValueCodeableConcept) >= 0 || _r.At(part, E.ValueBoolean) >= 0 || _r.At(part, E.ValueInteger) >= 0
        || !_r.Text(part, E.ValueString).IsEmpty;

    // An answer of yes or no is 1 or 0. "Above 400" is no number: it stays text.
    private FhirFate Result(int part, FhirDay day)
    {
        var cells = new CodedCells { Status = Said(E.Status), Recorded = Day(E.Issued) };
        if (_r.At(part, E.ValueQuantity) is var quantity and >= 0)
        {
            var number = _r.Number(quantity, E.Value);
            var bound = _r.Text(quantity, E.Comparator);
            if (bound.IsEmpty)
                cells = cells with { Value = number, Unit = UnitOf(quantity) };
            else
                cells = cells with { Text = Bounded(bound, number, UnitOf(quantity)) };
        }
        else if (_r.At(part, E.ValueCodeableConcept) is var answer and >= 0)
        {
            var said = _r.Text(answer, E.Text);
            if (said.IsEmpty)
                said = _r.Text(answer, E.Coding, E.Display);
            cells = cells with { Value = YesOrNo(said), Text = said.IsEmpty ? _r.Text(answer, E.Coding, E.Code) : said };
        }
        else if (_r.At(part, E.ValueBoolean) >= 0)
        {
            cells = cells with { Value = _r.IsTrue(part, E.ValueBoolean) ? 1 : _r.IsFalse(part, E.ValueBoolean) ? 0 : null };
        }
        else
        {
            cells = cells with { Value = _r.Number(part, E.ValueInteger), Text = _r.Text(part, E.ValueString) };
        }
        return Coded(Table.Results, _r.At(part, E.Code), day, cells);
    }

    private FhirFate Encounter()
    {
        var start = Day(E.Period, E.Start);
        var status = Said(E.Status);
        var patient = PatientOf();
        if (patient.IsEmpty)
            return NoPatient;
        if (!start.IsThere)
            return FhirFate.Rejected(start.Fault!, "period.start");
        if (!(Is(status, "planned"u8) || Is(status, "cancelled"u8) || Is(status, "entered-in-error"u8)))
        {
            Row(Table.Encounters).Set(PatientId, patient).SetDay(EncounterDate, start.Known).Set(Setting, SettingOf(_r.Text(Root, E.Class, E.Code)))
                .Set(ProviderId, ProviderIn(E.Participant, E.Individual)).Set(Site, SiteOf(_r.Text(Root, E.ServiceProvider, E.Reference), _r.Text(Root, E.Location, E.Location, E.Reference))).End();
        }
        // The coded kind of a visit, and where somebody was sent, stand where claims have them: among the procedures.
        foreach (var type in _r.Items(Root, E.Type))
            Coded(Table.Procedures, type, start, new() { Status = status });
        if (_r.At(Root, E.Hospitalization, E.DischargeDisposition) is var sent and >= 0)
            Coded(Table.Procedures, sent, Day(E.Period, E.End) is { IsThere: true } left ? left : start, new() { Status = status });
        return FhirFate.Used;
    }

    private FhirFate Coded(Table table, int concept, FhirDay day, in CodedCells cells) => Coded(table, _r, concept, day, cells);

    // The concept may stand in another resource.
    private FhirFate Coded(Table table, FhirResource of, int concept, FhirDay day, in CodedCells cells)
    {
        var patient = PatientOf();
        if (patient.IsEmpty)
            return NoPatient;
        if (!day.IsThere)
            return FhirFate.Rejected(day.Fault!, "date");
        var fate = FhirFate.Rejected("no-code", "code");
        foreach (var coding in of.Items(concept, E.Coding))
        {
            var system = of.Text(coding, E.System);
            var code = of.Text(coding, E.Code);
            if (system.IsEmpty || code.IsEmpty)
                continue;
            var display = of.Text(coding, E.Display);
            var row = Row(table).Set(RowId, Said(E.Id)).Set(PatientId, patient).Set(CodeSystem, system).Set(CanonicalColumns.Code, code)
                .Set(Display, display.IsEmpty ? of.Text(concept, E.Text) : display).SetDay(Date, day.Known)
                .Set(Status, cells.Status).SetDay(RecordedAt, cells.Recorded.Known);
            if (table == Table.Conditions)
                row.SetDay(EndDate, cells.End.Known).Set(Category, cells.Category);
            else if (table == Table.Medications)
                row.SetDay(EndDate, cells.End.Known).Set(Intent, cells.Intent).Set(Kind, cells.Kind).Set(DaysSupply, cells.Supply).Set(Dose, cells.Dose).Set(DoseUnit, cells.DoseUnit);
            else if (table == Table.Results)
                row.Set(Value, cells.Value).Set(Unit, cells.Unit).Set(CanonicalColumns.Text, cells.Text);
            row.End();
            fate = FhirFate.Used;
        }
        return fate;
    }

    /// <summary>What a coded row says beside patient, code and date.</summary>
    private readonly ref struct CodedCells
    {
        public CodedCells()
        {
        }

        public ReadOnlySpan<byte> Status { get; init; }

        public ReadOnlySpan<byte> Category { get; init; }

        public ReadOnlySpan<byte> Intent { get; init; }

        public ReadOnlySpan<byte> Kind { get; init; }

        public ReadOnlySpan<byte> Unit { get; init; }

        public ReadOnlySpan<byte> Text { get; init; }

        public ReadOnlySpan<byte> DoseUnit { get; init; }

        public double? Value { get; init; }

        public double? Supply { get; init; }

        public double? Dose { get; init; }

        public FhirDay End { get; init; } = new(0, FhirDay.None);

        public FhirDay Recorded { get; init; } = new(0, FhirDay.None);
    }
}
