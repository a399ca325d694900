using System.Text.Encodings.Web;
using System.Text.Json;
using Opportune.Database.Ledger;

namespace Opportune.App.Screen;

/// <summary>Runs as JSON, complete: the names are those of the database's columns.</summary>
internal static class RunsJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void WriteList(Stream to, IReadOnlyList<RunRow> runs) => JsonSerializer.Serialize(to, runs, Options);

    public static void Write(Stream to, RunDetails details) => JsonSerializer.Serialize(to, details, Options);
}
