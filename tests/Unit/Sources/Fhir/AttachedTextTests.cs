using System.Text;
using Opportune.Sources.Fhir;

namespace Opportune.Tests.Unit.Sources.Fhir;

/// <summary>Reports that come as pages.</summary>
public class AttachedTextTests
{
    [Theory]
    [InlineData("<html><head><title>Report 7</title></head><body><p>Old fracture</p> of <b>L1</b>.</body></html>", "Old fracture\nof L1.")]
    [InlineData("<STYLE type=x>p { color: red }</STYLE>Heart<br/>normal<script>if (a < b) alert('x')</script >.", "Heart\nnormal .")]
    [InlineData("<!DOCTYPE html><!-- <p>not shown</p> -->T &lt; -2.5 &amp; no drug", "T < -2.5 & no drug")]
    [InlineData("<ul>\r\n  <li>one</li>\r\n  <li>two</li>\r\n</ul>", "one\n\ntwo")]
    public void What_a_page_shows_is_what_is_read(string html, string text) => Assert.Equal(text, AttachedText.OfHtml(html));

    [Theory]
    [InlineData("<!-- ")]
    [InlineData("<head ")]
    [InlineData("<script>")]
    [InlineData("<p ")]
    [InlineData("<")]
    public void A_page_on_which_nothing_is_ever_closed_is_read_once(string never)
    {
        // Read again from every "<", this would take hours.
        var text = AttachedText.OfHtml(string.Concat(Enumerable.Repeat(never, 200_000)) + "no fracture");
        Assert.EndsWith("no fracture", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_character_set_that_is_said_is_believed_and_one_that_is_not_known_is_not_guessed()
    {
        var latin = Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Latin1.GetBytes("arteriën verkalkt")));
        Assert.Equal("arteriën verkalkt", Encoding.UTF8.GetString(AttachedText.Read("text/plain; charset=ISO-8859-1"u8, latin)!));
        Assert.Null(AttachedText.Read("text/plain; charset=koi8-r"u8, latin));
        Assert.Null(AttachedText.Read("text/plain"u8, "%%%"u8));
    }
}
