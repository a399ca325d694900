using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;
using Opportune.Database.Alarms;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>What people have to be told of, what to do about it, and who takes it on.</summary>
internal sealed class AlarmsModel(OpportuneDatabase database, Workplace workplace) : PageModel
{
    private const string SaidKey = "alarms-said";

    // Of those that are over; all there were the command line lists.
    private const int MostOver = 50;

    /// <summary>Those whose condition lasts: first those that nobody took on, then by when they were raised.</summary>
    public IReadOnlyList<AlarmRow> Open { get; private set; } = [];

    /// <summary>The newest of those that are over.</summary>
    public IReadOnlyList<AlarmRow> Over { get; private set; } = [];

    /// <summary>What was done last; null: nothing.</summary>
    public string? Said { get; private set; }

    /// <summary>Why nothing was changed; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Shows them.</summary>
    public Task OnGet(CancellationToken cancel)
    {
        Said = TempData[SaidKey] as string;
        return Load(cancel);
    }

    /// <summary>Takes one on: it goes to nobody else, and its end is still told.</summary>
    public async Task<IActionResult> OnPost(long alarm, CancellationToken cancel)
    {
        if (await database.Write(connection => AlarmBook.Acknowledge(connection, alarm, Session.NameOf(User), database.Time.GetUtcNow()), cancel))
        {
            TempData[SaidKey] = "It is yours: nobody else is called for it, and who was told hears when it is over.";
            return Redirect("/alarms");
        }
        Problem = await database.Read(connection => AlarmBook.Find(connection, alarm), cancel) switch
        {
            null => "there is no such alarm",
            { ResolvedAt: not null } => "it is over already",
            var taken => $"{taken.AcknowledgedBy} took it on before",
        };
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Load(cancel);
        return Page();
    }

    private async Task Load(CancellationToken cancel)
    {
        var (open, newest) = await database.Read(connection => (AlarmBook.Open(connection), AlarmBook.List(connection, MostOver)), cancel);
        Open = [.. open.OrderBy(a => a.AcknowledgedAt is not null).ThenBy(a => a.AlarmId)];
        Over = [.. newest.Where(a => a.ResolvedAt is not null)];
    }
}
