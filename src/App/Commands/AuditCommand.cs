using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary><c>audit</c>: who did and saw what, and whether what is kept of it is what was written.</summary>
internal static class AuditCommand
{
    private const int UsualLimit = 50;

    // Of a damaged table nobody reads a million lines.
    private const int MostShown = 100;

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("audit", "Who did and saw what: verify, list, restored.") { CreateVerify(), CreateList(), CreateRestored() };

    private static Command CreateVerify()
    {
        var (url, folder, json) = (CommonOptions.Database(required: true), FolderOption(), CommonOptions.Json());
        var command = new Command("verify", "Look at every record again: any change, removal or change of order before a chain's last anchor is found, and what is not anchored yet is named. Exit code 4 if something is wrong.") { url, folder, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var verification = await AuditVerification.Of(database, AuditFolder.OpenExisting(parsed.GetValue(folder) ?? InstalledSettings.AuditFolderOf(database.Url)), cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(verification, Form));
            else
                Print(verification);
            return verification.Faults.Count == 0 ? ExitCode.Done : ExitCode.Found;
        }));
        return command;
    }

    private static Command CreateRestored()
    {
        var from = new Option<string>("--from") { Description = "The backup that was restored.", HelpName = "FILE", Required = true };
        var (url, folder) = (CommonOptions.Database(required: true), FolderOption());
        var command = new Command("restored", "Note beside the trail that a backup took the place of what came after it, so that 'audit verify' does not miss that here. For a restore that goes into use.") { from, url, folder };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (database, takenAt) = (parsed.GetRequiredValue(url), Restore.TakenAt(parsed.GetRequiredValue(from)));
            var trail = AuditFolder.OpenExisting(parsed.GetValue(folder) ?? InstalledSettings.AuditFolderOf(database));
            var lost = await AuditVerification.RecordsLost(database, trail, takenAt, TimeProvider.System, cancel);
            if (lost > 0)
                await trail.NoteRestored(TimeProvider.System.GetUtcNow(), takenAt);
            var state = string.Create(CultureInfo.InvariantCulture, $"{takenAt:yyyy-MM-dd HH:mm:ss} UTC");
            Screens.Line(lost > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{trail.AnchorsFile}: the state went back to that of {state}; {Amounts.Of(lost, "record")} that came after it {(lost == 1 ? "is" : "are")} not missed here any more")
                : $"nothing was noted: {database} lacks nothing that was recorded after {state}; so it is not that backup restored, or nothing came after it, or it was noted before");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var who = new Option<string?>("--who") { Description = "Only what this person did, by the name in histories.", HelpName = "NAME" };
        var action = new Option<string?>("--action") { Description = "Only this, such as entry-viewed or signed-in.", HelpName = "ACTION" };
        var subject = new Option<string?>("--subject") { Description = "Only what was done to this: the id of an entry, a run, a schedule, an account.", HelpName = "ID" };
        var since = CommonOptions.Day("--since", "From that day on (UTC).");
        var until = CommonOptions.Day("--until", "Up to that day (UTC), inclusive.");
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "N", DefaultValueFactory = _ => UsualLimit };
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "List records, the newest first.") { url, who, action, subject, since, until, limit, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(limit) < 1)
                throw new InputException("--limit: name a number from 1");
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var records = await AuditTable.Find(database, new()
            {
                Who = parsed.GetValue(who),
                Action = parsed.GetValue(action),
                Subject = parsed.GetValue(subject),
                Since = parsed.GetValue(since),
                Until = parsed.GetValue(until),
                Limit = parsed.GetValue(limit),
            }, cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new { records }, Form));
            else
                Print(records);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(AuditVerification verification)
    {
        foreach (var fault in verification.Faults.Take(MostShown))
            Console.WriteLine($"WRONG {(fault.Chain is { } chain ? $"chain {chain}, record" : "anchors, line")} {fault.Number}: {fault.What}");
        if (verification.Faults.Count > MostShown)
            Console.WriteLine($"      and {verification.Faults.Count - MostShown} more (--json tells all)");
        foreach (var tail in verification.Tails)
            Console.WriteLine($"note  chain {tail.Chain}: records {tail.First} to {tail.Last} are not anchored yet; up to there it is vouched for");
        foreach (var back in verification.WentBack)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"note  on {back.At:yyyy-MM-dd HH:mm} UTC the state went back to that of {back.To:yyyy-MM-dd HH:mm} UTC: {Amounts.Of(back.Records, "later record")} {(back.Records == 1 ? "lies in the database that was set aside, and is" : "lie in the database that was set aside, and are")} verified there"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(verification.Records, "record")} in {Amounts.Of(verification.Chains, "chain")}{(verification.Archives > 0 ? $" and {Amounts.Of(verification.Archives, "archive")}" : "")}, {Amounts.Of(verification.Anchors, "anchor")}: {(verification.Faults.Count == 0 ? "all as they were written" : Amounts.Of(verification.Faults.Count, "fault"))}"));
    }

    private static void Print(IReadOnlyList<AuditRow> records)
    {
        if (records.Count == 0)
        {
            Screens.Line("no records");
            return;
        }
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("at (UTC)", "who", "role", "did", "to", "more", "from");
        table.Columns[0].NoWrap();
        foreach (var record in records)
        {
            table.AddRow(
                RunList.Instant(record.At), Markup.Escape(record.Who.Length == 0 ? "(not known)" : record.Who), record.Role, Markup.Escape(record.Action), Markup.Escape(record.Subject),
                Markup.Escape(record.Detail), Markup.Escape(record.Origin));
        }
        Screens.Out.Write(table);
    }

    private static Option<string?> FolderOption() => new("--folder")
    {
        Description = "Folder of the key, the anchors and the archives (default: what the settings say of their database, else OPPORTUNE_AUDIT, else PATH.audit beside a SQLite file, else this account's own data).",
        HelpName = "DIR",
    };
}
