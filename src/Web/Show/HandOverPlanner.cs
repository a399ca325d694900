using System.Globalization;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>Finds out what of several chosen entries can go to whom: each to the clinician whose patient it is, several for one clinician in one summary.</summary>
internal sealed class HandOverPlanner(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Claims claims, Workplace workplace, PublicationNews news)
{
    /// <summary>At most so many entries at once: each text is there to be read and copied.</summary>
    public const int MostEntries = 50;

    /// <summary>Plans it, as it would be now.</summary>
    /// <param name="entryIds">The chosen entries, in the order of the list.</param>
    /// <param name="rules">Channels and templates.</param>
    /// <param name="actor">Who would send.</param>
    /// <param name="userId">The id of that person's account.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<HandOver> Plan(IEnumerable<string> entryIds, HandOffRules rules, EntryActor actor, string userId, CancellationToken cancel)
    {
        var left = new Dictionary<string, string>(StringComparer.Ordinal);
        var items = new List<Item>();
        foreach (var id in entryIds)
        {
            if (await Look(id, actor, cancel) is not { } item)
                continue;
            var entry = item.View.Entry;
            var why = item.ClinicianId is null ? "nobody is responsible for this patient: say first whose patient it is"
                : entry.Assignee is { } assignee && assignee != actor.By ? $"it is given to {assignee}"
                : await claims.Find(id, cancel) is { } claim && claim.UserId != userId ? $"{claim.DisplayName} has it open"
                : news.Fresh(item.DataDay) is { Age: DataAge.TooOld or DataAge.None } stale ? stale.Refusal(confirmed: true)
                : item.Refused ?? Transitions.Refusal(EntryNames.Parse<EntryState>(entry.State), EntryNames.Parse<EntryFinding>(entry.Finding), entry.FindingReason, DispositionEffect.Wait);
            if (why is null)
                items.Add(item);
            else
                left[id] = why;
        }
        var letters = new List<HandOverLetter>();
        foreach (var of in items.GroupBy(i => i.ClinicianId, StringComparer.Ordinal))
        {
            List<Item> all = [.. of];
            if (all.Count > 1)
                all = all[..await Taken(all, left, cancel)];
            if (all.Count > 0)
                letters.Add(Letter(rules, all[0], all, actor));
        }
        return new(letters, left, OldestOf(items, left.Count > 0 ? news.Today : null));
    }

    /// <summary>
    /// Looks at texts that were shown again, before they are kept as sent: a letter whose text is no longer that goes with none of its entries. Who has an entry
    /// open now is not asked: the texts went out, and whoever changed an entry is told when it is kept.
    /// </summary>
    /// <param name="shown">The letters.</param>
    /// <param name="others">Entries that were chosen, too, and that nothing was shown of to send.</param>
    /// <param name="rules">Channels and templates.</param>
    /// <param name="actor">Who sends.</param>
    /// <param name="userId">The id of that person's account.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<HandOver> Again(IEnumerable<ShownLetter> shown, Chosen others, HandOffRules rules, EntryActor actor, string userId, CancellationToken cancel)
    {
        var (letters, items) = (new List<HandOverLetter>(), new List<Item>());
        var left = new Dictionary<string, string>((await Plan(others.Entries.Select(c => c.EntryId), rules, actor, userId, cancel)).Left, StringComparer.Ordinal);
        foreach (var other in others.Entries)
            left.TryAdd(other.EntryId, "its text was not among those that were shown: it is for the next time, or is sent alone from the entry");
        foreach (var letter in shown)
        {
            var of = new List<Item>();
            foreach (var choice in letter.Entries.Entries)
            {
                if (await Look(choice.EntryId, actor, cancel) is { } item)
                    of.Add(item);
            }
            // Where one of them got another clinician meanwhile, it is the letter of the others' still.
            if (of.Count <= HandOffRules.MostItems
                && of.Where(i => i.ClinicianId is not null).DistinctBy(i => i.ClinicianId).Select(to => Letter(rules, to, of, actor)).FirstOrDefault(l => l.Shown.Mark == letter.Mark) is { } same)
            {
                letters.Add(same);
                items.AddRange(of);
            }
            else
            {
                foreach (var choice in letter.Entries.Entries)
                    left[choice.EntryId] = "the text of this message changed since you looked, because a run or a colleague changed an entry; look at it, and copy it again";
            }
        }
        return new(letters, left, OldestOf(items, news.Today));
    }

    private static HandOverLetter Letter(HandOffRules rules, Item to, IReadOnlyList<Item> items, EntryActor actor)
    {
        var name = to.View.Person!.ClinicianName ?? to.ClinicianId!;
        List<SummaryItem> of = [.. items.Select(i => new SummaryItem(i.View, i.Step, HandOffText.Item(rules, i.View, actor.By, actor.Today), true))];
        return new(to.ClinicianId!, name, of, items is [var only]
            ? HandOffText.Message(rules, only.Step, only.View, only.Asked, actor.By, actor.Today)
            : HandOffText.Summary(rules, name, of, actor.By, actor.Today));
    }

    // The first ten of the list; one summary a week.
    private async Task<int> Taken(List<Item> items, Dictionary<string, string> left, CancellationToken cancel)
    {
        var name = items[0].View.Person!.ClinicianName ?? items[0].ClinicianId!;
        var next = (await handOffs.LastSummary(items[0].ClinicianId!, cancel))?.AddDays(HandOffRules.SummaryDays);
        var taken = next > news.Today ? 0 : Math.Min(items.Count, HandOffRules.MostItems);
        foreach (var item in items.Skip(taken))
        {
            left[item.View.Entry.EntryId] = next > news.Today
                ? $"{name} had a summary within a week, the next may go on {Dates.Text(next.Value)}; from the entry it can be sent alone"
                : string.Create(CultureInfo.InvariantCulture, $"a summary holds {HandOffRules.MostItems} patients, and {name} has more here; it is for the next one, or is sent alone from the entry");
        }
        return taken;
    }

    private async Task<Item?> Look(string id, EntryActor actor, CancellationToken cancel)
    {
        if (await reader.Show(id, news.Today, cancel) is not { } view)
            return null;
        var sent = await handOffs.Of(id, cancel);
        var clinician = view.Person?.ClinicianId;
        var (step, refused) = clinician is null ? (HandOffStep.First, null) : writer.StepOf(view.Entry, clinician, sent, actor.Roles, news.Today);
        return new(view, clinician, step, refused, HandOffRow.LastOf(sent)?.SentOn, await handOffs.DataDay(id, workplace.Zone, cancel));
    }

    private Freshness OldestOf(List<Item> items, DateOnly? none) => new(items.Count > 0 ? items.Min(i => i.DataDay) : none, news.Today, workplace.Freshness);

    // Asked: when it was sent last. DataDay: how far its data reaches.
    private sealed record Item(EntryView View, string? ClinicianId, HandOffStep Step, string? Refused, DateOnly? Asked, DateOnly? DataDay);
}
