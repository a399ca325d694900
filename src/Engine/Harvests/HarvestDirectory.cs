using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Opportune.Engine;

/// <summary>Where the records of a patient are in a piece of a harvest.</summary>
/// <param name="Start">From where on; to where the next one's begin.</param>
/// <param name="Check">Checksum over them.</param>
internal readonly record struct HarvestPlace(int Start, int Check);

/// <summary>How a harvest's file ends.</summary>
/// <param name="Pieces">How many pieces it has.</param>
/// <param name="End">Where they end.</param>
/// <param name="Check">Checksum over what comes behind them.</param>
internal readonly record struct HarvestTail(int Pieces, long End, ulong Check);

/// <summary>Whose records a piece of a harvest has, all hashes of patients' ids first, and then where they are.</summary>
/// <param name="bytes">The directory.</param>
/// <param name="count">How many patients.</param>
/// <param name="body">Bytes of all their records.</param>
internal readonly ref struct HarvestDirectory(ReadOnlySpan<byte> bytes, int count, int body)
{
    private readonly ReadOnlySpan<HarvestPlace> _places = MemoryMarshal.Cast<byte, HarvestPlace>(bytes[(count * sizeof(ulong))..]);

    /// <summary>Hashes of the patients' ids: the first half.</summary>
    public ReadOnlySpan<ulong> Patients { get; } = MemoryMarshal.Cast<byte, ulong>(bytes[..(count * sizeof(ulong))]);

    /// <summary>The second half.</summary>
    public ReadOnlySpan<byte> PlaceBytes => MemoryMarshal.AsBytes(_places);

    /// <summary>Its bytes for so many patients.</summary>
    public static long SizeOf(int count) => count * (long)(sizeof(ulong) + Unsafe.SizeOf<HarvestPlace>());

    /// <summary>From where on the patient's records lie.</summary>
    public int StartOf(int i) => _places[i].Start;

    /// <summary>Up to where.</summary>
    public int EndOf(int i) => i + 1 < _places.Length ? _places[i + 1].Start : body;

    /// <summary>Checksum over them.</summary>
    public int CheckOf(int i) => _places[i].Check;
}
