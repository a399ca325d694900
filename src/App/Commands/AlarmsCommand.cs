using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;

namespace Opportune.App.Commands;

/// <summary><c>alarms</c>: what people have to be told of, and who takes it on.</summary>
internal static class AlarmsCommand
{
    private const int UsualLimit = 50;
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("alarms", "What people have to be told of: list, acknowledge.") { CreateList(), CreateAcknowledge() };

    private static Command CreateList()
    {
        var all = new Option<bool>("--all") { Description = "Those that are over, too." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "N", DefaultValueFactory = _ => UsualLimit };
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "List alarms, the newest first; README's runbook says what each means.") { url, all, limit, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(limit) < 1)
                throw new InputException("--limit: name a number from 1");
            await using var database = await RunsCommand.Open(parsed.GetRequiredValue(url), writes: false, cancel);
            var alarms = await database.Read(
                connection => parsed.GetValue(all) ? AlarmBook.List(connection, parsed.GetValue(limit)) : [.. AlarmBook.Open(connection).AsEnumerable().Reverse().Take(parsed.GetValue(limit))], cancel);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { alarms }, Form));
                return ExitCode.Done;
            }
            foreach (var alarm in alarms)
                Screens.Line(Line(alarm));
            if (alarms.Count == 0)
                Screens.Line("no alarms");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateAcknowledge()
    {
        var id = new Argument<long>("alarm") { Description = "The alarm: its number.", HelpName = "ID" };
        var by = new Option<string>("--by") { Description = "Who takes it on: the user who calls where nobody is named.", HelpName = "NAME", DefaultValueFactory = _ => CommonOptions.Caller };
        var url = CommonOptions.Database(required: true);
        var command = new Command("acknowledge", "Take an alarm on: it goes to nobody else, and its end is still told.") { id, url, by };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var number = parsed.GetValue(id);
            await using var database = await RunsCommand.Open(parsed.GetRequiredValue(url), writes: false, cancel);
            if (await database.Write(connection => AlarmBook.Acknowledge(connection, number, parsed.GetValue(by)!, database.Time.GetUtcNow()), cancel))
            {
                Screens.Line($"alarm {number}: acknowledged");
                return ExitCode.Done;
            }
            throw new InputException(await database.Read(connection => AlarmBook.Find(connection, number), cancel) switch
            {
                null => $"there is no alarm {number} in this database; 'alarms list' shows them",
                { ResolvedAt: not null } => $"alarm {number} is over; there is nothing to acknowledge",
                var alarm => $"alarm {number} was acknowledged by {alarm.AcknowledgedBy} already",
            });
        }));
        return command;
    }

    private static string Line(AlarmRow alarm)
    {
        var state = alarm switch
        {
            { ResolvedAt: { } over } => $"over since {At(over)}",
            { AcknowledgedBy: { } by } => $"acknowledged by {by}",
            { EscalatedAt: not null } => "escalated",
            _ => "raised",
        };
        return $"{alarm.AlarmId}  {At(alarm.RaisedAt)}  {alarm.Kind}  {alarm.Subject}: {alarm.Detail} ({state})";
    }

    private static string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
