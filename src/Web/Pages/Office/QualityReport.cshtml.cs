using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Quality;
using Opportune.Web.Show.Charts;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>The programme report of a quarter, to be printed: for who works with all patients.</summary>
internal sealed class QualityReportModel(OpportuneDatabase database, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The quarter.</summary>
    public Quarter Quarter { get; private set; }

    /// <summary>Why an older quarter is opened than the newest; null: it is the newest, or it was asked for.</summary>
    public string? WhyNotNewest { get; private set; }

    /// <summary>What is said of each measure; empty for who works with some patients only.</summary>
    public IReadOnlyList<ProgrammeFacts> Measures { get; private set; } = [];

    /// <summary>Whether all numbers may be looked at.</summary>
    public bool SeesAll => Session.GrantsOf(User).Scope.Equals(Scope.All);

    /// <summary>The day it is at the site.</summary>
    public DateOnly Today => news.Today;

    /// <summary>Shows it.</summary>
    public async Task OnGet(string? quarter, CancellationToken cancel)
    {
        var isAsked = Core.Quarter.TryParse(quarter, out var asked);
        Quarter = isAsked ? asked : Core.Quarter.Of(Today).Before;
        if (!SeesAll)
            return;
        Measures = await Load();
        if (isAsked)
            return;
        // Who names none is shown the newest that is worth reading: tables are made once what happened in time has arrived.
        var (opened, newest) = QualityTable.NewestOf(Measures.SelectMany(m => m.Rows));
        WhyNotNewest = QualityTable.WhyNot(opened, newest);
        if (opened is { } told && told != Quarter)
        {
            Quarter = told;
            Measures = await Load();
        }

        Task<List<ProgrammeFacts>> Load() => database.Read(connection => workplace.Measures.Select(m => ProgrammeFacts.Of(connection, m, Quarter)).ToList(), cancel);
    }
}
