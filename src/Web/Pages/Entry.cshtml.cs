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

/// <summary>One entry: why it is listed, what happened to it, and what to do about it.</summary>
internal sealed class EntryModel(WorklistReader reader, WorklistWriter writer, Claims claims, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    private const string SaidKey = IndexModel.SaidKey;

    // So many in a row that colleagues have open are gone past; then the list is shown.
    private const int LookAhead = 20;

    /// <summary>The entry with all that belongs to it.</summary>
    public EntryView Shown { get; private set; } = null!;

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was done; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What colleagues did meanwhile.</summary>
    public IReadOnlyList<EventRow> Meanwhile { get; private set; } = [];

    /// <summary>Whether the person goes from one to the next, and not down a list.</summary>
    public bool IsNextByNext => Request.Query["by"] == "next";

    /// <summary>Where the person came from, as the end of an address.</summary>
    public string Way => IsNextByNext ? "?" + NextModel.Way : List.ToString();

    /// <summary>The way back.</summary>
    public string Back => IsNextByNext ? "/" : $"/worklist{List}#row-{Shown.Entry.EntryId}";

    /// <summary>Who has the entry open.</summary>
    public OpenBy OpenBy { get; private set; } = null!;

    /// <summary>Names what this form asks for: sent twice, it is done once.</summary>
    public string RequestId { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>What the person has before the eyes.</summary>
    public string Seen => Shown.Entry.Seen.ToString();

    /// <summary>The patient's name, or whatever names the patient.</summary>
    public string PatientName => Shown.Person?.DisplayName ?? $"Patient {Shown.Entry.PatientNow}";

    /// <summary>"F, 72 years"; null: not known.</summary>
    public string? SexAndAge => (Shown.Person?.Sex ?? (Shown.Lines is [var first, ..] ? first.Sex : null), Shown.Person?.BirthDate) switch
    {
        ({ } sex, { } birth) => string.Create(CultureInfo.InvariantCulture, $"{sex}, {Dates.Age(birth, Today)} years"),
        ({ } sex, null) when Shown.Lines is [var line, ..] => string.Create(CultureInfo.InvariantCulture, $"{sex}, {line.Age} years"),
        _ => null,
    };

    /// <summary>Opens the chart; null: there is no such link, or no record number.</summary>
    public string? ChartLink => Shown.Person?.Mrn is { } mrn ? workplace.ChartLink?.Replace("{mrn}", Uri.EscapeDataString(mrn), StringComparison.Ordinal) : null;

    /// <summary>Name of the list that the person came from.</summary>
    public string ListName => IsNextByNext ? "My day" : List.Measure is { } measure ? workplace.LabelOf(measure) : "Worklist";

    /// <summary>Why the entry is back; null: it is not back on its date.</summary>
    public string? Returned => Shown.Entry.Returned(workplace.Dispositions, Today);

    /// <summary>What this person may decide here, by what it does.</summary>
    public IEnumerable<IGrouping<string, Disposition>> Choices => workplace.Dispositions.All
        .Where(d => d.IsAllowed(Session.RoleOf(User), Shown.Entry.Pathway))
        .GroupBy(d => d.Effect switch
        {
            DispositionEffect.Review or DispositionEffect.Snooze or DispositionEffect.Reopen => "Not now",
            DispositionEffect.Wait => "Something was set going",
            _ => "Settled",
        });

    /// <summary>Shows the entry.</summary>
    public async Task<IActionResult> OnGet(string id, CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        if (!await Load(id, cancel))
            return NotFound();
        await Open(id, cancel);
        return Page();
    }

    /// <summary>The page is still open: it holds the entry longer.</summary>
    public async Task<IActionResult> OnPostHold(string id, string? page, CancellationToken cancel) =>
        await claims.Renew(id, Session.IdOf(User), page ?? "", cancel) ? new NoContentResult() : new ConflictResult();

    /// <summary>The page was left: others may be led to the entry.</summary>
    public async Task<IActionResult> OnPostLeave(string id, string? page, CancellationToken cancel)
    {
        await claims.Leave(id, Session.IdOf(User), page ?? "", cancel);
        return new NoContentResult();
    }

    /// <summary>Goes to the one after it in the list, with nothing decided.</summary>
    public async Task<IActionResult> OnGetNext(string id, CancellationToken cancel) =>
        await Load(id, cancel) ? Redirect(await Leave(Shown.Entry, cancel)) : NotFound();

    /// <summary>Applies a disposition.</summary>
    public Task<IActionResult> OnPostDecide(string id, string? @as, string? seen, string? request, string? then, CancellationToken cancel) =>
        Act(id, seen, request, then == "next", workplace.Dispositions.Find(@as)?.Label ?? "", async (saw, actor) =>
        {
            if (workplace.Dispositions.Find(@as) is not { } chosen)
                return Refused("choose what you decided");
            var fields = new DispositionFields { Text = Text("comment") };
            foreach (var field in FieldChoice.Of(chosen, null))
            {
                if (With(fields, field.Field, Text(field.Name)) is not { } more)
                    return Refused($"'{field.Label}' cannot be read; enter {(field.Kind == "date" ? "a date such as 2026-11-14" : "a number such as -2.5")}");
                fields = more;
            }
            return await writer.Decide(id, chosen.Id, fields, saw, actor, cancel);
        }, cancel);

    /// <summary>Takes the entry, or gives it back.</summary>
    public Task<IActionResult> OnPostAssign(string id, string? to, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, false, to == "me" ? "Given to you" : "Given back to all", (saw, actor) => writer.Assign(id, to == "me" ? actor.By : null, saw, actor, cancel), cancel);

    /// <summary>Writes the note.</summary>
    public Task<IActionResult> OnPostNote(string id, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, false, "Note kept", (saw, actor) => writer.Note(id, Text("note"), saw, actor, cancel), cancel);

    /// <summary>Takes the last decision back.</summary>
    public Task<IActionResult> OnPostTakeback(string id, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, false, "Taken back", (saw, actor) => writer.TakeBack(id, saw, actor, cancel), cancel);

    /// <summary>Title of a measure.</summary>
    public string TitleOf(string measure) => workplace.TitleOf(measure);

    /// <summary>The rule in English; null where the rules no longer have it.</summary>
    public string? RuleOf(string measure) => workplace.Find(measure) is { } found ? workplace.English(found) : null;

    /// <summary>The fields of a disposition.</summary>
    public IEnumerable<FieldChoice> FieldsOf(Disposition disposition) => FieldChoice.Of(disposition, workplace.Find(Shown.Entry.Leader));

    /// <summary>What was typed into a field of the form that could not be kept; null: that form has no such field.</summary>
    public string? Typed(string name) => Request.HasFormContentType && Request.Form.TryGetValue(name, out var typed) ? typed.ToString() : null;

    /// <summary>"back after 60 days"; null: it does not come back by itself.</summary>
    public string? ReturnNote(Disposition disposition) => disposition.ReturnsAfter.In(Shown.Entry.Pathway) is { } period ? $"back on {Dates.Text(period.AddTo(Today))}" : null;

    /// <summary>What a person wrote beside an action; null: nothing.</summary>
    public static string? CommentOf(EventRow happened) => happened.Actor is null ? null : EventDetail.Of(happened.Detail) is var detail ? detail.Fields?.Text ?? detail.Value : null;

    private async Task<bool> Load(string id, CancellationToken cancel)
    {
        List = ListQuery.Of(Request.Query);
        if (await reader.Show(id, Today, cancel) is not { } view)
            return false;
        Shown = view;
        return true;
    }

    private async Task<IActionResult> Act(
        string id, string? seen, string? request, bool next, string done, Func<EntrySeen, EntryActor, Task<ActionResult>> act, CancellationToken cancel)
    {
        if (!await Load(id, cancel))
            return NotFound();
        if (EntrySeen.TryParse(seen ?? "") is not { } saw || string.IsNullOrEmpty(request))
            return BadRequest();
        var before = Shown.Entry;
        var result = await act(saw, new(Session.NameOf(User), Session.RoleOf(User), time.GetUtcNow(), Today, $"web:{request}"));
        if (result.Outcome == ActionOutcome.Done)
        {
            TempData[SaidKey] = $"{PatientName}: {done}.{(result.Message is { } message ? " " + message + "." : "")}{AlsoChanged(result)}";
            if (!next)
                return Redirect($"/entries/{id}{Way}");
            return Redirect(await Leave(before, cancel));
        }
        (Problem, Meanwhile) = (result.Message is { } why ? $"Nothing was changed: {why}." : "Nothing was changed.", result.Meanwhile);
        // What is there now, so that sending the form once more is a decision on it.
        await Load(id, cancel);
        await Open(id, cancel);
        ModelState.Clear();
        Response.StatusCode = result.Outcome == ActionOutcome.Conflict ? 409 : 422;
        return Page();
    }

    // For the person, unless a colleague has it open: then that is said.
    private async Task Open(string id, CancellationToken cancel)
    {
        var page = RandomNumberGenerator.GetHexString(16, lowercase: true);
        OpenBy = new(id, page, await claims.Open(id, Session.IdOf(User), page, cancel), Session.IdOf(User), Zone);
    }

    // Gives it back, and leads to the next.
    private async Task<string> Leave(EntryRow before, CancellationToken cancel)
    {
        await claims.Leave(before.EntryId, Session.IdOf(User), null, cancel);
        return await AddressOfNext(before, cancel);
    }

    // The one after it in the list that the person came from, as if the list had stayed as it was; never one that a colleague has open.
    private async Task<string> AddressOfNext(EntryRow before, CancellationToken cancel)
    {
        if (IsNextByNext)
            return await claims.TakeNext(Session.IdOf(User), Session.NameOf(User), Today, null, "", cancel) is { } best ? NextModel.Address(best) : "/";
        var place = new ListPosition(before.Tier, before.State == EntryNames.Of(EntryState.Reopened) ? 0 : 1, before.DueDate ?? WorklistReader.NoDue, before.EntryId);
        var page = await reader.List(List.ToFilter(Session.NameOf(User)), Today, LookAhead, place, cancel);
        return await claims.TakeFirst(page.Entries.Select(e => e.EntryId), Session.IdOf(User), "", cancel) is { } next
            ? $"/entries/{next}{List}"
            : $"/worklist{List with { After = null }}";
    }

    private ActionResult Refused(string why) => new() { Outcome = ActionOutcome.Refused, Message = why, Entry = Shown.Entry };

    private static string AlsoChanged(ActionResult result) => (result.AlsoChanged.Count, result.LeftOpen.Count) switch
    {
        (0, 0) => "",
        (var also, 0) => $" {also} other {(also == 1 ? "entry" : "entries")} of the patient closed with it.",
        (var also, var left) => $" {also} other entries of the patient closed with it; {left} left open for a clinician to decide.",
    };

    // As it was typed, but for the line ends, which browsers send as CR LF whatever was typed.
    private string? Text(string name) => Request.Form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal) is { Length: > 0 } text ? text : null;

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
