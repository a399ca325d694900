using Opportune.Core;
using Opportune.Web.Pages;

namespace Opportune.Web.Show;

/// <summary>Dispositions to choose from, in groups, with their fields.</summary>
/// <param name="Page">The page with the form.</param>
/// <param name="Groups">By what stands above them.</param>
internal sealed record ChoiceList(EntryPage Page, IEnumerable<IGrouping<string, Disposition>> Groups);
