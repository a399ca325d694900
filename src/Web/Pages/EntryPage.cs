using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;
using ActionResult = Opportune.Database.ActionResult;

namespace Opportune.Web.Pages;

/// <summary>A page on which something is done to one entry: what is shown of it, how a form is taken, and what is said when it cannot be kept.</summary>
internal abstract class EntryPage(WorklistReader reader, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    private const string SaidKey = IndexModel.SaidKey;

    /// <summary>The entry with all that belongs to it.</summary>
    public EntryView Shown { get; private set; } = null!;

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>Whether the person goes from one to the next, and not down a list.</summary>
    public bool IsNextByNext => Request.Query["by"] == "next";

    /// <summary>Where the person came from, as the end of an address.</summary>
    public string Way => IsNextByNext ? "?" + NextModel.Way : List.ToString();

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What colleagues did meanwhile.</summary>
    public IReadOnlyList<EventRow> Meanwhile { get; private set; } = [];

    /// <summary>Names what this form asks for: sent twice, it is done once.</summary>
    public string RequestId { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>What the program told the pages.</summary>
    protected Workplace Workplace => workplace;

    /// <summary>Reads the list.</summary>
    protected WorklistReader Reader => reader;

    /// <summary>Tells how old the data is.</summary>
    protected PublicationNews News => news;

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>What the person has before the eyes.</summary>
    public string Seen => Shown.Entry.Seen.ToString();

    /// <summary>The patient's name, or whatever names the patient.</summary>
    public string PatientName => Shown.Person?.DisplayName ?? $"Patient {Shown.Entry.PatientNow}";

    /// <summary>Who is signed in.</summary>
    public string Me => Session.NameOf(User);

    /// <summary>The roles of who is signed in.</summary>
    public Roles Roles => Session.RolesOf(User);

    /// <summary>Whether the person works the list, and does not only look at it.</summary>
    public bool MayDecide => Roles.May(Permission.DecideEntries);

    /// <summary>The fields of a disposition.</summary>
    public IEnumerable<FieldChoice> FieldsOf(Disposition disposition) => FieldChoice.Of(disposition, workplace.Find(Shown.Entry.Leader));

    /// <summary>What was typed into a field of the form that could not be kept; null: that form has no such field.</summary>
    public string? Typed(string name) => Request.HasFormContentType && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : null;

    /// <summary>"back on 13 Jan 2027"; null: it does not come back by itself.</summary>
    public string? ReturnNote(Disposition disposition) => disposition.ReturnsAfter.In(Shown.Entry.Pathway) is { } period ? $"back on {Dates.Text(period.AddTo(Today))}" : null;

    /// <summary>"back on 13 Jan 2027, or after the appointment; with a comment"; empty: nothing has to be known before it is chosen.</summary>
    public string NoteOf(Disposition disposition) => string.Join("; ", new[]
    {
        disposition.AfterAppointment is null ? ReturnNote(disposition)
            : disposition.Required.Contains(DispositionField.Appointment) ? "back after the appointment" : $"{ReturnNote(disposition)}, or after the appointment",
        TakesComment(disposition) ? "with a comment" : null,
    }.OfType<string>());

    /// <summary>Whether it is refused without a comment.</summary>
    public static bool TakesComment(Disposition disposition) => disposition.Required.Contains(DispositionField.Text);

    /// <summary>Shows the entry.</summary>
    protected async Task<IActionResult> Show(string id, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        if (!await Load(id, cancel))
            return NotFound();
        await Open(cancel);
        return Page();
    }

    /// <summary>Reads the entry; false where there is none of that id.</summary>
    protected async Task<bool> Load(string id, CancellationToken cancel)
    {
        List = ListQuery.Of(Request.Query);
        if (await reader.Show(id, Today, cancel) is not { } view)
            return false;
        Shown = view;
        await Prepare(cancel);
        return true;
    }

    /// <summary>Reads what else the page shows.</summary>
    protected virtual Task Prepare(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The page is about to be shown.</summary>
    protected virtual Task Open(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Does what a form asks for, and goes on; what could not be kept is shown again with the reason.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="seen">What the person had before the eyes.</param>
    /// <param name="request">Name of what is asked for.</param>
    /// <param name="done">What is said when it is done.</param>
    /// <param name="act">Does it.</param>
    /// <param name="where">Where to go then, by the entry as it was before.</param>
    /// <param name="cancel">Ends it.</param>
    protected async Task<IActionResult> Act(
        string id, string? seen, string? request, string done, Func<EntrySeen, EntryActor, Task<ActionResult>> act, Func<EntryRow, Task<string>> where, CancellationToken cancel)
    {
        if (!await Load(id, cancel))
            return NotFound();
        if (EntrySeen.TryParse(seen ?? "") is not { } saw || string.IsNullOrEmpty(request))
            return BadRequest();
        var before = Shown.Entry;
        var result = await act(saw, Actor(request));
        if (result.Outcome == ActionOutcome.Done)
        {
            TempData[SaidKey] = $"{PatientName}: {done}.{(result.Message is { } message ? " " + message + "." : "")}{AlsoChanged(result)}";
            return Redirect(await where(before));
        }
        (Problem, Meanwhile) = (result.Message is { } why ? $"Nothing was changed: {why}." : "Nothing was changed.", result.Meanwhile);
        // What is there now, so that sending the form once more is a decision on it.
        await Load(id, cancel);
        await Open(cancel);
        ModelState.Clear();
        Response.StatusCode = result.Outcome == ActionOutcome.Conflict ? 409 : 422;
        return Page();
    }

    /// <summary>Who acts, and under which name.</summary>
    protected EntryActor Actor(string? request) => new(Me, Roles, time.GetUtcNow(), Today, $"web:{request}");

    /// <summary>Back to the entry.</summary>
    protected Task<string> ToEntry(EntryRow entry) => Task.FromResult($"/entries/{entry.EntryId}{Way}");

    /// <summary>Says no.</summary>
    protected ActionResult Refused(string why) => new() { Outcome = ActionOutcome.Refused, Message = why, Entry = Shown.Entry };

    /// <summary>What the form holds for a disposition, or in one line what of it cannot be read.</summary>
    protected (DispositionFields Fields, string? Unreadable) FieldsFor(Disposition chosen)
    {
        var fields = new DispositionFields { Text = Text("comment") };
        foreach (var field in FieldChoice.Of(chosen, null))
        {
            if (With(fields, field.Field, Text(field.Name)) is not { } more)
                return (fields, $"'{field.Label}' cannot be read; enter {(field.Kind == "date" ? "a date such as 2026-11-14" : "a number such as -2.5")}");
            fields = more;
        }
        return (fields, null);
    }

    /// <summary>A field of the form as it was typed, but for the line ends, which browsers send as CR LF whatever was typed; null: nothing.</summary>
    protected string? Text(string name) => Request.Form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal) is { Length: > 0 } text ? text : null;

    private static string AlsoChanged(ActionResult result) => (result.AlsoChanged.Count, result.LeftOpen.Count) switch
    {
        (0, 0) => "",
        (var also, 0) => $" {also} other {(also == 1 ? "entry" : "entries")} of the patient closed with it.",
        (var also, var left) => $" {also} other entries of the patient closed with it; {left} left open for a clinician to decide.",
    };

    // Null: it cannot be read.
    private static DispositionFields? With(DispositionFields fields, DispositionField field, string? text)
    {
        if (text is null)
            return fields;
        DateOnly? day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        return field switch
        {
            DispositionField.Date => day is null ? null : fields with { Date = day },
            DispositionField.Appointment => day is null ? null : fields with { Appointment = day },
            DispositionField.Until => day is null ? null : fields with { Until = day },
            DispositionField.TScore => double.TryParse(text.Replace('−', '-').Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? fields with { TScore = score } : null,
            DispositionField.TScoreSite => fields with { TScoreSite = text },
            DispositionField.Drug => fields with { Drug = text },
            DispositionField.Criterion => fields with { Criterion = text },
            _ => fields with { Recipient = text },
        };
    }
}
