using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// Outputs that a unit made before a shared run's end, each a file of its own beside the unit's, which says what they are. Whoever ends the run puts
/// them in place, and who ends it again after a kill puts them there again.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="unit">The unit's file.</param>
/// <param name="key">What it must be of.</param>
internal sealed class MadeTables(SharedFolder folder, string unit, string key)
{
    /// <summary>Makes outputs, on the disk when it returns; of what fails half-way nothing stays.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="unit">The unit's file.</param>
    /// <param name="to">Writes it.</param>
    /// <param name="names">The outputs.</param>
    /// <param name="make">Makes them, each where it is told.</param>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public static void Write(SharedFolder folder, string unit, StepFileWriter to, IReadOnlyList<string> names, Func<GapTable[], OutputFile[]> make)
    {
        string[] paths = [.. names.Select(name => PathOf(folder, unit, name))];
        try
        {
            var made = make([.. names.Zip(paths, GapTable.Of)]);
            Array.ForEach(paths, OwnersOnly.File);
            to.End(body =>
            {
                body.Write(made.Length);
                foreach (var output in made)
                {
                    body.Write(output.Name);
                    body.Write(output.Rows);
                    body.Write(output.Bytes);
                    body.Write(output.Sha256);
                }
            });
        }
        catch
        {
            Array.ForEach(paths, File.Delete);
            throw;
        }
    }

    /// <summary>Puts the outputs in a place.</summary>
    /// <exception cref="StepFileException">The unit's file, or one of the outputs, is not as it was made.</exception>
    /// <exception cref="IOException">No space.</exception>
    public OutputFile[] PutInto(IOutputPlace place)
    {
        var made = StepFile.Open(folder[unit], key, (file, body) =>
        {
            using (file)
                return Enumerable.Range(0, body.ReadInt32()).Select(_ => new OutputFile(body.ReadString(), body.ReadInt64(), body.ReadInt64(), body.ReadString())).ToArray();
        });
        foreach (var output in made)
        {
            var path = PathOf(folder, unit, output.Name);
            if (new FileInfo(path) is not { Exists: true } file || file.Length != output.Bytes)
                throw new StepFileException(unit, $"lacks {output.Name} as it was made");
            SecondName.Give(path, place[output.Name]);
        }
        return made;
    }

    private static string PathOf(SharedFolder folder, string unit, string name) => folder[$"{unit}.{name}"];
}
