using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.App.Verify;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary><c>verify</c>: derives every published row of a run anew, by other code.</summary>
internal static class VerifyCommand
{
    private const int MostTold = 200;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "Folder that a run wrote.", HelpName = "DIR", Required = true };
        var input = new Option<string>("--input") { Description = "Folder with the canonical tables that it read.", HelpName = "DIR", Required = true };
        var (jobs, sets, quiet) = (CommonOptions.Jobs(), CommonOptions.ValueSets(), CommonOptions.Quiet());
        var command = new Command("verify", "Derive every published row of a run anew from its input, with a second evaluator and the plain reader, and say which are not confirmed.") { run, input, jobs, sets, quiet };
        command.SetAction(parsed => Guard.Run(() => Task.FromResult(
            Run(parsed.GetValue(run)!, parsed.GetValue(input)!, LoadedJobs.Load(parsed.GetValue(jobs), parsed.GetValue(sets)), parsed.GetValue(quiet)))));
        return command;
    }

    private static int Run(string run, string input, LoadedJobs loaded, bool quiet)
    {
        var manifest = Path.Combine(run, "run.json");
        if (!File.Exists(manifest))
            throw new InputException($"--run: there is no run in {run} (no run.json)");
        var written = Written.Read(manifest);
        var request = loaded.Request(written.Job, written.AsOf, input, threads: 1);
        if (written.Rules != request.RulesHash)
            throw new InputException("the rules are not those of the run (versions in its run.json); name the folder of that time with --jobs");
        var changed = Changed(run, written.Outputs).ToList();
        foreach (var file in changed)
            Screens.Line($"{file}: is not what the run wrote");
        var verification = Verification.Of(request, PublishedRow.Read(run));
        foreach (var damage in verification.Damages)
            Screens.Line($"{damage.File}: row group {damage.Group}, column {damage.Column}, rows {damage.From} to {damage.To} cannot be read: {damage.Why}");
        foreach (var (row, why) in verification.Unconfirmed.Take(MostTold))
            Screens.Line($"{row["measure"]} {row["gap_id"]}: {why}");
        if (verification.Unconfirmed.Count > MostTold)
            Screens.Line($"and {verification.Unconfirmed.Count - MostTold} more");
        if (!quiet)
            Screens.Line(string.Create(CultureInfo.InvariantCulture, $"{Amounts.Of(verification.Rows, "row")}: {verification.Rows - verification.Unconfirmed.Count:N0} confirmed, {verification.Unconfirmed.Count:N0} not"));
        return verification.Unconfirmed.Count + verification.Damages.Count + changed.Count == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private static IEnumerable<string> Changed(string run, IReadOnlyList<(string Name, string Sha256)> outputs)
    {
        foreach (var (name, sha256) in outputs)
        {
            var file = Path.Combine(run, name);
            if (!File.Exists(file) || Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) != sha256)
                yield return name;
        }
    }

    // What run.json says of the run.
    private sealed record Written(string Job, DateOnly AsOf, string Rules, IReadOnlyList<(string Name, string Sha256)> Outputs)
    {
        public static Written Read(string manifest)
        {
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
                var (root, run) = (json.RootElement, json.RootElement.GetProperty("run"));
                return new(
                    run.GetProperty("job").GetString()!,
                    DateOnly.ParseExact(run.GetProperty("as_of").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    root.GetProperty("versions").GetProperty("rules").GetString()!,
                    [.. root.GetProperty("outputs").EnumerateObject().Select(o => (o.Name, o.Value.GetProperty("sha256").GetString()!))]);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
            {
                throw new InputException($"{manifest}: is not what a run writes; restore it from a backup, or run again", e);
            }
        }
    }
}
