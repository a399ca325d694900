using System.Text;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

public class ExcerptTests
{
    private const string Report =
        "INDICATION: Fall, evaluate for\nrib fracture.\nFINDINGS: Lungs: Clear. Aorta: Calcified. Old compression\nfracture of T12. No pneumothorax. Heart is normal.\nIMPRESSION:\n1. Aortic calcification.\n2. No acute fracture.\n3. Größe 😀 normal.";

    [Theory]
    [InlineData("FINDINGS: Normal heart. Calcified aorta. No effusion. Liver normal.", "Normal heart. [Calcified] aorta. No effusion.")]
    [InlineData("FINDINGS: Calcified aorta. No effusion.", "[Calcified] aorta. No effusion.")]
    [InlineData("FINDINGS: Normal heart. Calcified aorta.\nIMPRESSION: No effusion.", "Normal heart. [Calcified] aorta.")]
    [InlineData("INDICATION: Cough.\nCalcified aorta", "Cough.\n[Calcified] aorta")]
    [InlineData("FINDINGS: Lungs: Clear. Aorta: Calcified. Spine: Normal. Skin: Normal.", "Lungs: Clear. Aorta: [Calcified]. Spine: Normal.")]
    [InlineData("IMPRESSION:\n1. Normal heart.\n2. Calcified aorta.\n3. No effusion.\n4. Normal liver.", "Normal heart.\n2. [Calcified] aorta.\n3. No effusion.")]
    [InlineData("IMPRESSION:\n• Normal heart\n• Calcified aorta\n• No effusion", "Normal heart\n• [Calcified] aorta\n• No effusion")]
    [InlineData("Größe 😀 normal. Calcified aorta.", "Größe 😀 normal. [Calcified] aorta.")]
    [InlineData("Normal heart ...... Calcified aorta ...... Normal liver", "Normal heart ...... [Calcified] aorta ...... Normal liver")]
    public void A_mention_shows_its_sentence_and_the_ones_beside_it_in_its_section(string report, string shown) =>
        Assert.Equal(shown, Marked(Assert.Single(Dev.Read(report), m => m.Text == "Calcified")));

    [Fact]
    public void Neighbours_are_cut_between_words_before_the_sentence_is()
    {
        var text = $"{Words(60)} first words. The aorta is calcified. Second {Words(60)}.";
        var excerpt = Marked(Assert.Single(Read(text, 120)));
        Assert.StartsWith("… ", excerpt, StringComparison.Ordinal);
        Assert.EndsWith(" …", excerpt, StringComparison.Ordinal);
        Assert.Contains(" first words. The aorta is [calcified]. Second ", excerpt, StringComparison.Ordinal);
        Assert.All(excerpt.Split(' '), word => Assert.Contains(word.Replace("[", "").Replace("]", ""), text + "…", StringComparison.Ordinal));
    }

    [Fact]
    public void A_neighbour_of_which_no_word_has_room_is_left_out_without_a_sign()
    {
        var sentence = $"The aorta is calcified, {string.Join(' ', Enumerable.Repeat("and", 14))}.";
        Assert.Equal(80, sentence.Length);
        Assert.Equal(sentence, Assert.Single(Read($"Normal heart. {sentence} Normal liver.", 80)).Excerpt);
    }

