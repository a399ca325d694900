using Opportune.Core;

namespace Opportune.Jobs.ValueSets;

/// <summary>
/// Reads <c>drug-crosswalk.csv</c>: which ingredient a drug's product holds (system, code, the ingredient's RxNorm code, meaning). A
/// product with two ingredients has two rows. What the ingredient is in, its products are in.
/// </summary>
internal static class DrugCrosswalk
{
    /// <summary>The file's name without its ending; no value set bears it.</summary>
    public const string Name = "drug-crosswalk";

    private const string IngredientSystem = "RXNORM";
    private static readonly string[] Columns = ["system", "code", "ingredient", "meaning"];

    /// <summary>Adds the products of a folder's crosswalk, where it has one, to the sets that hold their ingredients.</summary>
    public static void Apply(string folder, Dictionary<string, ValueSet> sets, Problems problems)
    {
        var path = Path.Combine(folder, Name + ".csv");
        if (!File.Exists(path))
            return;
        var rows = Read(path, problems);
        // Asked of the sets' own rows: no product leads to another.
        var own = sets.Values.ToDictionary(s => s.Name, s => s.Rows.Where(r => r is { System: IngredientSystem, IsByCrosswalk: false }).ToList(), StringComparer.Ordinal);
        var astray = 0;
        foreach (var (product, ingredient) in rows)
        {
            var isHeld = false;
            foreach (var (name, ingredients) in own)
            {
                if (ingredients.Find(r => r.Holds(IngredientSystem, ingredient, r.ValidFrom ?? r.ValidTo ?? DateOnly.MinValue)) is not { } held)
                    continue;
                isHeld = true;
                if (!sets[name].Rows.Any(r => r.System == product.System && r.Code == product.Code && !r.IsFamily))
                    sets[name] = sets[name] with { Rows = [.. sets[name].Rows, product with { Meaning = product.Meaning ?? held.Meaning }] };
            }
            astray += isHeld ? 0 : 1;
        }
        if (astray > 0)
            problems.Add(new(path, 0, 0, $"{astray} of {rows.Count} products lead to an ingredient that no value set holds", IsWarning: true));
    }

    /// <summary>The products, with the RxNorm code of the ingredient of each.</summary>
    public static IReadOnlyList<(ValueSetRow Product, string Ingredient)> Read(string path, Problems problems)
    {
        var rows = new List<(ValueSetRow, string)>();
        var seen = new Dictionary<(string, string, string), int>();
        IReadOnlyList<string>? columns = null;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } text || text[0] == '#')
                continue;
            if (Csv.Fields(text) is not { } fields)
                Problem("a quote is not closed, or stands inside a field");
            else if (columns is null)
                columns = ReadColumns(fields);
            else
                ReadRow(fields);
        }
        if (columns is null)
            problems.Add(new(path, 0, 0, $"no line of column names ({string.Join(',', Columns)})"));
        return rows;

        IReadOnlyList<string> ReadColumns(IReadOnlyList<string> fields)
        {
            foreach (var unknown in fields.Except(Columns))
                Problem(Problems.Unknown("column", unknown, Columns));
            foreach (var missing in Columns.Take(3).Except(fields))
                Problem($"column '{missing}' is missing");
            return fields;
        }

        void ReadRow(IReadOnlyList<string> fields)
        {
            var (written, code, ingredient, meaning) = (Field(fields, "system"), Field(fields, "code"), Field(fields, "ingredient"), Field(fields, "meaning"));
            if (CodeSystems.Normalise(written) is not { } system)
                Problem(Problems.Unknown("code system", written, CodeSystems.Names));
            else if (code.Length == 0 || ingredient.Length == 0)
                Problem($"the {(code.Length == 0 ? "code" : "ingredient")} is missing");
            else if (code.EndsWith('-'))
                Problem("a product is one code, not a family");
            else if ((CodeForm.Fault(system, code) ?? CodeForm.Fault(IngredientSystem, ingredient)) is { } fault)
                Problem(fault);
            else if (!seen.TryAdd((system, code, ingredient), number))
                Problem($"{written} {code} is here already, in line {seen[(system, code, ingredient)]}");
            else
                rows.Add((new(system, CodeSystems.NormaliseCode(system, code), false, null, null, null, meaning.Length == 0 ? null : meaning) { IsByCrosswalk = true }, ingredient));
        }

        string Field(IReadOnlyList<string> fields, string name)
        {
            for (var i = 0; i < columns!.Count && i < fields.Count; i++)
            {
                if (columns[i] == name)
                    return fields[i];
            }
            return "";
        }

        void Problem(string message) => problems.Add(new(path, number, 0, message));
    }
}
