using System.Globalization;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>What a run did, on a page: counts only, nobody's row.</summary>
internal static class RunSummary
{
    /// <param name="report">What it did.</param>
    /// <param name="shown">What each measure is at each site: silent gaps are counted apart.</param>
    public static void Print(RunReport report, ShownParts shown)
    {
        var console = Screens.Out;
        var tables = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("table", "rows read", "used", "skipped", "rejected");
        for (var i = 1; i < 5; i++)
            tables.Columns[i].RightAligned();
        foreach (var (table, book) in report.Tables.OrderBy(t => t.Key))
            tables.AddRow(CanonicalTable.Of(table).Name, Number(book.Read), Number(book.Used), Number(book.Skipped.Values.Sum()), Number(book.Rejected.Values.Sum()));
        console.Write(tables);
        RunView.Refused(report.Counts.All);

        var statuses = Enum.GetValues<GapStatus>();
        var open = report.Measures.ToDictionary(m => m.Measure.Id, m => StandingCounts.Of(m.Measure.Id, report.Counts.All, shown));
        var apart = open.Values.Any(o => o.IsDivided);
        var measures = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns(["measure", "patients", "with index finding", .. statuses.Select(Words.Of), .. apart ? ["of these"] : Array.Empty<string>()]);
        // An id in two lines cannot be copied: on a narrow screen the headings wrap.
        measures.Columns[0].NoWrap();
        for (var i = 1; i < measures.Columns.Count; i++)
            measures.Columns[i].RightAligned();
        foreach (var book in report.Measures)
            measures.AddRow([book.Measure.Id, Number(book.Patients), Number(book.WithIndex), .. statuses.Select(s => Number(book.Status[(int)s])), .. apart ? [open[book.Measure.Id].ToString()] : Array.Empty<string>()]);
        console.Write(measures);
        foreach (var note in report.Notes)
            console.WriteLine($"note: {note}");
        foreach (var (system, rows) in report.UnknownCodeSystems)
            console.WriteLine($"unknown code system in {system}: {Amounts.Of(rows, "row")}");
        if (report.UnplacedCodes.Count > 0)
            console.WriteLine(Unplaced(report.UnplacedCodes));
        var seconds = report.Timings.Sum(t => t.Time.TotalSeconds);
        var timings = string.Join(", ", report.Timings.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Step} {t.Time.TotalSeconds:0.0} s")));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"as of {report.Request.AsOf:d MMM yyyy}, {seconds:0.0} s ({timings})"));
        var since = report.IsFirstPublication ? "first publication" : "changed since the last publication";
        foreach (var pathway in (report.Changes ?? []).GroupBy(c => c.Pathway))
            console.WriteLine($"{since}, {pathway.Key}: {RunView.Causes(pathway.Select(c => (c.Change, c.Cause, c.Amount)))}");
        if (report.Changes is { Count: 0 } && report.State != RunStates.Held)
            console.WriteLine(report.IsFirstPublication ? "first publication: nothing came to the list" : "nothing changed since the last publication");
        foreach (var held in report.Held)
            console.WriteLine($"held: {held.Part.Measure} at {(held.Part.Site.Length == 0 ? "all sites" : held.Part.Site)}{(shown.Of(held.Part.Measure, held.Part.Site) == Standing.Silent ? " (silent)" : "")}: {held.Guard}: {held.Detail}");
        if (report.Held.Count > 0)
            console.WriteLine($"what is held keeps its last published state; 'runs release {report.RunId}' publishes it, 'runs reject' turns it down");
        console.WriteLine(report.Outputs.Count == 0 ? "dry run: nothing was written" : $"{(report.State == RunStates.Held ? "kept" : report.State == RunStates.Partial ? "published in part" : "published")}: {report.Folder}");
        console.WriteLine(Wording.Closing);
    }

    // The most frequent; run.json has them all.
    private static string Unplaced(IReadOnlyDictionary<string, long> codes)
    {
        const int Most = 10;
        var first = codes.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(Most).Select(c => $"{CodeSystems.ShownCode(UsedFamilies.System, c.Key)} ({Number(c.Value)})");
        return $"codes of used families in no value set: {codes.Count} with {Amounts.Of(codes.Values.Sum(), "row")}: {string.Join(", ", first)}{(codes.Count > Most ? ", ..." : "")}";
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
