using System.CommandLine;
using System.CommandLine.Parsing;
using Opportune.App.Commands;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;

namespace Opportune.App;

/// <summary>Which commands stand in the audit trail, and how: before they do anything, so that none can be carried out unseen, and again where they fail.</summary>
internal static class AuditedCommands
{
    // Those that look at patients or change anything. Each says it to its own database, if it has one.
    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["alarms acknowledge"] = "alarm-acknowledged",
        ["audit list"] = "audit-viewed",
        ["backup"] = "database-backed-up",
        ["entries assign"] = "entry-changed",
        ["entries dispose"] = "entry-changed",
        ["entries list"] = "list-viewed",
        ["entries note"] = "entry-changed",
        ["entries show"] = "entry-viewed",
        ["entries take-back"] = "entry-changed",
        ["entries take-tasks"] = "tasks-taken-in",
        ["entries withdraw-report"] = "entry-changed",
        ["export"] = "list-exported",
        ["retention apply"] = "retention-applied",
        ["rules activate"] = "rules-put-in-force",
        ["rules back"] = "rules-put-in-force",
        ["rules propose"] = "rules-proposed",
        ["rules try"] = "rules-tried",
        ["runs cancel"] = "run-changed",
        ["runs reject"] = "run-changed",
        ["runs release"] = "run-changed",
        ["runs retry"] = "run-changed",
        ["schedule backfill"] = "schedule-changed",
        ["schedule pause"] = "schedule-changed",
        ["schedule reset"] = "schedule-changed",
        ["schedule resume"] = "schedule-changed",
        ["schedule set"] = "schedule-changed",
        ["schedule trigger"] = "schedule-changed",
        ["standing pause"] = "measure-stopped-or-resumed",
        ["standing recall"] = "recall-exported",
        ["standing resume"] = "measure-stopped-or-resumed",
        ["standing set"] = "standing-decided",
        ["user add"] = "account-changed",
        ["user disable"] = "account-changed",
        ["user enable"] = "account-changed",
        ["user forget-codes"] = "account-changed",
        ["user link"] = "account-changed",
        ["user role"] = "account-changed",
        ["user scope"] = "account-changed",
    };

    /// <summary>Commands that are handed a database and do not stand in the trail: what they do is kept elsewhere, or nobody learns anything of a patient by it.</summary>
    public static IReadOnlyCollection<string> Exempt { get; } =
    [
        // Every run stands in the ledger, with who asked for it; a worker only carries runs out.
        "run", "worker", "serve",
        // Of the ledger it reads how many nights were counted.
        "site add",
        // No patient is in the files of rules.
        "rules list", "rules export",
        // A database that has no trail yet, or is only looked at.
        "migrate", "restore", "set-aside", "doctor", "audit verify", "audit restored", "retention show", "alarms list", "report quarter", "runs list", "runs show", "schedule list", "schedule show", "schedule preview", "schedule export", "standing list", "user list", "support bundle",
    ];

    /// <summary>Commands that stand in the trail, with the words that lead to them.</summary>
    public static IEnumerable<string> All => Actions.Keys;

    /// <summary>Carries a command out, with what is kept of it.</summary>
    /// <returns>Its exit code.</returns>
    public static Task<int> Run(ParseResult parsed, Func<Task<int>> command)
    {
        var path = PathOf(parsed.CommandResult);
        return Actions.TryGetValue(path, out var action) && CommonOptions.DatabaseOf(parsed) is { Url: { } url }
            ? Guard.Run(() => Keep(new(CommonOptions.Caller, "", action, SubjectOf(parsed), path, Environment.MachineName), url, command))
            : command();
    }

    private static async Task<int> Keep(AuditFact fact, DatabaseUrl url, Func<Task<int>> command)
    {
        // The first account may come before anything else.
        await using var database = fact.Detail == "user add" ? await OpportuneDatabase.Open(url, TimeProvider.System) : await OpportuneDatabase.OpenExisting(url, TimeProvider.System);
        await using var trail = await AuditTrail.Open(database, AuditFolder.Open(InstalledSettings.AuditFolderOf(url)), fact.Detail);
        await trail.Write(fact);
        var exit = await command();
        if (exit is not (ExitCode.Done or ExitCode.Held))
            await trail.Write(fact with { Detail = $"{fact.Detail} failed (exit code {exit})" });
        return exit;
    }

    private static string PathOf(CommandResult result) => result.Parent is CommandResult { Parent: not null } parent ? $"{PathOf(parent)} {result.Command.Name}" : result.Command.Name;

    // What comes first is an id; what comes after it may be anything.
    private static string SubjectOf(ParseResult parsed) => parsed.CommandResult.Command.Arguments.FirstOrDefault() is { } first && parsed.GetResult(first) is { Tokens: [var token, ..] } ? token.Value : "";
}
