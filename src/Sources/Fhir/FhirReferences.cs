using System.Text;

namespace Opportune.Sources.Fhir;

/// <summary>What references lead to, as KIND/ID. A bundle may give its resources names of its own (urn:uuid:). Not thread-safe.</summary>
internal sealed class FhirReferences
{
    private readonly Dictionary<string, byte[]> _names = new(StringComparer.Ordinal);

    /// <summary>Forgets the names of the bundle before.</summary>
    public void Clear() => _names.Clear();

    /// <summary>Learns that a resource is known by that name.</summary>
    public void Learn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id)
    {
        if (name.StartsWith("urn:"u8) && !id.IsEmpty)
            _names[Encoding.UTF8.GetString(name)] = [.. kind, (byte)'/', .. id];
    }

    /// <summary>KIND/ID of a reference: relative, absolute or of a version; empty where it leads nowhere that can be known.</summary>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> reference)
    {
        if (reference.StartsWith("urn:"u8))
            return _names.GetValueOrDefault(Encoding.UTF8.GetString(reference));
        if (reference.IndexOf("/_history/"u8) is var version and >= 0)
            reference = reference[..version];
        if (reference.LastIndexOf((byte)'/') is not (> 0 and var slash) || reference.ContainsAny((byte)'?', (byte)'#'))
            return default;
        return reference[(reference[..slash].LastIndexOf((byte)'/') + 1)..];
    }

    /// <summary>The id where KIND/ID is of that kind; else empty.</summary>
    public static ReadOnlySpan<byte> IdIn(ReadOnlySpan<byte> resolved, ReadOnlySpan<byte> kind) =>
        resolved.Length > kind.Length && resolved[kind.Length] == '/' && resolved.StartsWith(kind) ? resolved[(kind.Length + 1)..] : default;
}
