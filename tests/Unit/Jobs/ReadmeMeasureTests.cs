using System.Text.Json.Nodes;
using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Jobs.Lexicon;
using Opportune.Jobs.Measures;
using Opportune.Tests.Unit.Evaluation;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>What README.md tells measure authors: its example is one, and its keys are the loader's.</summary>
public class ReadmeMeasureTests
{
    [Fact]
    public void The_example_has_no_problem_and_every_case_that_check_demands()
    {
        using var folder = Some.Folder();
        foreach (var file in Directory.EnumerateFiles(Repository.Jobs, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(Repository.Jobs, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        ReadmeMeasure.WriteTo(folder.Path);

        var problems = new Problems();
        var lexicon = LexiconReader.Read(folder["lexicon"], problems);
        var jobs = JobsFolder.Load(folder.Path, siteValueSets: null, problems, KnownIds.Of(lexicon!, Derivations.Meanings.Keys));
        Assert.Equal("", string.Join('\n', problems.All));
        var measure = jobs!.Measures.Single(m => m.Id == ReadmeMeasure.Id);
        Assert.Contains(measure, jobs.For(jobs.Jobs["nightly"]).Measures);
        Assert.Equal("", string.Join('\n', CaseJudge.Missing(jobs, measure)));
        var results = CaseRunner.Run(jobs, measure, CaseJudge.Evaluate);
        Assert.Equal(12, results.Count);
        Assert.Equal("", string.Join('\n', results.Where(r => !r.Passed).Select(r => r.ToProblem())));
    }

    // The rest of the keys stand in the schema.
    [Fact]
    public void The_readme_has_the_line_of_each_key_and_which_are_required()
    {
        HashSet<string> told = ["", "index", "classes", "criteria", "exclude", "satisfied-by", "control", "tiers", "shifts", "notes", "opens-after", "wording"];
        var keys = MeasureKeys.Of(JsonNode.Parse(MeasureSchema.Text())!.AsObject()).ToList();
        var required = keys.Where(k => k.IsRequired).Select(k => k.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(MeasureKeys.Lines.Keys.Order(StringComparer.Ordinal), keys.Select(k => k.Key).Distinct().Order(StringComparer.Ordinal));
        var rows = MeasureKeys.Lines.Where(l => told.Contains(l.Key.LastIndexOf('.') is var dot and > 0 ? l.Key[..dot] : ""))
            .Select(l => $"| `{l.Key}` | {(required.Contains(l.Key) ? "required" : "")} | {l.Value} |\n");
        Assert.Contains($"| key | | what |\n|---|---|---|\n{string.Concat(rows)}\n", ReadmeMeasure.Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_names_every_placeholder() =>
        Assert.All(Wording.Placeholders.Keys, name => Assert.Contains($"`{{{name}}}`", ReadmeMeasure.Readme, StringComparison.Ordinal));
}
