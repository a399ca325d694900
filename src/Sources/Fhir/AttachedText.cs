using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Opportune.Sources.Fhir;

/// <summary>The text of an attachment: plain or HTML, in UTF-8 or Latin-1, or RTF, which says itself how it is written.</summary>
internal static partial class AttachedText
{
    // Of a text in which nothing is ever closed, an engine that goes back would read the rest again from every "<": these read it once.
    private const RegexOptions ReadOnce = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    private static readonly Regex Unshown = new(
        $@"<!--.*?-->|{string.Join('|', new[] { "head", "script", "style", "title" }.Select(tag => $@"<{tag}\b[^>]*>.*?</{tag}\s*>"))}|<[!?][^>]*>", ReadOnce);

    private static readonly Regex Breaks = new(@"<(br|/?(p|div|tr|table|ul|ol|li|h[1-6]|pre|section|hr|blockquote|dt|dd))\b[^>]*>", ReadOnce);

    private static readonly Regex Tags = new(@"</?[a-z][^>]*>", ReadOnce);

    /// <summary>Whether an attachment of that content type holds text that can be read.</summary>
    public static bool IsText(ReadOnlySpan<byte> contentType) => NameOf(contentType) is "text/plain" or "text/html" or "application/xhtml" or "application/xhtml+xml" or "text/rtf" or "application/rtf";

    /// <summary>The content type without its parameters; "other" where it is none of a common form.</summary>
    public static string NameOf(ReadOnlySpan<byte> contentType)
    {
        var end = contentType.IndexOf((byte)';');
        var name = Encoding.UTF8.GetString(end < 0 ? contentType : contentType[..end]).Trim().ToLowerInvariant();
        return ContentType().IsMatch(name) ? name : "other";
    }

    /// <summary>Decodes an attachment.</summary>
    /// <param name="contentType">Its content type.</param>
    /// <param name="data">Base64.</param>
    /// <returns>UTF-8; null where the data are no base64, the character set is not known, or what says that it is RTF is none or is cut off.</returns>
    public static byte[]? Read(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (Base64.DecodeFromUtf8(data, bytes, out _, out var length) != OperationStatus.Done)
            return null;
        bytes = bytes[..length];
        if (NameOf(contentType) is "text/rtf" or "application/rtf")
            return RichText.Read(bytes) is { } rich ? Encoding.UTF8.GetBytes(rich) : null;
        var said = Encoding.UTF8.GetString(contentType).ToLowerInvariant();
        var charset = said.IndexOf("charset=", StringComparison.Ordinal) is var at and >= 0 ? said[(at + "charset=".Length)..].Split(';')[0].Trim(' ', '"') : "utf-8";
        if (charset is "iso-8859-1" or "latin1")
            bytes = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes));
        else if (charset is not ("utf-8" or "utf8" or "us-ascii"))
            return null;
        return NameOf(contentType) == "text/plain" ? bytes : Encoding.UTF8.GetBytes(OfHtml(Encoding.UTF8.GetString(bytes)));
    }

    /// <summary>The words of HTML: what breaks a line on the page breaks one here, and what a page does not show is gone.</summary>
    public static string OfHtml(string html)
    {
        var text = Unshown.Replace(html, " ");
        // Line ends of the source are blanks on the page.
        text = Blanks().Replace(text, " ");
        text = Breaks.Replace(text, "\n");
        text = WebUtility.HtmlDecode(Tags.Replace(text, ""));
        return LineBlanks().Replace(text, "\n").Trim();
    }

    [GeneratedRegex(@"^[a-z]+/[a-z0-9.+-]{1,60}$", RegexOptions.CultureInvariant)]
    private static partial Regex ContentType();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[ \t]*\n[ \t]*", RegexOptions.CultureInvariant)]
    private static partial Regex LineBlanks();
}
