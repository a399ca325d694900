namespace Opportune.Core;

/// <summary>
/// Codes that no value set holds though others of their family are used (M80, S32, I70, N18): a list that was not kept up shows so.
/// Asked of ICD-10-CM, where a family is the first three characters.
/// </summary>
public sealed class UsedFamilies(IEnumerable<ValueSet> sets)
{
    /// <summary>The system whose codes these are.</summary>
    public const string System = "ICD10CM";

    private const int FamilyLength = 3;
    private const int LongestCode = 7;

    private readonly ILookup<string, ValueSetRow> _rows = sets.SelectMany(s => s.Rows).Where(r => r.System == System && r.Code.Length >= FamilyLength)
        .Distinct().ToLookup(r => r.Code[..FamilyLength], StringComparer.Ordinal);

    /// <summary>Whether the code is of a used family and in no set on any day. What has not the form of a code is none.</summary>
    /// <param name="system">Normalised name.</param>
    /// <param name="code">As rules compare it.</param>
    public bool Miss(string system, string code) =>
        system == System && HasForm(code) && _rows.Contains(code[..FamilyLength])
        && !_rows[code[..FamilyLength]].Any(r => r.Holds(system, code, r.ValidFrom ?? r.ValidTo ?? DateOnly.MinValue));

    /// <summary>The rows on which the answers rest, as lines in a fixed order.</summary>
    public IEnumerable<string> Lines() => _rows.SelectMany(f => f).Select(r => $"placed {r.Code} {r.IsFamily} {r.Seventh}").Distinct().Order(StringComparer.Ordinal);

    private static bool HasForm(string code) =>
        code.Length is >= FamilyLength and <= LongestCode && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiDigit(code[1]) && code.All(char.IsAsciiLetterOrDigit);
}
