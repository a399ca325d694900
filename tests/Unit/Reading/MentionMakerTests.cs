using System.Text;
using Opportune.Core;
using Opportune.Reading.Finding;
using Opportune.Reading.Text;

namespace Opportune.Tests.Unit.Reading;

public class MentionMakerTests
{
    [Theory]
    [InlineData("Trabecular attenuation of L1 is low.", false)]
    [InlineData("Trabecular attenuation of L1 is 92 HU.", true)]
    [InlineData("Rib fracture.", true)]
    [InlineData("Rib fracture, trabecular attenuation is low.", true)]
    public void A_sentence_whose_terms_want_a_number_says_nothing_in_any_section(string sentence, bool speaks)
    {
        var (text, maker, lines) = (Encoding.UTF8.GetBytes(sentence), new MentionMaker(Dev.Compiled, ExcerptLength.None, null), new ReportLines());
        lines.One(text.Length, null);
        Assert.True(maker.Fill(text, 0, text.Length));
        Assert.Equal(speaks, maker.Make(text, new("", null), lines));
    }
}
