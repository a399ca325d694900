using Opportune.Core;

namespace Opportune.Runs.Bands;

/// <summary>What is counted of a table, day by day.</summary>
public enum Facet : byte
{
    /// <summary>Rows. Of the patients: people, all of them on the as-of date. The item is empty.</summary>
    Rows,

    /// <summary>Rows of a code system.</summary>
    System,

    /// <summary>Rows of a code: "LOINC 2085-9".</summary>
    Code,

    /// <summary>Rows without a value in a column.</summary>
    Missing,

    /// <summary>What reports say, by the section in which they say it; the empty item is all of it.</summary>
    Section,

    /// <summary>Rows of a code in a unit: "LOINC 2085-9, mg/dL".</summary>
    Unit,

    /// <summary>Values of a code in a unit, by size: "LOINC 2085-9, mg/dL, 13" (<see cref="DayBook.SizeOf"/>).</summary>
    Value,

    /// <summary>People of a sex: "F".</summary>
    Sex,

    /// <summary>Rows that repeat another one word for word, and count once.</summary>
    Repeated,

    /// <summary>Rows of a positive control's value set, whosever they are.</summary>
    Control,
}

/// <summary>One thing that is counted, day by day.</summary>
/// <param name="Table">Of which table.</param>
/// <param name="Facet">What of it.</param>
/// <param name="Item">Which; no identifier of anybody.</param>
public readonly record struct Series(Table Table, Facet Facet, string Item)
{
    private const string Then = ", ";

    /// <summary>Of what it is a share; null: it is counted by itself.</summary>
    public Series? Whole => Facet switch
    {
        Facet.Rows or Facet.Control => null,
        Facet.Section => Item.Length == 0 ? null : this with { Item = "" },
        Facet.Unit => this with { Facet = Facet.Code, Item = Front },
        Facet.Value => this with { Facet = Facet.Unit, Item = Front },
        _ => new(Table, Facet.Rows, ""),
    };

    /// <summary>The item without what follows its last comma.</summary>
    public string Front => Item[..Math.Max(0, Item.LastIndexOf(Then, StringComparison.Ordinal))];

    /// <summary>What follows the item's last comma.</summary>
    public string Back => Item[(Item.LastIndexOf(Then, StringComparison.Ordinal) + Then.Length)..];

    /// <summary>The same item, and more about it.</summary>
    public static string Join(string item, string more) => item + Then + more;
}
