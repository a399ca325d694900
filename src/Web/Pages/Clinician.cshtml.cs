using Microsoft.AspNetCore.Mvc;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Pages;

/// <summary>Says whose patient it is: who comes next by the rule, anybody else who may be responsible, or nobody.</summary>
internal sealed class ClinicianModel(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Workplace workplace, PublicationNews news, TimeProvider time)
    : EntryPage(reader, workplace, news, time)
{
    private const string Id = "id:";

    /// <summary>Who comes by the rule, without those who said that it is not their patient and without whose it is now.</summary>
    public IReadOnlyList<AttributedTo> Candidates { get; private set; } = [];

    /// <summary>Whether the rule can hold again: somebody corrected it, and whom it names did not say that it is not their patient.</summary>
    public bool IsRuleOpen { get; private set; }

    /// <summary>Others of the name that was looked for.</summary>
    public IReadOnlyList<ClinicianRow> Found { get; private set; } = [];

    /// <summary>The name, or role, that was looked for; null: none.</summary>
    public string? Name { get; private set; }

    /// <summary>Shows whose it is and may be.</summary>
    public Task<IActionResult> OnGet(string id, CancellationToken cancel) => Show(id, cancel);

    /// <summary>Keeps whose it is.</summary>
    public Task<IActionResult> OnPost(string id, string? seen, string? request, string? whose, CancellationToken cancel) =>
        Act(id, seen, request, "Kept whose patient it is", async (saw, actor) => whose is "nobody" or "rule" || whose?.StartsWith(Id, StringComparison.Ordinal) == true
            ? await writer.Correct(id, new(whose.StartsWith(Id, StringComparison.Ordinal) ? whose[Id.Length..] : null, whose == "rule", Text("reason") ?? ""), saw, actor, cancel)
            : Refused("choose whose patient it is"), ToEntry, cancel);

    /// <inheritdoc/>
    protected override async Task Prepare(CancellationToken cancel)
    {
        Name = Request.Query["name"].ToString() is { Length: > 0 } name && FieldRules.TextRefusal(name) is null ? name : null;
        var refused = Shown.History.Select(h => EventDetail.Of(h.Detail)).Where(d => d.Answer == HandOffAnswer.NotMine).Select(d => d.ClinicianId).ToHashSet();
        IsRuleOpen = Shown.Person is { CorrectedBy: not null } person && !(person.AttributedId is { } ruled && refused.Contains(ruled));
        refused.Add(Shown.Person?.ClinicianId);
        Candidates = [.. CandidateList.Parse(Shown.Person?.Candidates).Where(c => !refused.Contains(c.Id))];
        if (Name is not null)
            Found = [.. (await handOffs.Search(Name, Shown.Entry.Site, cancel)).Where(c => c.ClinicianId != Shown.Person?.ClinicianId && Candidates.All(d => d.Id != c.ClinicianId))];
    }
}
