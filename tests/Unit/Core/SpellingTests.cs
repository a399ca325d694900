using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

public class SpellingTests
{
    private static readonly string[] Sites = [.. Enumerable.Range(10, 13).Select(i => $"site-{i}")];

    [Fact]
    public void A_list_of_what_is_known_says_how_many_it_leaves_out()
    {
        Assert.EndsWith("known: site-10, site-11, site-12, site-13, site-14, site-15, site-16, site-17, site-18, site-19, site-20, site-21 and 1 more", Spelling.Unknown("site", "elsewhere", Sites), StringComparison.Ordinal);
        Assert.EndsWith(", site-21", Spelling.Unknown("site", "elsewhere", Sites[..^1]), StringComparison.Ordinal);
        Assert.Equal("unknown site 'elsewhere'; known: none", Spelling.Unknown("site", "elsewhere", []));
        Assert.Equal("unknown site 'proximal humerus'; known: humerus-proximal, humerus, aorta", Spelling.Unknown("site", "proximal humerus", ["aorta", "humerus", "humerus-proximal"]));
    }
}
