using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// The gaps that wait for a person, as a file of the run's folder: what a release publishes. Written in the order of
/// patients, as they are compared.
/// </summary>
internal static class HeldGaps
{
    /// <summary>The file's name.</summary>
    public const string Name = "held.gaps";

    private const string Mark = "opportune held gaps";

    /// <summary>Writes them.</summary>
    /// <returns>How many.</returns>
    public static long Write(string path, IReadOnlyDictionary<string, string> mergedPatients, LeftOut? leftOut, IEnumerable<Gap> gaps)
    {
        using var to = new BinaryWriter(new FileStream(path, FileMode.CreateNew));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        to.Write(Mark);
        to.Write(GapCodec.Format);
        to.Write(mergedPatients.Count);
        foreach (var (from, into) in mergedPatients.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            to.Write(from);
            to.Write(into);
        }
        to.Write(leftOut?.Of ?? 0);
        to.Write(leftOut?.Buckets.Count ?? 0);
        foreach (var bucket in leftOut?.Buckets.Order() ?? Enumerable.Empty<int>())
            to.Write(bucket);
        var count = 0;
        foreach (var gap in gaps)
        {
            to.Write(true);
            GapCodec.Write(to, gap);
            count++;
        }
        to.Write(false);
        return count;
    }

    /// <summary>Reads the file's head: who was merged into whom when the run was made, and who was left out.</summary>
    /// <exception cref="InputException">It is not such a file, or another version of the program wrote it.</exception>
    public static (IReadOnlyDictionary<string, string> Merged, LeftOut? LeftOut) ReadHead(BinaryReader from)
    {
        if (from.ReadString() != Mark || from.ReadInt32() != GapCodec.Format)
            throw new InputException("the held gaps were written by another version of the program; run the job again");
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = from.ReadInt32(); left > 0; left--)
            merged[from.ReadString()] = from.ReadString();
        var (of, leftOut) = (from.ReadInt32(), new HashSet<int>());
        for (var left = from.ReadInt32(); left > 0; left--)
            leftOut.Add(from.ReadInt32());
        return (merged, leftOut.Count == 0 ? null : new(leftOut, of, ""));
    }

    /// <summary>Reads what follows the head.</summary>
    public static IEnumerable<Gap> ReadGaps(BinaryReader from)
    {
        while (from.ReadBoolean())
            yield return GapCodec.Read(from);
    }
}
