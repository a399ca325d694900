using System.Reflection;

namespace Opportune.Synth.Reports;

/// <summary>
/// The phrases of <c>Phrases/*.txt</c> by header. <c>[key np]</c> noun phrases, <c>[key say role]</c> whole sentences,
/// <c>[frame role]</c> sentences around a noun phrase, <c>[words name]</c> what a slot chooses from, and the fillers
/// <c>[filler exam/organ]</c>, <c>[impression exam]</c>, <c>[indication exam]</c>, <c>[technique exam]</c>, <c>[extra name]</c>.
/// </summary>
internal sealed class Phrasebook
{
    private readonly Dictionary<string, List<Template>> _byHeader = new(StringComparer.Ordinal);

    private Phrasebook()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Read(reader, name);
        }
    }

    /// <summary>The one book; it never changes.</summary>
    public static Phrasebook Shared { get; } = new();

    public IEnumerable<string> Headers => _byHeader.Keys;

    public IReadOnlyList<Template> this[string header] => _byHeader.TryGetValue(header, out var found) ? found : [];

    public bool Has(string header) => _byHeader.ContainsKey(header);

    private void Read(StreamReader reader, string file)
    {
        List<Template>? section = null;
        var nouns = false;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                var header = line[1..^1];
                nouns = header.EndsWith(" np", StringComparison.Ordinal);
                if (!_byHeader.TryAdd(header, section = []))
                    throw new FormatException($"{file}: [{header}] stands twice");
                continue;
            }
            (section ?? throw new FormatException($"{file}: a line before the first header"))
                .Add(nouns ? Template.NounPhrase(line) : Template.Sentence(line));
        }
    }
}
