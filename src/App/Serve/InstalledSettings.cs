using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;
using Opportune.Jobs;
using Opportune.Jobs.Scheduling;
using Opportune.Jobs.Settings;
using Opportune.Schedules;

namespace Opportune.App.Serve;

/// <summary>What this machine's file of settings says, with what the environment says instead.</summary>
internal static class InstalledSettings
{
    private const string UsualFile = "opportune.yaml";

    /// <summary>The file: as named, by the environment, or the usual one; null: there is none.</summary>
    public static string? PathOf(string? named = null) => named ?? Variable("SETTINGS") ?? (File.Exists(UsualFile) ? UsualFile : null);

    /// <summary>Reads it; without a file everything is as usual.</summary>
    /// <exception cref="InputException">It has errors; they were told.</exception>
    public static ServeSettings Read(string? named = null)
    {
        var file = ReadFile(PathOf(named));
        return file with
        {
            Database = Variable("DATABASE") ?? file.Database,
            Out = Variable("OUT") ?? file.Out,
            Jobs = Variable("JOBS") ?? file.Jobs,
            Site = Variable("SITE") ?? file.Site,
            ValueSets = Variable("VALUE_SETS") ?? file.ValueSets,
            Shared = Variable("SHARED") ?? file.Shared,
            Listen = Variable("LISTEN") ?? file.Listen,
            Threads = Variable("THREADS") is { } threads ? Number(threads) : file.Threads,
        };
    }

    /// <summary>What this installation's file says, without a word of what is wrong in it; null: there is none, or it is none.</summary>
    public static ServeSettings? Usual() => PathOf() is { } path && SettingsFile.Refusal(path) is null ? Quietly(path) : null;

    /// <summary>Why the file that is named cannot be read, as a line of its own; null: it can, or none is named.</summary>
    public static string? Refusal => PathOf() is { } path && SettingsFile.Refusal(path) is { } refused ? $"{path}: {refused}" : null;

    /// <summary>The database that the environment names, or else the file; null: neither does.</summary>
    public static string? Database => Variable("DATABASE") ?? Usual()?.Database;

    /// <summary>Where the settings say their database: a variable, or the file.</summary>
    public static string? WhereDatabase => Variable("DATABASE") is not null ? "OPPORTUNE_DATABASE" : PathOf();

    /// <summary>The folder for the files of runs, as the environment says, or else the file; null: neither does.</summary>
    public static string? Out => Variable("OUT") ?? Usual()?.Out;

    /// <summary>The job files of a place; a job that names no folder for its files has the installation's.</summary>
    public static IReadOnlyList<JobFile> Files(JobsPlace place, string? output, TimeProvider time) =>
        [.. JobFile.ReadAll(place, schedule => ScheduleLint.Faults(schedule, time.GetUtcNow())).Select(f => f.Job is { Out: null } job ? f with { Job = job with { Out = output } } : f)];

    /// <summary>Where the pages answer, as the environment says, or else the file, or as usual.</summary>
    public static string Listen => Variable("LISTEN") ?? (Usual() ?? new()).Listen;

    /// <summary>Where the audit trail of a database has its key: what the settings say holds for the database that they name.</summary>
    public static string AuditFolderOf(DatabaseUrl url) =>
        AuditFolder.PathFor(url, Database is { } own && SettingsNameThe(url, own) ? Usual()?.Audit : null);

    /// <summary>The file alone, without a word of what is wrong in it; null: it is none.</summary>
    public static ServeSettings? Quietly(string path) => SettingsFile.Read(path, new Problems());

    /// <summary>Where jobs and rules lie by those settings: beside the program, else in the working folder, unless they name a folder; and the site's over them.</summary>
    /// <exception cref="InputException">There are none, or the site's folder is not there.</exception>
    public static JobsPlace PlaceOf(ServeSettings settings)
    {
        if (settings.Site is { } site && !Directory.Exists(site))
            throw new InputException($"there is no folder {site} with the site's own files (site in the settings, OPPORTUNE_SITE)");
        if (settings.Jobs is { } named)
            return Directory.Exists(named) ? new(named, settings.Site) : throw new InputException($"--jobs: there is no folder {named}");
        return Shipped() is { } folder ? new(folder, settings.Site) : throw new InputException("no jobs folder beside the program or in the working folder; name it with --jobs DIR");
    }

    /// <summary>The banner of an installation, for browser and command line; null: nobody said what it is for.</summary>
    public static string? Banner(ServeSettings settings) => settings.Environment switch
    {
        InstallationKind.Test => "TEST: not for patients; no mail and no message leaves here",
        InstallationKind.Production => "Production",
        _ => null,
    };

    private static bool SettingsNameThe(DatabaseUrl url, string own)
    {
        try
        {
            return DatabaseUrl.Parse(own) is var named && (named with { User = url.User }).ToString() == url.ToString();
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static string? Shipped() => new[] { Path.Combine(AppContext.BaseDirectory, "jobs"), "jobs" }.FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "measures")));

    private static string? Variable(string name) => Environment.GetEnvironmentVariable($"OPPORTUNE_{name}") is { Length: > 0 } value ? value : null;

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ServeSettings ReadFile(string? path)
    {
        if (path is null)
            return new();
        var problems = new Problems();
        var settings = SettingsFile.Read(path, problems);
        foreach (var problem in problems.All)
            Console.Error.WriteLine(problem);
        return problems.HasErrors ? throw new InputException($"{Amounts.Of(problems.All.Count, "error")} in {path}; nothing was started") : settings!;
    }
}
