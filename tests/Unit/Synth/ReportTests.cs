namespace Opportune.Tests.Unit.Synth;

[Collection("town")]
public class ReportTests(Town town)
{
    [Fact]
    public void No_text_shows_the_seams()
    {
        var texts = town.Large("imaging_findings")["finding_text"].OfType<string>().ToList();
        Assert.NotEmpty(texts);
        foreach (var text in texts)
        {
            Assert.DoesNotContain('{', text);
            Assert.DoesNotContain('}', text);
            Assert.DoesNotContain('|', text);
            Assert.DoesNotContain(" .", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" ,", text, StringComparison.Ordinal);
            Assert.Equal(text.Trim(), text);
        }
    }

    [Fact]
    public void Reports_differ_and_their_words_are_many()
    {
        var texts = town.Small("imaging_findings")["finding_text"].OfType<string>().ToList();
        Assert.True(texts.Distinct().Count() > texts.Count * 0.85);
        var words = texts.SelectMany(t => t.ToLowerInvariant().Split([' ', '\n', '.', ',', ':', ';', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries)).Where(w => w.All(char.IsLetter)).Distinct().Count();
        Assert.InRange(words, 900, 10_000);
    }
}
