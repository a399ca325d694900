using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Several patients for one clinician in one summary: at most ten, once a week, each kept as sent.</summary>
internal sealed class SummaryModel(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    private const string ResultsKey = "results";

    /// <summary>The clinician.</summary>
    public ClinicianRow Clinician { get; private set; } = new();

    /// <summary>The first of the clinician's patients to hand over.</summary>
    public IReadOnlyList<SummaryItem> Items { get; private set; } = [];

    /// <summary>Those that are in the summary.</summary>
    public IReadOnlyList<SummaryItem> Chosen => [.. Items.Where(i => i.IsIn)];

    /// <summary>The whole text.</summary>
    public string Message { get; private set; } = "";

    /// <summary>Tells the text from another.</summary>
    public string Mark => HandOffText.Mark(Message);

    /// <summary>How old the data is that the oldest of them rests on.</summary>
    public Freshness Fresh { get; private set; } = null!;

    /// <summary>Why nothing can be sent; null: it can.</summary>
    public string? Barred { get; private set; }

    /// <summary>Why nothing was kept; null: nothing was asked for.</summary>
    public string? Problem { get; private set; }

    /// <summary>What came of each that was kept as sent a moment ago.</summary>
    public IReadOnlyList<string> Results { get; private set; } = [];

    /// <summary>By what it can go.</summary>
    public IReadOnlyList<HandOffChannel> Channels => workplace.HandOff?.Channels ?? [];

    /// <summary>Names what this form asks for: sent twice, it is done once.</summary>
    public string RequestId { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>What was typed into a field of the form that could not be kept.</summary>
    public string? Typed(string name) => Request.HasFormContentType ? Request.Form[name].ToString() : null;

    /// <summary>Shows the summary.</summary>
    public async Task<IActionResult> OnGet(string clinician, CancellationToken cancel)
    {
        Results = (TempData[ResultsKey] as string)?.Split('\n') ?? [];
        var only = Request.Query["chosen"].Count > 0 ? Request.Query["entry"].OfType<string>().ToHashSet(StringComparer.Ordinal) : null;
        return await Load(clinician, only, cancel) ? Page() : NotFound();
    }

    /// <summary>Keeps each as sent.</summary>
    public async Task<IActionResult> OnPost(string clinician, string? request, string? mark, string? channel, string? confirmed, string[] entries, CancellationToken cancel)
    {
        var seen = entries.Select(e => e.Split(':')).Where(e => e.Length == 2).ToDictionary(e => e[0], e => EntrySeen.TryParse(e[1]), StringComparer.Ordinal);
        if (string.IsNullOrEmpty(request) || seen.Values.Any(s => s is null))
            return BadRequest();
        if (!await Load(clinician, [.. seen.Keys], cancel))
            return NotFound();
        Problem = Barred ?? (workplace.HandOff?.Channel(channel) is null ? "Nothing was kept: choose by what it was sent."
            : Chosen.Count == 0 ? "Nothing was kept: nobody is in the summary."
            : mark != Mark ? "Nothing was kept: the text changed since you looked, because a run or a colleague changed an entry. Look at it, and copy it again."
            : Fresh.Refusal(confirmed == "yes") is { } stale ? $"Nothing was kept: {stale}."
            : null);
        if (Problem is not null)
        {
            ModelState.Clear();
            Response.StatusCode = 422;
            return Page();
        }
        var results = new List<string>();
        // The summary went out as a whole: who closes the browser now does not stop halfway that it is kept.
        foreach (var item in Chosen)
        {
            var id = item.View.Entry.EntryId;
            var result = await writer.Send(id, new()
            {
                RecipientId = clinician,
                Channel = workplace.HandOff!.Channel(channel)!,
                Message = item.Text,
                Limits = workplace.Freshness,
                Zone = workplace.Zone,
                Confirmed = confirmed == "yes",
                SummaryId = $"web:{request}",
            }, seen[id]!.Value, new(Session.NameOf(User), Session.RolesOf(User), time.GetUtcNow(), news.Today, $"web:{request}:{id}"), CancellationToken.None);
            results.Add($"{item.View.Person?.DisplayName ?? item.View.Entry.PatientNow}: {(result.Outcome == ActionOutcome.Done ? "kept as sent" : result.Message)}");
        }
        TempData[ResultsKey] = string.Join('\n', results);
        return Redirect($"/hand-offs/{Uri.EscapeDataString(clinician)}");
    }

    private async Task<bool> Load(string clinician, HashSet<string>? only, CancellationToken cancel)
    {
        if (await handOffs.Find(clinician, cancel) is not { } found)
            return false;
        Clinician = found;
        Fresh = news.Fresh(null);
        if (workplace.HandOff is not { } rules)
        {
            Barred = "this installation has no jobs/review/hand-off.yaml";
            return true;
        }
        var (items, oldest) = (new List<SummaryItem>(), (DateOnly?)null);
        foreach (var id in await handOffs.ToSend(clinician, news.Today, HandOffRules.MostItems, cancel))
        {
            if (await reader.Show(id, news.Today, cancel) is not { } view)
                continue;
            var day = await handOffs.DataDay(id, workplace.Zone, cancel);
            oldest = oldest < day ? oldest : day;
            var (step, refused) = writer.StepOf(view.Entry, clinician, await handOffs.Of(id, cancel), Session.RolesOf(User), news.Today);
            if (refused is null)
                items.Add(new(view, step, HandOffText.Item(rules, view, Session.NameOf(User), news.Today), only?.Contains(id) ?? true));
        }
        (Items, Fresh) = (items, news.Fresh(oldest));
        var last = await handOffs.LastSummary(clinician, cancel);
        Barred = items.Count == 0 ? null
            : Fresh.Age is DataAge.TooOld or DataAge.None ? Fresh.Refusal(confirmed: true)
            : last?.AddDays(HandOffRules.SummaryDays) is { } next && next > news.Today ? $"{found.Name} had a summary on {Dates.Text(last.Value)}; the next may go on {Dates.Text(next)}. A single patient can be sent from the entry"
            : null;
        Message = HandOffText.Summary(rules, found.Name, Chosen, Session.NameOf(User), news.Today);
        return true;
    }
}
