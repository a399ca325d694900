using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>Contents of any length in a step's file, piece by piece, for each is checked before it is used.</summary>
internal static class FilePieces
{
    private const int PieceBytes = 1 << 22;

    /// <summary>Writes what a stream holds from where it stands; what it returns says in the body where that is.</summary>
    /// <exception cref="IOException">No space.</exception>
    public static Action<BinaryWriter> Write(StepFileWriter to, Stream from)
    {
        var pieces = new List<Extent>();
        var piece = new byte[PieceBytes];
        for (var read = from.ReadAtLeast(piece, PieceBytes, throwOnEndOfStream: false); read > 0; read = from.ReadAtLeast(piece, PieceBytes, throwOnEndOfStream: false))
            pieces.Add(to.Write(piece.AsSpan(0, read)));
        return body =>
        {
            body.Write(pieces.Count);
            foreach (var extent in pieces)
                extent.Write(body);
        };
    }

    /// <summary>Copies them.</summary>
    /// <exception cref="StepFileException">They are not what was written.</exception>
    /// <exception cref="IOException">No space.</exception>
    public static void CopyTo(Stream to, StepFile file, BinaryReader body)
    {
        for (var left = body.ReadInt32(); left > 0; left--)
            to.Write(file.Read(Extent.Read(body)));
    }
}
