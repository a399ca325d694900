using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Validation;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Leads to the most useful next entry, which from then on no colleague is led to; now and then to a case of a monthly sample, for who judges them.</summary>
internal sealed class NextModel(Claims claims, ValidationTable validation, PublicationNews news) : PageModel
{
    // A monthly sample keeps measuring what people work with, so that it has its turn among their work: after so many entries, and when nothing else is left.
    private const int EntriesBetweenCases = 5;

    private const string LedKey = "led-to-entries";

    /// <summary>A link alone takes nothing.</summary>
    public IActionResult OnGet() => Redirect("/");

    /// <summary>Takes the next entry, going past the one that was open.</summary>
    public async Task<IActionResult> OnPost(string? past, CancellationToken cancel)
    {
        if (past is not null)
            await claims.Leave(past, Session.IdOf(User), null, cancel);
        if (await Lead(this, claims, validation, news.Today, past, cancel) is { } next)
            return Redirect(next);
        TempData[IndexModel.SaidKey] = "Nothing is left to do but what colleagues have open or were given.";
        return Redirect("/");
    }

    /// <summary>Where a person who goes from one to the next comes to now; null: nothing is left.</summary>
    public static async Task<string?> Lead(PageModel page, Claims claims, ValidationTable validation, DateOnly today, string? past, CancellationToken cancel)
    {
        var led = page.TempData.Peek(LedKey) is int before ? before : 0;
        if (led >= EntriesBetweenCases && await Case(page, validation, cancel) is { } turn)
            return turn;
        if (await claims.TakeNext(Session.IdOf(page.User), Session.NameOf(page.User), today, past, "", cancel) is not { } next)
            return await Case(page, validation, cancel);
        page.TempData[LedKey] = led + 1;
        return Address(next);
    }

    /// <summary>Where an entry is shown to somebody who goes from one to the next.</summary>
    public static string Address(string entryId) => $"/entries/{entryId}?{Way}";

    /// <summary>Says in an address that the person goes from one to the next, and not down a list.</summary>
    public const string Way = "by=next";

    private static async Task<string?> Case(PageModel page, ValidationTable validation, CancellationToken cancel)
    {
        if (!Session.May(page.User, Permission.ValidateMeasures))
            return null;
        var waiting = (await ValidationModel.Of(validation, page.User, cancel)).Where(s => s.Waiting > 0 && s.Sample is { IsOpen: true, Purpose: SampleKind.Monthly }).ToList();
        if (waiting.Count == 0)
            return null;
        page.TempData[LedKey] = 0;
        return $"/validation/{waiting[^1].Sample.SampleId}?{Way}";
    }
}
