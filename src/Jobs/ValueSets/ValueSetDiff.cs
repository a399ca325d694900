using Opportune.Core;

namespace Opportune.Jobs.ValueSets;

/// <summary>What became of a code of a value set.</summary>
public enum CodeChangeKind
{
    /// <summary>It is there now.</summary>
    Added,

    /// <summary>It is there no more.</summary>
    Retired,

    /// <summary>It went from one set to another; told once, under the new one.</summary>
    Moved,
}

/// <summary>One code that two versions of the value sets hold differently. Other dates or 7th characters are another code.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Set">The value set.</param>
/// <param name="From">The set in which it was, where it moved; else null.</param>
/// <param name="Row">The code; null for a drug's name.</param>
/// <param name="Name">The name; null for a code.</param>
public sealed record CodeChange(CodeChangeKind Kind, string Set, string? From, ValueSetRow? Row, string? Name)
{
    /// <summary>"ICD10CM M80.0- (7th A, B)"; or the name in quotes.</summary>
    public string Code => Row is null ? $"name '{Name}'"
        : $"{Row.System} {CodeSystems.ShownCode(Row.System, Row.Code)}{(Row.IsFamily ? "-" : "")}{(Row.Seventh is { } seventh ? $" (7th {string.Join(", ", seventh.ToCharArray())})" : "")}{(Row.ValidFrom is { } from ? $" from {from:yyyy-MM-dd}" : "")}{(Row.ValidTo is { } to ? $" to {to:yyyy-MM-dd}" : "")}";
}

/// <summary>Compares two folders of value sets.</summary>
public static class ValueSetDiff
{
    /// <summary>The changes by set, then by code.</summary>
    /// <param name="older">A folder of value sets.</param>
    /// <param name="newer">Another one.</param>
    /// <param name="adds">The newer one only adds rows, as a site's folder does.</param>
    /// <param name="problems">Gets what is wrong with the files.</param>
    public static IReadOnlyList<CodeChange> Compare(string older, string newer, bool adds, Problems problems)
    {
        var (before, after) = (Read(older, problems), Read(newer, problems));
        if (adds)
            after.UnionWith(before);
        var gone = before.Except(after).ToLookup(c => (c.Row, c.Name));
        var come = after.Except(before).ToList();
        var moved = come.Where(c => gone[(c.Row, c.Name)].Any()).Select(c => (To: c, From: gone[(c.Row, c.Name)].First())).ToList();
        var changes = moved.Select(m => new CodeChange(CodeChangeKind.Moved, m.To.Set, m.From.Set, m.To.Row, m.To.Name))
            .Concat(come.Except(moved.Select(m => m.To)).Select(c => new CodeChange(CodeChangeKind.Added, c.Set, null, c.Row, c.Name)))
            .Concat(before.Except(after).Except(moved.Select(m => m.From)).Select(c => new CodeChange(CodeChangeKind.Retired, c.Set, null, c.Row, c.Name)));
        return [.. changes.OrderBy(c => c.Set, StringComparer.Ordinal).ThenBy(c => c.Code, StringComparer.Ordinal).ThenBy(c => c.Kind)];
    }

    // What a code is called does not matter to any rule.
    private static HashSet<(string Set, ValueSetRow? Row, string? Name)> Read(string folder, Problems problems)
    {
        var files = Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).ToLookup(path => Path.GetFileNameWithoutExtension(path) == DrugCrosswalk.Name);
        var sets = files[false].Select(path => ValueSetFile.Read(path, isSite: true, today: null, problems))
            .Concat(files[true].Select(path => new ValueSet { Name = DrugCrosswalk.Name, Rows = [.. DrugCrosswalk.Read(path, problems).Select(r => r.Product)] })).ToList();
        return [.. sets.SelectMany(s => s.Rows.Select(r => (s.Name, (ValueSetRow?)(r with { Meaning = null }), (string?)null)).Concat(s.Names.Select(n => (s.Name, (ValueSetRow?)null, (string?)n))))];
    }
}
