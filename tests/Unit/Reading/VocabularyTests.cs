using System.Text;
using Opportune.Reading.Text;

namespace Opportune.Tests.Unit.Reading;

public class VocabularyTests
{
    [Fact]
    public void A_word_is_found_the_same_wherever_it_stands_in_a_text()
    {
        string[] words = ["a", "of", "rib", "bone", "aorta", "vessel", "density", "fracture", "calcified", "osteopenia", "demineralization", "microcalcifications"];
        var vocabulary = new Vocabulary();
        foreach (var word in words)
            vocabulary.Add(word);
        vocabulary.Freeze();
        foreach (var (id, word) in words.Index())
        {
            // With fewer letters than eight, and with more, on either side.
            for (var before = 0; before < 10; before++)
            {
                for (var after = 0; after < 10; after++)
                {
                    var text = Encoding.ASCII.GetBytes(new string('z', before) + word.ToUpperInvariant() + new string('z', after));
                    Assert.Equal(id, vocabulary.Find(text, before, before + word.Length));
                    Assert.Equal(Array.IndexOf(words, word[1..]), vocabulary.Find(text, before + 1, before + word.Length));
                }
            }
        }
    }
}
