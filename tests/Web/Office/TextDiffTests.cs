using Opportune.Web.Show;

namespace Opportune.Tests.Web.Office;

/// <summary>What differs between two texts.</summary>
public sealed class TextDiffTests
{
    [Fact]
    public void Lines_that_go_and_come_stand_between_those_around_them()
    {
        var old = string.Join('\n', Enumerable.Range(1, 20));
        var lines = TextDiff.Of(old, old.Replace("\n10\n", "\nten\n", StringComparison.Ordinal));
        Assert.Equal("… |7 |8 |9 |-10|+ten|11 |12 |13 |… ", string.Join('|', lines.Select(l => l.Kind is '-' or '+' ? $"{l.Kind}{l.Text}" : l.Kind == '…' ? "… " : $"{l.Text} ")));
        Assert.Empty(TextDiff.Of(old, old));
        Assert.Equal(['-', '-'], TextDiff.Of("a\nb", "").Select(l => l.Kind));
    }

    [Fact]
    public void Whatever_is_left_out_the_lines_that_go_are_of_the_old_text_and_those_that_come_of_the_new_one_in_their_order()
    {
        string[] texts = [.. Enumerable.Range(0, 5).SelectMany(Texts)];
        Assert.All(texts, old => Assert.All(texts, now =>
        {
            var lines = TextDiff.Of(old, now);
            Assert.True(old == now || lines.Any(l => l.Kind == '…') || (Rest('+') == old && Rest('-') == now), $"{old} / {now}");

            string Rest(char without) => string.Join('\n', lines.Where(l => l.Kind != without).Select(l => l.Text));
        }));

        static IEnumerable<string> Texts(int lines) => lines == 0 ? [""] : Texts(lines - 1).SelectMany(t => new[] { "a", "b", "c" }.Select(l => lines == 1 ? l : $"{t}\n{l}"));
    }
}
