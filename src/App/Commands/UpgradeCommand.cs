using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.App.Upgrade;
using Opportune.Core;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary><c>upgrade ...</c>: what another version of the program would change, before it is in use.</summary>
internal static class UpgradeCommand
{
    public static Command Create() => new("upgrade", "Know what another version of the program would change, before it is in use.") { Rehearse() };

    private static Command Rehearse()
    {
        var old = new Option<string>("--old") { Description = "Folder of the program in use: an unpacked archive, or /opt/opportune/current.", HelpName = "FOLDER", Required = true };
        var input = new Option<string?>("--input") { Description = "Folder with the canonical tables, or with the source's files (--source); default: what the job's file names.", HelpName = "DIR" };
        var source = new Option<string?>("--source") { Description = "The mapping by which each program takes the source's tables: the name of a file under jobs/sources/, without .yaml (default: the job's own).", HelpName = "ID" };
        var sourceDatabase = CommonOptions.SourceDatabase();
        var job = new Option<string>("--job") { Description = "The job.", HelpName = "JOB", DefaultValueFactory = _ => "nightly" };
        var output = new Option<string?>("--out") { Description = "TSV to write, for its owner only: measure, patient_id, change, cause.", HelpName = "FILE" };
        var (asOf, threads, jobs, sets, quiet) = (CommonOptions.AsOf(required: true), CommonOptions.Threads(), CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet());
        var command = new Command("rehearse", "Run the program in use and this one side by side on the same input, each by its own rules with the site's over them, and publish nothing: who enters, who leaves, and why.")
        {
            old, input, source, sourceDatabase, job, asOf, output, threads, jobs, sets, quiet,
        };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var rehearsal = new Rehearsal(parsed.GetRequiredValue(old), parsed.GetRequiredValue(job), parsed.GetValue(asOf), new(parsed.GetValue(input) is { } folder ? Path.GetFullPath(folder) : null, parsed.GetValue(source), parsed.GetValue(sourceDatabase)), parsed.GetValue(threads));
            var place = CommonOptions.FindJobs(parsed.GetValue(jobs));
            var changes = await ProgressView.Show(parsed.GetValue(quiet), progress => Task.Run(() => rehearsal.Run(place, parsed.GetValue(sets), progress, cancel), CancellationToken.None));
            if (parsed.GetValue(output) is { } file)
                await PartFile.Write("--out", file, null, part => Write(part, changes));
            Print(rehearsal, changes);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<int> Write(string part, IReadOnlyList<RehearsedChange> changes)
    {
        await File.WriteAllLinesAsync(part, changes.Select(c => $"{c.Measure}\t{c.PatientId}\t{c.Change}\t{c.Cause}").Prepend("measure\tpatient_id\tchange\tcause"));
        OwnersOnly.File(part);
        return changes.Count;
    }

    private static void Print(Rehearsal rehearsal, IReadOnlyList<RehearsedChange> changes)
    {
        if (changes.Count > 0)
        {
            var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("measure", "change", "because of", "patients");
            foreach (var group in changes.GroupBy(c => (c.Measure, c.Change, c.Cause)).OrderBy(g => g.Key))
                table.AddRow(Markup.Escape(group.Key.Measure), group.Key.Change, group.Key.Cause, group.Count().ToString("N0", CultureInfo.InvariantCulture));
            Screens.Out.Write(table);
        }
        Screens.Line(string.Create(CultureInfo.InvariantCulture,
            $"{rehearsal.Before:N0} open rows by the program in use, {rehearsal.After:N0} by this one: {changes.Count(c => c.Change == "enters"):N0} enter, {changes.Count(c => c.Change == "leaves"):N0} leave, {changes.Count(c => c.Change == "tier"):N0} change their tier"));
        foreach (var note in rehearsal.Notes)
            Screens.Line(note);
    }
}
