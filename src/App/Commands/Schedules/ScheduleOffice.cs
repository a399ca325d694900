using System.CommandLine;
using System.Globalization;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs.Scheduling;
using Opportune.Schedules;

namespace Opportune.App.Commands;

/// <summary>What the commands share that look at schedules in the database, and change them.</summary>
internal sealed class ScheduleOffice
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public Option<DatabaseUrl> Database { get; } = CommonOptions.Database(required: true);

    public Option<string?> Jobs { get; } = CommonOptions.Jobs();

    public static Argument<string> Job() => new("job") { Description = "The job: the name of a file under jobs/, without .yaml.", HelpName = "JOB" };

    public static Option<string> By() => new("--by") { Description = "Who asks; kept in the history.", HelpName = "NAME", Required = true };

    public static Option<string> Reason(bool required) => new("--reason") { Description = "Why; kept in the history.", HelpName = "TEXT", Required = required };

    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "INSTANT",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                return instant;
            result.AddError($"{name}: '{text}' is no instant; write it as 2026-03-28T12:00Z");
            return null;
        },
    };

    /// <summary>Reads the job files of the folder that is meant.</summary>
    public IReadOnlyList<JobFile> ReadFiles(ParseResult parsed) =>
        InstalledSettings.Files(CommonOptions.FindJobs(parsed.GetValue(Jobs)), InstalledSettings.Out, TimeProvider.System);

    /// <summary>Runs a command's body on the open database.</summary>
    public Task<int> Run(ParseResult parsed, Func<OpportuneDatabase, ScheduleDesk, Task<int>> body, CancellationToken cancel) => Guard.Run(async () =>
    {
        await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(Database), TimeProvider.System, cancel);
        var folder = Path.GetFullPath(CommonOptions.FindJobs(parsed.GetValue(Jobs)).Folder);
        var settings = new DutySettings { Files = () => ReadFiles(parsed), Root = Path.GetDirectoryName(folder)! };
        return await body(database, new(database, settings, TimeProvider.System));
    });
}
