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

    [Theory]
    [InlineData(@"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red255\green0\blue0;}{\*\generator Riched20 10.0;}\pard\f0\fs22 FINDINGS: Old \b compression\b0  fracture of L1.\par IMPRESSION:\tab none\par }", "FINDINGS: Old compression fracture of L1.\nIMPRESSION:\tnone")]
    [InlineData(@"{\rtf1\ansi T\u8209?score \'e9 \{a\} \\ 2\~mm no\_n}", "T\u2011score \u00e9 {a} \\ 2 mm no-n")]
    [InlineData(@"{\rtf1\uc2\u1234xy{\uc0\u65 B}C}", "\u04d2ABC")]
    [InlineData(@"{\rtf1 shown{\v hidden}{\pict\pngblip 89504e47}{\field{\*\fldinst HYPERLINK ""x""}{\fldrslt link}} \bin4 {{{{end}", "shownlink end")]
    [InlineData(@"{\rtf1\trowd a\cell b\cell\row c}", "a\tb\t\nc")]
    public void What_an_RTF_document_shows_is_what_is_read(string rtf, string text) =>
        Assert.Equal(text.Replace("\t\n", "\n", StringComparison.Ordinal), RichText.Read(Encoding.Latin1.GetBytes(rtf)));

    [Theory]
    [InlineData(@"{\rtf1 cut off")]
    [InlineData(@"{\rtf1 {}}}")]
    [InlineData(@"no rtf")]
    [InlineData(@"{\rtf1\ansicpg932 x}")]
    [InlineData(@"{\rtf1\bin99 x}")]
    public void An_RTF_document_that_is_damaged_or_in_an_unknown_code_page_is_not_guessed(string rtf)
    {
        // What follows the end of the document is not looked at.
        Assert.Equal(rtf.EndsWith("}}}", StringComparison.Ordinal) ? "" : null, RichText.Read(Encoding.Latin1.GetBytes(rtf)));
    }

    [Fact]
    public void RTF_of_any_bytes_ends()
    {
        var random = new Random(7);
        var signs = "{}\\'*u1-8 \r\nabpar\u00e9".ToCharArray();
        for (var i = 0; i < 2000; i++)
            RichText.Read(Encoding.Latin1.GetBytes(@"{\rtf1" + string.Concat(Enumerable.Range(0, 200).Select(_ => signs[random.Next(signs.Length)]))));
        Assert.Null(RichText.Read(Encoding.Latin1.GetBytes(@"{\rtf1" + new string('{', 2_000_000))));
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
