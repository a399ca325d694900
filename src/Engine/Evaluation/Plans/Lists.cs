namespace Opportune.Engine.Evaluation;

/// <summary>Questions about the short lists of a match, without an allocation.</summary>
internal static class Lists
{
    /// <summary>An empty list allows everything.</summary>
    public static bool Allows(IReadOnlyList<string> wanted, string? value) => wanted.Count == 0 || Names(wanted, value);

    public static bool Names(IReadOnlyList<string> list, string? value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], value, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    public static bool Overlap(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        for (var i = 0; i < b.Count; i++)
        {
            if (Names(a, b[i]))
                return true;
        }
        return false;
    }

    /// <summary>Whether every one of <paramref name="some"/> is among <paramref name="all"/>.</summary>
    public static bool Within(IReadOnlyList<string> some, IReadOnlyList<string> all)
    {
        for (var i = 0; i < some.Count; i++)
        {
            if (!Names(all, some[i]))
                return false;
        }
        return true;
    }
}
