using System.CommandLine;

namespace Opportune.App.Commands;

/// <summary><c>schedule</c>: when jobs run.</summary>
internal static class ScheduleCommand
{
    public static Command Create() => new("schedule", "When jobs run: look ahead, start, pause and change.")
    {
        ScheduleListCommands.CreateList(), ScheduleListCommands.CreateShow(), SchedulePreviewCommand.Create(), ScheduleStartCommands.CreateTrigger(),
        ScheduleStartCommands.CreateBackfill(), ScheduleChangeCommands.CreatePause(), ScheduleChangeCommands.CreateResume(), ScheduleChangeCommands.CreateSet(),
        ScheduleChangeCommands.CreateReset(), ScheduleChangeCommands.CreateExport(),
    };
}
