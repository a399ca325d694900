namespace Opportune.Core;

/// <summary>
/// One unit is written in many ways: mL/min/{1.73_m2} in UCUM, mL/min/1.73 m², mL/min/1.73m^2 elsewhere. Case, spaces and the marks
/// of notation ({ } _ ^) tell no units apart, and a raised figure is that figure; all else does, so that nothing is converted here.
/// </summary>
public static class UnitText
{
    /// <summary>Whether two texts write the same unit. No text is none.</summary>
    public static bool AreSame(string? a, string? b)
    {
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase))
            return true;
        if (a is null || b is null)
            return false;
        var (i, j) = (0, 0);
        while (true)
        {
            var (left, right) = (Next(a, ref i), Next(b, ref j));
            if (left != right)
                return false;
            if (left == '\0')
                return true;
        }
    }

    private static char Next(string text, ref int at)
    {
        while (at < text.Length)
        {
            var c = text[at++];
            if (!char.IsWhiteSpace(c) && c is not ('{' or '}' or '_' or '^'))
                return c switch { '²' => '2', '³' => '3', _ => char.ToLowerInvariant(c) };
        }
        return '\0';
    }
}
