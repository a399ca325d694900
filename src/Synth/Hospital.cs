using Opportune.Synth.People;
using Opportune.Synth.Population;
using Opportune.Synth.Tables;

namespace Opportune.Synth;

/// <summary>
/// An invented hospital with hidden truth. For each patient it draws what is the case, derives what each measure should
/// say, and only then writes rows and reports; nobody in it is real, and its reports flatter any reader a little.
/// </summary>
public static partial class Hospital
{
    /// <summary>
    /// Writes the canonical tables as Parquet into <paramref name="folder"/>, and <c>truth/patients.parquet</c> and
    /// <c>truth/mentions.parquet</c> beside them. The same options always give the same bytes; memory does not grow with
    /// the number of patients.
    /// </summary>
    /// <param name="options">How many people, what chance, which day.</param>
    /// <param name="folder">Created if it is not there; files of the same names are replaced.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one patient.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(HospitalOptions options, string folder, IProgress<double>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Patients, 1);
        var truthFolder = Path.Combine(folder, "truth");
        Directory.CreateDirectory(truthFolder);
        var world = new World(options);
        using var mentions = new MentionTruth(truthFolder);
        using var patients = new PatientTruth(truthFolder);
        using var tables = new HospitalTables(folder, mentions);
        for (var i = 0; i < options.Patients; i++)
        {
            var draw = new Draw(options.Seed, i);
            var chart = ChartDraw.Draw(draw, world, i);
            patients.Write(chart);
            tables.Write(chart, draw);
            if (i % 500 == 0)
                progress?.Report((double)i / options.Patients);
        }
        tables.Finish(world);
        patients.Finish();
        mentions.Finish();
        progress?.Report(1);
    }
}
