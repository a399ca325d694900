using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>What is offered below a list to do to several entries at once.</summary>
/// <param name="List">The list, as the end of its address.</param>
/// <param name="OnPage">How many there are on this page.</param>
/// <param name="Matching">How many match in all ("312", "more than 10,000"); null: no more than there are on this page.</param>
/// <param name="IsTooMany">Whether more match than may be changed at once.</param>
/// <param name="Choices">The dispositions that may be given to several.</param>
internal sealed record BulkBar(string List, int OnPage, string? Matching, bool IsTooMany, IReadOnlyList<Disposition> Choices)
{
    /// <summary>The disposition that puts off.</summary>
    public string? PutOff => Choices.FirstOrDefault(d => d.Effect == DispositionEffect.Snooze)?.Id;
}
