using System.CommandLine;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs.Exports;

namespace Opportune.App.Commands;

internal static partial class EntriesCommand
{
    private static Command CreateTakeTasks()
    {
        var shared = new Shared();
        var file = new Argument<string>("file") { Description = "The file: FHIR R4 Tasks, one a line, as 'export --format fhir' wrote them, with what was decided.", HelpName = "FILE" };
        var (by, role, settings) = (ByOption(), RoleOption(), ExportCommand.SettingsOption());
        var command = new Command("take-tasks", "Take in a file of tasks that came back: each line a decision, told one by one.") { file, by, role, settings };
        shared.AddTo(command);
        command.SetAction((parsed, cancel) => shared.Run(parsed, async desk =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new InputException($"there is no file {path}");
            var tasks = new TaskReturn(new(desk.Database, desk.Dispositions, Sight.Everything), desk.Writer, desk.Dispositions, ExportCommand.Settings(parsed.GetValue(settings)).Identifiers, TimeProvider.System);
            var counts = await tasks.Take(path, parsed.GetRequiredValue(by), EntryNames.Parse<Role>(parsed.GetValue(role)!), desk.Today, line => Tell(line, desk.Json), cancel: cancel);
            if (!desk.Json)
                Console.Out.WriteLine(counts.Count == 0 ? "no task in the file" : string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {EntryNames.Of(c.Key)}"))));
            return counts.Keys.All(k => k is ReturnedLine.Done or ReturnedLine.Nothing) ? ExitCode.Done : ExitCode.WrongInput;
        }, cancel));
        return command;
    }

    private static void Tell(ReturnedLineResult line, bool json)
    {
        if (json)
            Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { line = line.Line, entry = line.EntryId, outcome = EntryNames.Of(line.Outcome), message = line.Message }));
        else if (line.Outcome is not (ReturnedLine.Done or ReturnedLine.Nothing))
            Console.Error.WriteLine($"line {line.Line}{(line.EntryId is { } id ? $", entry {id}" : "")}: {EntryNames.Of(line.Outcome)}: {line.Message}");
    }
}
