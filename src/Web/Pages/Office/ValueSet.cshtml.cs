using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Web.Show;

namespace Opportune.Web.Pages.Office;

/// <summary>One value set with its codes and names.</summary>
internal sealed class ValueSetModel(Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The rules in force.</summary>
    public RulesInForce Rules { get; } = workplace.Rules();

    /// <summary>The set.</summary>
    public ValueSet Set { get; private set; } = null!;

    /// <summary>When it is looked at again; null: it does not say.</summary>
    public ReviewDue? Due => ReviewDays.Of(Set) is { } on ? ReviewDue.Of(on, news.Today) : null;

    /// <summary>Shows it.</summary>
    public IActionResult OnGet(string set)
    {
        if (!Rules.Files.ValueSets.TryGetValue(set, out var found))
            return NotFound();
        Set = found;
        return Page();
    }

    /// <summary>The days on which a code counts, in words.</summary>
    public static string Days(ValueSetRow row) => (row.ValidFrom, row.ValidTo) switch
    {
        ({ } from, { } to) => $"{Dates.Text(from)} to {Dates.Text(to)}",
        ({ } from, null) => $"from {Dates.Text(from)}",
        (null, { } to) => $"until {Dates.Text(to)}",
        _ => "",
    };
}
