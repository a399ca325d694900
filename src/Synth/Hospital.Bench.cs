using Opportune.Synth.Tables;

namespace Opportune.Synth;

public static partial class Hospital
{
    /// <summary>The day up to which <see cref="WriteBench"/> invents findings.</summary>
    public static DateOnly BenchAsOf { get; } = new(2026, 6, 30);

    /// <summary>Rows of all other tables together for each finding, where nobody says otherwise.</summary>
    public const int BenchOtherRows = 5;

    /// <summary>
    /// Writes a hospital for measuring speed: as many imaging findings as are asked for, one line of a report a row, with
    /// the repetition that dictation has, seven in ten of chest films, one report in ten with something that a rule reads;
    /// and other tables with so many rows for each finding, of as many patients as have them (three for ten findings where there
    /// are five). There is no truth beside it, and the findings say nothing about the other tables: their order is that of the
    /// exams, not of the patients.
    /// </summary>
    /// <param name="findings">How many rows.</param>
    /// <param name="seed">What all chance is drawn from.</param>
    /// <param name="folder">Created if it is not there.</param>
    /// <param name="otherRows">Rows of all other tables together, for each finding.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one row.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteBench(long findings, int seed, string folder, int otherRows = BenchOtherRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(findings, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(otherRows, 1);
        Directory.CreateDirectory(folder);
        var patients = (int)Math.Max(1, findings * otherRows * 3 / 50);
        Write(new() { Patients = patients, Seed = seed, AsOf = BenchAsOf }, folder, progress: null);
        // The hospital's own reports are made one patient at a time and too few; the bulk takes their place.
        Directory.Delete(Path.Combine(folder, "truth"), recursive: true);
        using var bulk = new BulkFindings(patients, seed, folder);
        bulk.Write(findings);
    }
}
