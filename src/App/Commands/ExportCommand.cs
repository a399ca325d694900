using System.CommandLine;
using System.Globalization;
using Opportune.Core;
using Opportune.Database;
using Opportune.Jobs;
using Opportune.Jobs.Settings;
using Opportune.Runs.Exports;

namespace Opportune.App.Commands;

/// <summary><c>export</c>: the worklist as a file for others.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "csv (for spreadsheets), parquet, arrow, or fhir (R4 Tasks, one a line).", HelpName = "FORMAT", Required = true };
        format.AcceptOnlyFromAmong([.. EntryNames.All<ExportFormat>()]);
        var file = new Option<string>("--out") { Description = "The file to write: .csv, .parquet, .arrow or .ndjson.", HelpName = "FILE", Required = true };
        var by = new Option<string?>("--by") { Description = "Who takes it; kept with what was taken (default: whoever calls).", HelpName = "NAME" };
        var confirm = new Option<bool>("--confirm-old") { Description = "I know that the data is old, and have checked what matters in the record; kept with what was taken." };
        var measure = new Option<string?>("--measure") { Description = "Only this measure.", HelpName = "ID" };
        var pathway = new Option<string?>("--pathway") { Description = "Only this pathway.", HelpName = "NAME" };
        var states = new Option<string[]>("--state") { Description = $"Only these states (default: new, in-review, reopened): {string.Join(", ", EntryNames.All<EntryState>())}.", HelpName = "STATE" };
        states.AcceptOnlyFromAmong([.. EntryNames.All<EntryState>()]);
        var tier = new Option<int?>("--tier") { Description = "Only this tier.", HelpName = "N" };
        var site = new Option<string?>("--site") { Description = "Only this site.", HelpName = "SITE" };
        var assignee = new Option<string?>("--assignee") { Description = "Only what this person works on.", HelpName = "NAME" };
        var (database, settings, jobs, valueSets) = (CommonOptions.Database(required: true), SettingsOption(), CommonOptions.Jobs(), CommonOptions.ValueSets());
        var command = new Command("export", "Write the worklist to a file: what may leave the house at this moment, and kept who took it.")
        {
            format, file, by, confirm, measure, pathway, states, tier, site, assignee, database, settings, jobs, valueSets,
        };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var rules = Rules(parsed.GetValue(jobs), parsed.GetValue(valueSets));
            if (parsed.GetValue(measure) is { } id && rules.Measures.All(m => m.Id != id))
                throw new InputException($"--measure: {Problems.Unknown("measure", id, rules.Measures.Select(m => m.Id))}");
            var filter = new WorklistFilter
            {
                Measure = parsed.GetValue(measure),
                Pathway = parsed.GetValue(pathway),
                States = [.. (parsed.GetValue(states) ?? []).Select(EntryNames.Parse<EntryState>)],
                Tier = parsed.GetValue(tier),
                Site = parsed.GetValue(site),
                Assignee = parsed.GetValue(assignee),
            };
            var request = new ExportRequest
            {
                Format = EntryNames.Parse<ExportFormat>(parsed.GetRequiredValue(format)),
                Filter = filter,
                FilterText = string.Join(' ', parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
                    .Where(o => !o.Implicit && new Option[] { measure, pathway, states, tier, site, assignee }.Contains(o.Option))
                    .Select(o => $"{o.Option.Name} {string.Join(' ', o.Tokens.Select(t => t.Value))}")),
                By = parsed.GetValue(by) ?? CommonOptions.Caller,
                Today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime),
                Confirmed = parsed.GetValue(confirm),
            };
            var serve = Settings(parsed.GetValue(settings));
            await using var opened = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(database), TimeProvider.System, cancel);
            var export = new WorklistExport(new(opened, rules.Dispositions, Sight.Everything), serve.Freshness, serve.Identifiers, m => rules.Measures.FirstOrDefault(r => r.Id == m)?.Title ?? m, TimeProvider.System);
            return await Write(export, request, parsed.GetRequiredValue(file), cancel);
        }));
        return command;
    }

    /// <summary>The file with the settings of the installation.</summary>
    public static Option<string?> SettingsOption() => new("--settings") { Description = "The installation's opportune.yaml: how old data may be, and the systems of identifiers.", HelpName = "FILE" };

    /// <summary>The settings that a file holds; the usual ones without a file.</summary>
    /// <exception cref="InputException">It has errors.</exception>
    public static ServeSettings Settings(string? path)
    {
        var problems = new Problems();
        var settings = path is null ? new() : SettingsFile.Read(path, problems);
        return problems.All.FirstOrDefault(p => !p.IsWarning) is { } problem ? throw new InputException(problem.ToString()) : settings ?? new();
    }

    private static async Task<int> Write(WorklistExport export, ExportRequest request, string path, CancellationToken cancel)
    {
        var extension = WorklistExport.ExtensionOf(request.Format);
        if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--out: a file of that format ends in {extension}");
        var done = await PartFile.Write("--out", path, null, async part =>
        {
            var done = await export.Write(request, part, cancel);
            return done.Refused is { } refused ? throw new InputException($"{refused}{(request.Confirmed ? "" : "; --confirm-old confirms it where that is enough")}") : done.Row!;
        });
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(done.RowsWritten, "entry", "entries")} written to {path}{(done.LeftOut.Length > 0 ? $"; left out: {done.LeftOut}" : "")}"));
        return ExitCode.Done;
    }

    /// <summary>The rules of a jobs folder.</summary>
    /// <exception cref="InputException">It has errors.</exception>
    public static JobsFolder Rules(string? jobs, string? valueSets)
    {
        var problems = new Problems();
        return JobsFolder.Load(CommonOptions.FindJobs(jobs), valueSets, problems)
            ?? throw new InputException($"{problems.All.First(p => !p.IsWarning)}; 'check' tells all that is wrong");
    }
}
