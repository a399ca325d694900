using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Jobs.Measures;

namespace Opportune.App.Commands;

/// <summary><c>check</c>: lints everything under jobs/, runs the cases and names those that a measure lacks.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var (jobs, sets, quiet) = (CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet());
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of measure files (measures/measure.schema.json) for editors, and check nothing." };
        var source = new Option<string?>("--source") { Description = "Tell what is understood of a site's data by a mapping under jobs/sources/, and what would be withheld for want of it.", HelpName = "ID" };
        var input = new Option<string?>("--input") { Description = "With --source: folder with the source's files.", HelpName = "DIR" };
        var (database, asOf, threads) = (CommonOptions.SourceDatabase(), CommonOptions.AsOf(required: false), CommonOptions.Threads());
        var command = new Command("check", "Lint every file under jobs/ (all errors at once, file:line:column), run all cases, and name those that a measure lacks.") { jobs, sets, schema, source, input, database, asOf, threads, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(schema))
                return PrintSchema();
            var place = CommonOptions.FindJobs(parsed.GetValue(jobs));
            if (!parsed.GetValue(quiet))
                Console.WriteLine(LoadedJobs.WhereFrom(place, null));
            return parsed.GetValue(source) is { } id
                ? await SourceReport.Print(
                    new(place, id, parsed.GetValue(input), parsed.GetValue(database)), LoadedJobs.Load(place, parsed.GetValue(sets), null),
                    parsed.GetResult(asOf) is null ? null : parsed.GetValue(asOf), parsed.GetValue(threads), cancel)
                : Run(place, parsed.GetValue(sets), parsed.GetValue(quiet));
        }));
        return command;
    }

    /// <summary>Applies the rulebook to the patients of cases, with the feeds that each case says.</summary>
    public static Func<CaseSetting, IReadOnlyList<Gap>> Evaluate(Rulebook rulebook)
    {
        MeasureEvaluator? planned = null;
        return setting =>
        {
            var controls = SiteControls.HoldingExcept(setting.Unproven);
            planned = planned is null ? new(rulebook, setting.Coverage, controls, setting.AsOf) : planned.With(setting.Coverage, controls, setting.AsOf);
            return [.. planned.Evaluate(setting.Record).SelectMany(r => r.Gaps)];
        };
    }

    private static int PrintSchema()
    {
        Console.Out.Write(MeasureSchema.Text());
        return ExitCode.Done;
    }

    private static int Run(JobsPlace place, string? siteValueSets, bool quiet)
    {
        var problems = new Problems();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        var (rules, _) = LoadedJobs.Read(place, siteValueSets, problems, today: today);
        var tried = (rules?.Measures ?? []).Select(m => (Measure: m, Results: CaseRunner.Run(rules!, m, Evaluate))).ToList();
        var results = tried.SelectMany(t => t.Results).ToList();
        foreach (var failed in results.Where(r => !r.Passed))
            problems.Add(failed.ToProblem() with { File = CasesOf(place, Path.GetFileName(failed.File)[..^".cases.yaml".Length]) });
        foreach (var (measure, its) in tried)
        {
            foreach (var missing in CaseAudit.Missing(rules!, measure, Evaluate, its))
                problems.Add(new(CasesOf(place, measure.Id), 0, 0, missing));
        }
        SourceTaking.Lint(place, problems);
        foreach (var problem in problems.All)
            Console.Error.WriteLine(problem);
        var errors = problems.All.Count(p => !p.IsWarning);
        if (!quiet && rules is not null)
            Screens.Line($"{Amounts.Of(rules.Measures.Count, "measure")}, {Amounts.Of(rules.ValueSets.Count, "value set")}, {Amounts.Of(rules.Jobs.Count, "job")}, {Amounts.Of(results.Count, "case")}");
        if (!quiet)
            TellOrigins(place);
        if (!quiet && rules is not null)
        {
            foreach (var line in ReviewsDue(rules, today))
                Screens.Line(line);
        }
        if (!quiet)
            Screens.Line(errors == 0 ? $"no errors, {Amounts.Of(problems.All.Count, "warning")}" : $"{Amounts.Of(errors, "error")}, {Amounts.Of(problems.All.Count - errors, "warning")}");
        return errors == 0 ? ExitCode.Done : ExitCode.Found;
    }

    // Where a measure's cases are, or are to be: beside it, never with the program where the measure is the site's.
    private static string CasesOf(JobsPlace place, string measure) =>
        place.Find($"measures/{measure}.cases.yaml") is var there && File.Exists(there) ? there : Path.ChangeExtension(place.Find($"measures/{measure}.yaml"), ".cases.yaml");

    private static void TellOrigins(JobsPlace place)
    {
        foreach (var file in SiteRules.Of(place))
            Screens.Line($"{file.Path}: {file}{(file.State == SiteFileState.BaseChanged ? $"; 'rules site {file.Path}' shows it" : "")}");
    }

    /// <summary>Which measures and value sets have to be looked at again within 60 days, a line a day.</summary>
    internal static IEnumerable<string> ReviewsDue(JobsFolder rules, DateOnly today) =>
        from one in rules.Measures.Select(m => (On: m.Review.NextReview, Name: m.Id)).Concat(rules.ValueSets.Values.Select(s => (On: ReviewDays.Of(s) ?? DateOnly.MaxValue, s.Name)))
        where ReviewDays.IsDue(one.On, today)
        group one.Name by one.On into day
        orderby day.Key
        select $"review {(day.Key < today ? "overdue since" : "due by")} {day.Key:yyyy-MM-dd}: {string.Join(", ", day.Order(StringComparer.Ordinal))}";
}
