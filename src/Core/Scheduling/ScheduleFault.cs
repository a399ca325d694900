namespace Opportune.Core;

/// <summary>What is wrong with a schedule, and where.</summary>
/// <param name="Key">The key whose value is at fault: "cron", "window" ...</param>
/// <param name="Message">What is wrong and how to mend it.</param>
/// <param name="IsWarning">Warnings are told and stop nothing.</param>
public sealed record ScheduleFault(string Key, string Message, bool IsWarning = false);
