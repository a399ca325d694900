using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Yaml;

/// <summary>Opens a YAML file as nodes that know their line and column.</summary>
internal static class YamlFile
{
    // No file of rules is half as deep, or a hundredth as large.
    private const int Deepest = 40, MostNodes = 200_000;

    /// <summary>The file's one mapping, or null with a problem told.</summary>
    public static YamlMap? Read(string path, Problems problems) => Read(path, () => new StreamReader(path), problems);

    /// <summary>The same of a text that lies in no file; problems call it <paramref name="name"/>.</summary>
    public static YamlMap? ReadText(string name, string text, Problems problems) => Read(name, () => new StringReader(text), problems);

    private static YamlMap? Read(string path, Func<TextReader> open, Problems problems)
    {
        try
        {
            using var reader = open();
            var stream = new YamlStream();
            stream.Load(new Bounded(new Parser(reader)));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                if (SizeOf(root, new(ReferenceEqualityComparer.Instance)) <= MostNodes)
                    return new YamlMap(path, root, problems);
                problems.Add(new(path, 1, 1, $"written out, with every alias (*name), this is more than {MostNodes} values; no file of rules is so large"));
                return null;
            }
            problems.Add(new(path, 1, 1, stream.Documents.Count == 0 ? "the file is empty" : "expected one mapping (key: value)"));
        }
        catch (YamlException e)
        {
            problems.Add(new(path, (int)e.Start.Line, (int)e.Start.Column, $"not valid YAML: {(e.InnerException ?? e).Message}"));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the reader says of a list that is not closed, without saying where.
            problems.Add(NearFault(path, open));
        }
        return null;
    }

    private static Problem NearFault(string path, Func<TextReader> open)
    {
        using var reader = open();
        var parser = new Parser(reader);
        var last = Mark.Empty;
        try
        {
            while (parser.MoveNext())
                last = parser.Current!.End;
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
        }
        return new(path, (int)last.Line, (int)last.Column, "not valid YAML after here; is a bracket or a quote left open?");
    }

    // An alias of aliases of aliases is short, and without end when it is written out.
    private static long SizeOf(YamlNode node, Dictionary<YamlNode, long> known)
    {
        if (node is YamlScalarNode)
            return 1;
        if (known.TryGetValue(node, out var size))
            return size;
        // Until it is counted, what holds itself is too large.
        known[node] = MostNodes + 1;
        size = 1;
        foreach (var child in node is YamlMappingNode map ? map.Children.SelectMany(pair => new[] { pair.Key, pair.Value }) : ((YamlSequenceNode)node).Children)
            size = Math.Min(MostNodes + 1, size + SizeOf(child, known));
        return known[node] = size;
    }

    /// <summary>What is read of a file, as deep as is allowed: the nodes are put together by calls within calls, and their stack has an end.</summary>
    private sealed class Bounded(IParser parser) : IParser
    {
        private int _depth;

        public ParsingEvent? Current => parser.Current;

        public bool MoveNext()
        {
            if (!parser.MoveNext())
                return false;
            _depth += parser.Current!.NestingIncrease;
            return _depth <= Deepest ? true : throw new YamlException(parser.Current.Start, parser.Current.End, $"more than {Deepest} brackets or indents within each other");
        }
    }
}
