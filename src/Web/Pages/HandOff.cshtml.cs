using Microsoft.AspNetCore.Mvc;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;

namespace Opportune.Web.Pages;

/// <summary>Sends one patient to the clinician whose patient it is: the text to copy or print, and then by what it went.</summary>
internal sealed class HandOffModel(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Workplace workplace, PublicationNews news, TimeProvider time)
    : EntryPage(reader, workplace, news, time)
{
    /// <summary>How old the data is that the entry rests on.</summary>
    public Freshness Fresh { get; private set; } = null!;

    /// <summary>The first message, or the reminder.</summary>
    public HandOffStep Step { get; private set; }

    /// <summary>Why nothing can be sent; null: it can.</summary>
    public string? Barred { get; private set; }

    /// <summary>The text.</summary>
    public string Message { get; private set; } = "";

    /// <summary>Whose patient it is; null: nobody's.</summary>
    public string? Recipient => Shown.Person?.ClinicianName;

    /// <summary>The same as an id.</summary>
    public string? RecipientId => Shown.Person?.ClinicianId;

    /// <summary>Why it is that clinician's.</summary>
    public string? Because => Shown.Person is { CorrectedBy: not null } corrected ? corrected.CorrectionReason : Shown.Person?.AttributedBecause;

    /// <summary>How long the text is.</summary>
    public int Length => MessageTemplate.Length(Message);

    /// <summary>Tells the text from another.</summary>
    public string Mark => HandOffText.Mark(Message);

    /// <summary>By what it can go.</summary>
    public IReadOnlyList<HandOffChannel> Channels => Workplace.HandOff?.Channels ?? [];

    /// <summary>When it comes back without an answer.</summary>
    public string ReturnsNote => Workplace.Dispositions.Of(Step) is { } chosen && ReturnNote(chosen) is { } note ? $"Without an answer the entry is {note}." : "";

    /// <summary>Shows the text.</summary>
    public Task<IActionResult> OnGet(string id, CancellationToken cancel) => Show(id, cancel);

    /// <summary>Keeps that it was sent.</summary>
    public Task<IActionResult> OnPost(string id, string? seen, string? request, string? to, string? mark, string? channel, string? confirmed, CancellationToken cancel) =>
        Act(id, seen, request, "Kept as sent", async (saw, actor) =>
        {
            if (Workplace.HandOff?.Channel(channel) is not { } by)
                return Refused("choose by what it was sent");
            if (mark != Mark)
                return Refused("a run changed the text since you looked; look at it, and copy it again");
            return await writer.Send(id, new()
            {
                RecipientId = to ?? "",
                Channel = by,
                Message = Message,
                Limits = Workplace.Freshness,
                Zone = Workplace.Zone,
                Confirmed = confirmed == "yes",
            }, saw, actor, cancel);
        }, ToEntry, cancel);

    /// <inheritdoc/>
    protected override async Task Prepare(CancellationToken cancel)
    {
        var sent = await handOffs.Of(Shown.Entry.EntryId, cancel);
        Fresh = News.Fresh(await handOffs.DataDay(Shown.Entry.EntryId, Workplace.Zone, cancel));
        Barred = Workplace.HandOff is null ? "this installation has no jobs/review/hand-off.yaml"
            : RecipientId is null ? "nobody is responsible for this patient"
            : Fresh.Age is DataAge.TooOld or DataAge.None ? Fresh.Refusal(confirmed: true)
            : null;
        if (Barred is not null)
            return;
        (Step, Barred) = writer.StepOf(Shown.Entry, RecipientId!, sent, Roles, Today);
        Barred ??= Transitions.Refusal(EntryNames.Parse<EntryState>(Shown.Entry.State), EntryNames.Parse<EntryFinding>(Shown.Entry.Finding), Shown.Entry.FindingReason, DispositionEffect.Wait);
        Message = HandOffText.Message(Workplace.HandOff!, Step, Shown, HandOffRow.LastOf(sent)?.SentOn, Me, Today);
    }
}
