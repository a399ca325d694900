using System.Globalization;
using System.Text.Json;

namespace Opportune.App.Screen;

/// <summary>What a process that runs for long tells: a line at a time, with its instant in UTC; without identifiers.</summary>
internal sealed class LogLines(TextWriter to, bool json, TimeProvider time)
{
    private readonly Lock _lock = new();

    public void Write(string message)
    {
        var at = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            to.WriteLine(json ? JsonSerializer.Serialize(new { at, message }) : $"{at} {message.ReplaceLineEndings(" ")}");
            to.Flush();
        }
    }
}
