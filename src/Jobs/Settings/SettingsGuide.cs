using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Opportune.Jobs.Settings;

/// <summary>One setting, as the documented file tells it.</summary>
/// <param name="Key">Where it stands: <c>health.tick</c>; of a list <c>alarms.channels[].name</c>.</param>
/// <param name="Value">What holds without it; of an <paramref name="IsExample"/> one way to write it, and without it there is none. Null: others stand below it.</param>
/// <param name="Variable">The variable of the environment that goes before the file; null: none does.</param>
/// <param name="Means">What it means.</param>
/// <param name="IsExample">Whether nothing holds without it.</param>
public sealed record Setting(string Key, string? Value, string? Variable, string Means, bool IsExample);

/// <summary>A setting that a file says.</summary>
/// <param name="Key">As of <see cref="Setting"/>, with numbers in the brackets.</param>
/// <param name="Value">The text.</param>
/// <param name="Line">Where.</param>
public sealed record SaidSetting(string Key, string Value, int Line);

/// <summary>Every setting there is, from the documented file that travels with the program: the one place where they are told.</summary>
public static class SettingsGuide
{
    private const string Example = "example";

    /// <summary>The documented file.</summary>
    public static string Text { get; } = Load();

    /// <summary>The same with nothing held back by a <c>#</c>: a file in which every setting is said.</summary>
    public static string Whole { get; } = string.Join('\n', Lines(Text).Select(line => IsHeldBack(line) ? line[1..] : line));

    /// <summary>All settings, in its order.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Said(Whole, asList: true).DistinctBy(s => s.Key).Select(Of)];

    /// <summary>What a file says, in its order: mappings and lists by what is in them. Of what is no YAML, nothing.</summary>
    public static IReadOnlyList<SaidSetting> In(string text) => [.. Said(text, asList: false).Where(s => s.Value is not null).Select(s => new SaidSetting(s.Key, s.Value!, s.Line))];

    /// <summary>The key without what says where its text comes from: <c>url</c> of <c>url-file</c> and <c>url-env</c>.</summary>
    public static string Stem(string key) =>
        key.EndsWith("-file", StringComparison.Ordinal) ? key[..^"-file".Length] : key.EndsWith("-env", StringComparison.Ordinal) ? key[..^"-env".Length] : key;

    private static Setting Of((string Key, string? Value, int Line) said)
    {
        var line = Lines(Whole)[said.Line - 1];
        var means = line.Contains(" # ", StringComparison.Ordinal) ? line[(line.IndexOf(" # ", StringComparison.Ordinal) + 3)..].Trim() : "";
        var variable = means.StartsWith('[') ? means[1..means.IndexOf(']')] : null;
        means = variable is null ? means : means[(variable.Length + 2)..].Trim();
        var isExample = means.StartsWith(Example, StringComparison.Ordinal);
        return new(said.Key, said.Value, variable, isExample ? means[Example.Length..].TrimStart(';', ' ') : means, isExample);
    }

    private static IEnumerable<(string Key, string? Value, int Line)> Said(string text, bool asList)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException)
        {
            return [];
        }
        return stream.Documents is [{ RootNode: YamlMappingNode root }] ? Walk(root, "", asList) : [];
    }

    private static IEnumerable<(string Key, string? Value, int Line)> Walk(YamlMappingNode map, string before, bool asList)
    {
        foreach (var (name, value) in map.Children)
        {
            var (key, line) = (before + ((YamlScalarNode)name).Value, (int)name.Start.Line);
            switch (value)
            {
                case YamlMappingNode inner when inner.Style != YamlDotNet.Core.Events.MappingStyle.Flow || !asList:
                    yield return (key, null, line);
                    foreach (var below in Walk(inner, key + ".", asList))
                        yield return below;
                    break;
                case YamlSequenceNode list when list.Children.Any(c => c is YamlMappingNode):
                    yield return (key, null, line);
                    foreach (var (item, i) in list.Children.OfType<YamlMappingNode>().Select((item, i) => (item, i)))
                    {
                        foreach (var below in Walk(item, asList ? $"{key}[]." : string.Create(CultureInfo.InvariantCulture, $"{key}[{i}]."), asList))
                            yield return below;
                    }
                    break;
                default:
                    yield return (key, Plain(value), line);
                    break;
            }
        }
    }

    // As a person would write it on one line.
    private static string Plain(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Plain))}]",
        YamlMappingNode map => $"{{{string.Join(", ", map.Children.Select(c => $"{Plain(c.Key)}: {Plain(c.Value)}"))}}}",
        _ => "",
    };

    private static bool IsHeldBack(string line) => line.StartsWith('#') && !line.StartsWith("##", StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n');

    private static string Load()
    {
        using var stream = typeof(SettingsGuide).Assembly.GetManifestResourceStream("opportune.example.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
