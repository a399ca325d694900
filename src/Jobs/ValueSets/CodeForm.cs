using Opportune.Core;

namespace Opportune.Jobs.ValueSets;

/// <summary>Whether a code can be one of its system: what catches slips of the finger.</summary>
internal static class CodeForm
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Fault(string system, string code)
    {
        var isFamily = code.EndsWith('-');
        var bare = CodeSystems.NormaliseCode(system, isFamily ? code[..^1] : code);
        var good = system switch
        {
            "ICD10CM" => bare.Length is >= 3 and <= 7 && char.IsAsciiLetterUpper(bare[0]) && char.IsAsciiDigit(bare[1]) && bare.All(char.IsAsciiLetterOrDigit),
            "ICD10PCS" => (isFamily ? bare.Length is >= 3 and <= 7 : bare.Length == 7) && bare.All(char.IsAsciiLetterOrDigit),
            "LOINC" => !isFamily && IsLoinc(bare),
            "RXNORM" => !isFamily && bare.All(char.IsAsciiDigit),
            "CPT" => (isFamily || bare.Length == 5) && bare.All(char.IsAsciiLetterOrDigit),
            "HCPCS" => (isFamily || bare.Length == 5) && char.IsAsciiLetterUpper(bare[0]) && bare[1..].All(char.IsAsciiDigit),
            "ATC" => bare.Length is >= 1 and <= 7 && char.IsAsciiLetterUpper(bare[0]) && bare.All(char.IsAsciiLetterOrDigit),
            _ => bare.Length > 0,
        };
        return good ? null : $"'{code}' is no {system} code{(system == "LOINC" ? " (form or check digit)" : "")}";
    }

    // LOINC's check digit is Luhn's (mod 10).
    private static bool IsLoinc(string code)
    {
        var hyphen = code.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 1 || hyphen != code.Length - 2 || !code.Where(c => c != '-').All(char.IsAsciiDigit))
            return false;
        var sum = 0;
        for (var i = 0; i < hyphen; i++)
        {
            var digit = code[hyphen - 1 - i] - '0';
            sum += i % 2 == 0 ? (digit * 2 / 10) + (digit * 2 % 10) : digit;
        }
        return (10 - (sum % 10)) % 10 == code[^1] - '0';
    }
}
