using Microsoft.AspNetCore.Mvc;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Pages;

/// <summary>Writes down what a clinician answered; each answer is a disposition.</summary>
internal sealed class AnswerModel(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Workplace workplace, PublicationNews news, TimeProvider time)
    : EntryPage(reader, workplace, news, time)
{
    /// <summary>The hand-off that waits for an answer; null: none does.</summary>
    public HandOffRow? Asked { get; private set; }

    /// <summary>What the person may write down here, by what the clinician says.</summary>
    public IEnumerable<IGrouping<string, Disposition>> Answers => Workplace.Dispositions.All.Where(d => d.Answer is not null && d.IsAllowed(Roles, Shown.Entry.Pathway))
        .OrderBy(d => d.Answer).GroupBy(d => d.Answer switch
        {
            HandOffAnswer.Agreed => "Agrees: ordered or started",
            HandOffAnswer.Declined => "Declines, with the reason",
            HandOffAnswer.PatientDeclined => "The patient declined",
            HandOffAnswer.NotMine => "Not this clinician's patient",
            _ => "Sees the patient in clinic",
        });

    /// <summary>Whether there are answers that another role has to write down.</summary>
    public bool IsLimited => Workplace.Dispositions.All.Any(d => d.Answer is not null && d.IsFor(Shown.Entry.Pathway) && !d.IsAllowed(Roles, Shown.Entry.Pathway));

    /// <summary>Shows what may be answered.</summary>
    public Task<IActionResult> OnGet(string id, CancellationToken cancel) => Show(id, cancel);

    /// <summary>Keeps the answer.</summary>
    public Task<IActionResult> OnPost(string id, string? @as, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, $"Answer kept: {Workplace.Dispositions.Find(@as)?.Label}", async (saw, actor) =>
        {
            if (Workplace.Dispositions.Find(@as) is not { Answer: not null } chosen)
                return Refused("choose what the clinician answered");
            var (fields, unreadable) = FieldsFor(chosen);
            return unreadable is null ? await writer.Answer(id, chosen.Id, fields, saw, actor, cancel) : Refused(unreadable);
        }, entry => Workplace.Dispositions.Find(@as)?.Answer == HandOffAnswer.NotMine ? Task.FromResult($"/entries/{entry.EntryId}/clinician{Way}") : ToEntry(entry), cancel);

    /// <inheritdoc/>
    protected override async Task Prepare(CancellationToken cancel) =>
        Asked = Workplace.Dispositions.Find(Shown.Entry.Reason)?.HandOff is not null ? HandOffRow.LastOf(await handOffs.Of(Shown.Entry.EntryId, cancel)) : null;
}
