using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

/// <summary>What of an excerpt is shown.</summary>
public sealed class MarkingTests
{
    [Theory]
    [InlineData("Lungs clear. Wedge [fracture] of T12. Aorta 3.2 cm.", "Wedge fracture of T12.")]
    [InlineData("[Fracture] of T12, 20 percent. Otherwise normal.", "Fracture of T12, 20 percent.")]
    [InlineData("Seen by Ms. Roe.\nNo change of the\nwedge [fracture]! Recommend DXA.", "No change of the wedge fracture!")]
    [InlineData("🦴 Alt. Old?  Wedge approx. 20 [percent 🦴 loss]", "Wedge approx. 20 percent 🦴 loss")]
    [InlineData("… of the T12. [L1. Fracture]. End", "L1. Fracture.")]
    [InlineData("A fracture of T12 without a stop: [L1]", "A fracture of T12 without a stop: L1")]
    public void The_sentence_of_a_mention_is_shown_without_the_ones_beside_it(string marked, string expected)
    {
        var (before, mention) = (marked[..marked.IndexOf('[')], marked[(marked.IndexOf('[') + 1)..marked.IndexOf(']')]);
        var excerpt = marked.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        Assert.Equal(expected, Marking.Sentence(excerpt, before.EnumerateRunes().Count(), mention.EnumerateRunes().Count()));
    }

    [Fact]
    public void An_excerpt_without_the_place_is_shown_whole() => Assert.Equal("One. Two", Marking.Sentence("One. Two", 40, 2));
}
