using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>A page of the worklist, two lines an entry, and the counts by state below. Patients by id only.</summary>
internal static class EntryList
{
    public static void Print(EntryPage page, IReadOnlyList<StateCount> counts, Dispositions dispositions, DateOnly today)
    {
        var console = Screens.Out;
        if (page.Entries.Count == 0)
            console.WriteLine("Nothing is listed here.");
        foreach (var entry in page.Entries)
        {
            console.WriteLine();
            console.Write(new Markup($"[bold]{Markup.Escape(Head(entry, today))}[/]\n"));
            Line("why", entry.Returned(dispositions, today) ?? entry.Why ?? entry.FindingReason);
            if (entry.Reason is not null && entry.Returned(dispositions, today) is null)
                Line("decided", Decided(entry, dispositions));
            if (entry.Note is { } note)
                Line("note", note.ReplaceLineEndings(" "));
        }
        console.WriteLine();
        console.WriteLine(counts.Count == 0 ? "no entries" : string.Join(" · ", counts.Select(Count)));
        if (page.Next is { } next)
            console.WriteLine($"there are more: --after {next}");
        console.WriteLine(Wording.Closing);
    }

    /// <summary>An entry in one line.</summary>
    public static string Head(EntryRow entry, DateOnly today) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.EntryId} · patient {entry.PatientNow} · {entry.Leader} · tier {entry.Tier} ({entry.Priority}) · {State(entry)}{Due(entry, today)}{(entry.Assignee is { } who ? $" · {who}" : "")}");

    /// <summary>The state, and whether the data confirms it.</summary>
    public static string State(EntryRow entry) => entry.Unconfirmed == 1 ? $"{entry.State}, unconfirmed" : entry.State;

    /// <summary>What was decided last, by whom, and when it is back.</summary>
    public static string Decided(EntryRow entry, Dispositions dispositions) => string.Create(CultureInfo.InvariantCulture,
        $"{dispositions.Find(entry.Reason)?.Label ?? entry.Reason} by {entry.DecidedBy}, {entry.DecidedOn:d MMM yyyy}{(entry.ReturnsOn is { } back ? $", back on {back:d MMM yyyy}" : "")}");

    /// <summary>A labelled line.</summary>
    public static void Line(string label, string? text)
    {
        var grid = new Grid().AddColumn(new GridColumn().Width(14).NoWrap().PadLeft(2).PadRight(0)).AddColumn(new GridColumn().PadRight(0));
        grid.AddRow(new Markup($"[grey]{Markup.Escape(label)}[/]"), new Text(Printable(text ?? "")));
        Screens.Out.Write(grid);
    }

    // What a colleague typed is shown, and does nothing to the terminal.
    private static string Printable(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '\u00b7' : c));

    private static string Due(EntryRow entry, DateOnly today) => entry.DueDate switch
    {
        // What is closed is not due.
        null => "",
        _ when entry.State is "closed-by-person" or "closed-by-evidence" or "withdrawn" => "",
        { } due when due < today => string.Create(CultureInfo.InvariantCulture, $" · was due {due:d MMM yyyy}"),
        { } due => string.Create(CultureInfo.InvariantCulture, $" · due {due:d MMM yyyy}"),
    };

    private static string Count(StateCount count)
    {
        var parts = new List<string>();
        if (count.Returned > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count.Returned:N0} back on their date"));
        if (count.Unconfirmed > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count.Unconfirmed:N0} unconfirmed"));
        return string.Create(CultureInfo.InvariantCulture, $"{count.State} {count.Entries:N0}{(parts.Count > 0 ? $" ({string.Join(", ", parts)})" : "")}");
    }
}
