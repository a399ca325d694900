using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Opportune.Web.Looks;

/// <summary>The stylesheet and the script: inside the program, under names that change with their content, so that browsers keep them for ever.</summary>
internal static class Look
{
    private static readonly FrozenDictionary<string, (string Type, byte[] Bytes)> Files = Read();

    /// <summary>Address of the stylesheet.</summary>
    public static string Style { get; } = AddressOf("site.css");

    /// <summary>Address of the script.</summary>
    public static string Script { get; } = AddressOf("site.js");

    /// <summary>Address of the icon.</summary>
    public static string Icon { get; } = AddressOf("icon.svg");

    public static IResult Serve(string name, HttpResponse response)
    {
        if (!Files.TryGetValue(name, out var file))
            return Results.NotFound();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(file.Bytes, file.Type);
    }

    private static FrozenDictionary<string, (string Type, byte[] Bytes)> Read()
    {
        var files = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal);
        foreach (var (name, type) in new[] { ("site.css", "text/css; charset=utf-8"), ("site.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml") })
        {
            using var stream = typeof(Look).Assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files[NameOf(name, bytes)] = (type, bytes);
        }
        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string NameOf(string name, byte[] bytes) =>
        $"{Path.GetFileNameWithoutExtension(name)}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}{Path.GetExtension(name)}";

    private static string AddressOf(string name) => "/looks/" + Files.Keys.Single(k => k.StartsWith(Path.GetFileNameWithoutExtension(name) + "-", StringComparison.Ordinal) && k.EndsWith(Path.GetExtension(name), StringComparison.Ordinal));
}
