using System.Buffers;
using Opportune.Core;
using Opportune.Sources.Snapshots;
using static Opportune.Sources.Snapshots.CanonicalColumns;
using E = Opportune.Sources.Fhir.Element;

namespace Opportune.Sources.Fhir;

/// <summary>People, who saw them and where; and the words that all resources share.</summary>
internal sealed partial class FhirMapping
{
    private static readonly FhirFate NoPatient = FhirFate.Rejected("no-patient", "subject.reference");

    private readonly ArrayBufferWriter<byte> _name = new();

    /// <summary>Names that a bundle gives its resources.</summary>
    public FhirReferences References { get; } = new();

    /// <summary>
    /// Of test patients alone: what names somebody else is this patient's too. In a record it may be anybody's.
    /// </summary>
    public byte[]? Sole { get; init; }

    /// <summary>How many resources named somebody else than the only patient.</summary>
    public int Strays { get; private set; }

    private FhirFate Patient()
    {
        var id = Said(E.Id);
        var birth = Day(E.BirthDate);
        if (id.IsEmpty)
            return FhirFate.Rejected("no-patient", "id");
        if (!birth.IsThere)
            return FhirFate.Rejected(birth.Fault!, "birthDate");
        var row = Row(Table.Patients).Set(PatientId, id).SetDay(BirthDate, birth.Known)
            .Set(CanonicalColumns.Sex, SexOf())
            .SetDay(DeathDate, Day(E.DeceasedDateTime).Known).Set(Site, source.Site == SiteRule.Organization ? IdIn(Said(E.ManagingOrganization, E.Reference), "Organization"u8) : default)
            .Set(ProviderId, ProviderOf(_r.Text(Root, E.GeneralPractitioner, E.Reference)))
            .Set(Mrn, Identifier(_r, _rules.RecordNumber)).Set(DisplayName, PersonName()).Set(Phone, TelephoneNumber())
            .Set(Race, Told("us-core-race"u8)).Set(Ethnicity, Told("us-core-ethnicity"u8)).Set(Language, SpokenLanguage());
        // Who died on a day that nobody wrote is not to be called either.
        if (_r.IsFalse(Root, E.Active) || _r.IsTrue(Root, E.DeceasedBoolean))
            row.Set(Active, 0);
        row.End();
        foreach (var link in _r.Items(Root, E.Link))
        {
            if (Is(_r.Text(link, E.Type), "replaced-by"u8) && IdIn(_r.Text(link, E.Other, E.Reference), "Patient"u8) is { IsEmpty: false } other)
                Row(Table.PatientLinks).Set(PatientId, id).Set(ReplacedBy, other).End();
        }
        return FhirFate.Used;
    }

    // The gender of the administration; where it says neither, what US Core says beside it: the sex (SNOMED, since version 6), or that at birth.
    private ReadOnlySpan<byte> SexOf()
    {
        var gender = Said(E.Gender);
        if (Is(gender, "female"u8) || Is(gender, "male"u8))
            return Is(gender, "female"u8) ? "F"u8 : "M"u8;
        foreach (var one in _r.Items(Root, E.Extension))
        {
            var (isSex, isBirthSex) = (_r.Text(one, E.Url).EndsWith("/us-core-individual-sex"u8) || _r.Text(one, E.Url).EndsWith("/us-core-sex"u8), _r.Text(one, E.Url).EndsWith("/us-core-birthsex"u8));
            if (isSex && Is(_r.Text(one, E.ValueCoding, E.Code), "248152002"u8) || isBirthSex && Is(_r.Text(one, E.ValueCode), "F"u8))
                return "F"u8;
            if (isSex && Is(_r.Text(one, E.ValueCoding, E.Code), "248153007"u8) || isBirthSex && Is(_r.Text(one, E.ValueCode), "M"u8))
                return "M"u8;
        }
        return "U"u8;
    }

