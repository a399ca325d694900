using System.Text;
using Opportune.Reading.Finding;

namespace Opportune.Tests.Unit.Reading;

public class SentenceMemoTests
{
    [Fact]
    public void What_is_new_is_kept_at_once_while_most_comes_again_and_when_it_is_met_again_while_little_does()
    {
        var memo = new SentenceMemo();
        var known = Encoding.ASCII.GetBytes("Calcified aorta.");
        Assert.True(memo.IsWorthKeeping(SentenceMemo.Place(known)));
        memo.Keep(known, SentenceMemo.Place(known), null);

        AskFor(memo, i => $"Rib {i} is broken.");
        Assert.Equal((false, true), Twice("Rib one is broken."));

        AskFor(memo, _ => "Calcified aorta.");
        Assert.Equal((true, true), Twice("Rib two is broken."));

        (bool, bool) Twice(string sentence) => (Worth(sentence), Worth(sentence));

        bool Worth(string sentence) => memo.IsWorthKeeping(SentenceMemo.Place(Encoding.ASCII.GetBytes(sentence)));
    }

    private static void AskFor(SentenceMemo memo, Func<int, string> sentence)
    {
        for (var i = 0; i < 1 << 14; i++)
        {
            var bytes = Encoding.ASCII.GetBytes(sentence(i));
            memo.Find(bytes, SentenceMemo.Place(bytes), out _);
        }
    }
}
