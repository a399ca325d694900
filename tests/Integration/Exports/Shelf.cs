using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Exports;

/// <summary>A ward whose entries have patients with names, and what makes files of them.</summary>
internal sealed class Shelf : IAsyncDisposable
{
    public static readonly IdentifierSystems Systems = new("https://h.example.org/opportune", "urn:oid:2.16.840.1.113883.19.5");

    private const string Evidence =
        """
        [{"role":"index","criterion":"vertebral-fracture","outcome":"found","table":"imaging_findings","row_id":"f1","date":"2026-10-15","code_system":"local:lexicon","code":"vertebral-fracture","excerpt":"Mother of Jane Roe came along. Wedge fracture of T12. Aorta normal.","excerpt_start":37,"length":8},
        {"role":"satisfies","criterion":"dxa","outcome":"none-found","table":"procedures","window_from":"2024-10-15","window_to":"2026-11-12"}]
        """;

    private Shelf(Ward ward) => Ward = ward;

    public Ward Ward { get; }

    public TemporaryFolder Folder { get; } = Some.Folder();

    public ExportBook Book => new(Ward.Database, Ward.Dispositions, Sight.Everything);

    public WorklistExport Export => new(Book, new FreshnessLimits(), Systems, measure => $"Title of {measure}", TimeProvider.System);

    public TaskReturn Return => new(Book, Ward.Writer, Ward.Dispositions, Systems, TimeProvider.System);

    /// <summary>With a list that was published on the ward's day.</summary>
    public static async Task<Shelf> Open(DatabaseEngine engine)
    {
        var shelf = new Shelf(await Ward.Open(engine));
        await shelf.Ward.Run(c => c.Execute(
            """
            insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256)
            values ('dexa-review', '', 'r1', @day, @at, 1, 'm', 's', 'l')
            """, new { day = Ward.Today, at = Ward.At }));
        return shelf;
    }

    /// <summary>An entry of a patient with that name.</summary>
    public async Task Add(string id, string name = "Doe, Jane", string? mrn = null, int restricted = 0, string finding = "open", int tier = 2, string? why = null)
    {
        await Ward.Add(id, "P" + id, finding: finding, tier: tier, due: Ward.Today.AddDays(7));
        await Ward.Run(c => c.Execute(
            """
            insert into people (patient_id, mrn, display_name, birth_date, sex, restricted, searched, provider_name) values (@patient, @mrn, @name, @birth, 'F', @restricted, '', 'Dr. Who')
            """, new { patient = "P" + id, mrn = mrn ?? "M" + id, name, birth = new DateOnly(1950, 2, 28), restricted = (long)restricted }));
        await Ward.Run(c => c.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex, why, looked_for, evidence)
            values (@patient, 'dexa-review', @gap, @id, '', 'open', 'no DXA', 'open', 2, '', @day, 'imaging_findings', 'f1', 76, 'F', @why, 'a DXA', @evidence)
            """, new
            {
                patient = "P" + id,
                gap = "g" + id,
                id,
                day = Ward.Today.AddDays(-30),
                why = why ?? "Report of 15 Oct 2026: wedge fracture of T12",
                evidence = Evidence,
            }));
    }

    public Task<ExportDone> Make(ExportFormat format, string path, DateOnly? today = null, bool confirmed = false, WorklistFilter? filter = null) =>
        Export.Write(new() { Format = format, Filter = filter ?? new(), FilterText = "a test", By = "ann", Today = today ?? Ward.Today, Confirmed = confirmed }, path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        await Ward.DisposeAsync();
    }
}
