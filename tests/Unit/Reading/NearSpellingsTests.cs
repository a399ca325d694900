using System.Text;
using Opportune.Reading.Text;

namespace Opportune.Tests.Unit.Reading;

public class NearSpellingsTests
{
    [Fact]
    public void A_long_word_is_found_whichever_of_its_letters_is_wrong()
    {
        string[] words = ["osteopenia", "atheroscl", "demineralization", "microcalcifications"];
        var near = new NearSpellings();
        foreach (var (id, word) in words.Index())
            near.Add(Encoding.ASCII.GetBytes(word), right: 1, id);
        foreach (var (id, word) in words.Index())
        {
            for (var at = 1; at < word.Length; at++)
            {
                string[] slips = [word.Remove(at, 1), word.Insert(at, "q"), word.Remove(at, 1).Insert(at, "q"), at + 1 < word.Length ? word.Remove(at, 1).Insert(at + 1, word[at..(at + 1)]) : word + "q"];
                foreach (var slip in slips)
                    Assert.Equal((slip, id), (slip, near.Find(Encoding.ASCII.GetBytes(slip.ToUpperInvariant()))));
            }
            Assert.Equal(-1, near.Find(Encoding.ASCII.GetBytes(string.Concat(word.AsSpan(0, 4), "qq", word.AsSpan(6)))));
        }
    }

    [Fact]
    public void The_letters_that_must_be_right_are()
    {
        for (var right = 1; right <= 8; right++)
        {
            var near = new NearSpellings();
            near.Add("demineralization"u8.ToArray(), right, 7);
            for (var at = 1; at < 16; at++)
                Assert.Equal((right, at, at < right ? -1 : 7), (right, at, near.Find(Encoding.ASCII.GetBytes("demineralization".Remove(at, 1).Insert(at, "q")))));
        }
    }
}
