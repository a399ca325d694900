using System.Globalization;
using Opportune.App;
using Opportune.App.Screen;
using Opportune.Columnar;
using Opportune.Runs;
using Opportune.Runs.Guards;
using Opportune.Synth;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>An invented hospital as texts that a test can spoil, and a look at it by the engine.</summary>
internal sealed class HospitalTables
{
    private static readonly Lazy<LoadedJobs> Jobs = new(() => LoadedJobs.Load(ShippedJobs.Folder, null));
    private readonly Dictionary<string, (string[] Columns, List<string?[]> Rows)> _tables = new(StringComparer.Ordinal);

    private HospitalTables()
    {
    }

    /// <summary>The measures that the looks are taken with.</summary>
    public static Core.Rulebook Rules => Jobs.Value.Rules.For(Jobs.Value.Rules.Jobs["nightly"]);

    /// <summary>Invents one.</summary>
    public static HospitalTables Invent(int patients, int seed, DateOnly asOf)
    {
        using var folder = Some.Folder();
        Hospital.Write(new() { Patients = patients, Seed = seed, AsOf = asOf }, folder.Path, null);
        var tables = new HospitalTables();
        foreach (var path in Directory.GetFiles(folder.Path, "*.parquet"))
        {
            string[] columns;
            using (var file = TableFiles.Open(path))
                columns = [.. file.Schema.Columns.Select(c => c.Name)];
            tables._tables[Path.GetFileNameWithoutExtension(path)] = (columns, [.. TableRows.Read(path, columns)]);
        }
        return tables;
    }

    /// <summary>A copy whose rows may be changed.</summary>
    public HospitalTables Copy()
    {
        var copy = new HospitalTables();
        foreach (var (name, (columns, rows)) in _tables)
            copy._tables[name] = (columns, rows.ConvertAll(r => (string?[])r.Clone()));
        return copy;
    }

    /// <summary>Removes the file of a table.</summary>
    public void RemoveTable(string table) => _tables.Remove(table);

    /// <summary>Removes rows.</summary>
    public void RemoveRows(string table, Func<Row, bool> which) => _tables[table].Rows.RemoveAll(r => which(new(_tables[table].Columns, r)));

    /// <summary>Changes a column of some rows.</summary>
    public void Change(string table, string column, Func<Row, string?> to)
    {
        var at = Array.IndexOf(_tables[table].Columns, column);
        Assert.True(at >= 0, $"{table} has no column {column}");
        foreach (var row in _tables[table].Rows)
            row[at] = to(new(_tables[table].Columns, row));
    }

    /// <summary>Adds the rows again that are asked for, with new row ids where there are any.</summary>
    public void Repeat(string table, Func<Row, bool> which) =>
        _tables[table].Rows.AddRange(_tables[table].Rows.Where(r => which(new(_tables[table].Columns, r))).Select(r => (string?[])r.Clone()).ToList());

    /// <summary>Adds all rows again as another source tells of them: under its own row ids.</summary>
    public void TellAgain(string table)
    {
        var (columns, rows) = _tables[table];
        var id = Array.FindIndex(columns, c => c is "row_id" or "finding_id");
        foreach (var row in rows.Select(r => (string?[])r.Clone()).ToList())
        {
            if (id >= 0)
                row[id] = "other-" + row[id];
            rows.Add(row);
        }
    }

    /// <summary>The sites of the patients.</summary>
    public IReadOnlyDictionary<string, string> SiteOf => Rows("patients").ToDictionary(r => r["patient_id"]!, r => r["site"] ?? "");

    /// <summary>The rows of a table.</summary>
    public IEnumerable<Row> Rows(string table) => _tables[table].Rows.Select(r => new Row(_tables[table].Columns, r));

    /// <summary>What a run of the nightly job counts.</summary>
    public async Task<GuardedRun> Look(DateOnly asOf)
    {
        using var folder = Some.Folder();
        foreach (var (name, (columns, rows)) in _tables)
            await File.WriteAllLinesAsync(folder[name + ".csv"], rows.Select(r => string.Join(',', r.Select(Quoted))).Prepend(string.Join(',', columns)));
        var report = await Run.Execute(Jobs.Value.Request("nightly", asOf, folder.Path, 2), new RunPlace(), TimeProvider.System, new Nobody(), TestContext.Current.CancellationToken);
        return GuardedRun.Of(report);
    }

    private static string Quoted(string? value) => value is null ? "" : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A row by the names of its columns.</summary>
    internal readonly record struct Row(string[] Columns, string?[] Values)
    {
        public string? this[string column] => Values[Array.IndexOf(Columns, column)];

        public DateOnly Date(string column) => DateOnly.ParseExact(this[column]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private sealed class Nobody : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
        }
    }
}
