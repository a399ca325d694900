using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>One entry on a page, and what came of an action on it.</summary>
internal static class EntryCard
{
    public static void Print(EntryView view, Dispositions dispositions, DateOnly today)
    {
        var entry = view.Entry;
        Head(entry, dispositions, today);
        foreach (var line in view.Lines)
        {
            Title($"{line.Measure}: {line.Status}{(line.StatusReason.Length > 0 ? $" ({line.StatusReason})" : "")}");
            Optional("why", line.Why);
            Optional("looked for", line.LookedFor);
            Optional("would close", line.WouldClose);
            Optional("wording", line.Wording);
            Optional("limits", line.Limits);
        }
        if (view.Reported.Count > 0)
            Title("Entered by reviewers");
        foreach (var row in view.Reported)
            EntryList.Line($"row {row.Number}", string.Create(CultureInfo.InvariantCulture, $"{row.Display}{(row.Value is { } value ? $" {value}" : "")}, {row.EventDate:d MMM yyyy}, by {row.EnteredBy}{(row.WithdrawnBy is { } by ? $"; withdrawn by {by}" : "")}"));
        if (view.Others.Count > 0)
            Title("The patient's other entries");
        foreach (var other in view.Others)
            EntryList.Line(other.Pathway, EntryList.Head(other, today));
        if (view.LastContact is { } contact)
            EntryList.Line("last contact", string.Create(CultureInfo.InvariantCulture, $"{contact.AsOf:d MMM yyyy} by {contact.Actor}, on {contact.EntryId}"));
        Title("History");
        foreach (var happened in view.History)
            History(happened);
        Screens.Line("");
        Screens.Line(string.Create(CultureInfo.InvariantCulture, $"to decide on what you see here: --revision {entry.Seen}"));
        Screens.Line(Wording.Closing);
    }

    public static void Print(ActionResult result, Dispositions dispositions, DateOnly today)
    {
        Head(result.Entry!, dispositions, today);
        foreach (var other in result.AlsoChanged)
            EntryList.Line("also changed", EntryList.Head(other, today));
        foreach (var other in result.LeftOpen)
            EntryList.Line("left open", $"{EntryList.Head(other, today)}; a clinician decides there");
        foreach (var row in result.Reported)
            EntryList.Line("entered", string.Create(CultureInfo.InvariantCulture, $"as row {row}; the next run finds it, and shows it as reported"));
        if (result.Message is { } message)
            EntryList.Line("note", message);
    }

    private static void Head(EntryRow entry, Dispositions dispositions, DateOnly today)
    {
        Screens.Out.Write(new Markup($"[bold]{Markup.Escape(EntryList.Head(entry, today))}[/]\n"));
        Optional("back because", entry.Returned(dispositions, today));
        EntryList.Line("last run", string.Create(CultureInfo.InvariantCulture, $"{entry.Finding} since {entry.FindingSince:d MMM yyyy}: {entry.FindingReason}"));
        if (entry.Reason is not null)
            EntryList.Line("decided", EntryList.Decided(entry, dispositions));
        if (entry.Unconfirmed == 1)
            EntryList.Line("unconfirmed", $"the data does not show {entry.Expects} yet");
        Optional("note", entry.Note);
    }

    private static void History(EventRow happened)
    {
        var who = happened.Actor ?? happened.Cause ?? "";
        var comment = EventDetail.Of(happened.Actor is null ? null : happened.Detail) is { } detail ? detail.Fields?.Text ?? detail.Value : null;
        EntryList.Line(string.Create(CultureInfo.InvariantCulture, $"{happened.AsOf:d MMM yyyy}"),
            $"{who}: {happened.Text} ({(happened.StateBefore is { } before && before != happened.StateAfter ? before + " to " : "")}{happened.StateAfter}){(comment is null ? "" : $" \"{comment}\"")}");
    }

    private static void Optional(string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            EntryList.Line(label, text);
    }

    private static void Title(string text)
    {
        Screens.Line("");
        Screens.Out.Write(new Markup($"[bold]{Markup.Escape(text)}[/]\n"));
    }
}
