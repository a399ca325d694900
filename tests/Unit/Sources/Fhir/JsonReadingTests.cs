using System.Text;
using System.Text.Json;
using Opportune.Sources.Fhir;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Our reading of JSON beside the framework's.</summary>
public sealed class JsonReadingTests
{
    private static readonly string[] Texts =
    [
        """{"resourceType":"Observation","id":"o\u00e9\n1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2089-1","display":"LDL \"direct\" \\ x"}],"text":"a"},"valueQuantity":{"value":-1.25e+2,"unit":"mg/dL"},"x":[[],{},[1,2,[3,null,true,false]]],"component":[{"code":{"coding":[]}},{"valueInteger":0}]}""",
        """ { "resourceType" : "Patient" , "id":"p1", "name":[{"given":["A","B"],"family":"C"}],	"active":true,"birthDate":"1950-01-01","extension":[{"url":"u","extension":[{"url":"text","valueString":"😀 \ud83d\ude00"}]}], "contact":[{"a":{"b":{"c":{"d":[{"e":1.0}]}}}}]}  """,
        """{"z":0,"longer name that is more than one block of sixty-four bytes, so that it crosses":"and a text that crosses as well, with \\ at the places that hurt: \\\\\\\\\\\\\\\\\\\\\\\\\\\\\\","resourceType":"Condition","code":{"text":"\/"}}""",
    ];

    [Fact]
    public void Whatever_is_changed_in_a_text_we_call_well_formed_what_the_framework_does()
    {
        var random = new Random(7);
        var (ours, wellFormed) = (new FhirResource(), 0);
        foreach (var text in Texts)
        {
            Assert.True(ours.Read(Encoding.UTF8.GetBytes(text)));
            for (var i = 0; i < 40_000; i++)
            {
                var json = Encoding.UTF8.GetBytes(text).ToList();
                for (var changes = random.Next(1, 4); changes > 0 && json.Count > 1; changes--)
                    Change(json, random);
                byte[] changed = [.. json];
                var theirs = IsObject(changed);
                if (ours.Read(changed) != theirs)
                    Assert.True(theirs && changed.AsSpan().Contains((byte)'\\'), Encoding.UTF8.GetString(changed));
                wellFormed += theirs ? 1 : 0;
            }
        }
        Assert.InRange(wellFormed, 10_000, 100_000);
    }

    [Fact]
    public void Every_length_ends_where_it_ends()
    {
        var ours = new FhirResource();
        for (var length = 0; length < 300; length++)
        {
            var text = $$"""{"resourceType":"Patient","id":"{{new string('x', length)}}"}""";
            var json = Encoding.UTF8.GetBytes(text);
            Assert.True(ours.Read(json));
            Assert.Equal(length, ours.Text(FhirResource.Root, Element.Id).Length);
            Assert.Equal(FhirKind.Patient, ours.Kind);
            Assert.False(ours.Read(json.AsMemory(0, json.Length - 1)));
            Assert.False(ours.Read(Encoding.UTF8.GetBytes(text + "}")));
            Assert.False(ours.Read(Encoding.UTF8.GetBytes(text.Replace("\"}", "\\\"}", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("\"a\\u00e9\\n\\\"\\/\\\\\"", "aé\n\"/\\")]
    [InlineData("\"\\ud83d\\ude00!\"", "😀!")]
    [InlineData("\"\\ud83d!\"", "�!")]
    [InlineData("\"\\ude00\\ud83d\\u0041\"", "��A")]
    public void Escapes_are_what_they_stand_for(string json, string text)
    {
        var ours = new FhirResource();
        Assert.True(ours.Read(Encoding.UTF8.GetBytes($$"""{"id":{{json}}}""")));
        Assert.Equal(text, Encoding.UTF8.GetString(ours.Text(FhirResource.Root, Element.Id)));
    }

    [Fact]
    public void Nesting_is_read_so_deep_and_no_deeper()
    {
        var ours = new FhirResource();
        foreach (var name in new[] { "id", "code", "other" })
        {
            Assert.True(ours.Read(Nested(name, 60)));
            Assert.False(ours.Read(Nested(name, 100_000)));
        }

        static byte[] Nested(string name, int deep) => Encoding.UTF8.GetBytes($$"""{"resourceType":"Condition","{{name}}":{{new string('[', deep)}}{{new string(']', deep)}}}""");
    }

    [Fact]
    public void A_member_whose_name_hides_behind_escapes_is_refused_rather_than_missed()
    {
        var ours = new FhirResource();
        Assert.True(ours.Read("""{"resourceType":"MedicationRequest","doNotPerform":true}"""u8.ToArray()));
        Assert.True(ours.IsTrue(FhirResource.Root, Element.DoNotPerform));
        Assert.False(ours.Read("""{"resourceType":"MedicationRequest","doNot\u0050erform":true}"""u8.ToArray()));
    }

    private static void Change(List<byte> json, Random random)
    {
        const string Signs = "{}[]:,\"\\ 0123456789.eE+-tfn\n\t\u0001u";
        var at = random.Next(json.Count);
        switch (random.Next(4))
        {
            case 0:
                json.RemoveAt(at);
                break;
            case 1:
                json[at] = (byte)Signs[random.Next(Signs.Length)];
                break;
            case 2:
                json.Insert(at, (byte)Signs[random.Next(Signs.Length)]);
                break;
            default:
                json[at] = (byte)random.Next(256);
                break;
        }
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }
            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
