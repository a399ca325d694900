using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Pages;

/// <summary>Clinicians with patients to hand over, those from whom replies are to come, and what is for the lead because nobody replied.</summary>
internal sealed class HandOffsModel(HandOffReader handOffs, HandOffCounts counts, Sight sight, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>View of what is for the lead.</summary>
    public const string Lead = "no-reply";

    // A page of more is slow to read for people and for browsers.
    private const int Most = 100;

    /// <summary>Whose names were looked for; null: everybody's.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether there are more than are shown.</summary>
    public bool MoreThanShown { get; private set; }

    /// <summary>Those with most to hand over first.</summary>
    public IReadOnlyList<ClinicianRow> Clinicians { get; private set; } = [];

    /// <summary>Reminded without a reply.</summary>
    public IReadOnlyList<EntryRow> ForLead { get; private set; } = [];

    /// <summary>Whether what is for the lead is shown.</summary>
    public bool IsLead { get; private set; }

    /// <summary>A number for people.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Name of a measure.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);

    /// <summary>Shows them.</summary>
    public async Task OnGet(string? view, string? name, CancellationToken cancel)
    {
        Name = string.IsNullOrWhiteSpace(name) || FieldRules.TextRefusal(name) is not null ? null : name.Trim();
        IsLead = view == Lead;
        ForLead = await handOffs.ForLead(news.Today, cancel);
        if (!IsLead)
        {
            var found = (await counts.Now(sight, cancel)).Where(c => Name is null || c.IsCalled(Name)).ToList();
            (Clinicians, MoreThanShown) = ([.. found.Take(Most)], found.Count > Most);
        }
    }
}
