using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Database;
using Opportune.Web.Show;

namespace Opportune.Web.Pages;

/// <summary>One entry on paper: who it is on every page, why, what was found and not found, what happened, and what the program cannot know.</summary>
internal sealed class PrintModel(WorklistReader reader, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The entry with all that belongs to it.</summary>
    public EntryView Shown { get; private set; } = null!;

    /// <summary>The list that the person came from.</summary>
    public ListQuery List { get; private set; } = new();

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Who the patient is, on every page: name, record number and birth date.</summary>
    public string Who => string.Join(" · ", new[]
    {
        Shown.Person?.DisplayName ?? $"Patient {Shown.Entry.PatientNow}", $"record {Shown.Person?.Mrn ?? Shown.Entry.PatientNow}",
        Shown.Person?.BirthDate is { } birth ? $"born {Dates.Text(birth)}" : "birth date not known",
    });

    /// <summary>Title of a measure.</summary>
    public string TitleOf(string measure) => workplace.TitleOf(measure);

    /// <summary>The evidence of a line, as people read it.</summary>
    public IReadOnlyList<Evidence> EvidenceOf(EntryLine line) => workplace.EvidenceOf(line);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string id, CancellationToken cancel)
    {
        List = ListQuery.Of(Request.Query);
        if (await reader.Show(id, Today, cancel) is not { } view)
            return NotFound();
        Shown = view;
        return Page();
    }
}
