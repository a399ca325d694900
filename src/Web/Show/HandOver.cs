using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>What goes to one clinician: about one patient, or about several in a summary.</summary>
/// <param name="ClinicianId">The clinician.</param>
/// <param name="Clinician">The clinician's name.</param>
/// <param name="Items">The patients, in the order of the list.</param>
/// <param name="Message">Exactly what is sent.</param>
internal sealed record HandOverLetter(string ClinicianId, string Clinician, IReadOnlyList<SummaryItem> Items, string Message)
{
    /// <summary>Whether it is a summary of several.</summary>
    public bool IsSummary => Items.Count > 1;
}

/// <summary>What of several chosen entries goes to whom, and what cannot go.</summary>
/// <param name="Letters">One a clinician.</param>
/// <param name="Left">Entries that nothing is sent about, and why.</param>
/// <param name="Fresh">How old the oldest data is that they rest on.</param>
internal sealed record HandOver(IReadOnlyList<HandOverLetter> Letters, IReadOnlyDictionary<string, string> Left, Freshness Fresh)
{
    /// <summary>How many patients are written about.</summary>
    public int Count => Letters.Sum(l => l.Items.Count);

    /// <summary>Tells these texts from others.</summary>
    public string Mark => HandOffText.Mark(string.Join('\0', Letters.Select(l => l.ClinicianId + '\0' + l.Message)));

    /// <summary>For each entry what is kept as sent, or why nothing is.</summary>
    /// <param name="channel">By what it goes.</param>
    /// <param name="limits">When data is old, and too old.</param>
    /// <param name="confirmed">Whether it was confirmed that old data goes out.</param>
    /// <param name="summary">Names the summaries of this hand-over.</param>
    public IReadOnlyDictionary<string, BulkHandOff> For(HandOffChannel channel, FreshnessLimits limits, bool confirmed, string summary)
    {
        var each = Left.ToDictionary(l => l.Key, l => new BulkHandOff(null, l.Value), StringComparer.Ordinal);
        foreach (var letter in Letters)
        {
            foreach (var item in letter.Items)
            {
                each[item.View.Entry.EntryId] = new(new()
                {
                    RecipientId = letter.ClinicianId,
                    Channel = channel,
                    Message = letter.IsSummary ? item.Text : letter.Message,
                    Limits = limits,
                    Confirmed = confirmed,
                    SummaryId = letter.IsSummary ? summary : null,
                }, $"to {letter.Clinician}{(letter.IsSummary ? string.Create(CultureInfo.InvariantCulture, $", one of {letter.Items.Count} in a summary") : "")}");
            }
        }
        return each;
    }
}

/// <summary>Finds out what of several chosen entries can go to whom: each to the clinician whose patient it is, several for one clinician in one summary.</summary>
internal sealed class HandOverPlanner(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Claims claims, Workplace workplace, PublicationNews news)
{
    /// <summary>At most so many entries at once: each text is there to be read and copied.</summary>
    public const int MostEntries = 50;

    /// <summary>Plans it, as it would be now.</summary>
    /// <param name="entryIds">The chosen entries, in the order of the list.</param>
    /// <param name="rules">Channels and templates.</param>
    /// <param name="userId">Who would send.</param>
    /// <param name="me">That person's name.</param>
    /// <param name="role">That person's role.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<HandOver> Plan(IEnumerable<string> entryIds, HandOffRules rules, string userId, string me, ReviewerRole role, CancellationToken cancel)
    {
        var (left, oldest) = (new Dictionary<string, string>(StringComparer.Ordinal), (DateOnly?)null);
        var byClinician = new List<(string Id, string Name, List<(SummaryItem Item, DateOnly? Asked)> Items)>();
        foreach (var id in entryIds)
        {
            if (await reader.Show(id, news.Today, cancel) is not { } view)
                continue;
            var (sent, day) = (await handOffs.Of(id, cancel), await handOffs.DataDay(id, cancel));
            var step = HandOffStep.First;
            var why = view.Person?.ClinicianId is null ? "nobody is responsible for this patient: say first whose patient it is"
                : view.Entry.Assignee is { } assignee && assignee != me ? $"it is given to {assignee}"
                : await claims.Find(id, cancel) is { } claim && claim.UserId != userId ? $"{claim.DisplayName} has it open"
                : news.Fresh(day) is { Age: DataAge.TooOld or DataAge.None } stale ? stale.Refusal(confirmed: true)
                : null;
            if (why is null)
                (step, why) = writer.StepOf(view.Entry, view.Person!.ClinicianId!, sent, role, news.Today);
            why ??= Transitions.Refusal(EntryNames.Parse<EntryState>(view.Entry.State), EntryNames.Parse<EntryFinding>(view.Entry.Finding), view.Entry.FindingReason, DispositionEffect.Wait);
            if (why is not null)
            {
                left[id] = why;
                continue;
            }
            oldest = oldest < day ? oldest : day;
            var of = byClinician.Find(c => c.Id == view.Person!.ClinicianId);
            if (of.Items is null)
                byClinician.Add(of = (view.Person!.ClinicianId!, view.Person.ClinicianName ?? view.Person.ClinicianId!, []));
            of.Items.Add((new(view, step, HandOffText.Item(rules, view, me, news.Today), true), sent is [.., var last] ? last.SentOn : null));
        }
        var letters = new List<HandOverLetter>();
        foreach (var (clinician, name, items) in byClinician)
        {
            if (items is [var (only, asked)])
                letters.Add(new(clinician, name, [only], HandOffText.Message(rules, only.Step, only.View, asked, me, news.Today)));
            else if (await SummaryOf(clinician, name, [.. items.Select(i => i.Item)], rules, me, left, cancel) is { } summary)
                letters.Add(summary);
        }
        return new(letters, left, new(oldest ?? (left.Count > 0 ? news.Today : null), news.Today, workplace.Freshness));
    }

    // The first ten of the list; one summary a week.
    private async Task<HandOverLetter?> SummaryOf(
        string clinician, string name, List<SummaryItem> items, HandOffRules rules, string me, Dictionary<string, string> left, CancellationToken cancel)
    {
        var next = (await handOffs.LastSummary(clinician, cancel))?.AddDays(HandOffRules.SummaryDays);
        var taken = next > news.Today ? 0 : Math.Min(items.Count, HandOffRules.MostItems);
        foreach (var item in items.Skip(taken))
        {
            left[item.View.Entry.EntryId] = next > news.Today
                ? $"{name} had a summary within a week, the next may go on {Dates.Text(next.Value)}; from the entry it can be sent alone"
                : string.Create(CultureInfo.InvariantCulture, $"a summary holds {HandOffRules.MostItems} patients, and {name} has more here; it is for the next one, or is sent alone from the entry");
        }
        return taken == 0 ? null : new(clinician, name, items[..taken], HandOffText.Summary(rules, name, items[..taken], me, news.Today));
    }
}
