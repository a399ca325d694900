using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Opportune.Database;

/// <summary>One step of the schema: a file <c>NNNN_verb_object.sql</c>, never changed once it was released.</summary>
/// <param name="Version">Its number, from 1 without gaps.</param>
/// <param name="Name">Its file's name without the extension.</param>
/// <param name="Text">Its statements.</param>
internal sealed record Migration(int Version, string Name, string Text)
{
    /// <summary>The hash of its text with line feeds, in lower-case hexadecimal.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The migrations that this program holds for an engine, in order.</summary>
    public static IReadOnlyList<Migration> All(DatabaseEngine engine)
    {
        var folder = engine == DatabaseEngine.Sqlite ? "migrations/sqlite/" : "migrations/postgresql/";
        return [.. Sql.Names.Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Select(n =>
        {
            var name = Path.GetFileNameWithoutExtension(n);
            return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name, Sql.Load(n));
        })];
    }
}
