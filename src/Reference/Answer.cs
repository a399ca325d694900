using Opportune.Core;

namespace Opportune.Reference;

/// <summary>What came of a question.</summary>
/// <param name="Window">Where it was asked.</param>
/// <param name="Events">The events that count.</param>
/// <param name="IsYes">Whether they are enough.</param>
internal sealed record Answer(DateWindow Window, List<Event> Events, bool IsYes);
