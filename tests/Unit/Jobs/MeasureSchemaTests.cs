using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opportune.Jobs.Measures;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>The schema for editors takes what the loader takes, as far as form goes.</summary>
public partial class MeasureSchemaTests
{
    private static readonly string Shipped = Path.Combine(Repository.Jobs, "measures");
    private static readonly SchemaCheck Schema = new(MeasureSchema.Text());

    public static TheoryData<string> Measures =>
        [.. Directory.EnumerateFiles(Shipped, "*.yaml").Where(f => !f.EndsWith(".cases.yaml", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    // check --schema writes it anew.
    [Fact]
    public void The_schema_is_up_to_date() => Assert.Equal(MeasureSchema.Text(), File.ReadAllText(Path.Combine(Shipped, "measure.schema.json")));

    [Theory]
    [MemberData(nameof(Measures))]
    public void A_shipped_measure_is_valid_and_names_the_schema_for_editors(string file)
    {
        var text = File.ReadAllText(Path.Combine(Shipped, file));
        Assert.Equal([], Faults(text));
        Assert.StartsWith("# yaml-language-server: $schema=measure.schema.json\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("due-after: P90D", "due-afer: P90D", "/due-afer", "/due-after")]
    [InlineData("version: 1", "version: one", "/version")]
    [InlineData("rank: 1", "rank: 1\ngo-live: soon", "/go-live")]
    [InlineData("rank: 1", "rank: 1\nrelease-cap: 40", "/release-cap")]
    [InlineData("rank: 1", "rank: 1\nchanges: [{version: 2, what: ribs only}]", "/changes")]
    [InlineData("why: A small measure for tests.\n", "", "/why")]
    [InlineData("look-back: P1Y", "look-back: 1 year", "/index/look-back")]
    [InlineData("look-back: P1Y", "look-back: P", "/index/look-back")]
    [InlineData("reviewed: 2026-01-01", "reviewed: 1 May 2026", "/review/reviewed")]
    [InlineData("window: index-P30D .. as-of\n  low", "window: index-30D .. as-of\n  low", "/criteria/scanned/window")]
    [InlineData("at: index}\n      any-of", "at: birth}\n      any-of", "/index/classes/rib/age/at")]
    [InlineData("table: procedures", "table: procedure", "/criteria/scanned/any-of")]
    [InlineData("{age: {from: 80, at: index}}", "{aged: 80}", "/tiers")]
    [InlineData("{age: {from: 80, at: index}}", "{sex: F, index-dates: 2}", "/tiers")]
    [InlineData("{age: {from: 80, at: index}}", "{all-of: [scanned]}", "/tiers")]
    public void A_slip_of_form_is_not_valid(string passage, string slip, params string[] at)
    {
        using var folder = new BrokenFolder();
        var path = folder.PathOf("measures/rib-review.yaml");
        Assert.Equal([], Faults(File.ReadAllText(path)));
        var faults = Faults(File.ReadAllText(folder.With("measures/rib-review.yaml", passage, slip).PathOf("measures/rib-review.yaml")));
        Assert.All(at, place => Assert.Contains(faults, fault => fault.Contains(place, StringComparison.Ordinal)));
        Assert.NotEqual("", folder.Problems());
    }

    private static List<string> Faults(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Schema.Faults(Json(stream.Documents[0].RootNode));
    }

    // As YAML 1.2 has it: plain words that are numbers or true and false are no texts.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when Whole().IsMatch(text) => long.Parse(text, CultureInfo.InvariantCulture),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when Fraction().IsMatch(text) => double.Parse(text, CultureInfo.InvariantCulture),
        _ => ((YamlScalarNode)node).Value,
    };

    [GeneratedRegex("^-?[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex("^-?[0-9]*[.][0-9]+$")]
    private static partial Regex Fraction();
}
