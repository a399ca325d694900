using System.Net;
using System.Text.Encodings.Web;
using Opportune.Database;
using Opportune.Web.Show;

namespace Opportune.Tests.Web;

/// <summary>What the timeline says of a mark.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void A_long_text_without_a_mention_shows_its_beginning_and_one_with_a_mention_what_is_near_it()
    {
        var text = "Beginning " + string.Concat(Enumerable.Repeat("words and ", 30)) + "end";
        var whole = Draw(new() { Outcome = "found", Criterion = "dxa", Date = new(2026, 1, 2), Excerpt = text });
        Assert.Contains("dxa: Beginning words and words", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("end", whole, StringComparison.Ordinal);
        var near = Draw(new() { Outcome = "found", Criterion = "dxa", Date = new(2026, 1, 2), Excerpt = text, ExcerptStart = text.Length - 3, Length = 3 });
        Assert.Contains("words and end<", near, StringComparison.Ordinal);
        Assert.DoesNotContain("Beginning", near, StringComparison.Ordinal);
        Assert.Contains("dxa: T-score<", Draw(new() { Outcome = "found", Criterion = "dxa", Date = new(2026, 1, 2), Excerpt = "T-score" }), StringComparison.Ordinal);
    }

    private static string Draw(Evidence evidence)
    {
        using var text = new StringWriter();
        Timeline.Draw([evidence], [], new(2026, 11, 13)).WriteTo(text, HtmlEncoder.Default);
        return WebUtility.HtmlDecode(text.ToString());
    }
}
