using System.Globalization;
using System.Text.Json.Nodes;
using Opportune.Core;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Yaml;

/// <summary>
/// A mapping being read. Each key is asked for once; <see cref="Done"/> tells the keys that nobody asked for. Every
/// problem is gathered with its place, and reading goes on with a harmless value.
/// </summary>
internal sealed class YamlMap
{
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Problems _problems;

    public YamlMap(string file, YamlMappingNode node, Problems problems)
    {
        (File, Node, _problems) = (file, node, problems);
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
                _entries[name] = (key, value);
            else
                Problem(key, "a key must be a plain word");
        }
    }

    /// <summary>A mapping that is no file's: every key seems to be there, and what is asked of it is noted.</summary>
    public static YamlMap Probe() => new("", new YamlMappingNode(), new Problems()) { Shape = new() };

    /// <summary>What was asked of a <see cref="Probe"/>; null where a file is read.</summary>
    public Shape? Shape { get; private init; }

    public string File { get; }

    public YamlMappingNode Node { get; }

    public IEnumerable<string> Keys => Shape is null ? _entries.Keys : [Yaml.Shape.AnyKey];

    public bool Has(string key) => Shape is not null || _entries.ContainsKey(key);

    public void Problem(YamlNode at, string message, bool warning = false)
    {
        if (Shape is null)
            _problems.Add(new(File, (int)at.Start.Line, (int)at.Start.Column, message, warning));
    }

    /// <summary>Tells a key that is not there and has to be.</summary>
    public void Require(string key, string why = "")
    {
        Shape?.Require(key);
        if (!Has(key))
            Problem(Node, $"'{key}' is missing{why}");
    }

    /// <summary>A problem with one line of a text block.</summary>
    public void Problem(int line, string message) => _problems.Add(new(File, line, 0, message));

    /// <summary>A problem with the value of that key, or with the mapping where the key is missing.</summary>
    public void ProblemAt(string key, string message, bool warning = false) =>
        Problem(_entries.TryGetValue(key, out var entry) ? entry.Value : Node, message, warning);

    /// <summary>A problem with the key itself, or with the mapping where the key is missing.</summary>
    public void ProblemAtKey(string key, string message, bool warning = false) =>
        Problem(_entries.TryGetValue(key, out var entry) ? entry.Key : Node, message, warning);

    /// <summary>The node behind the key, or null.</summary>
    public YamlNode? Optional(string key)
    {
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value is not YamlScalarNode { Value: null or "" or "~" or "null", Style: YamlDotNet.Core.ScalarStyle.Plain }
            ? entry.Value
            : null;
    }

    /// <summary>Text, or null when the key is missing.</summary>
    public string? Text(string key)
    {
        Shape?.Say(key, Forms.Text);
        switch (Optional(key))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value;
            case var other:
                Problem(other, $"'{key}' must be text");
                return null;
        }
    }

    public string RequiredText(string key)
    {
        var text = Text(key);
        Shape?.Require(key);
        if (text is null && Optional(key) is null)
            Problem(Node, $"'{key}' is missing");
        return text ?? "";
    }

    public double? Number(string key)
    {
        Shape?.Say(key, Forms.Number);
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        ProblemAt(key, $"'{key}' must be a number");
        return null;
    }

    public int? Integer(string key)
    {
        Shape?.Say(key, Forms.Whole);
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        ProblemAt(key, $"'{key}' must be a whole number");
        return null;
    }

    /// <summary>A positive length of time, to the second: 30s, 90m, 6h, 14d.</summary>
    public TimeSpan? Span(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
            return TimeSpan.FromSeconds(seconds);
        if (PlainDuration.TryParse(text, out var duration))
            return duration;
        ProblemAt(key, $"'{key}' must be a length of time such as 30s, 90m, 6h or 14d");
        return null;
    }

    public bool Flag(string key, bool otherwise = false)
    {
        Shape?.Say(key, Forms.Flag);
        switch (Text(key))
        {
            case null:
                return otherwise;
            case "true":
                return true;
            case "false":
                return false;
            default:
                ProblemAt(key, $"'{key}' must be true or false");
                return otherwise;
        }
    }

    public DateOnly? Date(string key)
    {
        Shape?.Say(key, Forms.Date);
        if (Text(key) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        ProblemAt(key, $"'{key}' must be a date, yyyy-MM-dd");
        return null;
    }

    /// <summary>One of a closed list of words; what they mean.</summary>
    public T? Word<T>(string key, IReadOnlyDictionary<string, T> words) where T : struct
    {
        Shape?.Say(key, () => Forms.Words(words.Keys));
        if (Text(key) is not { } text)
            return null;
        if (words.TryGetValue(text, out var value))
            return value;
        ProblemAt(key, Problems.Unknown(key, text, words.Keys));
        return null;
    }

    public YamlMap? Map(string key)
    {
        if (Shape is not null)
            return Inner(key, inner => inner);
        switch (Optional(key))
        {
            case null:
                return null;
            case YamlMappingNode map:
                return new(File, map, _problems);
            case var other:
                Problem(other, $"'{key}' must be a mapping (key: value)");
                return null;
        }
    }

    /// <summary>The mapping behind a key that may have a plain value of that form instead; null where it has.</summary>
    public YamlMap? MapOr(string key, Func<JsonNode> form) => Shape is not null
        ? Inner(key, inner => Forms.Either(form(), inner))
        : Optional(key) is YamlMappingNode ? Map(key) : null;

    /// <summary>The items of a list; a single value counts as a list of one. Empty when the key is missing.</summary>
    public IReadOnlyList<YamlNode> List(string key) =>
        Optional(key) switch
        {
            null => [],
            YamlSequenceNode list => [.. list.Children],
            var single => [single],
        };

    public IReadOnlyList<string> Texts(string key)
    {
        Shape?.Say(key, () => Forms.OneOrMore(Forms.Text));
        var texts = new List<string>();
        foreach (var node in List(key))
        {
            if (node is YamlScalarNode { Value: { } text })
                texts.Add(text);
            else
                Problem(node, $"'{key}' must be a list of texts");
        }
        return texts;
    }

    public IEnumerable<YamlMap> Maps(string key)
    {
        if (Shape is not null)
            yield return Inner(key, inner => Forms.OneOrMore(inner.DeepClone));
        foreach (var node in List(key))
        {
            if (AsMap(node) is { } map)
                yield return map;
        }
    }

    /// <summary>The node as a mapping, or null with a problem told.</summary>
    public YamlMap? AsMap(YamlNode node)
    {
        if (node is YamlMappingNode map)
            return new(File, map, _problems);
        Problem(node, "expected a mapping (key: value)");
        return null;
    }

    /// <summary>Tells every key that was not asked for.</summary>
    public void Done()
    {
        foreach (var (name, entry) in _entries)
        {
            if (!_asked.Contains(name))
                Problem(entry.Key, Problems.Unknown("key", name, _asked));
        }
    }

    private YamlMap Inner(string key, Func<JsonNode, JsonNode> form)
    {
        var inner = Probe();
        Shape!.Say(key, () => form(inner.Shape!.ToSchema()));
        return inner;
    }
}
