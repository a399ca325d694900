using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Jobs.Cases;
using Opportune.Web.Show;
using Opportune.Web.SignIn;

namespace Opportune.Web.Pages.Office;

/// <summary>One measure: the rule in English, where it comes from, its value sets and cases, and what of it is published where.</summary>
internal sealed class MeasureModel(OpportuneDatabase database, StandingTable standings, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The rules in force.</summary>
    public RulesInForce Rules { get; } = workplace.Rules();

    /// <summary>The measure.</summary>
    public Measure Measure { get; private set; } = null!;

    /// <summary>By which of its versions each site's list was made.</summary>
    public IReadOnlyList<PublicationRow> Published { get; private set; } = [];

    /// <summary>What it is at the person's sites; empty where that is not told.</summary>
    public IReadOnlyList<StandingPart> Parts { get; private set; } = [];

    /// <summary>What holds of an invented hospital where nothing else was decided; null: it is none.</summary>
    public StandingPart? Invented { get; private set; }

    /// <summary>Its cases.</summary>
    public IReadOnlyList<MeasureCase> Cases => Rules.Files.Cases.GetValueOrDefault(Measure.Id)?.Cases ?? [];

    /// <summary>Whether rules are changed from here: the demo only shows.</summary>
    public bool ChangesRules => workplace.Office?.Rules is not null;

    /// <summary>When it is looked at again.</summary>
    public ReviewDue Due => DueOn(Measure.Review.NextReview);

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Whether a review has to be made, or when.</summary>
    public ReviewDue DueOn(DateOnly next) => ReviewDue.Of(next, news.Today);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGet(string measure, CancellationToken cancel)
    {
        if (Rules.Measures.FirstOrDefault(m => m.Id == measure) is not { } found)
            return NotFound();
        Measure = found;
        Published = [.. (await database.Ask(RunCatalog.Publications, cancel)).Where(p => p.Measure == measure)];
        if (!Session.May(User, Permission.SeeStanding))
            return Page();
        var all = await standings.List(cancel);
        Invented = all.FirstOrDefault(p => p.IsInvented);
        Parts = [.. all.Where(p => p.Measure == measure && Session.GrantsOf(User).Scope.HasSite(p.Site))];
        return Page();
    }

    /// <summary>What a case expects, in a few words.</summary>
    public static string Expected(MeasureCase one) =>
        one.Expect.Status is { } status ? $"{EntryNames.Of(status)}{(one.Expect.Tier is { } tier ? $", tier {tier}" : "")}{(one.Expect.Reason is { } reason ? $": {reason}" : "")}" : "nothing";
}
