using Opportune.Core;
using Opportune.Jobs.Yaml;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Lexicon;

/// <summary>All files of the lexicon folder, read together: named lists and groups of places are known across files.</summary>
internal sealed partial class LexiconFiles(IReadOnlyList<YamlMap> files)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stops = new(StringComparer.Ordinal);
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private TermNotation _notation = new(new Dictionary<string, IReadOnlyList<string>>());

    public Core.Lexicon Read(string hash)
    {
        foreach (var file in files)
            ReadLists(file);
        _notation = new(_lists);
        CollectNames();
        var lexicon = new Core.Lexicon
        {
            Families = [.. files.Where(f => f.Has("family")).Select(Family)],
            Places = [.. files.SelectMany(f => f.Maps("places-list")).Select(Place)],
            Cues = [.. files.SelectMany(f => f.Maps("cues")).Select(Cue)],
            Modifiers = [.. files.SelectMany(f => f.Maps("modifiers")).Select(Modifier)],
            Sections = [.. files.SelectMany(f => f.Maps("sections")).Select(Section)],
            Glue = Words("glue"),
            Joiners = Words("joiners"),
            Closers = Words("closers"),
            Openers = Words("openers"),
            Names = Words("names"),
            Participles = Words("participles"),
            Nouns = Words("nouns"),
            Resumptions = Words("resumptions"),
            Statements = Words("statements"),
            Abbreviations = Words("abbreviations"),
            SameWords = SameWords(),
            GeneralSites = [.. files.SelectMany(f => f.Texts("general-sites")).Distinct(StringComparer.Ordinal)],
            Common = Words("common"),
            Hash = hash,
        };
        foreach (var file in files)
        {
            file.Text("about");
            file.Done();
        }
        return lexicon;
    }

    private void ReadLists(YamlMap file)
    {
        if (file.Map("lists") is not { } lists)
            return;
        foreach (var name in lists.Keys.ToList())
        {
            // Lists may use lists told before them.
            _notation = new(_lists);
            if (!_lists.TryAdd(name, Phrases(lists, name)))
                lists.ProblemAt(name, $"list '{name}' is told twice");
        }
    }

    // Names are gathered first, so that files may refer to each other in any order.
    private void CollectNames()
    {
        var quiet = new Problems();
        foreach (var map in files.Select(f => new YamlMap(f.File, f.Node, quiet)))
        {
            if (map.Text("family") is { } family)
                _families.Add(family);
            _groups.UnionWith(map.Maps("places-list").Select(p => p.Text("group")).OfType<string>());
            _stops.UnionWith(map.Maps("cues").Select(c => c.Text("name")).OfType<string>());
        }
    }

    private List<string> Words(string key) => [.. files.SelectMany(f => Phrases(f, key)).Distinct(StringComparer.Ordinal)];

    private Dictionary<string, string> SameWords()
    {
        var same = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var map in files.Select(f => f.Map("same-words")).OfType<YamlMap>())
        {
            foreach (var word in map.Keys.ToList())
            {
                var meant = TermNotation.Plain(map.RequiredText(word));
                if (meant.Contains(' ', StringComparison.Ordinal) || !same.TryAdd(TermNotation.Plain(word), meant))
                    map.ProblemAt(word, $"'{word}' stands for one word, and is told once");
            }
            map.Done();
        }
        return same;
    }

    private IReadOnlyList<string> Phrases(YamlMap map, string key) => [.. map.List(key).SelectMany(n => Expand(map, n)).Distinct(StringComparer.Ordinal)];

    private IReadOnlyList<string> RequiredPhrases(YamlMap map, string key)
    {
        var phrases = Phrases(map, key);
        if (phrases.Count == 0)
            map.ProblemAt(key, $"'{key}' needs at least one term");
        return phrases;
    }

    private IReadOnlyList<string> Expand(YamlMap map, YamlNode node)
    {
        if (node is not YamlScalarNode { Value: { } text })
        {
            map.Problem(node, "expected a term");
            return [];
        }
        try
        {
            return _notation.Expand(text);
        }
        catch (FormatException e)
        {
            map.Problem(node, $"'{text}': {e.Message}");
            return [];
        }
    }

    private static void Known(YamlMap map, string key, string name, string what, HashSet<string> known)
    {
        if (!known.Contains(name))
            map.ProblemAt(key, Problems.Unknown(what, name, known));
    }
}
