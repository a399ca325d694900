using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Validation;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>One entry: why it is listed, what happened to it, and what to do about it.</summary>
internal sealed class EntryModel(WorklistReader reader, WorklistWriter writer, HandOffReader handOffs, Claims claims, ValidationTable validation, Workplace workplace, PublicationNews news, TimeProvider time)
    : EntryPage(reader, workplace, news, time)
{
    // So many in a row that colleagues have open are gone past; then the list is shown.
    private const int LookAhead = 20, FarthestLook = 1280;

    /// <summary>The way back.</summary>
    public string Back => IsNextByNext ? "/" : $"/worklist{List}#row-{Shown.Entry.EntryId}";

    /// <summary>Who has the entry open.</summary>
    public OpenBy OpenBy { get; private set; } = null!;

    /// <summary>What was sent to clinicians, oldest first.</summary>
    public IReadOnlyList<HandOffRow> Sent { get; private set; } = [];

    /// <summary>The hand-off that waits for an answer; null: none does.</summary>
    public HandOffRow? Asked => Workplace.Dispositions.Find(Shown.Entry.Reason)?.HandOff is not null && Shown.Entry.OnEpisode == Shown.Entry.Episode ? HandOffRow.LastOf(Sent) : null;

    /// <summary>Whether anything can be handed over at this installation.</summary>
    public bool HandsOver => Workplace.HandOff is not null;

    /// <summary>Whether it may be sent in the state that it is in.</summary>
    public bool CanBeSent => IsPossible(DispositionEffect.Wait);

    /// <summary>Label of a channel.</summary>
    public string ChannelOf(HandOffRow sent) => Workplace.HandOff?.Channel(sent.Channel)?.Label ?? sent.Channel;

    /// <summary>"F, 72 years"; null: not known.</summary>
    public string? SexAndAge => (Shown.Person?.Sex ?? (Shown.Lines is [var first, ..] ? first.Sex : null), Shown.Person?.BirthDate) switch
    {
        ({ } sex, { } birth) => string.Create(CultureInfo.InvariantCulture, $"{sex}, {Dates.Age(birth, Today)} years"),
        ({ } sex, null) when Shown.Lines is [var line, ..] => string.Create(CultureInfo.InvariantCulture, $"{sex}, {line.Age} years"),
        _ => null,
    };

    /// <summary>Opens the chart; null: there is no such link, or no record number.</summary>
    public string? ChartLink => Workplace.ChartOf(Shown.Person?.Mrn);

    /// <summary>Name of the list that the person came from.</summary>
    public string ListName => IsNextByNext ? "My day" : List.Measure is { } measure ? Workplace.LabelOf(measure) : "Worklist";

    /// <summary>Why the entry is back; null: it is not back on its date.</summary>
    public string? Returned => Shown.Entry.Returned(Workplace.Dispositions, Today);

    /// <summary>What this person may decide here, in the state that it is in, by what it does.</summary>
    public IEnumerable<IGrouping<string, Disposition>> Choices => Workplace.Dispositions.All
        .Where(d => d.HandOff is null && d.Answer != HandOffAnswer.NotMine && d.IsAllowed(Roles, Shown.Entry.Pathway) && IsPossible(d.Effect))
        .GroupBy(d => d.Effect switch
        {
            DispositionEffect.Review or DispositionEffect.Snooze or DispositionEffect.Reopen => "Not now",
            DispositionEffect.Wait => "Something was set going",
            _ => "Settled",
        });

    private EntryState State => EntryNames.Parse<EntryState>(Shown.Entry.State);

    private bool IsPossible(DispositionEffect effect) =>
        Transitions.Refusal(State, EntryNames.Parse<EntryFinding>(Shown.Entry.Finding), Shown.Entry.FindingReason, effect) is null
        && (effect != DispositionEffect.Reopen || Ruling.MayReopen(Roles, State));

    /// <summary>Shows the entry.</summary>
    public Task<IActionResult> OnGet(string id, CancellationToken cancel) => Show(id, cancel);

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
        Act(id, seen, request, Workplace.Dispositions.Find(@as)?.Label ?? "", async (saw, actor) =>
        {
            if (Workplace.Dispositions.Find(@as) is not { HandOff: null } chosen)
                return Refused("choose what you decided");
            var (fields, unreadable) = FieldsFor(chosen);
            return unreadable is null ? await writer.Decide(id, chosen.Id, fields, saw, actor, cancel) : Refused(unreadable);
        }, before => then == "next" ? Leave(before, cancel) : ToEntry(before), cancel);

    /// <summary>Takes the entry, or gives it back.</summary>
    public Task<IActionResult> OnPostAssign(string id, string? to, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, to == "me" ? "Given to you" : "Given back to all", (saw, actor) => writer.Assign(id, to == "me" ? actor.By : null, saw, actor, cancel), ToEntry, cancel);

    /// <summary>Writes the note.</summary>
    public Task<IActionResult> OnPostNote(string id, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, "Note kept", (saw, actor) => writer.Note(id, Text("note"), saw, actor, cancel), ToEntry, cancel);

    /// <summary>Keeps the sentences as read rightly.</summary>
    public async Task<IActionResult> OnPostConfirm(string id, string? request, CancellationToken cancel)
    {
        var kept = await writer.Confirm(id, Actor(request), cancel);
        TempData[IndexModel.SaidKey] = kept == 0 ? "Nothing more was kept: these sentences are kept already, or the report's words are not here."
            : $"Kept as read rightly: {Amounts.Of(kept, "sentence", "sentences")}. A change of the rules by which they would be read otherwise has to say why.";
        return Redirect($"/entries/{id}{List}");
    }

    /// <summary>Takes the last decision back.</summary>
    public Task<IActionResult> OnPostTakeback(string id, string? seen, string? request, CancellationToken cancel) =>
        Act(id, seen, request, "Taken back", (saw, actor) => writer.TakeBack(id, saw, actor, cancel), ToEntry, cancel);

    /// <inheritdoc/>
    protected override async Task Prepare(CancellationToken cancel) => Sent = await handOffs.Of(Shown.Entry.EntryId, cancel);

    /// <summary>Title of a measure.</summary>
    public string TitleOf(string measure) => Workplace.TitleOf(measure);

    /// <summary>The evidence of a line, as people read it.</summary>
    public IReadOnlyList<Evidence> EvidenceOf(EntryLine line) => Workplace.EvidenceOf(line);

    /// <summary>The rule in English; null where the rules no longer have it.</summary>
    public string? RuleOf(string measure) => Workplace.Find(measure) is { } found ? Workplace.English(found) : null;

    /// <summary>What a person wrote beside an action; null: nothing.</summary>
    public static string? CommentOf(EventRow happened) => happened.Actor is null ? null : EventDetail.Of(happened.Detail) is var detail ? detail.Fields?.Text ?? detail.Value : null;

    /// <inheritdoc/>
    protected override async Task Open(CancellationToken cancel)
    {
        // Who only looks keeps it from nobody.
        if (!MayDecide)
            return;
        // For the person, unless a colleague has it open: then that is said.
        var page = RandomNumberGenerator.GetHexString(16, lowercase: true);
        OpenBy = new(Shown.Entry.EntryId, page, await claims.Open(Shown.Entry.EntryId, Session.IdOf(User), page, cancel), Session.IdOf(User), Zone);
    }

    // Gives it back, and leads to the next.
    private async Task<string> Leave(EntryRow before, CancellationToken cancel)
    {
        if (MayDecide)
            await claims.Leave(before.EntryId, Session.IdOf(User), null, cancel);
        return await AddressOfNext(before, cancel);
    }

    // The one after it in the list that the person came from, as if the list had stayed as it was; never one that a colleague has open, or that is stopped.
    private async Task<string> AddressOfNext(EntryRow before, CancellationToken cancel)
    {
        if (IsNextByNext && MayDecide)
            return await NextModel.Lead(this, claims, validation, Today, null, cancel) ?? "/";
        ListPosition? place = ListPosition.After(before, Shown.Person?.NextVisit, List.Order);
        // Where a whole measure is stopped, what goes on may be far: the list shows where.
        for (var look = LookAhead; place is not null && look <= FarthestLook; look *= 4)
        {
            var page = await Reader.List(List.ToFilter(Me), Today, look, place, List.Order, cancel);
            var going = page.Entries.Where(e => e.Paused is null).Select(e => e.EntryId).ToList();
            if ((MayDecide ? await claims.TakeFirst(going, Session.IdOf(User), "", cancel) : going.FirstOrDefault()) is { } next)
                return $"/entries/{next}{List}";
            place = page.Next;
        }
        return $"/worklist{List with { After = null }}";
    }
}
