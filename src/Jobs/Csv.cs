using System.Text;

namespace Opportune.Jobs;

/// <summary>One line of RFC 4180 CSV as fields. Value sets have no line breaks inside fields.</summary>
internal static class Csv
{
    /// <summary>The fields, or null where a quote is left open or stands in the middle of a field.</summary>
    public static IReadOnlyList<string>? Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; ; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                for (i++; i < line.Length && (line[i] != '"' || (i + 1 < line.Length && line[i + 1] == '"')); i++)
                    field.Append(line[i] == '"' ? line[i++] : line[i]);
                if (i++ >= line.Length || (i < line.Length && line[i] != ','))
                    return null;
            }
            else
            {
                for (; i < line.Length && line[i] != ','; i++)
                {
                    if (line[i] == '"')
                        return null;
                    field.Append(line[i]);
                }
            }
            fields.Add(field.ToString().Trim());
            field.Clear();
            if (i >= line.Length)
                return fields;
        }
    }
}