    [Fact]
    public void Of_a_sentence_that_is_too_long_the_part_around_the_mention_is_shown()
    {
        var excerpt = Marked(Assert.Single(Read($"{Words(500)} calcified aorta {Words(500)}.", 100)));
        Assert.StartsWith("… ", excerpt, StringComparison.Ordinal);
        Assert.EndsWith(" …", excerpt, StringComparison.Ordinal);
        Assert.Contains(" [calcified] aorta ", excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_one_report_are_neighbours_unless_their_section_differs()
    {
        string[] rows = ["Normal heart.", "Calcified aorta.", "No effusion."];
        Assert.Equal("Normal heart.\n[Calcified] aorta.\nNo effusion.", Marked(Lines(rows, [null, null, null])));
        Assert.Equal("[Calcified] aorta.\nNo effusion.", Marked(Lines(rows, ["technique", "findings", "findings"])));
    }

    [Fact]
    public void A_report_of_one_row_that_was_met_before_shows_the_same()
    {
        var reader = new ReportReader(Dev.Compiled);
        var found = new List<(int Line, Mention Mention)>();
        for (var times = 0; times < 4; times++)
            reader.ReadLines(["Normal heart. Calcified aorta"u8.ToArray()], [null], found);
        Assert.Equal(Enumerable.Repeat("Normal heart. [Calcified] aorta", 4), found.Select(f => Marked(f.Mention)));
    }

    [Fact]
    public void No_excerpt_is_made_where_none_is_asked_for() => Assert.All(Read(Report, 0), m => Assert.Equal(("", 0), (m.Excerpt, m.ExcerptStart)));

    [Fact]
    public void The_sentence_alone_or_all_of_the_report_may_be_asked_for()
    {
        var sentence = $"Calcified aorta {Words(700)}.";
        Assert.Equal("[Calcified]" + sentence[9..], Marked(Assert.Single(Read($"Normal heart. {sentence} No effusion.", ExcerptLength.Sentence))));
        Assert.All(Read(Report, ExcerptLength.Full), m => Assert.Equal(Report, m.Excerpt));
        var rows = new List<(int Line, Mention Mention)>();
        new ReportReader(Dev.Compiled, ExcerptLength.Full).ReadLines(["Normal heart."u8.ToArray(), "Calcified aorta."u8.ToArray()], ["technique", "findings"], rows);
        Assert.Equal("Normal heart.\n[Calcified] aorta.", Marked(Assert.Single(rows).Mention));
    }

    /// <summary>The property that the pages rest on: what is marked is what was read, whatever the bytes, the length asked for and the rows.</summary>
    [Fact]
    public void What_is_marked_is_exactly_what_was_read()
    {
        var (random, reused) = (new Random(11), new ReportReader(Dev.Compiled));
        var seen = 0;
        for (var i = 0; i < 6000; i++)
        {
            var most = random.Next(6) switch
            {
                0 => ExcerptLength.Sentence,
                1 => ExcerptLength.Full,
                < 4 => random.Next(ExcerptLength.Least, 200),
                _ => ExcerptLength.Usual,
            };
            var text = Mangled(random);
            var found = Read(text, most);
            seen += found.Count;
            // A reader that met the sentence in another report shows it among its neighbours in this one.
            var again = new List<Mention>();
            reused.Read(text, null, again);
            Assert.Equal((most == ExcerptLength.Usual ? found : Read(text, ExcerptLength.Usual)).Select(m => (m.Excerpt, m.ExcerptStart)), again.Select(m => (m.Excerpt, m.ExcerptStart)));
            var decoded = Encoding.UTF8.GetString(text);
            foreach (var mention in found)
            {
                var (before, marked, after) = Parts(mention);
                Assert.Equal(mention.Text, marked);
                if (most != ExcerptLength.Sentence)
                    Assert.InRange((before + marked + after).Trim('…', ' ').Length, 1, Math.Max(most, marked.Length));
                // A stray byte at a cut may show as another number of signs than in the whole text.
                if (!decoded.Contains('\uFFFD', StringComparison.Ordinal))
                    Assert.Contains(Bare(mention), decoded, StringComparison.Ordinal);
            }
        }
        Assert.InRange(seen, 6000, int.MaxValue);
    }

    [Fact]
    public void In_any_rows_too()
    {
        var (random, reused) = (new Random(12), new ReportReader(Dev.Compiled, 200));
        for (var i = 0; i < 2000; i++)
        {
            var text = Mangled(random);
            var rows = new List<ReadOnlyMemory<byte>>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(text.Length - at, random.Next(60));
                rows.Add(text.AsMemory(at, length));
                at += length;
            }
            var (found, again) = (new List<(int Line, Mention Mention)>(), new List<(int Line, Mention Mention)>());
            new ReportReader(Dev.Compiled, 200).ReadLines(rows, new string?[rows.Count], found);
            reused.ReadLines(rows, new string?[rows.Count], again);
            Assert.All(found, f => Assert.Equal(f.Mention.Text, Parts(f.Mention).Marked));
            Assert.Equal(found.Select(f => (f.Line, f.Mention.Start, f.Mention.Excerpt, f.Mention.ExcerptStart)), again.Select(f => (f.Line, f.Mention.Start, f.Mention.Excerpt, f.Mention.ExcerptStart)));
        }
    }

    private static byte[] Mangled(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Report + "\n" + Report);
        var from = random.Next(60);
        var text = bytes[from..(from + 80 + random.Next(bytes.Length - from - 80))];
        for (var change = random.Next(4) == 0 ? random.Next(12) : 0; change > 0; change--)
            text[random.Next(text.Length)] = (byte)random.Next(256);
        return text;
    }

    private static Mention Lines(string[] rows, string?[] sections)
    {
        var found = new List<(int Line, Mention Mention)>();
        new ReportReader(Dev.Compiled).ReadLines([.. rows.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))], sections, found);
        return Assert.Single(found).Mention;
    }

    private static List<Mention> Read(string text, int most) => Read(Encoding.UTF8.GetBytes(text), most);

    private static List<Mention> Read(byte[] text, int most)
    {
        var mentions = new List<Mention>();
        new ReportReader(Dev.Compiled, most).Read(text, null, mentions);
        return mentions;
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("and", count));

    private static string Bare(Mention mention)
    {
        var excerpt = mention.Excerpt;
        excerpt = excerpt.StartsWith("… ", StringComparison.Ordinal) ? excerpt[2..] : excerpt;
        return excerpt.EndsWith(" …", StringComparison.Ordinal) ? excerpt[..^2] : excerpt;
    }

    private static string Marked(Mention mention) => Parts(mention) is var (before, marked, after) ? $"{before}[{marked}]{after}" : "";

    private static (string Before, string Marked, string After) Parts(Mention mention)
    {
        var runes = mention.Excerpt.EnumerateRunes().Select(r => r.ToString()).ToList();
        return (string.Concat(runes.Take(mention.ExcerptStart)), string.Concat(runes.Skip(mention.ExcerptStart).Take(mention.Length)), string.Concat(runes.Skip(mention.ExcerptStart + mention.Length)));
    }
}
