using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages;

/// <summary>Pre-visit sheets: for each clinician, the patients of the next days with what is open; made to be printed.</summary>
internal sealed class VisitsModel(DayReader day, Workplace workplace, PublicationNews news) : PageModel
{
    private const int Days = 7;

    /// <summary>A sheet for each clinician.</summary>
    public IReadOnlyList<VisitSheet> Sheets { get; private set; } = [];

    /// <summary>The clinician whose sheet alone is shown; null: all; empty: of patients of whom it is not known who sees them.</summary>
    public string? Clinician { get; private set; }

    /// <summary>What the age of the data allows.</summary>
    public Freshness Freshness { get; private set; } = null!;

    /// <summary>Why no sheets are made; null: they are.</summary>
    public string? Refused { get; private set; }

    /// <summary>Who confirmed that old data may be given out of hand, as each sheet says; null: it need not be.</summary>
    public string? ConfirmedBy { get; private set; }

    /// <summary>Whether more patients have visits than are shown.</summary>
    public bool MoreThanShown { get; private set; }

    /// <summary>Why something is on no sheet, each reason once, with how many patients it is about.</summary>
    public IReadOnlyList<(string Reason, int Patients)> Stopped { get; private set; } = [];

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>The last day of the sheets.</summary>
    public DateOnly Until => Today.AddDays(Days);

    /// <summary>Shows the sheets.</summary>
    public async Task OnGet(string? clinician, string? confirmed, CancellationToken cancel)
    {
        Clinician = Request.Query.ContainsKey("clinician") ? clinician ?? "" : null;
        Freshness = (await news.Now(cancel)).Freshness;
        // A sheet is given out of hand, like an export.
        Refused = Freshness.Refusal(confirmed == "yes");
        if (Refused is not null)
            return;
        ConfirmedBy = Freshness.ToConfirm is null ? null : Session.NameOf(User);
        var rows = await day.Visits(Today, Until, Today, Clinician, cancel);
        MoreThanShown = rows.Count == DayReader.MostVisits;
        // What is stopped leaves the house no more, on paper neither.
        Stopped = [.. rows.Where(r => r.Paused is not null).GroupBy(r => r.Paused!).Select(g => (g.Key, g.Select(r => r.PatientNow).Distinct().Count()))];
        Sheets = [.. rows.Where(r => r.Paused is null).GroupBy(r => r.ClinicianId).Select(g => new VisitSheet(g.Key ?? "", g.First().ClinicianName ?? g.Key ?? "Clinician not known", VisitPatient.Of(g)))];
    }

    /// <summary>Name of a measure.</summary>
    public string LabelOf(string measure) => workplace.LabelOf(measure);
}

/// <summary>The patients of one clinician.</summary>
/// <param name="Id">The clinician; empty: not known.</param>
/// <param name="Name">Name.</param>
/// <param name="Patients">In order of the visits.</param>
internal sealed record VisitSheet(string Id, string Name, IReadOnlyList<VisitPatient> Patients);
