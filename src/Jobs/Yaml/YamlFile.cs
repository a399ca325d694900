using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Yaml;

/// <summary>Opens a YAML file as nodes that know their line and column.</summary>
internal static class YamlFile
{
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
            stream.Load(reader);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return new YamlMap(path, root, problems);
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
}
