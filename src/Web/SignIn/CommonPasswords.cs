using System.Text.RegularExpressions;

namespace Opportune.Web.SignIn;

/// <summary>
/// What is tried first: passwords that are made of a few common words, rows of keys, years and what stands in for letters. The list is our own and short; what
/// is common in one hospital (its name, its town) nobody else knows.
/// </summary>
internal static partial class CommonPasswords
{
    // A password holds at least so many characters besides what everybody thinks of.
    private const int LeastOwn = 6;

    private static readonly string[] Words =
    [
        "administrator", "opportune", "september", "wednesday", "hospital", "password", "passwort", "november", "december", "february", "thursday", "saturday", "changeme",
        "computer", "doctor", "nurse", "clinic", "clinical", "medical", "medicine", "patient", "healthcare", "health", "welcome", "willkommen", "letmein", "iloveyou", "sunshine",
        "princess", "football", "baseball", "superman", "batman", "dragon", "monkey", "master", "shadow", "freedom", "whatever", "trustno", "spring", "summer", "autumn", "winter",
        "january", "october", "august", "march", "april", "june", "july", "monday", "tuesday", "friday", "sunday", "secret", "default", "temporary", "temp", "initial", "start", "login",
        "access", "admin", "user", "guest", "test", "root", "pass", "word", "hello", "love", "reviewer", "clinician", "auditor", "viewer",
        "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "qwerty", "qwertz", "azerty", "asdfgh", "asdf", "qazwsx", "1qaz2wsx", "abcdefghijkl", "abcdef", "abcd", "abc",
    ];

    // The longest first: of "administrator" nothing is to be left.
    private static readonly string[] Ordered = [.. Words.OrderByDescending(w => w.Length)];

    /// <summary>Whether hardly anything is left of a password without what everybody thinks of, and without the person's own name.</summary>
    public static bool Has(string password, string name)
    {
        List<string> common = [.. Ordered, .. name.ToLowerInvariant().Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length > 2)];
        var plain = Numbers().Replace(Without(common, password.ToLowerInvariant()), " ");
        // "P4ssw0rd" is read twice: as it stands, and with the letters that are meant.
        return Repeats(password) || Own(plain) < LeastOwn || Own(Without(common, Letters(plain))) < LeastOwn;
    }

    private static string Without(List<string> common, string text) => common.Aggregate(text, (left, word) => left.Replace(word, " ", StringComparison.Ordinal));

    // What parts words does not count.
    private static int Own(string text) => text.Count(c => !char.IsWhiteSpace(c) && !"-_.,!?".Contains(c, StringComparison.Ordinal));

    private static string Letters(string text) => new([.. text.Select(c => c switch
    {
        '@' or '4' => 'a',
        '3' => 'e',
        '1' or '!' or '|' => 'i',
        '0' => 'o',
        '5' or '$' => 's',
        '7' or '+' => 't',
        _ => c,
    })]);

    // "abcabcabcabc": one piece, over and over.
    private static bool Repeats(string text) =>
        Enumerable.Range(1, text.Length / 2).Any(length => text.Skip(length).Select((c, i) => c == text[i]).All(same => same));

    // Years, and digits that follow each other or are the same.
    [GeneratedRegex("(19|20)[0-9]{2}|([0-9])\\2{2,}|0?1234?5?6?7?8?9?0?|9?8?7?6?5?4321?0?")]
    private static partial Regex Numbers();
}
