using System.Text;
using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class TextSetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("M80.", "")]
    [InlineData("finding ", " of the abdominal aorta, unchanged since before")]
    [InlineData("a beginning that is as long as sixteen bytes and more, ", "")]
    public void A_text_is_on_the_list_exactly_when_it_was_put_there(string before, string after)
    {
        var random = new Random(5);
        foreach (var count in new[] { 1, 2, 20, 3000 })
        {
            var texts = Enumerable.Range(0, count).Select(_ => before + random.Next(count * 3) + after).Append(before.Length > 0 ? before : "x").ToHashSet(StringComparer.Ordinal);
            var set = new TextSet([.. texts.Select(Encoding.UTF8.GetBytes)]);
            for (var i = 0; i < count * 3; i++)
            {
                var text = before + i + after;
                Assert.Equal(texts.Contains(text), set.Contains(Encoding.UTF8.GetBytes(text)));
                Assert.Equal(texts.Contains(text[1..]), set.Contains(Encoding.UTF8.GetBytes(text[1..])));
            }
            Assert.All(texts, t => Assert.True(set.Contains(Encoding.UTF8.GetBytes(t))));
            Assert.False(set.Contains([]));
        }
    }

    [Fact]
    public void Texts_that_agree_in_all_that_is_looked_at_are_compared_whole()
    {
        // One text alone says nothing of where others differ from it.
        var set = new TextSet(["0123456789 one 9876543210"u8.ToArray()]);
        Assert.True(set.Contains("0123456789 one 9876543210"u8));
        Assert.False(set.Contains("0123456789 two 9876543210"u8));
    }
}
