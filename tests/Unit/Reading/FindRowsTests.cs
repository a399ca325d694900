using System.Text;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Reading;
using Opportune.Reading.Search;

namespace Opportune.Tests.Unit.Reading;

public class FindRowsTests
{
    private static readonly string[] Sentences = [.. SpecTests.Sentences.Select(r => r.Data.Item1)];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 4)]
    [InlineData(3, 0)]
    public void Finds_every_row_with_a_mention(int seed, int gap)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 2000).Select(_ => random.Next(5) switch
        {
            0 => null,
            1 => "",
            2 => "The lungs are clear.",
            _ => Sentences[random.Next(Sentences.Length)],
        }).ToArray();
        Check(PlainPage(texts, gap), texts);
        Check(DictionaryPage(texts), texts);
    }

    [Fact]
    public void A_fragment_that_two_rows_share_is_in_neither() =>
        Assert.Empty(Rows(PlainPage(["the aorta calc", "ified"], 0)));

    [Fact]
    public void A_row_begins_a_word_whatever_lies_before_it() =>
        Assert.Equal([1, 3, 4], Rows(PlainPage(["in the hear", "calcified", "x", "Fracture", "fx", "fxs"[..2] + "a"], 0)));

    [Fact]
    public void Words_are_found_by_their_beginnings_alone()
    {
        var search = new FragmentSearch(["ather"u8.ToArray(), "fx"u8.ToArray()]);
        var text = "no father, -ather 3ather ATHEROMA fxs"u8.ToArray();
        Assert.Equal([12, 19, 25, 34], Starts(text, (at, from) => search.Next(at, from, out _)));
        Assert.Equal([12, 19, 25], Starts(text, (at, from) => search.NextStanding(at, from, out _)));

        static List<int> Starts(byte[] text, Func<byte[], int, int> next)
        {
            var starts = new List<int>();
            for (var at = next(text, 0); at >= 0; at = next(text, at + 1))
                starts.Add(at);
            return starts;
        }
    }

    [Theory]
    [InlineData("A pulmonary mass, unchanged.", false, false)]
    [InlineData("Low bone mass is noted.", true, true)]
    [InlineData("Low bone-\nmass is noted.", true, true)]
    [InlineData("Low bone, mass and more.", false, false)]
    [InlineData("No bone 5 mass and more.", true, true)]
    [InlineData("mass and more", true, false)]
    [InlineData("A fracture.", true, true)]
    [InlineData("A caf\u00E9 mass and more.", true, true)]
    [InlineData("The massive heart.", false, false)]
    public void A_word_is_passed_over_where_it_is_of_no_term_with_the_words_beside_it(string text, bool asRow, bool asWhole)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal((asRow, asWhole), (new ReportReader(Dev.Compiled).MayHold(utf8), Dev.Compiled.Search.Next(utf8, 0, isWhole: true, out _) >= 0));
    }

    [Fact]
    public void Every_phrase_of_a_term_is_found_alone_and_among_other_words()
    {
        foreach (var phrase in Dev.Compiled.Lexicon.Families.SelectMany(f => f.Terms).SelectMany(t => t.Phrases))
        {
            Assert.True(Dev.Compiled.Search.Next(Encoding.UTF8.GetBytes(phrase), 0, isWhole: true, out _) >= 0, phrase);
            Assert.True(Dev.Compiled.Search.Next(Encoding.UTF8.GetBytes($"There is {phrase.ToUpperInvariant().Replace(' ', '\n')} seen"), 0, isWhole: true, out _) >= 0, phrase);
        }
    }

    [Fact]
    public void A_phrase_with_a_word_written_short_is_found_too()
    {
        foreach (var (written, meant) in Dev.Compiled.Lexicon.SameWords)
        {
            foreach (var phrase in Dev.Compiled.Lexicon.Families.SelectMany(f => f.Terms).SelectMany(t => t.Phrases).Where(p => p.Split(' ').Contains(meant)))
            {
                var text = string.Join(' ', phrase.Split(' ').Select(w => w == meant ? written : w));
                Assert.True(Dev.Compiled.Search.Next(Encoding.UTF8.GetBytes(text), 0, isWhole: true, out _) >= 0, text);
            }
        }
    }

    [Fact]
    public void The_packed_search_finds_what_the_plain_one_finds()
    {
        var random = new Random(5);
        var search = new FragmentSearch(Dev.Compiled.Fragments);
        for (var i = 0; i < 500; i++)
        {
            var text = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Sentences[random.Next(Sentences.Length)])));
            for (int at = 0, plain = 0; plain >= 0; at = plain + 1)
            {
                plain = search.NextScalar(text, at, out var plainLength);
                Assert.Equal((plain, plainLength), (search.Next(text, at, out var length), length));
            }
        }
    }

    private static void Check(Page page, string?[] texts)
    {
        var rows = Rows(page);
        Assert.Equal(rows.Order(), rows);
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is { } text && Dev.Read(text).Count > 0)
                Assert.Contains(i, rows);
        }
        Assert.DoesNotContain(Enumerable.Range(0, texts.Length).First(i => texts[i] is null), rows);
    }

    private static List<int> Rows(Page page)
    {
        var rows = new List<int>();
        new ReportReader(Dev.Compiled).FindRows(page, rows);
        return rows;
    }

    private static Page PlainPage(string?[] texts, int gap)
    {
        var (bytes, offsets) = (new List<byte>(), new List<int>());
        bytes.AddRange(new byte[gap]);
        foreach (var text in texts)
        {
            offsets.Add(bytes.Count);
            bytes.AddRange(Encoding.UTF8.GetBytes(text ?? ""));
            bytes.AddRange(new byte[text is null ? 0 : gap]);
        }
        offsets.Add(bytes.Count);
        return new()
        {
            Count = texts.Length,
            HasNulls = texts.Contains(null),
            ValidityBuffer = [.. texts.Select(t => t is null ? (byte)0 : (byte)1)],
            ByteBuffer = [.. bytes],
            OffsetBuffer = [.. offsets],
            Gap = gap,
        };
    }

    private static Page DictionaryPage(string?[] texts)
    {
        var values = texts.OfType<string>().Distinct().ToList();
        var plain = PlainPage([.. values], 0);
        return new()
        {
            Count = texts.Length,
            HasNulls = texts.Contains(null),
            ValidityBuffer = [.. texts.Select(t => t is null ? (byte)0 : (byte)1)],
            IdBuffer = [.. texts.Select(t => t is null ? -1 : values.IndexOf(t))],
            Dictionary = new() { Count = values.Count, ByteBuffer = plain.ByteBuffer, OffsetBuffer = plain.OffsetBuffer },
        };
    }

    // A new term may bring one of them in as the word that it is found by; shuffled reports then took half as long again.
    [Theory]
    [InlineData("FINDINGS: The heart is normal in size. The lungs are clear. IMPRESSION: No acute findings. Results were called to the patient's nurse.")]
    [InlineData("Left and right lung bases with platelike opacity, increased or unchanged from the prior examination; small pleural effusion, no pneumothorax.")]
    [InlineData("TECHNIQUE: PA and lateral views of the chest. COMPARISON: None. HISTORY: Cough and fever, female, 60 percent. Upper and lower lobes, much as before.")]
    public void What_every_report_holds_is_not_searched_for(string report) => Assert.False(new ReportReader(Dev.Compiled).MayHold(System.Text.Encoding.UTF8.GetBytes(report)));
}
