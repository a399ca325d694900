using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// Outputs that a unit made before a shared run's end: whoever ends the run copies them, and who ends it again after a kill copies them again.
/// </summary>
/// <param name="path">The unit's file.</param>
/// <param name="key">What it must be of.</param>
internal sealed class MadeTables(string path, string key)
{
    /// <summary>Writes a unit's file.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="made">The outputs, and where each is.</param>
    /// <exception cref="IOException">No space.</exception>
    public static void Write(StepFileWriter to, IReadOnlyList<(OutputFile Output, string Path)> made)
    {
        var contents = made.Select(table =>
        {
            using var from = File.OpenRead(table.Path);
            return FilePieces.Write(to, from);
        }).ToList();
        to.End(body =>
        {
            body.Write(made.Count);
            foreach (var ((output, _), pieces) in made.Zip(contents))
            {
                body.Write(output.Name);
                body.Write(output.Rows);
                body.Write(output.Bytes);
                body.Write(output.Sha256);
                pieces(body);
            }
        });
    }

    /// <summary>Puts the outputs in a place.</summary>
    /// <exception cref="StepFileException">The unit's file cannot be used.</exception>
    /// <exception cref="IOException">No space.</exception>
    public OutputFile[] CopyTo(IOutputPlace place) => StepFile.Open(path, key, (file, body) =>
    {
        using (file)
        {
            var made = new OutputFile[body.ReadInt32()];
            for (var i = 0; i < made.Length; i++)
            {
                made[i] = new(body.ReadString(), body.ReadInt64(), body.ReadInt64(), body.ReadString());
                using var to = new FileStream(place[made[i].Name], FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
                FilePieces.CopyTo(to, file, body);
            }
            return made;
        }
    });
}