    private FhirFate Practitioner()
    {
        var id = Said(E.Id);
        if (id.IsEmpty)
            return FhirFate.Rejected("no-id", "id");
        var name = PersonName();
        var row = Row(Table.Providers).Set(ProviderId, id).Set(Name, name.IsEmpty ? id : name);
        if (links.FindRole(id, _linked))
        {
            var role = _linked.Text(Root, E.Code, E.Text);
            row.Set(CanonicalColumns.Role, role.IsEmpty ? _linked.Text(Root, E.Code, E.Coding, E.Display) : role)
                .Set(Site, SiteOf(_linked.Text(Root, E.Organization, E.Reference), _linked.Text(Root, E.Location, E.Reference)));
        }
        if (_r.IsFalse(Root, E.Active))
            row.Set(Active, 0);
        row.End();
        return FhirFate.Used;
    }

    private FhirFate Appointment()
    {
        var status = Said(E.Status);
        var day = Day(E.Start);
        if (Is(status, "cancelled"u8) || Is(status, "noshow"u8) || Is(status, "entered-in-error"u8))
            return FhirFate.Skipped(SkipReasons.StatusNotReal);
        ReadOnlySpan<byte> patient = default, provider = default, place = default;
        foreach (var one in _r.Items(Root, E.Participant))
        {
            var actor = _r.Text(one, E.Actor, E.Reference);
            if (patient.IsEmpty)
                patient = IdIn(actor, "Patient"u8);
            if (provider.IsEmpty)
                provider = ProviderOf(actor);
            if (place.IsEmpty)
                place = SiteOf(default, actor);
        }
        if (patient.IsEmpty)
            return FhirFate.Rejected("no-patient", "participant.actor.reference");
        if (!day.IsThere)
            return FhirFate.Rejected(day.Fault!, "start");
        Row(Table.Appointments).Set(PatientId, patient).SetDay(AppointmentDate, day.Known).Set(ProviderId, provider).Set(Site, place).End();
        return FhirFate.Used;
    }

    // The first name that is in use.
    private ReadOnlySpan<byte> PersonName()
    {
        foreach (var name in _r.Items(Root, E.Name))
        {
            if (Is(_r.Text(name, E.Use), "old"u8) || Is(_r.Text(name, E.Use), "maiden"u8))
                continue;
            if (_r.Text(name, E.Text) is { IsEmpty: false } whole)
                return whole;
            _name.Clear();
            foreach (var given in _r.Items(name, E.Given))
                Append(_r.TextOf(given));
            Append(_r.Text(name, E.Family));
            return _name.WrittenSpan;
        }
        return default;
    }

