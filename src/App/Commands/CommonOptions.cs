using System.CommandLine;
using System.CommandLine.Parsing;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;

namespace Opportune.App.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Jobs() => new("--jobs")
    {
        Description = "Folder with measures, value sets, lexicon and jobs (default: 'jobs' beside the program, then in the working folder).",
        HelpName = "DIR",
    };

    public static Option<string?> ValueSets() => new("--value-sets") { Description = "Folder with the site's additions to value sets.", HelpName = "DIR" };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads to use, one a processor where nothing is said. The result is the same for any number.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no summary; errors only." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON on standard output." };

    private const string DatabaseMeans = "The database with the state: sqlite:PATH or postgresql://user@host/database. The password comes from OPPORTUNE_DATABASE_PASSWORD, "
        + "from the file that OPPORTUNE_DATABASE_PASSWORD_FILE names, or from pgpass.";

    /// <summary>The database; where it is required and not named it is that of the settings.</summary>
    public static Option<DatabaseUrl> Database(bool required)
    {
        var option = NamedDatabase(required: false);
        if (!required)
            return option;
        option.Description = $"{DatabaseMeans} Without it that of the settings (OPPORTUNE_DATABASE, opportune.yaml).";
        option.DefaultValueFactory = result =>
        {
            if (InstalledSettings.Database is { } said)
                return Parse(result, said);
            result.AddError(InstalledSettings.Refusal ?? "--database: name the database, here, in OPPORTUNE_DATABASE or in opportune.yaml");
            return null!;
        };
        return option;
    }

    /// <summary>The database, and no other than is named here.</summary>
    public static Option<DatabaseUrl> NamedDatabase(bool required) => new("--database")
    {
        Description = DatabaseMeans,
        HelpName = "URL",
        Required = required,
        CustomParser = result => Parse(result, result.Tokens[0].Value),
    };

    /// <summary>The database that a command goes by, and whether that is because none was named; null: it has none.</summary>
    public static (DatabaseUrl Url, bool IsOfSettings)? DatabaseOf(ParseResult parsed) =>
        parsed.Action is not System.CommandLine.Help.HelpAction && parsed.CommandResult.GetResult("--database") is OptionResult option && option.GetValueOrDefault<DatabaseUrl?>() is { } url ? (url, option.Implicit) : null;

    private static DatabaseUrl Parse(ArgumentResult result, string url)
    {
        try
        {
            return DatabaseUrl.Parse(url);
        }
        catch (InputException e)
        {
            result.AddError(e.Message);
            return null!;
        }
    }

    public static Option<string?> SourceDatabase() => new("--source-database")
    {
        Description = "The database with the source's tables, read only: sqlite:PATH or postgresql://user@host/database; other engines are named in the mapping.",
        HelpName = "URL",
    };

    /// <summary>Who calls: the name that the system knows the user by, and who took that account's place by sudo, as sudo says it.</summary>
    public static string Caller =>
        Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 and <= 64 } person && person != Environment.UserName && person.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? $"{Environment.UserName} (sudo: {person})"
            : Environment.UserName;

    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", out var date))
                return date;
            result.AddError($"{name}: write the date as yyyy-MM-dd");
            return null;
        },
    };

    public static Option<DateOnly> AsOf(bool required) => new("--as-of")
    {
        Description = "The date as of which to look, inclusive (yyyy-MM-dd).",
        HelpName = "DATE",
        Required = required,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date))
                return date;
            result.AddError($"--as-of: '{text}' is not a date; write it as yyyy-MM-dd");
            return default;
        },
    };

    /// <summary>The jobs that are meant: exactly that folder where one is named, else those of this machine's settings with the site's over them, else those beside the program.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static JobsPlace FindJobs(string? given)
    {
        if (given is not null)
            return Directory.Exists(given) ? given : throw new InputException($"--jobs: there is no folder {given}");
        return InstalledSettings.PlaceOf(InstalledSettings.Read());
    }
}
