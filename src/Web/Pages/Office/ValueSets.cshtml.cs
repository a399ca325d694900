using Microsoft.AspNetCore.Mvc.RazorPages;
using Opportune.Core;
using Opportune.Web.Show;

namespace Opportune.Web.Pages.Office;

/// <summary>All value sets in force.</summary>
internal sealed class ValueSetsModel(Workplace workplace, PublicationNews news) : PageModel
{
    /// <summary>The rules in force.</summary>
    public RulesInForce Rules { get; } = workplace.Rules();

    /// <summary>By name.</summary>
    public IEnumerable<ValueSet> Sets => Rules.Files.ValueSets.Values.OrderBy(s => s.Name, StringComparer.Ordinal);

    /// <summary>When a set is looked at again; null: it does not say.</summary>
    public ReviewDue? Due(ValueSet set) => ReviewDays.Of(set) is { } on ? ReviewDue.Of(on, news.Today) : null;
}
