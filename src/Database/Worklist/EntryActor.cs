using Opportune.Core;

namespace Opportune.Database;

/// <summary>Who acts on entries, when, and under which name of the request.</summary>
/// <param name="By">The person's name.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="At">The instant.</param>
/// <param name="Today">The day by which the person works.</param>
/// <param name="RequestId">Unique for what is asked for; asking again under the same name changes nothing and gets the same answer.</param>
public sealed record EntryActor(string By, ReviewerRole Role, DateTimeOffset At, DateOnly Today, string RequestId);
