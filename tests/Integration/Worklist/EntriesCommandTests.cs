using System.Text.Json.Nodes;
using Opportune.Database;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Worklist;

/// <summary>The worklist from the command line.</summary>
public sealed class EntriesCommandTests
{
    [Fact]
    public async Task An_entry_is_listed_decided_and_taken_back()
    {
        await using var ward = await Ward.Open(DatabaseEngine.Sqlite);
        await ward.Add();
        var listed = await Run(ward, "list");
        Assert.Contains("e1 · patient P1 · dexa-review · tier 2 (a label) · new", listed.Output, StringComparison.Ordinal);
        Assert.EndsWith("Candidate for clinician review; not a diagnosis, order or prescription.", listed.Output.TrimEnd(), StringComparison.Ordinal);

        var decided = await Run(ward, "dispose", "e1", "--as", "dxa-ordered", "--by", "ann", "--text", "spine and hip");
        Assert.Contains("DXA ordered by ann, 14 Nov 2026, back on 13 Jan 2027", decided.Output, StringComparison.Ordinal);

        // The revision that somebody looked at before that.
        var late = await Cli.Run(Arguments(ward, "dispose", "e1", "--as", "snooze", "--by", "bob", "--revision", "0.1.0.0"));
        Assert.Equal((2, ""), (late.ExitCode, late.Output));
        Assert.Equal("opportune: changed meanwhile: ann: DXA ordered, back on 13 Jan 2027 (new to waiting). Look at it again and decide then; nothing was changed", late.ErrorLines.Single());

        var shown = JsonNode.Parse((await Run(ward, "show", "e1", "--json")).Output)!;
        Assert.Equal("waiting", (string?)shown["entry"]!["state"]);
        Assert.Equal("1.1.0.0", (string?)shown["entry"]!["revision_seen"]);
        Assert.Equal("spine and hip", (string?)shown["history"]![0]!["detail"]!["fields"]!["text"]);

        await Run(ward, "take-back", "e1", "--by", "ann", "--revision", "1.1.0.0");
        Assert.Contains("ann: taken back: DXA ordered", (await Run(ward, "show", "e1")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dispose e1 --as dxa-orderd --by ann", "opportune: --as: unknown disposition 'dxa-orderd'; did you mean 'dxa-ordered'?")]
    [InlineData("dispose e9 --as dxa-ordered --by ann", "opportune: there is no entry e9; 'entries list' shows their ids")]
    [InlineData("dispose e1 --as statin-prescribed --by ann", "opportune: 'Statin prescribed' is not for the bone pathway, only for vascular; nothing was changed")]
    [InlineData("dispose e1 --as wrong-logic --criterion dxa-cod --by ann", "opportune: --criterion: unknown criterion 'dxa-cod'; did you mean 'dxa-code'?; 'explain --measure dexa-review' tells them all")]
    [InlineData("list --after nowhere", "opportune: --after: this is no place in the list; copy the one that the page before ended with")]
    [InlineData("list --measure dexa-revue", "opportune: --measure: unknown measure 'dexa-revue'; did you mean 'dexa-review'?")]
    public async Task What_cannot_be_done_is_told_in_one_line(string arguments, string expected)
    {
        await using var ward = await Ward.Open(DatabaseEngine.Sqlite);
        await ward.Add();
        var result = await Cli.Run(Arguments(ward, arguments.Split(' ')));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal(expected, result.ErrorLines.Single());
    }

    private static async Task<CliResult> Run(Ward ward, params string[] arguments)
    {
        var result = await Cli.Run(Arguments(ward, arguments));
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private static string[] Arguments(Ward ward, params string[] arguments) =>
        ["entries", .. arguments, "--database", ward.Fresh.Url, "--jobs", Path.Combine(Repository.Root, "jobs"), "--as-of", "2026-11-14"];
}
