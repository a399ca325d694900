using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Lexicon;

/// <summary>Reads the folder <c>lexicon</c> under jobs/.</summary>
public static class LexiconReader
{
    /// <summary>The lexicon, or null when a file is wrong; <paramref name="problems"/> then holds all that is wrong at once.</summary>
    public static Core.Lexicon? Read(string lexiconFolder, Problems problems)
    {
        if (!Directory.Exists(lexiconFolder))
        {
            problems.Add(new(lexiconFolder, 0, 0, "no such folder; the lexicon is expected there"));
            return null;
        }
        var mine = new Problems();
        var paths = Directory.GetFiles(lexiconFolder, "*.yaml").Order(StringComparer.Ordinal).ToList();
        if (paths.Count == 0)
            mine.Add(new(lexiconFolder, 0, 0, "the folder holds no *.yaml file"));
        var files = paths.Select(p => YamlFile.Read(p, mine)).OfType<YamlMap>().ToList();
        var lexicon = mine.HasErrors ? null : new LexiconFiles(files).Read(Hash(paths));
        foreach (var problem in mine.All)
            problems.Add(problem);
        return mine.HasErrors || problems.HasErrors && mine.All.Count > 0 ? null : lexicon;
    }

    // Names count as well as content: a file's name orders its words.
    private static string Hash(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            var content = File.ReadAllBytes(path);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}\n{content.Length}\n")));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
