using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// The identities of the row groups of one input file: from a note of an earlier run where the file may be trusted, else
/// found by reading, a row group at a time and by whichever thread comes first.
/// </summary>
internal sealed class FileIdentity
{
    // A file changed again within the clock's coarseness looks unchanged, so a note taken at once is not believed.
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(2);

    private readonly Lazy<RowGroupIdentity>[] _rowGroups;
    private readonly string _stamp;
    private readonly DateTime _changed;

    public FileIdentity(Sources.InputFile file, InputPart part, CacheFolder folder, Trust trust)
    {
        (File, Part) = (file, part);
        Path = System.IO.Path.GetFullPath(file.Path);
        _changed = System.IO.File.GetLastWriteTimeUtc(Path);
        _stamp = Stamp();
        var noted = trust == Trust.Footer ? Read(folder) : null;
        IsTrusted = noted is not null;
        _rowGroups = [.. part.RowGroups.Select((_, group) => noted is not null
            ? new Lazy<RowGroupIdentity>(noted[group])
            : new Lazy<RowGroupIdentity>(() => RowGroupIdentity.Of(file, part, group)))];
    }

    public Sources.InputFile File { get; }

    public InputPart Part { get; }

    /// <summary>Whether nothing of the file need be read.</summary>
    public bool IsTrusted { get; }

    /// <summary>Whether it is known of every row group what it says.</summary>
    public bool IsKnown => Array.TrueForAll(_rowGroups, g => g.IsValueCreated);

    private string Path { get; }

    public RowGroupIdentity this[int group] => _rowGroups[group].Value;

    /// <summary>Notes what the row groups say, for a night that trusts the footer; or that the note was used.</summary>
    public void Note(CacheFolder folder, DateTime now)
    {
        if (IsTrusted)
        {
            folder.TouchNote(Path, now);
            return;
        }
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(_stamp);
        writer.Write(now.Ticks);
        writer.Write(_rowGroups.Length);
        foreach (var group in _rowGroups)
        {
            writer.Write(group.Value.Content);
            foreach (var number in new[] { group.Value.First.Accession, group.Value.First.Patient, group.Value.Last.Accession, group.Value.Last.Patient })
                writer.Write(number);
        }
        writer.Write(SHA256.HashData(bytes.ToArray()));
        folder.WriteNote(Path, bytes.ToArray());
    }

    private RowGroupIdentity[]? Read(CacheFolder folder)
    {
        if (folder.ReadNote(Path) is not { Length: > SHA256.HashSizeInBytes } bytes)
            return null;
        var body = bytes.AsSpan(..^SHA256.HashSizeInBytes);
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(^SHA256.HashSizeInBytes..)))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes));
        if (reader.ReadString() != _stamp || new DateTime(reader.ReadInt64(), DateTimeKind.Utc) - _changed < Coarse)
            return null;
        var groups = new RowGroupIdentity[reader.ReadInt32()];
        if (groups.Length != Part.RowGroups.Count)
            return null;
        for (var i = 0; i < groups.Length; i++)
            groups[i] = new(reader.ReadString(), new(reader.ReadUInt64(), reader.ReadUInt64()), new(reader.ReadUInt64(), reader.ReadUInt64()));
        return groups;
    }

    private string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{ProgramIdentity.Hash} {Path} {File.Length} {_changed.Ticks}\n"));
        File.AppendDescription(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
