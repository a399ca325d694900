using System.CommandLine;

namespace Opportune.App.Commands;

/// <summary><c>schedule</c>: when jobs run.</summary>
internal static class ScheduleCommand
{
    public static Command Create() => new("schedule", "When jobs run: preview.") { SchedulePreviewCommand.Create() };
}
