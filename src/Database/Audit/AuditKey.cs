using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Opportune.Database.Audit;

/// <summary>The key that seals audit records. It lies outside the database, so that whoever can write there cannot seal anew what was changed.</summary>
public sealed class AuditKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    private readonly byte[] _key;

    /// <param name="key">The key, of <see cref="Length"/> bytes.</param>
    public AuditKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"a key has {Length} bytes", nameof(key));
        _key = key.ToArray();
        Id = Convert.ToHexStringLower(SHA256.HashData(_key))[..16];
    }

    /// <summary>Names the key and tells nothing of it.</summary>
    public string Id { get; }

    /// <summary>The seal of a record: over the seal before it and over every field with its length, so that nothing can move from one field to the next.</summary>
    /// <param name="previous">The seal of the record before it; empty for the first.</param>
    /// <param name="row">The record; its own seal does not count.</param>
    public string Seal(string previous, AuditRow row) =>
        Seal(previous, row.ChainId, Number(row.Number), Number(row.At.UtcTicks / TimeSpan.TicksPerMicrosecond), row.Who, row.Role, row.Action, row.Subject, row.Detail, row.Origin);

    /// <summary>The seal of an anchor.</summary>
    /// <param name="previous">The seal of the anchor before it; empty for the first.</param>
    /// <param name="anchor">The anchor; its own seal does not count.</param>
    internal string Seal(string previous, AuditAnchor anchor) => Seal("anchor", previous, Number(anchor.At.UtcTicks), anchor.Chain, Number(anchor.Number), anchor.Record);

    /// <summary>The seal of an archive.</summary>
    /// <param name="previous">The seal of the archive before it; empty for the first.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sha256">Of all its lines but the last.</param>
    internal string Seal(string previous, long number, string sha256) => Seal("archive", previous, Number(number), sha256);

    /// <summary>What stands for a word that is not to be read: the same for the same word, and of no use without the key.</summary>
    public string Hide(string word) => Seal("word", word)[..16];

    private string Seal(params ReadOnlySpan<string> fields)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
