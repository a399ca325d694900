using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opportune.Web.SignIn.OpenId;

namespace Opportune.Tests.Web.SignIn;

/// <summary>Makes id tokens, sound ones and others, with keys of its own.</summary>
internal sealed class TokenMaker
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>What its keys are called: before "rsa" and "ec".</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The published keys.</summary>
    public JsonObject KeySet()
    {
        var (rsa, curve) = (_rsa.ExportParameters(false), _curve.ExportParameters(false));
        return new()
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["kid"] = Prefix + "rsa", ["use"] = "sig", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) },
                new JsonObject { ["kty"] = "EC", ["kid"] = Prefix + "ec", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(curve.Q.X), ["y"] = Base64Url.EncodeToString(curve.Q.Y) }),
        };
    }

    /// <summary>The published keys, read; the first one changed.</summary>
    public SigningKeys Keys(Action<JsonObject>? change = null)
    {
        var set = KeySet();
        change?.Invoke(set["keys"]![0]!.AsObject());
        return SigningKeys.Read(Parse(set.ToJsonString()));
    }

    /// <summary>A signed token.</summary>
    public string Sign(JsonObject claims, string algorithm = "RS256", Action<JsonObject>? header = null)
    {
        var head = new JsonObject { ["alg"] = algorithm, ["kid"] = Prefix + (algorithm == "ES256" ? "ec" : "rsa") };
        header?.Invoke(head);
        var text = $"{Encode(head)}.{Encode(claims)}";
        var data = Encoding.ASCII.GetBytes(text);
        var signature = algorithm == "ES256"
            ? _curve.SignData(data, HashAlgorithmName.SHA256)
            : _rsa.SignData(data, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A token that nobody signed.</summary>
    public string Unsigned(JsonObject claims, string algorithm) => $"{Encode(new JsonObject { ["alg"] = algorithm })}.{Encode(claims)}.";

    /// <summary>A token that anybody could sign: with the published key as if it were a secret.</summary>
    public string SignedWithPublicKey(JsonObject claims, string algorithm)
    {
        var text = $"{Encode(new JsonObject { ["alg"] = algorithm, ["kid"] = Prefix + "rsa" })}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Encode(JsonObject part) => Encode(part.ToJsonString());

    public static string Encode(string part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part));

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
