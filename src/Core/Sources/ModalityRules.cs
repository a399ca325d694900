namespace Opportune.Core;

/// <summary>Tells the modality of an exam from what it is called.</summary>
public static class ModalityRules
{
    /// <summary>The modality of the first rule that holds; null where none does.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="isCategory">Whether the exam is of a category.</param>
    /// <param name="isCode">Whether the exam has a code.</param>
    /// <param name="name">What the exam is called.</param>
    public static string? Of(IReadOnlyList<ModalityRule> rules, Func<string, bool> isCategory, Func<string, bool> isCode, string name)
    {
        foreach (var rule in rules)
        {
            if ((rule.Category is { } category && isCategory(category)) || (rule.Code is { } code && isCode(code)) || rule.Words.Any(w => HasWord(name, w)))
                return rule.Is;
        }
        return null;
    }

    // "CT" stands in "CT chest" and not in "pectoral".
    private static bool HasWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length])))
                return true;
        }
        return false;
    }
}
