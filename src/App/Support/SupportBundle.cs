using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Alarms;
using Opportune.Database.Ledger;
using Opportune.Database.Standings;
using Opportune.Jobs.Settings;
using Opportune.Runs.Guards;

namespace Opportune.App.Support;

/// <summary>
/// What somebody outside needs in order to help, without a patient: versions, which settings are said, what the doctor says, runs with counts and timings, sizes of tables, open
/// alarms, and the service's own log lines with every number and every text in quotes taken out. Sites bear numbers, their counts are in tens, and addresses, paths, accounts
/// and machines are not in it.
/// </summary>
internal sealed partial class SupportBundle(ServeSettings settings, string? file, TimeProvider time)
{
    private const int RunsTold = 50;
    private const int RunsCounted = 5;
    private const int MostLines = 20_000;
    private const int Few = 11;
    private const int Tens = 10;

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    // Their values say how it works, and nothing of whom, where or with what secret.
    private static readonly string[] Told =
    [
        "environment", "threads", "grace", "health.tick", "health.least-space-gib", "freshness.confirm-after-days", "freshness.refuse-after-days", "alarms.look-every", "alarms.start-within",
        "alarms.escalate-after", "alarms.quiet-hours.time-zone", "dead-man.after", "audit.log", "telemetry.every",
    ];

    private string[] _sites = [];

    /// <summary>Writes it.</summary>
    /// <param name="to">The file, a zip.</param>
    /// <param name="log">The service's log, or null.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The names of its parts.</returns>
    /// <exception cref="InputException">The log is not there.</exception>
    public async Task<IReadOnlyList<string>> Write(Stream to, string? log, CancellationToken cancel)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        var parts = new List<string>();
        await Add("versions.json", JsonSerializer.Serialize(Versions(), Form));
        await Add("settings.txt", Settings());
        // The names of sites, which no part tells, are known from there.
        var state = await State(cancel);
        await Add("doctor.txt", string.Join('\n', (await new InstallationDoctor(settings, file, time).Examine(null, cancel)).Select(c => $"{(c.Holds ? "ok   " : "WRONG")} {Plain(c.Name)}: {Plain(c.Says)}")));
        if (state is not null)
        {
            foreach (var (name, text) in state)
                await Add(name, text);
        }
        if (log is not null)
            await Add("log.txt", Lines(log));
        await Add("README.txt", $"Opportune {LoadedJobs.Version}: {string.Join(", ", parts)}. No row of a patient, no report, no name, no secret. Look through it before you send it.\n");
        return parts;