    private void Append(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty)
            return;
        if (_name.WrittenCount > 0)
            _name.Write(" "u8);
        _name.Write(word);
    }

    private ReadOnlySpan<byte> TelephoneNumber()
    {
        foreach (var one in _r.Items(Root, E.Telecom))
        {
            if (Is(_r.Text(one, E.System), "phone"u8))
                return _r.Text(one, E.Value);
        }
        return default;
    }

    private ReadOnlySpan<byte> SpokenLanguage()
    {
        var first = _r.At(Root, E.Communication);
        foreach (var one in _r.Items(Root, E.Communication))
        {
            if (_r.IsTrue(one, E.Preferred))
                first = one;
        }
        var code = _r.Text(first, E.Language, E.Coding, E.Code);
        return code.IsEmpty ? _r.Text(first, E.Language, E.Text) : code;
    }

    // The text of one of US Core's extensions.
    private ReadOnlySpan<byte> Told(ReadOnlySpan<byte> extension)
    {
        foreach (var one in _r.Items(Root, E.Extension))
        {
            if (!_r.Text(one, E.Url).EndsWith(extension))
                continue;
            foreach (var part in _r.Items(one, E.Extension))
            {
                if (Is(_r.Text(part, E.Url), "text"u8))
                    return _r.Text(part, E.ValueString);
            }
            return _r.Text(one, E.Extension, E.ValueCoding, E.Display);
        }
        return default;
    }

    private static ReadOnlySpan<byte> Identifier(FhirResource of, FhirRules.Wanted wanted)
    {
        foreach (var one in of.Items(Root, E.Identifier))
        {
            if (wanted.System is { } system && !of.Text(one, E.System).SequenceEqual(system))
                continue;
            var isOfType = wanted.Type is null;
            foreach (var coding in of.Items(of.At(one, E.Type), E.Coding))
                isOfType |= of.Text(coding, E.Code).SequenceEqual(wanted.Type);
            if (isOfType && of.Text(one, E.Value) is { IsEmpty: false } value)
                return value;
        }
        return default;
    }

    // A resource that names somebody, and not the only patient.
    private bool IsStray()
    {
        if (Sole is null)
            return false;
        var named = PersonNamed();
        return !named.IsEmpty && !IdIn(named, "Patient"u8).SequenceEqual(Sole);
    }

    private ReadOnlySpan<byte> PatientOf()
    {
        var named = PersonNamed();
        return Sole is null || named.IsEmpty ? IdIn(named, "Patient"u8) : Sole;
    }

    private ReadOnlySpan<byte> PersonNamed()
    {
        var named = _r.Text(Root, E.Subject, E.Reference);
        return named.IsEmpty ? _r.Text(Root, E.Patient, E.Reference) : named;
    }

    private ReadOnlySpan<byte> ProviderIn(E list, E member)
    {
        foreach (var one in _r.Items(Root, list))
        {
            if (ProviderOf(_r.Text(one, member, E.Reference)) is { IsEmpty: false } provider)
                return provider;
        }
        return default;
    }

    // A practitioner, or the one who has a role.
    private ReadOnlySpan<byte> ProviderOf(ReadOnlySpan<byte> reference)
    {
        if (IdIn(reference, "Practitioner"u8) is { IsEmpty: false } id)
            return id;
        return !IdIn(reference, "PractitionerRole"u8).IsEmpty && links.Find(References.Resolve(reference), _linked)
            ? FhirReferences.IdIn(_linked.Text(Root, E.Practitioner, E.Reference), "Practitioner"u8) : default;
    }

    private ReadOnlySpan<byte> SiteOf(ReadOnlySpan<byte> organization, ReadOnlySpan<byte> location) => source.Site switch
    {
        SiteRule.Organization => IdIn(organization, "Organization"u8),
        SiteRule.Location => IdIn(location, "Location"u8),
        _ => default,
    };

    private ReadOnlySpan<byte> IdIn(ReadOnlySpan<byte> reference, ReadOnlySpan<byte> kind) => FhirReferences.IdIn(References.Resolve(reference), kind);

    private RowBeingMade Row(Table table) => new(_parts[(int)table] ??= rows(table), table);

    private ReadOnlySpan<byte> Said(E name) => _r.Text(Root, name);

    private ReadOnlySpan<byte> Said(E name, E member) => _r.Text(Root, name, member);

    private FhirDay Day(params ReadOnlySpan<E> path) => _dates.Read(_r.Text(Root, path));

    private bool HasCategory(ReadOnlySpan<byte> code)
    {
        foreach (var category in _r.Items(Root, E.Category))
        {
            foreach (var coding in _r.Items(category, E.Coding))
            {
                if (_r.Text(coding, E.Code).SequenceEqual(code))
                    return true;
            }
        }
        return false;
    }

    private bool HasCategory(FhirRules.Words words)
    {
        foreach (var category in _r.Items(Root, E.Category))
        {
            if (words.Has(_r.Text(category, E.Text)))
                return true;
            foreach (var coding in _r.Items(category, E.Coding))
            {
                if (words.Has(_r.Text(coding, E.Code)))
                    return true;
            }
        }
        return false;
    }

    private ReadOnlySpan<byte> UnitOf(int quantity)
    {
        var code = _r.Text(quantity, E.Code);
        return code.IsEmpty ? _r.Text(quantity, E.Unit) : code;
    }

    private static bool IsDays(ReadOnlySpan<byte> unit) => Is(unit, "d"u8) || Is(unit, "day"u8) || Is(unit, "days"u8);

    private static ReadOnlySpan<byte> SettingOf(ReadOnlySpan<byte> code) =>
        Is(code, "IMP"u8) || Is(code, "ACUTE"u8) || Is(code, "NONAC"u8) ? "inpatient"u8 : Is(code, "EMER"u8) ? "emergency"u8
        : Is(code, "AMB"u8) || Is(code, "VR"u8) || Is(code, "HH"u8) ? "outpatient"u8 : default;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.SequenceEqual(word);
}
