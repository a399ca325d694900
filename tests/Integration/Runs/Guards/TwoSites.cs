using System.Globalization;
using Opportune.App;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>Two sites whose days are alike, as CSV files that a test may spoil, and runs over them that are published week after week.</summary>
public sealed class TwoSites : IAsyncLifetime
{
    public const string North = "NORTH", South = "SOUTH";
    public static readonly DateOnly First = new(2026, 3, 6);

    private const int Before = 30, After = 28;
    private static readonly LoadedJobs Jobs = LoadedJobs.Load(Path.Combine(Repository.Root, "jobs"), null);
    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly SortedDictionary<string, (string Columns, List<(DateOnly Day, string Site, string Line)> Rows)> _tables = new(StringComparer.Ordinal);
    private FreshDatabase _database = null!;
    private int _runs;

    public OpportuneDatabase Database => _database.Database;

    public async ValueTask InitializeAsync()
    {
        _database = await BothEngines.Fresh(DatabaseEngine.Sqlite);
        Invent();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A run of all measures as of a day, over what was there then.</summary>
    /// <param name="asOf">The day.</param>
    /// <param name="spoil">Changes a line of a table; null leaves it out.</param>
    public async Task<RunReport> Run(DateOnly asOf, Func<string, DateOnly, string, string, string?>? spoil = null)
    {
        var input = _folder[$"in-{_runs++}"];
        Directory.CreateDirectory(input);
        foreach (var (table, (columns, rows)) in _tables)
        {
            var lines = rows.Where(r => r.Day <= asOf).Select(r => spoil is null ? r.Line : spoil(table, r.Day, r.Site, r.Line)).OfType<string>();
            await File.WriteAllLinesAsync(Path.Combine(input, table + ".csv"), lines.Prepend(columns));
        }
        string[] feeds = ["imaging_findings", "conditions", "medications", "procedures", "results", "encounters"];
        await File.WriteAllLinesAsync(Path.Combine(input, "feeds.csv"), feeds.SelectMany(f => new[] { North, South }, (f, s) => $"{f},{s},2020-01-01,{asOf:yyyy-MM-dd}").Prepend("feed,site,covered_from,covered_to"));
        var request = Jobs.Request("nightly", asOf, input, threads: 2);
        return await Opportune.Runs.Run.Execute(request, new() { Database = Database, OutFolder = _folder["out"] }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
    }

    private void Invent()
    {
        var random = new Random(20260306);
        foreach (var (site, size) in new[] { (North, 1.0), (South, 0.6) })
        {
            var people = (int)(1200 * size);
            for (var i = 0; i < people; i++)
                Add("patients", default, site, $"{Id(site, i)},{1938 + (i % 25)}-03-0{1 + (i % 9)},{(i % 3 == 0 ? "M" : "F")},,{site}");
            for (var day = First.AddDays(-Before); day <= First.AddDays(After); day = day.AddDays(1))
            {
                var level = size * (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.5 : 1);
                Draw(80 * level, i => Add("imaging_findings", day, site, $"F{site}{day:yyMMdd}{i},{Person()},A{site}{day:yyMMdd}{i},{day:yyyy-MM-dd},CT,final,chest,\"{Report(i)}\""));
                Draw(60 * level, i => Add("procedures", day, site, $"D{site}{day:yyMMdd}{i},{Person()},CPT,77080,{day:yyyy-MM-dd},completed"));
                Draw(110 * level, i => Add("procedures", day, site, $"N{site}{day:yyMMdd}{i},{Person()},CPT,70491,{day:yyyy-MM-dd},completed"));
                Draw(110 * level, i => Add("results", day, site, $"L{site}{day:yyMMdd}{i},{Person()},LOINC,2089-1,{day:yyyy-MM-dd},{random.Next(60, 190)},mg/dL"));
                Draw(60 * level, i => Add("results", day, site, $"C{site}{day:yyMMdd}{i},{Person()},LOINC,17861-6,{day:yyyy-MM-dd},{random.Next(86, 104) / 10.0:0.0},mg/dL"));
                Draw(60 * level, i => Add("medications", day, site, $"M{site}{day:yyMMdd}{i},{Person()},RXNORM,{(i % 2 == 0 ? "83367" : "46041")},{day:yyyy-MM-dd},active,order,90"));
                Draw(60 * level, i => Add("conditions", day, site, $"K{site}{day:yyMMdd}{i},{Person()},ICD10CM,{(i % 2 == 0 ? "E11.9" : "I21.9")},{day:yyyy-MM-dd},active,encounter"));
                Draw(100 * level, i => Add("encounters", day, site, $"{Person()},{day:yyyy-MM-dd}"));

                string Person() => Id(site, random.Next(people));
            }
        }

        void Draw(double expected, Action<int> add)
        {
            var rows = (int)Math.Round(expected + (Math.Sqrt(expected) * ((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5) * 2));
            for (var i = 0; i < rows; i++)
                add(i);
        }
    }

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["patients"] = "patient_id,birth_date,sex,death_date,site",
        ["imaging_findings"] = "finding_id,patient_id,accession,exam_date,modality,report_status,body_part,finding_text",
        ["procedures"] = "row_id,patient_id,code_system,code,performed_date,status",
        ["results"] = "row_id,patient_id,code_system,code,result_date,value,unit",
        ["medications"] = "row_id,patient_id,code_system,code,start_date,status,kind,days_supply",
        ["conditions"] = "row_id,patient_id,code_system,code,start_date,status,category",
        ["encounters"] = "patient_id,encounter_date",
    };

    private void Add(string table, DateOnly day, string site, FormattableString line)
    {
        if (!_tables.TryGetValue(table, out var rows))
            _tables[table] = rows = (Columns[table], []);
        rows.Rows.Add((day, site, line.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Id(string site, int number) => $"{site[0]}{number:0000}";

    private static string Report(int i) => (i % 2) switch
    {
        0 => "FINDINGS: Moderate coronary artery calcification. IMPRESSION: Moderate coronary artery calcification.",
        _ => "FINDINGS: Chronic compression fracture of L1. IMPRESSION: Chronic compression fracture of L1.",
    };
}
