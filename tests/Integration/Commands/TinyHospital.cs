using System.Globalization;
using System.Text;

namespace Opportune.Tests.Integration.Commands;

/// <summary>
/// A hospital of 200 people as CSV, small enough to reason about: everybody is seen regularly, 60 take a statin, 40 had a
/// DXA scan, so that positive controls hold; patient p1 has coronary calcification and no statin.
/// </summary>
internal sealed class TinyHospital
{
    public const string AsOf = "2026-11-14";

    private readonly Dictionary<string, StringBuilder> _tables = [];

    public TinyHospital()
    {
        Add("patients", "patient_id,birth_date,sex");
        Add("imaging_findings", "finding_id,patient_id,accession,exam_date,modality,report_date,report_status,body_part,finding_text,code_system,code");
        Add("conditions", "row_id,patient_id,code_system,code,start_date");
        Add("medications", "row_id,patient_id,code_system,code,display,start_date,status,kind");
        Add("procedures", "row_id,patient_id,code_system,code,performed_date,status");
        Add("encounters", "patient_id,encounter_date");
        Add("feeds", "feed,covered_from,covered_to");
        foreach (var feed in new[] { "conditions", "medications", "procedures", "encounters", "imaging_findings" })
            Add("feeds", $"{feed},2020-01-01,2026-11-14");
        for (var i = 1; i <= 200; i++)
            AddPatient(i);
        AddFinding("f1", "p1", "2026-06-01", "CT", "FINDINGS: Moderate coronary artery calcification. IMPRESSION: No acute disease.");
        AddFinding("f2", "p2", "2026-06-02", "CT", "FINDINGS: No coronary artery calcification.");
    }

    /// <summary>Adds a line to a table.</summary>
    public void Add(string table, string line)
    {
        if (!_tables.TryGetValue(table, out var text))
            _tables[table] = text = new();
        text.Append(line).Append('\n');
    }

    public void AddFinding(string id, string patient, string date, string modality, string text) =>
        Add("imaging_findings", $"{id},{patient},a-{id},{date},{modality},{date},final,CHEST,\"{text}\",,");

    /// <summary>Removes a table.</summary>
    public void Remove(string table) => _tables.Remove(table);

    /// <summary>Replaces text in a table.</summary>
    public void Replace(string table, string old, string with)
    {
        Assert.Contains(old, _tables[table].ToString(), StringComparison.Ordinal);
        _tables[table].Replace(old, with);
    }

    /// <summary>Writes the tables.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (table, text) in _tables)
            File.WriteAllText(Path.Combine(folder, table + ".csv"), text.ToString());
        return folder;
    }

    private void AddPatient(int i)
    {
        var birth = new DateOnly(1950, 1, 1).AddDays(i * 13).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Add("patients", $"p{i},{birth},{(i % 2 == 0 ? "F" : "M")}");
        Add("encounters", $"p{i},2026-09-01");
        if (i > 100 && i <= 160)
            Add("medications", $"m{i},p{i},RXNORM,83367,atorvastatin,2026-08-01,active,order");
        else
            Add("medications", $"m{i},p{i},RXNORM,6809,metformin,2026-08-01,active,order");
        if (i > 150 && i <= 190)
            Add("procedures", $"x{i},p{i},CPT,77080,2026-07-01,completed");
        else
            Add("procedures", $"x{i},p{i},CPT,71046,2026-07-01,completed");
        Add("conditions", $"c{i},p{i},ICD10CM,I10,2026-01-05");
    }
}
