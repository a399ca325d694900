using Opportune.Core;
using Opportune.Database.Scheduling;
using Opportune.Jobs.Scheduling;

namespace Opportune.Schedules;

/// <summary>A job while it is looked at: what the database knows of it, and what its file says.</summary>
internal sealed class JobAtHand
{
    // A job that people start has no schedule, and runs by these.
    private static readonly JobSchedule ByPeople = new() { TimeZone = "UTC" };

    public JobAtHand(ScheduleRow row, JobDefinition? definition)
    {
        (Row, Definition) = (row, definition);
        Cursor = row.CursorAt;
        Schedule = row.Holds is { } text ? ScheduleText.Read(text) : ByPeople;
    }

    public string Id => Row.Job;

    public ScheduleRow Row { get; }

    /// <summary>What its file says beside the schedule; null where the file is gone or was never right.</summary>
    public JobDefinition? Definition { get; }

    public JobSchedule Schedule { get; }

    public DateTimeOffset? Cursor { get; set; }

    /// <summary>Why no run of it can begin; null: one can.</summary>
    public string? Hindrance =>
        Row.GoneAt is not null ? "its file is gone"
        : Definition is null ? $"its file cannot be used: {Row.Trouble ?? "it was not read"}"
        : Definition is { Input: null, Source: null } ? "its file names no 'input'"
        : Definition.Out is null ? "neither its file nor the settings name a folder for its files ('out')"
        : null;
}
