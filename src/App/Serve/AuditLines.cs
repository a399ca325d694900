using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Opportune.Core;
using Opportune.Database.Audit;

namespace Opportune.App.Serve;

/// <summary>Hands every audit record to whoever collects them: as a line of a file, and of the service's log.</summary>
internal static partial class AuditLines
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is to be told of each record.</summary>
    /// <exception cref="InputException">The file cannot be written to.</exception>
    public static Action<AuditRow> To(AuditSettings settings, ILoggerFactory logs)
    {
        var log = settings.Log ? logs.CreateLogger("Opportune.Audit") : null;
        if (settings.Lines is { } path)
        {
            try
            {
                Add(path, []);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"settings: 'lines' of 'audit' cannot be written ({e.Message.TrimEnd('.')}); name a file in a folder that this program's user may write to", e);
            }
        }
        return row =>
        {
            var line = JsonSerializer.Serialize(row, Form);
            if (log is not null)
                Said(log, line);
            if (settings.Lines is { } file)
                TryAdd(file, line, logs);
        };
    }

    // What a collector misses is in the database all the same.
    private static void TryAdd(string path, string line, ILoggerFactory logs)
    {
        try
        {
            Add(path, System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Missed(logs.CreateLogger("Opportune.Audit"), e.GetType().Name);
        }
    }

    // Opened for each record, so that a collector may move the file away at any time.
    private static void Add(string path, byte[] line)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(line);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void Said(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "an audit record could not be added to the file of 'lines' ({Reason}); it is in the database")]
    private static partial void Missed(ILogger log, string reason);
}
