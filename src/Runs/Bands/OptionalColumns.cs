using Opportune.Core;

namespace Opportune.Runs.Bands;

/// <summary>The columns that rules can ask for and rows may go without.</summary>
internal static class OptionalColumns
{
    /// <summary>By table.</summary>
    public static IReadOnlyDictionary<Table, string[]> Of { get; } = new Dictionary<Table, string[]>
    {
        [Table.Patients] = ["death_date", "active", "provider_id"],
        [Table.ImagingFindings] = ["body_part", "setting"],
        [Table.Conditions] = ["end_date", "status", "category"],
        [Table.Medications] = ["end_date", "status", "intent", "days_supply", "dose", "kind"],
        [Table.Procedures] = ["status"],
        [Table.Results] = ["value", "unit", "status"],
    };

    /// <summary>Those of a patient without a value.</summary>
    public static IEnumerable<string> MissingIn(Patient patient) => Named(Table.Patients, MaskOf(patient));

    /// <summary>Those of an event's row without a value.</summary>
    public static IEnumerable<string> MissingIn(Event e) => Named(e.Table, MaskOf(e));

    /// <summary>The same as bits, in the order of the columns.</summary>
    public static int MaskOf(Patient patient) => Bits(patient.DeathDate is null, patient.Active is null, patient.ProviderId is null);

    /// <inheritdoc cref="MaskOf(Patient)"/>
    // Spelled out: this is asked of every event.
    public static int MaskOf(Event e) => e.Table switch
    {
        Table.ImagingFindings => Bits(e.BodyPart is null, e.Setting is null),
        Table.Conditions => Bits(e.EndDate is null, e.Status is null, e.Category is null),
        Table.Medications => Bits(e.EndDate is null, e.Status is null, e.Intent is null, e.DaysSupply is null, e.Dose is null, e.Kind is null),
        Table.Procedures => Bits(e.Status is null),
        Table.Results => Bits(e.Value is null, e.Unit is null, e.Status is null),
        _ => 0,
    };

    private static IEnumerable<string> Named(Table table, int mask)
    {
        for (var column = 0; mask != 0; column++, mask >>= 1)
        {
            if ((mask & 1) != 0)
                yield return Of[table][column];
        }
    }

    private static int Bits(bool a, bool b = false, bool c = false, bool d = false, bool e = false, bool f = false) =>
        (a ? 1 : 0) | (b ? 2 : 0) | (c ? 4 : 0) | (d ? 8 : 0) | (e ? 16 : 0) | (f ? 32 : 0);
}
