namespace Opportune.Database.Scheduling;

/// <summary>Where an occasion comes from.</summary>
public static class OccasionOrigins
{
    /// <summary>The schedule's cron expression.</summary>
    public const string Cron = "cron";

    /// <summary>The end of another job's run.</summary>
    public const string After = "after";

    /// <summary>A person.</summary>
    public const string Trigger = "trigger";
}

/// <summary>What was decided about a due instant.</summary>
public static class OccasionStates
{
    /// <summary>Its run is to begin later; the reason says what it waits for.</summary>
    public const string Waiting = "waiting";

    /// <summary>It has a run in the ledger.</summary>
    public const string Queued = "queued";

    /// <summary>Nothing runs for it; the reason says why.</summary>
    public const string Skipped = "skipped";
}

/// <summary>Why an occasion waits or was skipped.</summary>
public static class OccasionReasons
{
    /// <summary>A run of the job is at work.</summary>
    public const string Overlap = "overlap";

    /// <summary>It is later than the schedule wants it.</summary>
    public const string TooLate = "too-late";

    /// <summary>A later instant is made up for instead; or, waiting: an earlier one first.</summary>
    public const string CatchUp = "catch-up";

    /// <summary>The schedule was paused.</summary>
    public const string Paused = "paused";

    /// <summary>The window in which the job may run is not open.</summary>
    public const string OutsideWindow = "outside-window";

    /// <summary>A later instant came before its run began.</summary>
    public const string Superseded = "superseded";

    /// <summary>The job before has not succeeded.</summary>
    public const string Predecessor = "predecessor";

    /// <summary>The job's file is gone, or does not say what a scheduled run needs.</summary>
    public const string NotRunnable = "not-runnable";
}

/// <summary>Kinds of change of a schedule.</summary>
public static class ScheduleChangeKinds
{
    /// <summary>A person changed it.</summary>
    public const string Set = "set";

    /// <summary>A person dropped the change; the file holds.</summary>
    public const string Reset = "reset";

    /// <summary>A person paused it.</summary>
    public const string Paused = "paused";

    /// <summary>A person resumed it, or the pause came to its end.</summary>
    public const string Resumed = "resumed";

    /// <summary>A person started the job.</summary>
    public const string Triggered = "triggered";

    /// <summary>A person asked for earlier days.</summary>
    public const string Backfill = "backfill";

    /// <summary>Nobody looked for so long that not every missed instant is listed.</summary>
    public const string PassedOver = "passed-over";

    /// <summary>The file says something new.</summary>
    public const string FileChanged = "file-changed";

    /// <summary>The file is gone.</summary>
    public const string FileGone = "file-gone";

    /// <summary>The file is there again.</summary>
    public const string FileBack = "file-back";
}

/// <summary>States of a backfill.</summary>
public static class BackfillStates
{
    /// <summary>Days are still to come.</summary>
    public const string Working = "working";

    /// <summary>All days were looked at.</summary>
    public const string Done = "done";

    /// <summary>A day failed or was cancelled; the days after it were not looked at.</summary>
    public const string Stopped = "stopped";
}
