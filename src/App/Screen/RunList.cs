using System.Globalization;
using Opportune.Database.Ledger;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>Runs as a table, one line each.</summary>
internal static class RunList
{
    public static void Print(IReadOnlyList<RunRow> runs)
    {
        if (runs.Count == 0)
        {
            Screens.Line("no runs");
            return;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "as of", "state", "began (UTC)", "took");
        table.Columns[0].NoWrap();
        foreach (var run in runs)
            table.AddRow(Markup.Escape(run.RunId), $"{run.AsOf:yyyy-MM-dd}", State(run), Instant(run.StartedAt ?? run.RequestedAt), Took(run));
        Screens.Out.Write(table);
        foreach (var run in runs.Where(r => r.StateReason is not null))
            Screens.Line($"{run.RunId}: {run.StateReason}");
    }

    /// <summary>The state as people read it, in colour.</summary>
    public static string State(RunRow run)
    {
        var color = run.State switch
        {
            RunStates.Succeeded => "green",
            RunStates.Partial or RunStates.Held => "yellow",
            RunStates.Failed => "red",
            _ => "grey",
        };
        return $"[{color}]{run.StateText()}[/]{(run.Kind == RunKinds.Backfill ? " (backfill)" : "")}";
    }

    public static string Instant(DateTimeOffset? instant) => instant is { } i ? i.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    public static string Took(RunRow run) =>
        run is { StartedAt: { } from, FinishedAt: { } to } ? string.Create(CultureInfo.InvariantCulture, $"{(to - from).TotalSeconds:N1} s") : "";
}
