using System.Security.Cryptography;

namespace Opportune.Sources.Fhir;

/// <summary>
/// Resources that others name: drugs and roles, all of them, for there are few; studies and result texts, those that an imaging
/// report names. Gathered before the rows are made, by a first pass over reports and the small files and a second one over
/// studies and observations. Of each its place is held, 32 bytes or so; the resources themselves lie in memory up to
/// <see cref="MostHeld"/>, and beyond that in a file of its own that is gone afterwards. Gathered by one thread, asked by many.
/// </summary>
internal sealed class FhirLinks(string work) : IDisposable
{
    /// <summary>Bytes of resources held in memory.</summary>
    public const long MostHeld = 64 << 20;

    private readonly Dictionary<UInt128, Place> _places = [];
    private readonly HashSet<UInt128> _wanted = [];
    private readonly List<byte[]> _held = [];
    private long _heldBytes;
    private FileStream? _spilled;

    /// <summary>Whether a report names any study or observation.</summary>
    public bool WantsMore => _wanted.Count > 0;

    /// <summary>Says that a resource is named by a report.</summary>
    /// <param name="resolved">KIND/ID; empty is nothing.</param>
    public void Want(ReadOnlySpan<byte> resolved)
    {
        if (!resolved.IsEmpty)
            _wanted.Add(KeyOf(resolved));
    }

    /// <summary>Whether a report names it.</summary>
    public bool IsWanted(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id) => _wanted.Contains(KeyOf([.. kind, (byte)'/', .. id]));

    /// <summary>Keeps a resource. Of two with one name the later counts, as it does where a server updates one.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Keep(ReadOnlySpan<byte> resolved, ReadOnlyMemory<byte> json)
    {
        if (_heldBytes + json.Length <= MostHeld)
        {
            _places[KeyOf(resolved)] = new(_held.Count, -1);
            _held.Add(json.ToArray());
            _heldBytes += json.Length;
            return;
        }
        _spilled ??= new(Path.Combine(work, "links"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _places[KeyOf(resolved)] = new(_spilled.Position, json.Length);
        _spilled.Write(json.Span);
    }

    /// <summary>Keeps the role of a practitioner, unless one is there.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void KeepRole(ReadOnlySpan<byte> practitioner, ReadOnlyMemory<byte> json)
    {
        byte[] name = [.. "role of "u8, .. practitioner];
        if (!practitioner.IsEmpty && !_places.ContainsKey(KeyOf(name)))
            Keep(name, json);
    }

    /// <summary>Ends the gathering.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Close() => _spilled?.Flush();

    /// <summary>Reads a resource.</summary>
    /// <param name="resolved">KIND/ID.</param>
    /// <param name="into">Where it is read into.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool Find(ReadOnlySpan<byte> resolved, FhirResource into)
    {
        if (resolved.IsEmpty || _places.Count == 0 || !_places.TryGetValue(KeyOf(resolved), out var place))
            return false;
        if (place.Length < 0)
            return into.Read(_held[(int)place.At]);
        var json = new byte[place.Length];
        return RandomAccess.Read(_spilled!.SafeFileHandle, json, place.At) == json.Length && into.Read(json);
    }

    /// <summary>Reads the role of a practitioner.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool FindRole(ReadOnlySpan<byte> practitioner, FhirResource into) => Find([.. "role of "u8, .. practitioner], into);

    /// <inheritdoc/>
    public void Dispose() => _spilled?.Dispose();

    // No two names of an export share half of their SHA-256.
    private static UInt128 KeyOf(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    // In memory by number, or in the file by place.
    private readonly record struct Place(long At, int Length);
}
