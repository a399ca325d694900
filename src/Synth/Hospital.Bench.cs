using Opportune.Synth.Tables;

namespace Opportune.Synth;

public static partial class Hospital
{
    /// <summary>
    /// Writes <c>imaging_findings.parquet</c> alone, and as much of it as is asked for: one line of a report a row, with
    /// the repetition that dictation has, seven in ten of chest films, one report in ten with something that a rule reads.
    /// For measuring speed: there is no truth beside it.
    /// </summary>
    /// <param name="findings">How many rows.</param>
    /// <param name="seed">What all chance is drawn from.</param>
    /// <param name="folder">Created if it is not there.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one row.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteBench(long findings, int seed, string folder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(findings, 1);
        Directory.CreateDirectory(folder);
        using var bulk = new BulkFindings(seed, folder);
        bulk.Write(findings);
    }
}
