using Opportune.Schedules;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>Schedules as a table, one line a job.</summary>
internal static class ScheduleList
{
    public static void Print(IReadOnlyList<ScheduleLine> lines)
    {
        if (lines.Count == 0)
        {
            Screens.Line("no jobs");
            return;
        }
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("job", "next start", "UTC", "last run");
        table.Columns[0].NoWrap();
        table.Columns[2].NoWrap();
        foreach (var line in lines)
            table.AddRow(Markup.Escape(line.Job), Markup.Escape(line.NextText), line.NextUtc, line.Last is { } run ? $"{RunList.State(run)} as of {run.AsOf:yyyy-MM-dd}" : "none");
        Screens.Out.Write(table);
        foreach (var note in lines.SelectMany(l => l.Notes()))
            Screens.Line(note);
    }
}
