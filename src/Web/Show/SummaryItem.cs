using Opportune.Core;
using Opportune.Database;

namespace Opportune.Web.Show;

/// <summary>A patient of a summary.</summary>
/// <param name="View">The entry.</param>
/// <param name="Step">Asked for the first time, or reminded.</param>
/// <param name="Text">What the summary says of it.</param>
/// <param name="IsIn">Whether it is in the summary.</param>
internal sealed record SummaryItem(EntryView View, HandOffStep Step, string Text, bool IsIn);
