using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Opportune.Runs.Ledger;

namespace Opportune.App.Commands;

/// <summary><c>retention</c>: how long what is kept, and taking away what is past its time. <c>serve</c> does the same each hour.</summary>
internal static class RetentionCommand
{
    private const int Told = 20;

    public static Command Create() => new("retention", "How long runs, their files, caches and audit records are kept, by jobs and settings: show, apply.") { Show(), Apply() };

    private static Command Show()
    {
        var (url, jobs) = (CommonOptions.Database(required: true), CommonOptions.Jobs());
        var command = new Command("show", "What is kept for how long, what would go now, what went lately, and what a way back left that nobody removes but people.") { url, jobs };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var policy = await Policy.Of(database, parsed.GetValue(jobs), cancel);
            foreach (var (job, kept) in policy.Jobs.OrderBy(j => j.Key, StringComparer.Ordinal))
                Screens.Line($"{job}: runs {Span(kept.Runs)}, their files {Span(kept.Files ?? kept.Runs)}, caches {Span(kept.Caches ?? Runs.CacheSettings.UsuallyKept)} after the last use");
            Screens.Line($"audit records: {Span(policy.Audit)}");
            Print(await policy.Carry(database, isDry: true, cancel), "would go now", "nothing is past its time");
            foreach (var removal in await database.Read(connection => Removals.List(connection, Told), cancel))
                Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{removal.Day:yyyy-MM-dd}: {removal}"));
            // The installation's own folder is its own database's.
            var outs = CommonOptions.DatabaseOf(parsed) is { IsOfSettings: true } && InstalledSettings.Out is { } own ? new[] { own } : [];
            var (folders, aside) = await database.Read(connection => (Leftovers.RunFolders(connection, outs), Leftovers.SetAside(connection, database.Url)), cancel);
            foreach (var (place, removal) in folders.Select(f => (f, $"rm -r {f}")).Concat(aside))
                Console.WriteLine($"left over, with patients' rows, for people to remove: {place} ({removal})");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Apply()
    {
        var (url, jobs) = (CommonOptions.Database(required: true), CommonOptions.Jobs());
        var dry = new Option<bool>("--dry-run") { Description = "Say what would go, and take nothing away." };
        var command = new Command("apply", "Take away what is past its time. 'serve' does it each hour, but for audit records on a server, which the database's owner archives by this.") { dry, url, jobs };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var policy = await Policy.Of(database, parsed.GetValue(jobs), cancel);
            var isDry = parsed.GetValue(dry);
            Print(await policy.Carry(database, isDry, cancel), isDry ? "would go now" : "went", "nothing is past its time");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<Removal> removals, string what, string nothing)
    {
        foreach (var removal in removals)
            Screens.Line($"{what}: {removal}");
        if (removals.Count == 0)
            Screens.Line(nothing);
    }

    private static string Span(TimeSpan? span) => span is { } kept ? PlainDuration.Format(kept) : "for ever";

    private sealed record Policy(IReadOnlyDictionary<string, Retention> Jobs, TimeSpan? Audit, string Trail)
    {
        public static async Task<Policy> Of(OpportuneDatabase database, string? jobs, CancellationToken cancel)
        {
            var said = InstalledSettings.Read();
            var loaded = await LoadedJobs.Of(database, jobs, said.ValueSets, cancel);
            return new(loaded.Rules.Jobs.ToDictionary(j => j.Key, j => j.Value.Retention, StringComparer.Ordinal), said.Audit.Keep, InstalledSettings.AuditFolderOf(database.Url));
        }

        public async Task<IReadOnlyList<Removal>> Carry(OpportuneDatabase database, bool isDry, CancellationToken cancel)
        {
            var removals = (await RunRetention.Apply(database, Jobs.GetValueOrDefault, isDry, cancel)).ToList();
            if (Audit is not { } keep)
                return removals;
            var (trail, before) = (AuditFolder.Open(Trail), database.Time.GetUtcNow() - keep);
            if (!isDry && !await AuditRetention.IsAllowed(database, cancel))
                throw new InputException($"{database.Url}: this account may take nothing from the audit trail; name the database's owner (postgresql://opportune_owner@...)");
            if (!isDry)
                removals.AddRange(await AuditRetention.Apply(database, trail, before, cancel: cancel));
            else if (await AuditRetention.Count(database, trail, before, cancel) is var old and > 0)
                removals.Add(new(RemovalKinds.AuditRecords, trail.Archives, old));
            return removals;
        }
    }
}
