using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;
using Opportune.Tests.Integration.Columnar;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Integration.Worklist;

namespace Opportune.Tests.Integration.Exports;

/// <summary>Files for others: who is in them, what other programs read in them, and what is kept of who took them.</summary>
public sealed class ExportTests
{
    private static readonly string[] Nasty =
    [
        "=1+2", "+1+2", "-1+2", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil\")", "Doe, \"Jane\"\nof the 2nd line", "שלום 👩🏽‍⚕️", "007", "1e5", "2026-11-14", "'quoted",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Who_died_opted_out_is_restricted_in_hospice_or_not_active_here_is_left_out_and_counted(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        await shelf.Add("a");
        await shelf.Add("b", restricted: 1);
        await shelf.Add("c", finding: "not-active-here");
        // Reported dead on one entry; the other one opened since.
        await shelf.Add("d");
        await shelf.Ward.Decide("deceased", "d", new() { Date = Ward.Today.AddDays(-1) });
        await shelf.Ward.Add("d2", "Pd", pathway: "vascular", leader: "statin-review");
        // Another measure's newer data knows of a hospice.
        await shelf.Add("e");
        await shelf.Ward.Run(c => c.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, site, status, status_reason, basis, basis_criterion, tier, priority, index_date, index_table, index_row, age, sex)
            values ('Pe', 'statin-review', 'ge2', '', 'excluded', 'hospice', 'exclusion', 'hospice', 2, '', @day, 'imaging_findings', 'f2', 76, 'F')
            """, new { day = Ward.Today }));
        await shelf.Add("g");
        await shelf.Ward.Run(c => c.Execute(
            """
            insert into gaps (patient_id, measure, gap_id, site, status, status_reason, basis, tier, priority, index_date, index_table, index_row, age, sex)
            values ('Pg', 'statin-review', 'gg2', '', 'excluded', 'opted out', 'opted-out', 2, '', @day, 'imaging_findings', 'f3', 76, 'F')
            """, new { day = Ward.Today }));
        await shelf.Add("f");
        await shelf.Ward.Publish("f", finding: "gone");
        var done = await shelf.Make(ExportFormat.Csv, shelf.Folder["w.csv"]);
        Assert.Equal((1L, "deceased 1, hospice 1, not active here 1, opted out 1, restricted 1"), (done.Row!.RowsWritten, done.Row.LeftOut));
        var text = await File.ReadAllTextAsync(shelf.Folder["w.csv"], Cancel);
        Assert.Contains("\r\na,Pa,Ma,", text);
        Assert.Equal(3, text.Split("\r\n").Length);
    }

    [Theory]
    [MemberData(nameof(BothEngines.All), MemberType = typeof(BothEngines))]
    public async Task Old_data_goes_out_after_it_was_confirmed_and_too_old_data_never_and_all_of_it_is_kept(DatabaseEngine engine)
    {
        await using var shelf = await Shelf.Open(engine);
        await shelf.Add("a");
        var path = shelf.Folder["w.arrow"];
        Assert.Contains("confirm", (await shelf.Make(ExportFormat.Arrow, path, Ward.Today.AddDays(4))).Refused);
        Assert.Contains("nothing is sent or exported", (await shelf.Make(ExportFormat.Arrow, path, Ward.Today.AddDays(11), confirmed: true)).Refused);
        Assert.False(File.Exists(path));
        Assert.Empty(await shelf.Book.List(10, Cancel));
        var done = await shelf.Make(ExportFormat.Arrow, path, Ward.Today.AddDays(4), confirmed: true);
        var kept = Assert.Single(await shelf.Book.List(10, Cancel));
        Assert.Equal(done.Row! with { MadeAt = kept.MadeAt }, kept);
        Assert.Equal(("ann", "arrow", "a test", Ward.Today, 1L), (kept.MadeBy, kept.Format, kept.Filter, kept.DataUpTo, kept.RowsWritten));
        Assert.Contains("4 days old", kept.Confirmed);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Cancel))), kept.FileSha256);
    }

    [Fact]
    public async Task The_csv_opens_in_LibreOffice_with_the_same_rows_and_no_formula()
    {
        await using var shelf = await Shelf.Open(DatabaseEngine.Sqlite);
        foreach (var (i, name) in Nasty.Index())
            await shelf.Add($"e{i:00}", name, mrn: name);
        var done = await shelf.Make(ExportFormat.Csv, shelf.Folder["w.csv"]);
        Assert.Equal(Nasty.Length, done.Row!.RowsWritten);
        Assert.Equal([0xEF, 0xBB, 0xBF], (await File.ReadAllBytesAsync(shelf.Folder["w.csv"], Cancel))[..3]);
        // As a person opens it: by double click, with the suggestions of the import as they are.
        await Office(shelf.Folder.Path, "fods", "w.csv");
        XNamespace table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
        var sheet = XDocument.Load(shelf.Folder["w.fods"]);
        Assert.Empty(sheet.Descendants().Attributes(table + "formula"));
        // Equal cells side by side are one cell that says how often.
        var rows = sheet.Descendants(table + "table-row")
            .Select(r => r.Elements(table + "table-cell").SelectMany(c => Enumerable.Repeat(string.Join('\n', c.Elements(text + "p").Select(p => p.Value)), Math.Min(30, (int?)c.Attribute(table + "number-columns-repeated") ?? 1))).ToList())
            .Where(r => r[0].Length > 0).ToList();
        Assert.Equal("entry_id", rows[0][0]);
        Assert.Equal(Nasty.Length, rows.Count - 1);
        // The same texts, with an apostrophe before those that would have run, or lost their zeros. How a sheet's file writes tabs and line ends is its own affair.
        Assert.Equal(Nasty.Select(n => ("=+-@\t\r".Contains(n[0]) || n is "007" or "1e5" ? "'" + n : n).Replace("\t", "").Replace('\r', '\n')), rows.Skip(1).Select(r => r[2]));
    }

    [Fact]
    public async Task DuckDB_reads_the_Parquet_file_and_Arrow_the_Arrow_file_with_every_text_as_it_was()
    {
        await using var shelf = await Shelf.Open(DatabaseEngine.Sqlite);
        foreach (var (i, name) in Nasty.Index())
            await shelf.Add($"e{i:00}", name);
        await shelf.Make(ExportFormat.Parquet, shelf.Folder["w.parquet"]);
        await shelf.Make(ExportFormat.Arrow, shelf.Folder["w.arrow"]);
        var duck = await NodePeer.Sql($"select display_name, birth_date::text as born, tier from '{shelf.Folder["w.parquet"]}' order by entry_id");
        Assert.Equal(Nasty.Select(n => (n, "1950-02-28", "2")), duck.Select(line => JsonSerializer.Deserialize<Dictionary<string, string>>(line)!).Select(r => (r["display_name"], r["born"], r["tier"])));
        var arrow = await NodePeer.Run("arrow-read.mjs", "", shelf.Folder["w.arrow"]);
        var columns = JsonSerializer.Deserialize<JsonElement[][]>(arrow[0])!.Select(c => c[0].GetString()).ToList();
        Assert.Equal(Nasty, arrow.Skip(1).Select(line => Encoding.UTF8.GetString(Convert.FromHexString(JsonSerializer.Deserialize<string?[]>(line)![columns.IndexOf("display_name")]!))));
    }

    [Fact]
    public async Task A_long_list_comes_out_whole_in_order_and_once()
    {
        await using var shelf = await Shelf.Open(DatabaseEngine.Sqlite);
        await shelf.Ward.Run(c =>
        {
            for (var i = 0; i < 2500; i++)
                Ward.Insert(c, $"e{i:0000}", $"P{i}", tier: 1 + (i % 5));
            return 0;
        });
        var done = await shelf.Make(ExportFormat.Csv, shelf.Folder["w.csv"]);
        Assert.Equal(2500, done.Row!.RowsWritten);
        var ids = (await File.ReadAllLinesAsync(shelf.Folder["w.csv"], Cancel)).Skip(1).Select(l => l.Split(',')[0]).ToList();
        Assert.Equal(Enumerable.Range(0, 2500).OrderBy(i => i % 5).ThenBy(i => i).Select(i => $"e{i:0000}"), ids);
    }

    private static async Task Office(string folder, string to, string file)
    {
        var start = new ProcessStartInfo("soffice") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--infilter=Text - txt - csv (StarCalc):44,34,76,1", file })
            start.ArgumentList.Add(argument);
        using var office = Process.Start(start) ?? throw new InvalidOperationException("soffice did not start; 'bash tests/run.sh' installs it");
        var said = await office.StandardError.ReadToEndAsync(Cancel);
        await office.WaitForExitAsync(Cancel);
        Assert.True(File.Exists(Path.Combine(folder, Path.ChangeExtension(file, to))), said);
    }
}
