using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

/// <summary>The fast reader and the plain one find the same in reports put together at random.</summary>
public class PlainReadingTests
{
    private static readonly string[] Pieces =
    [
        .. SpecTests.Sentences.Select(r => r.Data.Item1), "FINDINGS:", "IMPRESSION:", "INDICATION:", "HISTORY:", "Comparison: CT of May.", "CORONARY ARTERIES:", "AORTA:", "BONES:", "XYZ PART:",
        "ADDENDUM:", "FAMILY HISTORY:", "The lungs are clear.", "No effusion", "and", "of the aorta", "\u2022", "1.", "- ", "\n", "\r\n", "\n\n", "  ", "\t", "\u00A0", ";", ",", "?", "!", "...", ":", "XXXX",
        "[**2019-1-1**]", "cal", "cified", "Fracture", "fracture", "calcifcation", "T12", "L1-L3", "-2.5", "T-score", "98 HU", "\uFFFD", "\u00E9", "\U0001F600",
    ];

    [Fact]
    public void Agree_on_any_report()
    {
        var fast = new ReportReader(Dev.Compiled);
        var piece = Gen.Frequency((12, Gen.Elements(Pieces)), (1, Gen.Choose(32, 126).Select(c => ((char)c).ToString())));
        var row = piece.ArrayOf().Select(p => string.Join(' ', p));
        var rows = Gen.Zip(row, Gen.Elements(null, "Findings", "indication", "Impression", "whatever")).NonEmptyListOf();
        // The same reader throughout, so that what it remembers of earlier reports is tried too.
        Prop.ForAll(rows.ToArbitrary(), report => Same(fast, [.. report])).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(14));
    }

    [Fact]
    public void Agree_on_reports_cut_anywhere()
    {
        var fast = new ReportReader(Dev.Compiled);
        var all = Encoding.UTF8.GetBytes(string.Join(' ', Pieces));
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var from = random.Next(all.Length - 300);
            var text = all[from..(from + 300)];
            for (var change = random.Next(4); change > 0; change--)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            AssertSame(fast, [text], [null]);
        }
    }

    [Fact]
    public void What_nobody_asks_for_changes_nothing_of_the_rest()
    {
        var random = new Random(12);
        var (asked, reader) = (new HashSet<(string, Assertion)>(), new ReportReader(Dev.Compiled));
        for (var i = 0; i < 300; i++)
        {
            if (i % 30 == 0)
            {
                HashSet<(string, Assertion)> some = [.. Dev.Compiled.Concepts.SelectMany(c => Enum.GetValues<Assertion>().Select(a => (c, a))).Where(_ => random.Next(2) == 0)];
                (asked, reader) = (some, new(Dev.Compiled, isAsked: (concept, assertion) => some.Contains((concept, assertion))));
            }
            string[] texts = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)])))];
            List<ReadOnlyMemory<byte>> lines = [.. texts.Append("ADDENDUM: " + Pieces[random.Next(Pieces.Length)]).Select(t => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(t))];
            var sections = new string?[lines.Count];
            Assert.Equal(Asked(ReportReader.ReadPlainly(Dev.Compiled, lines, sections)), Asked(Read(reader, lines, sections)));
        }

        string Asked(IEnumerable<(int Line, Mention Mention)> found) => Words(found.Where(f => asked.Contains((f.Mention.Concept, f.Mention.Assertion))));
    }

    [Fact]
    public void A_report_met_before_is_known_by_its_rows_and_their_sections_too()
    {
        var reader = new ReportReader(Dev.Compiled);
        (string[] Rows, string?[] Sections)[] reports =
        [
            (["Calcified aorta.\nOsteopenia.\nrib fracture."], [null]),
            (["Calcified aorta.\nOsteopenia.\nrib fracture."], ["Indication"]),
            (["Calcified aorta.", "Osteopenia.", "rib fracture."], [null, null, null]),
            (["Calcified aorta.\nOsteopenia.", "rib fracture."], [null, null]),
            (["Calcified aorta.", "Osteopenia.\nrib fracture."], [null, null]),
            (["Calcified aorta.", "Osteopenia.", "rib fracture."], [null, "Indication", null]),
            (["Calcified aorta.", "Osteopenia.", "rib fracture."], [null, null, "Indication"]),
            (["Calcified aorta.", "Osteopenia.", "rib fracture."], ["Indication", "Indication", "Indication"]),
        ];
        for (var round = 0; round < 4; round++)
        {
            foreach (var (rows, sections) in reports)
            {
                List<ReadOnlyMemory<byte>> lines = [.. rows.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))];
                Assert.Equal(Words(ReportReader.ReadPlainly(Dev.Compiled, lines, sections)), Words(Read(reader, lines, sections)));
            }
        }
    }

    private static bool Same(ReportReader fast, (string Text, string? Section)[] report)
    {
        AssertSame(fast, [.. report.Select(r => Encoding.UTF8.GetBytes(r.Text))], [.. report.Select(r => r.Section)]);
        return true;
    }

    private static void AssertSame(ReportReader fast, byte[][] rows, string?[] sections)
    {
        List<ReadOnlyMemory<byte>> lines = [.. rows.Select(r => (ReadOnlyMemory<byte>)r)];
        var plain = Words(ReportReader.ReadPlainly(Dev.Compiled, lines, sections));
        // Whole reports are kept when they are met again.
        for (var i = 0; i < 3; i++)
            Assert.Equal(plain, Words(Read(fast, lines, sections)));
    }

    private static List<(int Line, Mention Mention)> Read(ReportReader reader, List<ReadOnlyMemory<byte>> lines, string?[] sections)
    {
        var found = new List<(int Line, Mention Mention)>();
        reader.ReadLines(lines, sections, found);
        return found;
    }

    private static string Words(IEnumerable<(int Line, Mention Mention)> found) =>
        string.Join('\n', found.Select(f => $"{f.Line}:{f.Mention.Start}+{f.Mention.Length} {Spec.Long([f.Mention])} {f.Mention.Certainty} [{f.Mention.Section}] '{f.Mention.Text}' '{f.Mention.Excerpt}' {f.Mention.ExcerptStart}"));
}
