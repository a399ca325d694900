using Opportune.Core;

namespace Opportune.Runs;

internal sealed partial class SiteBook
{
    private const int Most = 6;

    // The columns that rules can ask for and rows may go without, by table; their places are those below.
    private static readonly Dictionary<Table, string[]> Optional = new()
    {
        [Table.Patients] = ["death_date", "active", "provider_id"],
        [Table.ImagingFindings] = ["body_part", "setting"],
        [Table.Conditions] = ["end_date", "status", "category"],
        [Table.Medications] = ["end_date", "status", "intent", "days_supply", "dose", "kind"],
        [Table.Procedures] = ["status"],
        [Table.Results] = ["value", "unit", "status"],
    };

    private readonly long[] _missing = new long[CanonicalTable.All.Count * Most];

    /// <summary>Of how many of its events, or of the patients themselves, a column has no value; only where some have none.</summary>
    public IEnumerable<(Table Table, string Column, long Rows)> Missing =>
        Optional.SelectMany(t => t.Value.Select((column, i) => (t.Key, column, _missing[((int)t.Key * Most) + i]))).Where(m => m.Item3 > 0);

    private void CountMissing(Patient patient)
    {
        Miss(Table.Patients, 0, patient.DeathDate is null);
        Miss(Table.Patients, 1, patient.Active is null);
        Miss(Table.Patients, 2, patient.ProviderId is null);
    }

    // Spelled out: this is asked of every event.
    private void CountMissing(Event e)
    {
        switch (e.Table)
        {
            case Table.ImagingFindings:
                Miss(e.Table, 0, e.BodyPart is null);
                Miss(e.Table, 1, e.Setting is null);
                break;
            case Table.Conditions:
                Miss(e.Table, 0, e.EndDate is null);
                Miss(e.Table, 1, e.Status is null);
                Miss(e.Table, 2, e.Category is null);
                break;
            case Table.Medications:
                Miss(e.Table, 0, e.EndDate is null);
                Miss(e.Table, 1, e.Status is null);
                Miss(e.Table, 2, e.Intent is null);
                Miss(e.Table, 3, e.DaysSupply is null);
                Miss(e.Table, 4, e.Dose is null);
                Miss(e.Table, 5, e.Kind is null);
                break;
            case Table.Procedures:
                Miss(e.Table, 0, e.Status is null);
                break;
            case Table.Results:
                Miss(e.Table, 0, e.Value is null);
                Miss(e.Table, 1, e.Unit is null);
                Miss(e.Table, 2, e.Status is null);
                break;
        }
    }

    private void Miss(Table table, int column, bool isMissing) => _missing[((int)table * Most) + column] += isMissing ? 1 : 0;
}
