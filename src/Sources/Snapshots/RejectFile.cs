using System.Text;
using Opportune.Columnar;

namespace Opportune.Sources.Snapshots;

/// <summary>rejects.parquet, the one place where a refused value is kept; the file is for its owner only.</summary>
public static class RejectFile
{
    /// <summary>Its name.</summary>
    public const string Name = "rejects.parquet";

    private static readonly Schema Schema = new(
    [
        Text("table"), Text("file"), new("row", ColumnKind.Integer, LogicalType.None, false), Text("column"), Text("rule"), Text("value"),
    ]);

    /// <summary>Adds a row.</summary>
    public static void Add(RowBatch batch, SourceReject reject)
    {
        batch[0].Add(reject.Table);
        batch[1].Add(reject.File);
        batch[2].Add(reject.Row);
        batch[3].Add(reject.Column);
        batch[4].Add(reject.Rule);
        batch[5].Add(reject.Value);
        batch.EndRow();
    }

    /// <summary>Creates one, its owner's only before the first value is in it.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static TableWriter Create(string path)
    {
        using (File.Create(path))
        {
        }
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return TableFiles.Create(path, Schema);
    }

    internal static IEnumerable<SourceReject> Read(string path)
    {
        using var file = TableFiles.Open(path);
        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            var columns = Schema.Columns.Select(c => file.OpenColumn(group, file.Schema.IndexOf(c.Name))).ToList();
            try
            {
                for (var row = 0; row < file.RowGroups[group]; row++)
                    yield return new(Text(0, row), Text(1, row), columns[2].Page.Integer(columns[2].MoveTo(row)), Text(3, row), Text(4, row), Text(5, row));
            }
            finally
            {
                columns.ForEach(c => c.Dispose());
            }

            string Text(int column, int row)
            {
                var index = columns[column].MoveTo(row);
                return Encoding.UTF8.GetString(columns[column].Page.Text(index));
            }
        }
    }

    private static Column Text(string name) => new(name, ColumnKind.Text, LogicalType.None, false);
}
