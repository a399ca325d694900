namespace Opportune.Schedules;

/// <summary>One due instant of a schedule, and what follows from it. Offsets are those of the schedule's zone.</summary>
/// <param name="Due">When the schedule says that the job runs.</param>
/// <param name="AsOf">The date as of which it looks: the due instant's date in the schedule's zone.</param>
/// <param name="NotBefore">The first instant at which it may start: the due instant, or the next opening of the window.</param>
/// <param name="Deadline">By when it must have published; null where the schedule has none.</param>
public sealed record PlannedStart(DateTimeOffset Due, DateOnly AsOf, DateTimeOffset NotBefore, DateTimeOffset? Deadline);
