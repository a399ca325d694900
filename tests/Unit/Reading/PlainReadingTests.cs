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

    private static bool Same(ReportReader fast, (string Text, string? Section)[] report)
    {
        AssertSame(fast, [.. report.Select(r => Encoding.UTF8.GetBytes(r.Text))], [.. report.Select(r => r.Section)]);
        return true;
    }

    private static void AssertSame(ReportReader fast, byte[][] rows, string?[] sections)
    {
        List<ReadOnlyMemory<byte>> lines = [.. rows.Select(r => (ReadOnlyMemory<byte>)r)];
        var found = new List<(int Line, Mention Mention)>();
        fast.ReadLines(lines, sections, found);
        Assert.Equal(Words(ReportReader.ReadPlainly(Dev.Compiled, lines, sections)), Words(found));
    }

    private static string Words(IEnumerable<(int Line, Mention Mention)> found) =>
        string.Join('\n', found.Select(f => $"{f.Line}:{f.Mention.Start}+{f.Mention.Length} {Spec.Long([f.Mention])} {f.Mention.Certainty} [{f.Mention.Section}] '{f.Mention.Text}' '{f.Mention.Excerpt}' {f.Mention.ExcerptStart}"));
}
