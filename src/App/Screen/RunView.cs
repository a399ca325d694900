using System.Globalization;
using Opportune.Core;
using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Runs.Guards;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>One run on a page: counts, versions and hashes, nobody's row.</summary>
internal static class RunView
{
    /// <param name="details">All of it.</param>
    /// <param name="shown">What each measure is at each site: silent gaps are counted apart.</param>
    public static void Print(RunDetails details, ShownParts shown)
    {
        Head(details.Run);
        Progress(details);
        Balances(details.Counts);
        Funnel(details.Counts, shown);
        Parts(details.Parts, shown);
        Changes(details.Changes);
        Feeds(details.Feeds);
        Files(details.Files);
        if (details.Timings.Count > 0)
            Screens.Line($"timings  {string.Join(", ", details.Timings.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Step} {t.Milliseconds / 1000:0.0} s")))}");
    }

    /// <summary>One line for a change by cause: "+12 new finding, -3 new treatment".</summary>
    public static string Causes(IEnumerable<(string Change, string Cause, long Amount)> changes) =>
        string.Join(", ", changes.GroupBy(c => (c.Change, c.Cause)).OrderBy(g => g.Key.Change, StringComparer.Ordinal).ThenByDescending(g => g.Sum(c => c.Amount))
            .Select(g => $"{g.Key.Change switch { "added" => "+", "dropped" => "-", _ => "~" }}{Number(g.Sum(c => c.Amount))} {g.Key.Cause.Replace('-', ' ')}"));

    private static void Head(RunRow run)
    {
        Screens.Out.Write(new Rule($"[bold]{Markup.Escape(run.RunId)}[/]").LeftJustified());
        var grid = new Grid().AddColumn(new GridColumn().Width(10).NoWrap().PadRight(2)).AddColumn(new GridColumn().PadRight(0));
        Add("state", RunList.State(run) + (run.StateReason is { } reason ? $": {Markup.Escape(reason)}" : ""));
        Add("job", $"{Markup.Escape(run.Job)}, as of {run.AsOf:yyyy-MM-dd}{(run.RetryOf is { } first ? $", again after {Markup.Escape(first)}" : "")}");
        Add("asked", $"{RunList.Instant(run.RequestedAt)} UTC by {Markup.Escape(run.RequestedBy)}");
        if (run.StartedAt is not null)
            Add("ran", $"{RunList.Instant(run.StartedAt)} UTC to {(run.FinishedAt is null ? "now" : $"{RunList.Instant(run.FinishedAt)} UTC, {RunList.Took(run)}")}, {Amounts.Of(run.Threads, "thread")} {(run.Host is { } host ? $"on {Markup.Escape(host)} (process {run.ProcessId})" : "of the workers that shared it")}");
        Add("input", Markup.Escape(run.Input) + (run.InputsChangedAt is null ? "" : $", newest file of {RunList.Instant(run.InputsChangedAt)} UTC"));
        if (run.Source is { } source)
            Add("source", Markup.Escape($"{source}, from {run.SourceFrom ?? "the database that it names"}"));
        if (run.Folder is { } folder)
            Add("files", Markup.Escape(folder));
        if (run.DetailsGoneAt is { } gone)
            Add("gone", string.Create(CultureInfo.InvariantCulture, $"counts, reasons and lists of files, on {gone:yyyy-MM-dd}: the retention of its job"));
        Add("program", Markup.Escape(run.Program));
        Add("rules", run.RulesSha256);
        Add("lexicon", run.LexiconSha256);
        Screens.Out.Write(grid);

        void Add(string label, string text) => grid.AddRow(new Markup($"[grey]{label}[/]"), new Markup(text));
    }

    private static void Progress(RunDetails details)
    {
        if (details.Run.State is RunStates.Succeeded or RunStates.Partial or RunStates.Held || details.Partitions.Count == 0)
            return;
        foreach (var step in details.Partitions.GroupBy(p => p.Step))
            Screens.Line($"{step.Key}: {Number(step.Where(p => p.State == "done").Sum(p => p.Partitions))} of {Number(step.Sum(p => p.Partitions))} units done");
    }

    private static void Balances(IReadOnlyList<RunCountRow> counts)
    {
        var tables = CanonicalTable.All.Select(t => (t.Name, Subject: RunCounts.Of(t.Table))).Where(t => counts.Any(c => c.Subject == t.Subject && (c.Amount > 0 || RunCounts.IsCounted(CanonicalTable.Named(t.Name)!.Table)))).ToList();
        if (tables.Count == 0)
            return;
        var view = View("table", "rows read", "used", "skipped", "rejected");
        foreach (var (name, subject) in tables)
            view.AddRow(name, Of(counts, subject, RunCounts.Items.Read), Of(counts, subject, RunCounts.Items.Used), Sum(counts, subject, "skipped "), Sum(counts, subject, "rejected "));
        Screens.Out.Write(view);
        Refused(counts.Select(c => (c.Subject, c.Item, c.Amount)));
    }

    /// <summary>Why rows were refused, table by table.</summary>
    /// <param name="counts">All that a run counted.</param>
    public static void Refused(IEnumerable<(string Subject, string Item, long Amount)> counts)
    {
        var all = counts.ToList();
        foreach (var table in CanonicalTable.All)
        {
            if (RejectReason.Of(table.Table, all) is { Count: > 0 } reasons)
                Screens.Line($"rejected in {table.Name}: {string.Join("; ", reasons)}");
        }
    }

    private static void Funnel(IReadOnlyList<RunCountRow> counts, ShownParts shown)
    {
        var measures = counts.Select(c => c.Subject).Distinct().Where(s => s.StartsWith("measure ", StringComparison.Ordinal)).ToList();
        if (measures.Count == 0)
            return;
        var statuses = Enum.GetValues<GapStatus>().Select(Words.Of).ToList();
        var open = measures.ConvertAll(m => StandingCounts.Of(m["measure ".Length..], counts.Select(c => (c.Subject, c.Item, c.Amount)), shown));
        var apart = open.Exists(o => o.IsDivided);
        var view = View(["measure", "patients", "with index finding", .. statuses, .. apart ? ["of these"] : Array.Empty<string>()]);
        view.Columns[0].NoWrap();
        foreach (var (measure, of) in measures.Zip(open))
            view.AddRow([measure["measure ".Length..], Of(counts, measure, "patients"), Of(counts, measure, RunCounts.Items.WithIndex), .. statuses.Select(s => Of(counts, measure, s)), .. apart ? [of.ToString()] : Array.Empty<string>()]);
        Screens.Out.Write(view);
    }

    private static void Parts(IReadOnlyList<RunPartRow> parts, ShownParts shown)
    {
        if (parts.Count == 0)
            return;
        Screens.Line($"parts    {string.Join(", ", parts.GroupBy(p => p.State).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{Number(g.Count())} {g.Key}"))}");
        foreach (var part in parts.Where(p => p.Guard is not null))
        {
            var decided = part.DecidedAt is null ? "" : $" ({part.State} {RunList.Instant(part.DecidedAt)} UTC{(part.DecidedBy is null ? "" : $" by {part.DecidedBy}")}: {part.DecisionReason})";
            Screens.Line($"  {part.Measure} at {(part.Site.Length == 0 ? "all sites" : part.Site)}{(shown.Of(part.Measure, part.Site) == Standing.Silent ? " (silent)" : "")}: {part.Guard}: {part.Detail}{decided}");
        }
    }

    private static void Changes(IReadOnlyList<RunChangeRow> changes)
    {
        foreach (var pathway in changes.GroupBy(c => c.Pathway))
            Screens.Line($"changes  {pathway.Key}: {Causes(pathway.Select(c => (c.Change, c.Cause, c.Amount)))}");
    }

    private static void Feeds(IReadOnlyList<RunFeedRow> feeds)
    {
        foreach (var feed in feeds.GroupBy(f => f.Feed))
            Screens.Line($"feed     {feed.Key}: {string.Join(", ", feed.Select(f => $"{(f.Site.Length == 0 ? "all sites" : f.Site)}{(f.CodeSystem.Length == 0 ? "" : $" {f.CodeSystem}")} {f.CoveredFrom:yyyy-MM-dd} to {f.CoveredTo:yyyy-MM-dd}"))}");
    }

    private static void Files(IReadOnlyList<RunFileRow> files)
    {
        if (files.Count == 0)
            return;
        var view = View("file", "rows", "bytes", "sha256");
        foreach (var file in files)
            view.AddRow(Markup.Escape($"{(file.Direction == FileDirections.Input ? "<" : ">")} {file.Name}{(file.Direction == FileDirections.Held ? " (held)" : "")}"), Number(file.Rows), Number(file.Bytes), file.Sha256 is { } hash ? hash[..16] : "");
        view.Columns[3].LeftAligned();
        Screens.Out.Write(view);
    }

    private static Spectre.Console.Table View(params string[] columns)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        return table;
    }

    private static string Of(IReadOnlyList<RunCountRow> counts, string subject, string item) => Number(counts.FirstOrDefault(c => c.Subject == subject && c.Item == item)?.Amount ?? 0);

    private static string Sum(IReadOnlyList<RunCountRow> counts, string subject, string prefix) =>
        Number(counts.Where(c => c.Subject == subject && c.Item.StartsWith(prefix, StringComparison.Ordinal)).Sum(c => c.Amount));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
