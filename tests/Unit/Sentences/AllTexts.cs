using Opportune.Core;

namespace Opportune.Tests.Unit.Sentences;

/// <summary>All that people are shown of a gap.</summary>
internal static class AllTexts
{
    public static IEnumerable<string> Of(Gap gap) => [gap.Wording, gap.Why, gap.LookedFor, gap.WouldClose, gap.Limits, gap.Priority, gap.StatusReason];

    /// <summary>None of these words stands anywhere.</summary>
    public static void NeverSay(Gap gap, params string[] words)
    {
        foreach (var word in words)
            Assert.All(Of(gap), text => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }
}
