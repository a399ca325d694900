using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Opportune.Web.SignIn.OpenId;

/// <summary>The keys that a provider publishes (RFC 7517), and what they have signed. Only three algorithms count: RS256, PS256 and ES256.</summary>
internal sealed class SigningKeys
{
    // Shorter ones can be broken; longer ones only cost time.
    private const int LeastBits = 2048, MostBits = 8192;
    private const int MostKeys = 50;

    private readonly List<Key> _keys = [];

    /// <summary>Whether an algorithm counts. "none" does not, and none that anybody could sign with who knows a published key.</summary>
    public static bool Knows(string algorithm) => algorithm is "RS256" or "PS256" or "ES256";

    /// <summary>Reads a published set; keys of other kinds and for other uses are passed over.</summary>
    /// <exception cref="OpenIdException">It is none.</exception>
    public static SigningKeys Read(JsonElement set)
    {
        var keys = new SigningKeys();
        try
        {
            foreach (var key in set.GetProperty("keys").EnumerateArray().Take(MostKeys))
            {
                if (Text(key, "use") is null or "sig" && KeyOf(key) is { } sound)
                    keys._keys.Add(sound);
            }
            return keys;
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new OpenIdException("its keys are not as RFC 7517 has them", e);
        }
    }

    /// <summary>Whether there is a key of that name for that algorithm; without a name, any for it.</summary>
    public bool Has(string? id, string algorithm) => Suited(id, algorithm).Any();

    /// <summary>Whether one of the suited keys has signed.</summary>
    public bool HasSigned(string? id, string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        foreach (var key in Suited(id, algorithm))
        {
            if (key.HasSigned(algorithm, data, signature))
                return true;
        }
        return false;
    }

    private IEnumerable<Key> Suited(string? id, string algorithm) => _keys.Where(key => (id is null || key.Id == id) && (key.Algorithm ?? algorithm) == algorithm && key.IsFor(algorithm));

    private static Key? KeyOf(JsonElement key)
    {
        var read = Text(key, "kty") switch
        {
            "RSA" => new Key(Text(key, "kid"), Text(key, "alg"), new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }, null),
            "EC" when Text(key, "crv") == "P-256" => new(Text(key, "kid"), Text(key, "alg"), null, new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Bytes(key, "x"), Y = Bytes(key, "y") },
            }),
            _ => null,
        };
        return read is { Rsa: { } rsa } && rsa.Modulus!.Length * 8 is < LeastBits or > MostBits ? null : read;
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) ? value.GetString() : null;

    // The framework's keys are made anew for each look: one is not for two threads at once.
    private sealed record Key(string? Id, string? Algorithm, RSAParameters? Rsa, ECParameters? Curve)
    {
        public bool IsFor(string algorithm) => algorithm == "ES256" ? Curve is not null : Rsa is not null;

        public bool HasSigned(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            if (Curve is { } curve)
            {
                using var ec = ECDsa.Create(curve);
                return ec.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
            using var rsa = RSA.Create(Rsa!.Value);
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
    }
}