        async Task Add(string name, string text)
        {
            await using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
            await writer.WriteAsync(text);
            parts.Add(name);
        }
    }

    private object Versions()
    {
        LoadedJobs? rules = null;
        IReadOnlyList<string> site = [];
        try
        {
            var place = InstalledSettings.PlaceOf(settings);
            rules = LoadedJobs.TryLoad(place, settings.ValueSets, null, new());
            site = [.. SiteRules.Of(place).Select(f => $"{f.Path}: {f}")];
        }
        catch (InputException)
        {
            // The doctor tells it.
        }
        return new
        {
            Program = LoadedJobs.Version,
            Runtime = RuntimeInformation.FrameworkDescription,
            System = RuntimeInformation.OSDescription,
            Processors = Environment.ProcessorCount,
            MemoryMib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
            TimeZone = TimeZoneInfo.Local.Id,
            MadeAt = time.GetUtcNow(),
            Rules = rules?.Hash,
            Lexicon = rules?.Lexicon.Hash,
            Measures = rules?.Rules.Measures.Select(m => $"{m.Id} {m.Version}"),
            Site = site,
        };
    }

    private string Settings()
    {
        var said = file is null ? [] : SettingsGuide.In(File.ReadAllText(file));
        return string.Concat(said.Select(s => $"{Place().Replace(s.Key, "[]")}: {(Told.Contains(Place().Replace(s.Key, "[]")) ? s.Value : "(said)")}\n"));
    }

    private async Task<IReadOnlyList<(string Name, string Text)>?> State(CancellationToken cancel)
    {
        if (settings.Database is null)
            return null;
        try
        {
            await using var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse(settings.Database), time, cancel);
            _sites = [.. (await new StandingTable(database).List(cancel)).Select(p => p.Site).Where(s => s.Length > 0).Distinct().Order(StringComparer.Ordinal)];
            return await database.Read<IReadOnlyList<(string, string)>>(connection =>
            {
                var (runs, shown) = (RunCatalog.List(connection, null, null, RunsTold), StandingTable.Standings(connection));
                return
                [
                    ("runs.json", JsonSerializer.Serialize(runs.Select(r => new
                    {
                        r.RunId, r.Job, r.AsOf, r.State, Reason = Plain(r.StateReason), r.RequestedAt, r.StartedAt, r.FinishedAt, r.Threads, r.Program, r.RulesSha256, r.LexiconSha256,
                        Timings = RunCatalog.Timings(connection, r.RunId),
                    }), Form)),
                    ("counts.json", JsonSerializer.Serialize(runs.Take(RunsCounted).ToDictionary(r => r.RunId, r => Shown(RunCatalog.Counts(connection, r.RunId), shown).Select(Counted)), Form)),
                    ("tables.txt", string.Concat(TableSizes.Of(connection).Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Table}: {t.Rows}\n")))),
                    ("alarms.txt", string.Concat(AlarmBook.Open(connection).Select(a => $"{a.Kind}, {Plain(a.Subject)}\n"))),
                ];
            }, cancel);
        }
        catch (Exception e) when (e is InputException or IOException or System.Data.Common.DbException)
        {
            return [("database.txt", Plain(e is System.Data.Common.DbException fault ? DatabaseFault.Tell(fault).Message : e.Message) + "\n")];
        }
    }

    // Lines of this program's own; others' may quote whatever they were handed.
    private string Lines(string log)
    {
        if (!File.Exists(log))
            throw new InputException($"--log: there is no file {log}; 'journalctl -u opportune -o cat > FILE' writes one");
        var (kept, left) = (new Queue<string>(), 0);
        foreach (var line in File.ReadLines(log))
        {
            if (!OfOpportune().IsMatch(line))
            {
                left++;
                continue;
            }
            kept.Enqueue(Plain(line));
            if (kept.Count > MostLines)
                kept.Dequeue();
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(left, "line")} of others {(left == 1 ? "was" : "were")} left out\n{string.Join('\n', kept)}\n");
    }

    // What is silent is counted in no file that leaves the house; nor is a total that tells it beside what is not.
    private static IEnumerable<RunCountRow> Shown(IReadOnlyList<RunCountRow> counts, ShownParts shown)
    {
        bool IsSilent(RunCountRow c) => RunCounts.MeasureOf(c.Subject) is { } measure && RunCounts.SiteOf(c.Subject) is { } site && shown.Of(measure, site) == Standing.Silent;
        var silent = counts.Where(IsSilent).Select(c => RunCounts.MeasureOf(c.Subject)).ToHashSet();
        return counts.Where(c => RunCounts.MeasureOf(c.Subject) is not { } measure || (RunCounts.SiteOf(c.Subject) is null ? !silent.Contains(measure) : !IsSilent(c)));
    }

    // Whoever helps needs the order of size. A count of a few may point to somebody, and the rest to a total would tell it.
    private object Counted(RunCountRow count) => RunCounts.SiteOf(count.Subject) is null
        ? new { count.Subject, count.Item, Amount = count.Amount is > 0 and < Few ? $"<{Few}" : Number(count.Amount) }
        : new { Subject = Numbered(count.Subject), count.Item, Amount = count.Amount is > 0 and < Few ? $"<{Few}" : $"about {Number(count.Amount / Tens * Tens)}" };

    private string Numbered(string subject) => RunCounts.SiteOf(subject) is { Length: > 0 } site ? string.Concat(subject.AsSpan(0, subject.Length - site.Length), NumberOf(site)) : subject;

    // A site that was never published has no number of its own.
    private string NumberOf(string site) => string.Create(CultureInfo.InvariantCulture, $"site {Array.IndexOf(_sites, site) + 1}");

    private static string Number(long amount) => amount.ToString(CultureInfo.InvariantCulture);

    // Days and times stay; a word with three digits or more may be an identifier, and a text in quotes anything. Where it is, and what its sites are called, is nobody's concern.
    private string Plain(string? text)
    {
        if (text is null)
            return "";
        text = FilePath().Replace(Address().Replace(text, "(address)"), "(path)");
        foreach (var own in Own().Concat(_sites.OrderByDescending(s => s.Length)))
            text = Regex.Replace(text, $@"(?<!\w){Regex.Escape(own)}(?!\w)", _sites.Contains(own) ? NumberOf(own) : "(name)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return Word().Replace(Quoted().Replace(text, "'...'"), match => Moment().IsMatch(match.Value) ? match.Value : "#").ReplaceLineEndings(" ");
    }

    // What this machine, its account and the servers that it speaks to are called.
    private IEnumerable<string> Own() => settings.Alarms.Channels.Select(c => c.Mail?.Server)
        .Concat([settings.SignIn.OpenId?.Authority.Host, Environment.MachineName, Environment.UserName, .. settings.Proxies.Select(p => p.ToString())])
        .OfType<string>().Where(n => n.Length > 2 && n is not ("localhost" or "root")).Distinct();

    [GeneratedRegex(@"\[\d*\]")]
    private static partial Regex Place();

    [GeneratedRegex(@"""Category"":\s*""Opportune\.|\bOpportune\.(Runs|Serving)\[\d+\]|^\d{4}-\d\d-\d\dT[\d:.]+Z (worker |run |unit |leaving|gone)")]
    private static partial Regex OfOpportune();

    [GeneratedRegex(@"\b(https?|sqlite|postgresql|file):[^\s,;)'""\]]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w.)])/[\w.@%+~-]+(/[\w.@%+~-]+)*/?")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"(?<![""\w])'[^']*'|“[^”]*”")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[\w.@+-]*\d[\w.@+-]*\d[\w.@+-]*\d[\w.@+:-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$")]
    private static partial Regex Moment();
}
