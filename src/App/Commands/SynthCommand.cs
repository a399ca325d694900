using System.CommandLine;
using System.Globalization;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Synth;

namespace Opportune.App.Commands;

/// <summary><c>synth</c>: writes an invented hospital with hidden truth.</summary>
internal static class SynthCommand
{
    public static Command Create()
    {
        var patients = new Option<int>("--patients") { Description = "How many patients.", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "The same seed always gives the same hospital.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var asOf = CommonOptions.AsOf(required: false);
        asOf.DefaultValueFactory = _ => DefaultAsOf;
        var output = new Option<string>("--out") { Description = "Folder for the tables; the truth goes into its folder 'truth'.", HelpName = "DIR", Required = true };
        var quiet = CommonOptions.Quiet();
        var command = new Command("synth", "Write an invented hospital: canonical tables as Parquet, and the truth beside them.") { patients, seed, asOf, output, quiet };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var options = Options(parsed.GetValue(patients), parsed.GetValue(seed), parsed.GetValue(asOf));
            var folder = parsed.GetRequiredValue(output);
            await Write(options, folder, parsed.GetValue(quiet));
            if (!parsed.GetValue(quiet))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Patients:N0} invented patients -> {folder}"));
            return ExitCode.Done;
        }));
        return command;
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
