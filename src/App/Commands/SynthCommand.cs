using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Synth;

namespace Opportune.App.Commands;

/// <summary><c>synth</c>: writes an invented hospital with hidden truth, or one without for measuring speed.</summary>
internal static class SynthCommand
{
    public static Command Create()
    {
        var patients = new Option<int>("--patients") { Description = "How many patients.", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "The same seed always gives the same hospital.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var asOf = CommonOptions.AsOf(required: false);
        asOf.DefaultValueFactory = _ => DefaultAsOf;
        var preset = new Option<string>("--preset") { Description = "hospital, or bench: many findings and ten other rows for each, without truth, for measuring speed.", HelpName = "NAME", DefaultValueFactory = _ => "hospital" };
        preset.AcceptOnlyFromAmong("hospital", Bench);
        var findings = new Option<long?>("--findings") { Description = "With --preset bench: how many imaging findings.", HelpName = "N" };
        var output = new Option<string>("--out") { Description = "Folder for the tables; the truth goes into its folder 'truth'.", HelpName = "DIR", Required = true };
        var quiet = CommonOptions.Quiet();
        var command = new Command("synth", "Write an invented hospital: canonical tables as Parquet, and the truth beside them.") { patients, seed, asOf, preset, findings, output, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            if (parsed.GetValue(preset) == Bench)
            {
                if (parsed.GetResult(patients) is { Implicit: false } || parsed.GetResult(asOf) is { Implicit: false })
                    throw new InputException("--preset bench: its patients and its day follow from --findings; leave --patients and --as-of away");
                return await WriteBench(parsed.GetValue(findings), parsed.GetValue(seed), parsed.GetRequiredValue(output), parsed.GetValue(quiet));
            }
            if (parsed.GetValue(findings) is not null)
                throw new InputException("--findings: goes with --preset bench");
            var options = Options(parsed.GetValue(patients), parsed.GetValue(seed), parsed.GetValue(asOf));
            var folder = parsed.GetRequiredValue(output);
            await Write(options, folder, parsed.GetValue(quiet));
            if (!parsed.GetValue(quiet))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Patients:N0} invented patients up to {options.AsOf:yyyy-MM-dd} -> {folder}"));
            return ExitCode.Done;
        }));
        return command;
    }

    private const string Bench = "bench";

    // What the benchmark of the whole job runs over, once DuckDB has written it anew.
    private static async Task<int> WriteBench(long? findings, int seed, string folder, bool quiet)
    {
        if (findings is not (>= 1 and <= 1_000_000_000))
            throw new InputException("--findings: name a number from 1 to 1,000,000,000");
        await Task.Run(() => Hospital.WriteBench(findings.Value, seed, folder, otherRows: 10));
        if (!quiet)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{findings:N0} invented findings up to {Hospital.BenchAsOf:yyyy-MM-dd} -> {folder}"));
        return ExitCode.Done;
    }

    /// <summary>The day on which the invented hospital is looked at when nobody says otherwise.</summary>
    public static DateOnly DefaultAsOf { get; } = new(2026, 11, 14);

    /// <exception cref="InputException">A number of patients that makes no hospital.</exception>
    public static HospitalOptions Options(int patients, int seed, DateOnly asOf) =>
        patients is >= 1 and <= 10_000_000
            ? new() { Patients = patients, Seed = seed, AsOf = asOf }
            : throw new InputException("--patients: name a number from 1 to 10,000,000");

    public static Task Write(HospitalOptions options, string folder, bool quiet) =>
        ProgressView.Show(quiet, progress => Task.Run(() =>
        {
            var total = options.Patients;
            Hospital.Write(options, folder, new Relay(share => progress.Report(new("inventing a hospital", (long)(share * total), total, "patients"))));
            return true;
        }));

    // Progress<T> would report through a queue and out of order.
    private sealed class Relay(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
