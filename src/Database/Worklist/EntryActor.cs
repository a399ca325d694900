using Opportune.Core;

namespace Opportune.Database;

/// <summary>Who acts on entries, when, and under which name of the request.</summary>
/// <param name="By">The person's name.</param>
/// <param name="Roles">What the person may do.</param>
/// <param name="At">The instant.</param>
/// <param name="Today">The day by which the person works.</param>
/// <param name="RequestId">Unique for what is asked for; asking again under the same name changes nothing and gets the same answer.</param>
public sealed record EntryActor(string By, Roles Roles, DateTimeOffset At, DateOnly Today, string RequestId)
{
    /// <summary>The role in which the person acts, where what is done asks for one; null: whichever lets the person work the list.</summary>
    public Role? As { get; init; }
}
