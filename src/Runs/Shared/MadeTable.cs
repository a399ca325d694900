using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// An output that needs no comparison with the list, made by a unit before a shared run's end: whoever ends the run copies it, and who ends
/// it again after a kill copies it again.
/// </summary>
/// <param name="name">The output.</param>
/// <param name="path">The unit's file.</param>
/// <param name="key">What it must be of.</param>
internal sealed class MadeTable(string name, string path, string key)
{
    private const int PieceBytes = 1 << 22;

    /// <summary>The output.</summary>
    public string Name => name;

    /// <summary>Writes a unit's file.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="made">The output.</param>
    /// <param name="path">Where it is.</param>
    /// <exception cref="IOException">No space.</exception>
    public static void Write(StepFileWriter to, OutputFile made, string path)
    {
        var pieces = new List<Extent>();
        using (var from = File.OpenRead(path))
        {
            var piece = new byte[PieceBytes];
            for (var read = from.ReadAtLeast(piece, PieceBytes, throwOnEndOfStream: false); read > 0; read = from.ReadAtLeast(piece, PieceBytes, throwOnEndOfStream: false))
                pieces.Add(to.Write(piece.AsSpan(0, read)));
        }
        to.End(body =>
        {
            body.Write(made.Rows);
            body.Write(made.Bytes);
            body.Write(made.Sha256);
            body.Write(pieces.Count);
            foreach (var piece in pieces)
                piece.Write(body);
        });
    }

    /// <summary>Puts the output in a place.</summary>
    /// <exception cref="StepFileException">The unit's file cannot be used.</exception>
    /// <exception cref="IOException">No space.</exception>
    public OutputFile CopyTo(string place) => StepFile.Open(path, key, (file, body) =>
    {
        using (file)
        {
            var made = new OutputFile(name, body.ReadInt64(), body.ReadInt64(), body.ReadString());
            using var to = new FileStream(place, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            for (var left = body.ReadInt32(); left > 0; left--)
                to.Write(file.Read(Extent.Read(body)));
            return made;
        }
    });
}
