using System.Text;
using Opportune.Core;

namespace Opportune.App.Commands;

/// <summary>
/// Views of the canonical tables for the administrator of a site's database to fill in: each column by name and type, those that every
/// row needs marked. A mapping over such views is a line a column.
/// </summary>
internal static class ViewSkeletons
{
    // In the order of CanonicalType: id, text, date, number, integer, flag.
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["sqlserver"] = ["nvarchar(100)", "nvarchar(max)", "date", "float", "bigint", "bit"],
        ["oracle"] = ["varchar2(100)", "varchar2(4000)", "date", "binary_double", "number(19)", "number(1)"],
        ["postgres"] = ["text", "text", "date", "double precision", "bigint", "boolean"],
        ["snowflake"] = ["varchar", "varchar", "date", "double", "number(19,0)", "boolean"],
    };

    /// <summary>The engines, by the words that the command takes.</summary>
    public static IReadOnlyCollection<string> Engines => Types.Keys;

    /// <summary>All views, as one script.</summary>
    public static string Of(string engine)
    {
        var text = new StringBuilder(
            $"""
            -- Canonical tables as views, for {engine}. Put the site's expression in the place of each null, and its table after 'from'.
            -- A column marked 'required' needs a value in every row; leave out a view or any other column that the site does not have.
            -- code_system: {string.Join(", ", CodeSystems.Names)} or local:<name>. Sex: F, M, U. Dates without a time.

            """);
        foreach (var table in CanonicalTable.All)
        {
            text.Append($"\ncreate view opportune_{table.Name} as{(table.Required ? " -- required" : "")}\nselect\n");
            text.AppendJoin("\n", table.Columns.Select((c, i) =>
                $"    cast(null as {Types[engine][(int)c.Type]}) as {c.Name}{(i + 1 < table.Columns.Count ? "," : "")}{(c.Required ? " -- required" : "")}"));
            text.Append("\nfrom the_table_of_the_site;\n");
        }
        return text.ToString();
    }
}
