using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Web.Show;

namespace Opportune.Web.Pages.Office;

/// <summary>The rules in force: measures, value sets and lexicon with their review dates, and by which rules runs went.</summary>
internal sealed class MeasuresModel(OpportuneDatabase database, Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The rules.</summary>
    public RulesInForce Rules { get; } = workplace.Rules();

    /// <summary>Which rules runs went by, the last first.</summary>
    public IReadOnlyList<UsedRulesRow> Used { get; private set; } = [];

    /// <summary>The site's zone.</summary>
    public TimeZoneInfo Zone => workplace.Zone;

    /// <summary>Whether a review has to be made, or when.</summary>
    public ReviewDue Due(DateOnly next) => ReviewDue.Of(next, news.Today);

    /// <summary>How many of a measure's value sets are to be looked at again.</summary>
    public int SetsDue(Measure measure) => Rules.SetsOf(measure).Count(s => ReviewDays.Of(s) is { } on && Due(on).IsDue);

    /// <summary>Shows them.</summary>
    public async Task OnGet(CancellationToken cancel) => Used = await database.Ask(RunCatalog.Rules, cancel);
}
