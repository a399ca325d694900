using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace Opportune.Database;

/// <summary>One row in a backup: a JSON array with the same bytes whichever engine it comes from.</summary>
internal static class BackupRow
{
    /// <summary>Writes the row that the reader stands on.</summary>
    public static void Write(Utf8JsonWriter writer, DbDataReader row, IReadOnlyList<Column> columns)
    {
        writer.WriteStartArray();
        for (var i = 0; i < columns.Count; i++)
        {
            if (row.IsDBNull(i))
            {
                writer.WriteNullValue();
                continue;
            }
            switch (columns[i].Type)
            {
                case "integer":
                    writer.WriteNumberValue(row.GetInt64(i));
                    break;
                case "real" when double.IsFinite(row.GetDouble(i)):
                    writer.WriteNumberValue(row.GetDouble(i));
                    break;
                case "real":
                    // JSON has no word for these.
                    writer.WriteStringValue(row.GetDouble(i).ToString(CultureInfo.InvariantCulture));
                    break;
                case "bytes":
                    writer.WriteBase64StringValue(row.GetFieldValue<byte[]>(i));
                    break;
                case "date":
                    writer.WriteStringValue(Instant.DateFrom(row.GetValue(i)).ToString(Instant.DateFormat, CultureInfo.InvariantCulture));
                    break;
                case "instant":
                    writer.WriteStringValue(Instant.Text(Instant.From(row.GetValue(i))));
                    break;
                default:
                    writer.WriteStringValue(row.GetString(i));
                    break;
            }
        }
        writer.WriteEndArray();
    }

    /// <summary>Adds a row to a load.</summary>
    /// <exception cref="FormatException">It is not a row of these columns.</exception>
    public static void Read(ReadOnlySpan<byte> line, IReadOnlyList<Column> columns, BulkLoad load)
    {
        var reader = new Utf8JsonReader(line);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        foreach (var column in columns)
        {
            Expect(reader.Read());
            if (reader.TokenType == JsonTokenType.Null)
                load.AddNull();
            else if (column.Type == "integer")
                load.Add(reader.GetInt64());
            else if (column.Type == "real")
                load.Add(reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.Parse(reader.GetString()!, CultureInfo.InvariantCulture));
            else if (column.Type == "bytes")
                load.AddBytes(reader.GetBytesFromBase64());
            else if (column.Type == "date")
                load.Add(Instant.DateFrom(reader.GetString()!));
            else if (column.Type == "instant")
                load.Add(Instant.From(reader.GetString()!));
            else
                load.Add(reader.GetString());
        }
        Expect(reader.Read() && reader.TokenType == JsonTokenType.EndArray && !reader.Read());
        load.EndRow();
    }

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new FormatException("not a row of this table");
    }
}
