using System.CommandLine;
using Opportune.App.CodeLists;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.ValueSets;

namespace Opportune.App.Commands;

/// <summary><c>value-sets</c>: what a change of codes means, and which codes no set holds.</summary>
internal static class ValueSetsCommand
{
    public static Command Create() => new("value-sets", "What a change of codes means, and which codes of a source are in no set.") { CreateDiff(), CreateUnplaced() };

    private static Command CreateDiff()
    {
        var older = new Argument<string>("OLD") { Description = "A folder of value sets." };
        var newer = new Argument<string>("NEW") { Description = "Another one." };
        var adds = new Option<bool>("--adds") { Description = "NEW only adds rows to OLD, as a site's folder does." };
        var input = new Option<string?>("--input") { Description = "Canonical tables, to count the rows and patients that it touches.", HelpName = "DIR" };
        var jobs = CommonOptions.Jobs();
        var command = new Command("diff", "Codes added, retired and moved from one set to another, and the measures that use them.") { older, newer, adds, input, jobs };
        command.SetAction(parsed => Guard.Run(() => Task.FromResult(
            Diff(parsed.GetRequiredValue(older), parsed.GetRequiredValue(newer), parsed.GetValue(adds), parsed.GetValue(input), LoadedJobs.Load(parsed.GetValue(jobs), null)))));
        return command;
    }

    private static Command CreateUnplaced()
    {
        var input = new Option<string>("--input") { Description = "Canonical tables.", HelpName = "DIR", Required = true };
        var (jobs, sets) = (CommonOptions.Jobs(), CommonOptions.ValueSets());
        var command = new Command("unplaced", "ICD-10-CM codes of a source that begin like a code that is used (M80, S32, I70, N18, ...) and are in no set.") { input, jobs, sets };
        command.SetAction(parsed => Guard.Run(() => Task.FromResult(Unplaced(parsed.GetRequiredValue(input), LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(sets))))));
        return command;
    }

    private static int Diff(string older, string newer, bool adds, string? input, LoadedJobs loaded)
    {
        foreach (var folder in new[] { older, newer }.Where(f => !Directory.Exists(f)))
            throw new InputException($"there is no folder {folder}");
        var problems = new Problems();
        var changes = ValueSetDiff.Compare(older, newer, adds, problems);
        LoadedJobs.Tell(problems, newer);
        var counts = changes.ToDictionary(c => c, _ => new CodeRows());
        var bySystem = changes.Where(c => c.Row is not null).ToLookup(c => c.Row!.System);
        foreach (var (row, system, code, day) in input is null ? [] : CodeRows.Read(input))
        {
            foreach (var change in bySystem[system].Where(c => c.Row!.Holds(system, code, day)))
                counts[change].Count(row);
        }
        foreach (var change in changes)
        {
            var used = loaded.Rules.Measures.Where(m => loaded.Rules.For(m).ValueSets.Keys.Any(s => s == change.Set || s == change.From)).Select(m => m.Id).ToList();
            var touched = input is null || change.Row is null ? "" : $"; {Amounts.Of(counts[change].Rows, "row")} of {Amounts.Of(counts[change].Patients, "patient")}";
            Screens.Line($"{change.Set}: {change.Code} {change.Kind.ToString().ToLowerInvariant()}{(change.From is { } from ? $" from {from}" : "")}; {(used.Count == 0 ? "no measure uses it" : $"used by {string.Join(", ", used)}")}{touched}");
        }
        Screens.Line($"{changes.Count(c => c.Kind == CodeChangeKind.Added)} added, {changes.Count(c => c.Kind == CodeChangeKind.Retired)} retired, {changes.Count(c => c.Kind == CodeChangeKind.Moved)} moved");
        return ExitCode.Done;
    }

    private static int Unplaced(string input, LoadedJobs loaded)
    {
        var families = new UsedFamilies(loaded.Rules.Measures.SelectMany(m => loaded.Rules.For(m).ValueSets.Values).Distinct());
        var found = new SortedDictionary<string, CodeRows>(StringComparer.Ordinal);
        foreach (var (row, system, code, _) in CodeRows.Read(input).Where(r => families.Miss(r.System, r.Code)))
        {
            if (!found.TryGetValue(code, out var count))
                found[code] = count = new();
            count.Count(row);
        }
        foreach (var (code, count) in found)
            Screens.Line($"{CodeSystems.ShownCode(UsedFamilies.System, code)}: {Amounts.Of(count.Rows, "row")} of {Amounts.Of(count.Patients, "patient")}; in no set");
        Screens.Line($"{Amounts.Of(found.Count, "code")} of used families {(found.Count == 1 ? "is" : "are")} in no set");
        return ExitCode.Done;
    }
}
