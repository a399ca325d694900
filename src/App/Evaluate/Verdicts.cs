using Opportune.App.Screen;
using Opportune.Core;

namespace Opportune.App.Evaluate;

/// <summary>
/// What a person found on reading reports where label, expression and reader differ: files with the columns set, label,
/// id, verdict (1 or 0) and reason. They outrank labels in the adjudicated figures, and never touch the raw ones.
/// </summary>
internal sealed class Verdicts
{
    private readonly Dictionary<(string Set, string Label, string Id), bool> _all = [];
    private readonly HashSet<(string Set, string Label)> _judged = [];

    /// <summary>Reads every *.tsv of a folder; null is none.</summary>
    /// <exception cref="InputException">There is no such folder, or a file is none of verdicts.</exception>
    public static Verdicts Read(string? folder)
    {
        var verdicts = new Verdicts();
        if (folder is null)
            return verdicts;
        if (!Directory.Exists(folder))
            throw new InputException($"--adjudicated: there is no folder {folder}");
        foreach (var file in Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal))
            verdicts.Add(file);
        return verdicts;
    }

    /// <summary>Whether anything was judged for the label.</summary>
    public bool Has(string set, string label) => _judged.Contains((set, label));

    /// <summary>The verdict, or null.</summary>
    public bool? Of(string set, string label, string id) => _all.TryGetValue((set, label, id), out var verdict) ? verdict : null;

    private void Add(string file)
    {
        foreach (var row in TableRows.Read(file, "set", "label", "id", "verdict", "reason"))
        {
            if (row is not [{ } set, { } label, { } id, "0" or "1", { Length: > 0 }])
                throw new InputException($"{file}: each line has a set, a label, an id, a verdict of 0 or 1, and a reason; id '{row[2]}' has not");
            if (!_all.TryAdd((set, label, id), row[3] == "1"))
                throw new InputException($"{file}: {set}, {label}, {id} is judged twice");
            _judged.Add((set, label));
        }
    }
}
