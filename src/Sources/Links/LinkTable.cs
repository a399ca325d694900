using System.Text;
using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Links;

/// <summary>Reads the patient_links table, whatever its rows say.</summary>
internal static class LinkTable
{
    private static readonly CanonicalTable Definition = CanonicalTable.Of(Table.PatientLinks);
    private static readonly int PatientId = Definition.IndexOf("patient_id");
    private static readonly int ReplacedBy = Definition.IndexOf("replaced_by");
    private static readonly int LinkedDate = Definition.IndexOf("linked_date");

    /// <exception cref="InputException">A file is corrupt.</exception>
    public static IEnumerable<PatientLink> Read(IReadOnlyList<InputFile> files)
    {
        foreach (var file in files)
        {
            var before = 0L;
            for (var group = 0; group < file.RowGroups.Count; before += file.RowGroups[group++])
            {
                using var patient = file.OpenColumn(group, PatientId);
                using var replacedBy = file.OpenColumn(group, ReplacedBy);
                using var date = file.OpenColumn(group, LinkedDate);
                for (var row = 0; row < file.RowGroups[group]; row++)
                {
                    var (day, text) = Day(date, row);
                    yield return new(file.Name, before + row + 1, Text(patient!, row), Text(replacedBy!, row), day, text);
                }
            }
        }
    }

    private static string Text(ColumnReader reader, int row) => Encoding.UTF8.GetString(reader.Page.Text(reader.MoveTo(row)));

    private static (long? Day, string Text) Day(ColumnReader? reader, int row)
    {
        if (reader is null || reader.MoveTo(row) is var i && reader.Page.IsNull(i))
            return (null, "");
        return (reader.Page.Integer(i), InputFile.Original(reader, i));
    }
}
