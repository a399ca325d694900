using System.Text.Json;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary><c>schedule preview</c> as a person meets it.</summary>
public sealed class SchedulePreviewTests : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_next_starts_are_shown_in_the_zone_and_in_utc()
    {
        var result = await Cli.Run("schedule", "preview", "nightly", "--from", "2026-10-31", "--count", "3");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            """
            nightly: Worklists of the bone, vascular and neck pathways
            30 2 * * * in America/Chicago · overlap: skip · catch-up: latest · not later than 20h

              due                         UTC                as of       deadline
             ────────────────────────────────────────────────────────────────────────────────────
              Sat 2026-10-31 02:30 -05:00 2026-10-31 07:30Z  2026-10-31  Sat 2026-10-31 07:00 -05:00
              Sun 2026-11-01 02:30 -06:00 2026-11-01 08:30Z  2026-11-01  Sun 2026-11-01 07:00 -06:00
              Mon 2026-11-02 02:30 -06:00 2026-11-02 08:30Z  2026-11-02  Mon 2026-11-02 07:00 -06:00
            """.Split('\n').Where(l => !l.Contains('─')).Select(Words).Where(l => l.Length > 0),
            result.Output.Split('\n').Where(l => !l.Contains('─')).Select(Words).Where(l => l.Length > 0));
    }

    [Fact]
    public async Task A_follower_is_due_by_the_clock_of_the_job_that_it_follows()
    {
        var jobs = Jobs("after-it", "{after: nightly, window: {from: \"06:00\", to: \"08:00\"}}");
        var result = await Cli.Run("schedule", "preview", "after-it", "--jobs", jobs, "--from", "2026-11-20T12:00Z", "--count", "1", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(("nightly", "America/Chicago", "06:00-08:00"), (Text(json.RootElement, "by_the_clock_of"), Text(json.RootElement, "time_zone"), Text(json.RootElement, "window")));
        var start = Assert.Single(json.RootElement.GetProperty("starts").EnumerateArray());
        Assert.Equal(("2026-11-21T02:30:00-06:00", "2026-11-21T08:30:00Z", "2026-11-21", "2026-11-21T06:00:00-06:00"),
            (Text(start, "due"), Text(start, "due_utc"), Text(start, "as_of"), Text(start, "not_before")));
    }

    [Fact]
    public async Task What_has_no_times_is_refused_in_one_line()
    {
        var jobs = Jobs("by-hand", null);
        foreach (var (arguments, said) in new (string[], string)[]
        {
            (["nightli"], "unknown job 'nightli'; did you mean 'nightly'?"),
            (["by-hand"], "'by-hand' has no schedule: people start it"),
            (["nightly", "--count", "0"], "--count: name a number from 1 to 1000"),
            (["nightly", "--from", "tomorrow"], "--from: 'tomorrow' is no instant; write it as 2026-03-28T12:00Z"),
        })
        {
            var result = await Cli.Run(["schedule", "preview", "--jobs", jobs, .. arguments]);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains(said, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Check_tells_a_schedule_that_cannot_be()
    {
        var jobs = Jobs("leap", "{cron: \"0 3 30 2 *\", time-zone: Europe/Berln}");
        Assert.Contains("leap.yaml:4:43: unknown time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?", (await Cli.Run("check", "--jobs", jobs)).Error, StringComparison.Ordinal);
        jobs = Jobs("leap", "{cron: \"0 3 30 2 *\", time-zone: Europe/Berlin}");
        var result = await Cli.Run("check", "--jobs", jobs);
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("leap.yaml:4:18: '0 3 30 2 *' never comes", result.Error, StringComparison.Ordinal);
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    // The shipped folder with one job more.
    private string Jobs(string id, string? schedule)
    {
        foreach (var file in Directory.EnumerateFiles(ShippedJobs.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder["jobs"], Path.GetRelativePath(ShippedJobs.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
        File.WriteAllText(Path.Combine(_folder["jobs"], id + ".yaml"),
            $"id: {id}\ntitle: T\nmeasures: {{tagged: [nightly]}}\n{(schedule is null ? "" : $"schedule: {schedule}\n")}outputs: [csv]\n");
        return _folder["jobs"];
    }
}
