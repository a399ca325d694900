using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Disputes;
using Opportune.Database.Validation;
using Opportune.Web.Access;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>
/// My day: what is new since the person was here, who is in clinic this week, what is over due, and what was done. Looking at it marks nothing as
/// seen: the person says so, or signs out after having looked.
/// </summary>
internal sealed class IndexModel(OpportuneDatabase database, Sight sight, DayReader day, QueueReader queue, WorklistReader worklist, UserTable users, ValidationTable validation, Workplace workplace, PublicationNews news, TimeProvider time) : PageModel
{
    /// <summary>Under this key the next page is told what to say.</summary>
    public const string SaidKey = "said";

    private const string LookedKey = "looked";
    private const int Places = 6;

    // Whoever comes for the first time is shown what happened lately.
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Since when it is told what happened.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>What happened since, by kind.</summary>
    public IReadOnlyList<DaySection> Sections { get; private set; } = [];

    /// <summary>What the person has in hand.</summary>
    public HandCount Hands { get; private set; } = null!;

    /// <summary>Patients with something in hand who are in clinic from today to Sunday.</summary>
    public IReadOnlyList<VisitPatient> InClinic { get; private set; } = [];

    /// <summary>Cases of blind samples that wait for the person.</summary>
    public int ToJudge { get; private set; }

    /// <summary>What waits in the queue.</summary>
    public QueueNews Queue { get; private set; } = null!;

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The last day of the week.</summary>
    public DateOnly Sunday => IsoWeek.MondayOf(Today).AddDays(6);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows the day.</summary>
    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        // Who sees no patient has no such day.
        if (!Session.May(User, Permission.SeePatients))
            return Redirect(MainMenu.Beginning(Session.RolesOf(User)));
        Said = TempData[SaidKey] as string;
        var user = await users.Find(Session.IdOf(User), cancel);
        Since = user?.SeenAt ?? time.GetUtcNow() - FirstLook;
        (var events, Until) = await day.Since(Since, Session.NameOf(User), Today, Places, cancel);
        var returned = await worklist.List(new() { Finding = EntryFinding.Open, Returned = true }, Today, Places, cancel: cancel);
        Hands = await day.Hands(Session.NameOf(User), Today, cancel);
        InClinic = VisitPatient.Of(await day.Visits(Today, Sunday, Today, null, cancel));
        ToJudge = Session.May(User, Permission.ValidateMeasures) ? (await ValidationModel.Of(validation, User, cancel)).Sum(s => s.Waiting) : 0;
        Queue = await QueueNews.Read(queue, workplace, null, null, Today, cancel);
        // Counted as its list is, so that the number is what the list shows.
        var fresh = new ListQuery { State = EntryState.New, Came = Since };
        var came = (await worklist.CountUpTo([fresh.ToFilter(Session.NameOf(User))], Today, DayReader.Most + 1L, cancel))[0];
        Sections =
        [
            new("New", "new", "Nothing new was found.", Lines(events, "new")) { Total = came, Address = $"/worklist{fresh}" },
            new("Back by the data", "back", "Nothing came back by itself.", Lines(events, "back")),
            new("Back on their date", "returned", "Nothing is back on its date.", [.. returned.Entries.Select(Line)])
            {
                MoreThanShown = returned.Next is not null, Address = returned.Next is null ? null : $"/worklist{new ListQuery { State = EntryState.Reopened }}",
            },
            new("Answered by clinicians", "answered", "Colleagues wrote no answer down.", Lines(events, "answered")),
            new("What you said was wrong", "disputed", "Nobody answered what you said was wrong.", await Answers(cancel)),
            new("Closed by themselves", "closed", "Nothing closed by itself.", Lines(events, "closed")),
        ];
        // As a number, since a text that looks like an instant comes back as something else.
        TempData[LookedKey] = Until.UtcTicks.ToString(CultureInfo.InvariantCulture);
        return Page();
    }

    /// <summary>The person has seen what was shown.</summary>
    public async Task<IActionResult> OnPostSeen(CancellationToken cancel)
    {
        await NoteLook(this, users, cancel);
        return Redirect("/");
    }

    /// <summary>Notes that the person has seen what the day page showed last, if it showed anything since.</summary>
    public static async Task NoteLook(PageModel page, UserTable users, CancellationToken cancel)
    {
        if (page.TempData[LookedKey] is string ticks)
            await users.NoteSeen(Session.IdOf(page.User), new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero), cancel);
    }

    private static List<DayLine> Lines(IEnumerable<DayEvent> events, string what) =>
        [.. events.Where(e => e.What == what).Select(e => new DayLine(e.EntryId, e.DisplayName ?? e.PatientNow, e.Mrn ?? e.PatientNow, e.BirthDate, e.Tier, e.Leader, e.State, e.Text) { Amount = e.Amount })];

    private async Task<IReadOnlyList<DayLine>> Answers(CancellationToken cancel)
    {
        var answered = await database.Read(connection => DisputeTable.List(connection, sight, null, Session.NameOf(User), Places), cancel);
        return [.. answered.Where(d => d.SettledAt > Since).Select(d => new DayLine(d.EntryId, d.DisplayName ?? d.PatientNow, d.PatientNow, null, 0, d.Measure, "", $"{d.State}: {d.Outcome}"))];
    }

    private DayLine Line(EntryRow entry) => new(
        entry.EntryId, entry.DisplayName ?? entry.PatientNow, entry.Mrn ?? entry.PatientNow, entry.BirthDate, entry.Tier, entry.Leader, entry.State,
        entry.Returned(workplace.Dispositions, Today) ?? entry.FindingReason);

    /// <summary>Name of a measure.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);
}

/// <summary>What happened of one kind.</summary>
/// <param name="Title">The kind.</param>
/// <param name="Id">Names it in the page.</param>
/// <param name="Nothing">What is said where nothing happened.</param>
/// <param name="Lines">The most urgent.</param>
internal sealed record DaySection(string Title, string Id, string Nothing, IReadOnlyList<DayLine> Lines)
{
    /// <summary>Whether there is more than is shown, where it was not counted.</summary>
    public bool MoreThanShown { get; init; }

    /// <summary>How many there are, where that was asked of a list; null: what the lines say.</summary>
    public long? Total { get; init; }

    /// <summary>The list that holds them all; null: there is none.</summary>
    public string? Address { get; init; }

    /// <summary>How many.</summary>
    public string Count => Total is { } total ? Amounts.Text(total, DayReader.Most) : Lines.Count == 0 ? "0" : Amounts.Text(Math.Max(Lines[0].Amount, Lines.Count), DayReader.Most, MoreThanShown);
}

/// <summary>One entry that something happened to.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Patient">The patient's name.</param>
/// <param name="Mrn">Record number.</param>
/// <param name="Birth">Birth date.</param>
/// <param name="Tier">Tier; 0: it is not told.</param>
/// <param name="Leader">The measure that leads.</param>
/// <param name="State">Its state now.</param>
/// <param name="Text">What happened.</param>
internal sealed record DayLine(string EntryId, string Patient, string Mrn, DateOnly? Birth, long Tier, string Leader, string State, string Text)
{
    /// <summary>Of how many it is one; 0: not counted.</summary>
    public long Amount { get; init; }
}
