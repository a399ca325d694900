using Opportune.Core;

namespace Opportune.Web.Show;

/// <summary>What is asked wherever something is kept as sent: by what it goes, and a confirmation where the data is old.</summary>
/// <param name="Channels">By what it can go.</param>
/// <param name="Chosen">What was chosen already; null: nothing.</param>
/// <param name="Fresh">How old the data is.</param>
internal sealed record Sending(IReadOnlyList<HandOffChannel> Channels, string? Chosen, Freshness Fresh);
